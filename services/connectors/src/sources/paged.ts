import { RestSource } from '@fuxing/contracts/connectors/v1/source_kinds';
import { type Source } from '@fuxing/contracts/connectors/v1/sources';
import { etagOf } from '@fuxing/db';
import { at, getJson, type JsonPage, plain, rowsAt, stuck, textOf } from './json-page';
import { isAfter, type ReadContext, type ReadState, resume, type SourcePage } from './reader';
import { DEFAULT_PAGE_SIZE } from './settings';
import { SourceError } from './source-error';

/**
 * Reads pages as the source declares them. Pages that shift while they are read can hide a record, so a pull that read
 * several is followed by one that begins where it began; a source that can be read by key and cursor is better read that way.
 */
export async function* readPaged(
  source: Source,
  start: ReadState | undefined,
  context: ReadContext,
): AsyncGenerator<SourcePage> {
  const rest = source.rest as RestSource;
  const of = etagOf({ keyField: source.keyField, rest: RestSource.toJSON(rest) });
  let state = resume(start, of);
  if (state.ended) return;
  // What this pull began with must outlive a break; the highest cursor is where the next one begins.
  if (state.offset === undefined && state.next === undefined && state.cursor !== undefined)
    state = { ...state, since: state.cursor };
  let first = '';
  for (;;) {
    const address = addressOf(rest, state);
    const page = await getJson(address, context);
    const rows = rowsAt(page.body, rest.recordsPath, address);
    const begins = rows.length === 0 ? '' : JSON.stringify(rows[0]);
    const next = following(rest, state, page, rows.length, address);
    if (rows.length > 0 && begins === first && (rest.offset || rest.page)) throw stuck(address);
    const highest = rest.cursorField ? highestOf(rows, rest.cursorField, state.cursor) : undefined;
    const pages = (state.pages ?? 0) + (rows.length > 0 ? 1 : 0);
    const { before } = state;
    state = {
      ...(next ?? { of, ended: true }),
      ...(highest !== undefined && { cursor: highest }),
      ...(before !== undefined && { before }),
      ...(rest.cursorField && { pages, ...headOf(state, next !== undefined, pages) }),
    };
    first = begins;
    // The end is told too, so that the next pull knows of it.
    if (rows.length > 0 || !next) yield { rows, state };
    if (!next) return;
  }
}

/**
 * Records come in no order of the cursor: before the end of a pull nothing is known to be read. One answer is a picture of
 * one moment; of several, what changed in between may be on none.
 */
function headOf({ since, before }: ReadState, goesOn: boolean, pages: number): Pick<ReadState, 'head'> {
  if (goesOn) return { head: since ?? '' };
  return pages > 1 ? { head: before ?? '' } : {};
}

function addressOf(rest: RestSource, state: ReadState): string {
  if (state.next !== undefined && (rest.linkHeader || rest.nextUrl)) return state.next;
  const url = new URL(rest.url);
  const set = (name: string, value: string | number): void => url.searchParams.set(name, String(value));
  const size = rest.pageSize || DEFAULT_PAGE_SIZE;
  if (rest.sinceParam && state.since !== undefined) set(rest.sinceParam, state.since);
  if (rest.offset) {
    set(rest.offset.offsetParam || 'offset', state.offset ?? 0);
    set(rest.offset.limitParam || 'limit', size);
  }
  if (rest.page) {
    set(rest.page.pageParam || 'page', (state.offset ?? 0) + (rest.page.fromZero ? 0 : 1));
    if (rest.page.sizeParam) set(rest.page.sizeParam, size);
  }
  if (rest.cursor && state.next !== undefined) set(rest.cursor.cursorParam || 'cursor', state.next);
  return url.toString();
}

/** Where the next page is; undefined at the end. */
function following(
  rest: RestSource,
  state: ReadState,
  page: JsonPage,
  rows: number,
  address: string,
): ReadState | undefined {
  const { of, since, offset = 0 } = state;
  const here = { of, ...(since !== undefined && { since }) };
  // A server may give fewer rows than it was asked for, and some of a page twice.
  if (rest.offset) {
    const size = rest.pageSize || DEFAULT_PAGE_SIZE;
    return rows === 0 ? undefined : { ...here, offset: offset + Math.min(rows, size) };
  }
  if (rest.page) return rows === 0 ? undefined : { ...here, offset: offset + 1 };
  if (rest.cursor) {
    const next = plain(at(page.body, rest.cursor.nextPath));
    if (next === undefined || next === '') return undefined;
    if (next === state.next) throw stuck(address);
    return { ...here, next };
  }
  const link = rest.linkHeader ? nextLink(page.link) : at(page.body, rest.nextUrl?.nextPath ?? '');
  if (typeof link !== 'string' || link === '' || rest.whole) return undefined;
  const next = sameHost(link, address);
  if (next === address) throw stuck(address);
  return { ...here, next };
}

/** The target of relation next (RFC 8288); undefined without one. */
export function nextLink(header: string): string | undefined {
  for (const [, target, parameters = ''] of header.matchAll(/<([^>]*)>((?:\s*;[^,;"]*(?:"[^"]*")?)*)/g)) {
    const relations = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,]+))/i.exec(parameters);
    const names = (relations?.[1] ?? relations?.[2] ?? '').toLowerCase().split(/\s+/);
    if (names.includes('next')) return target;
  }
  return undefined;
}

function sameHost(link: string, address: string): string {
  const next = URL.canParse(link, address) ? new URL(link, address) : undefined;
  const { host, protocol } = new URL(address);
  if (next?.host === host && next.protocol === protocol) return next.toString();
  throw new SourceError(
    {
      en: `The next page is said to be elsewhere than on ${protocol}//${host}; it is not followed.`,
      zh: `下一页的地址不在 ${protocol}//${host} 上，不予读取。`,
    },
    false,
  );
}

function highestOf(rows: unknown[], field: string, before: string | undefined): string | undefined {
  let highest = before;
  for (const row of rows) {
    const cursor = textOf(row, field);
    if (cursor !== undefined && (highest === undefined || isAfter(cursor, highest))) highest = cursor;
  }
  return highest;
}
