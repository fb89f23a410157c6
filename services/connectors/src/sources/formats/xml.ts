import { parser, type QualifiedTag, type SAXOptions, type SAXParser, type Tag } from 'sax';
import { SourceError } from '../source-error';

export type XmlEvent =
  | { kind: 'open'; name: string; attributes: Record<string, string> }
  | { kind: 'close'; name: string }
  | { kind: 'text'; text: string };

/** Nothing of ours is nested deeper. */
const MAX_DEPTH = 64;

/**
 * Elements and text of an XML document as it comes, by local name. Entities other than the five of XML are an error, so a
 * document cannot grow while it is read, or lead elsewhere.
 */
export async function* xmlEvents(text: AsyncIterable<string>, name: string): AsyncGenerator<XmlEvent> {
  const sax: SAXParser = parser(true, { strictEntities: true } as SAXOptions);
  let events: XmlEvent[] = [];
  let depth = 0;
  sax.onopentag = ({ name: tag, attributes }: Tag | QualifiedTag) => {
    if ((depth += 1) > MAX_DEPTH) throw invalid(name, 'too deep');
    const plain = Object.entries(attributes).map(([key, value]) => [key, String(value)]);
    events.push({
      kind: 'open',
      name: local(tag),
      attributes: Object.fromEntries(plain) as Record<string, string>,
    });
  };
  sax.onclosetag = (tag) => {
    depth -= 1;
    events.push({ kind: 'close', name: local(tag) });
  };
  sax.ontext = (piece) => events.push({ kind: 'text', text: piece });
  sax.oncdata = (piece) => events.push({ kind: 'text', text: piece });
  sax.onerror = (error) => {
    throw invalid(name, error.message.split('\n')[0] ?? '');
  };
  for await (const piece of text) {
    sax.write(piece);
    yield* events;
    events = [];
  }
  sax.close();
  yield* events;
}

const local = (tag: string): string => tag.slice(tag.indexOf(':') + 1);

const invalid = (name: string, why: string): SourceError =>
  new SourceError({ en: `${name} is no valid XML: ${why}.`, zh: `${name} 不是有效的 XML：${why}。` }, false);
