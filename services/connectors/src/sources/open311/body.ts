import { FileEncoding } from '@fuxing/contracts/connectors/v1/source_kinds';
import { parseExactly } from '../exact-json';
import { decode } from '../formats/decode';
import { once } from '../formats/whole';
import { xmlEvents } from '../formats/xml';
import { textOf } from '../json-page';
import { SourceError } from '../source-error';

/** Cities write the one or the other. */
const LISTS = ['service_requests', 'requests'];

/**
 * The requests in an answer of GeoReport v2, JSON or XML.
 *
 * @throws SourceError with what the city says when it is no list of requests
 */
export async function requestsOf(body: Uint8Array, xml: boolean, host: string): Promise<unknown[]> {
  const pieces: string[] = [];
  for await (const piece of decode(once(body), host, FileEncoding.FILE_ENCODING_UTF_8)) pieces.push(piece);
  const text = pieces.join('');
  const rows = xml ? await fromXml(text, host) : fromJson(text);
  if (!rows) throw noList(text, host);
  const fault = faultOf(rows[0]);
  if (fault !== undefined) throw refusal(fault, host);
  return rows;
}

/** What the city says in the body of a refusal; undefined when it says nothing that can be read. */
export async function faultIn(text: string, xml: boolean, host: string): Promise<SourceError | undefined> {
  try {
    await requestsOf(Buffer.from(text), xml, host);
    return undefined;
  } catch (error) {
    return error instanceof Refusal ? error : undefined;
  }
}

/** The city understood, and says why not. */
class Refusal extends SourceError {}

const refusal = (why: string, host: string): SourceError =>
  new Refusal({ en: `${host} says: ${why}.`, zh: `${host} 返回错误：${why}。` }, false);

function fromJson(text: string): unknown[] | undefined {
  let body: unknown;
  try {
    body = parseExactly(text);
  } catch {
    return undefined;
  }
  if (Array.isArray(body)) return body;
  const fields = Object(body) as Record<string, unknown>;
  return [...LISTS, 'errors'].map((name) => fields[name]).find((list) => Array.isArray(list));
}

/** Errors are an array like requests: of a code and a description. */
function faultOf(row: unknown): string | undefined {
  const [code, description] = [textOf(row, 'code'), textOf(row, 'description')];
  if (code === undefined || description === undefined || textOf(row, 'service_request_id') !== undefined)
    return undefined;
  return `${code} ${description}`.slice(0, 300);
}

interface Element {
  name: string;
  text: string;
  children: [string, unknown][];
}

/** Elements below the root are requests, and those below them their fields. */
async function fromXml(text: string, host: string): Promise<unknown[] | undefined> {
  const open: Element[] = [];
  let root: Element | undefined;
  for await (const event of xmlEvents(once(text), host)) {
    const here = open.at(-1);
    if (event.kind === 'open') open.push({ name: event.name, text: '', children: [] });
    else if (event.kind === 'text' && here) here.text += event.text;
    else if (event.kind === 'close' && here) {
      open.pop();
      if (open.length === 0) root = here;
      open.at(-1)?.children.push([here.name, valueOf(here)]);
    }
  }
  if (!root || ![...LISTS, 'errors'].includes(root.name)) return undefined;
  return root.children.map(([, value]) => value);
}

/** An empty element is null, as the same city writes it in JSON; of several of one name a list is made. */
function valueOf({ text, children }: Element): unknown {
  if (children.length === 0) return text.trim() === '' ? null : text.trim();
  const fields = Map.groupBy(children, ([name]) => name);
  return Object.fromEntries(
    [...fields].map(([name, of]) => [name, of.length === 1 ? of[0]?.[1] : of.map(([, value]) => value)]),
  );
}

function noList(text: string, host: string): SourceError {
  const begin = text.slice(0, 60).replaceAll(/\s+/g, ' ');
  return new SourceError(
    {
      en: `${host} did not answer with a list of requests but with: ${begin}`,
      zh: `${host} 返回的不是诉求列表，而是：${begin}`,
    },
    true,
  );
}
