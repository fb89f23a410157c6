import { etagOf } from '@fuxing/db';
import type { Source } from '@fuxing/contracts/connectors/v1/sources';
import { getJson, rowsAt, stuck, textOf } from './json-page';
import { readByKeyset } from './keyset';
import { DEFAULT_PAGE_SIZE } from './settings';
import { type ReadContext, type ReadState, resume, type SourcePage } from './reader';

/** Reads the Socrata SODA dialect by keyset, behind the last `(cursor, key)`; without a cursor field by key, everything every time. */
export function readSoda(
  source: Source,
  start: ReadState | undefined,
  context: ReadContext,
): AsyncGenerator<SourcePage> {
  const { url = '', cursorField = '', pageSize = 0, recordsPath = '' } = source.rest ?? {};
  const of = etagOf({ url, cursorField, keyField: source.keyField, ...(recordsPath && { recordsPath }) });
  const rowsOf = async (address: string): Promise<unknown[]> =>
    rowsAt((await getJson(address, context)).body, recordsPath, address);
  return readByKeyset(
    {
      cursorField,
      page: (state) => rowsOf(pageUrl(source, state, pageSize || DEFAULT_PAGE_SIZE, context.upTo)),
      behind: (state, rows) => behind(source, state, rows),
      highest: async () => textOf((await rowsOf(highestUrl(url, cursorField)))[0], cursorField),
      stuck: () => stuck(url),
    },
    resume(start, of),
    context,
  );
}

function highestUrl(url: string, cursorField: string): string {
  return queryUrl(url, { limit: 1, order: `${cursorField} DESC`, where: `${cursorField} IS NOT NULL` });
}

function pageUrl(
  { keyField, rest }: Source,
  state: ReadState,
  limit: number,
  upTo: string | undefined,
): string {
  const { url = '', cursorField = '' } = rest ?? {};
  const cursored = cursorField !== '' && !state.uncursored;
  const wanted = cursored
    ? cursoredRows(cursorField, keyField, state)
    : keyedRows(cursorField, keyField, state);
  const where = cursored && upTo !== undefined ? `(${wanted}) AND ${cursorField} <= ${quoted(upTo)}` : wanted;
  return queryUrl(url, { limit, order: cursored ? `${cursorField},${keyField}` : keyField, where });
}

function queryUrl(
  url: string,
  { limit, order, where }: { limit: number; order: string; where: string },
): string {
  const page = new URL(url);
  page.searchParams.set('$limit', String(limit));
  page.searchParams.set('$order', order);
  if (where !== '') page.searchParams.set('$where', where);
  return page.toString();
}

function cursoredRows(cursorField: string, keyField: string, { cursor, key }: ReadState): string {
  if (cursor === undefined) return `${cursorField} IS NOT NULL`;
  if (key === undefined) return `${cursorField} >= ${quoted(cursor)}`;
  return `${cursorField} > ${quoted(cursor)} OR (${cursorField} = ${quoted(cursor)} AND ${keyField} > ${quoted(key)})`;
}

/** In the order of the key: rows without cursor where there is one, else all. Rows without key come first or last, as the server likes. */
function keyedRows(cursorField: string, keyField: string, { key }: ReadState): string {
  const conditions = [
    ...(cursorField === '' ? [] : [`${cursorField} IS NULL`]),
    ...(key === undefined ? [] : [`${keyField} > ${quoted(key)}`]),
  ];
  return conditions.join(' AND ');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Behind the last row that has a key; undefined when none has. */
function behind({ keyField, rest }: Source, state: ReadState, rows: unknown[]): ReadState | undefined {
  const cursored = rest?.cursorField && !state.uncursored;
  for (const row of rows.toReversed()) {
    const key = textOf(row, keyField);
    if (key === undefined) continue;
    if (!cursored) return { ...state, key };
    const cursor = textOf(row, rest?.cursorField ?? '');
    if (cursor !== undefined) return { ...state, cursor, key };
  }
  return undefined;
}
