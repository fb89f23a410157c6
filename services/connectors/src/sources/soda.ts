import { etagOf } from '@fuxing/db';
import type { Source } from '@fuxing/contracts/connectors/v1/sources';
import { getJson, rowsAt, stuck, textOf } from './json-page';
import { DEFAULT_PAGE_SIZE } from './settings';
import { type ReadContext, type ReadState, resume, type SourcePage } from './reader';

/**
 * Reads the Socrata SODA dialect. With a cursor field it goes by keyset, `(cursor, key)` above the last one, so that
 * records that change meanwhile shift no page, and asks first for the highest cursor; without one by offset, everything every
 * time. Ends at an empty page: a server may give fewer than it was asked for.
 */
export async function* readSoda(
  source: Source,
  start: ReadState | undefined,
  context: ReadContext,
): AsyncGenerator<SourcePage> {
  const { url = '', cursorField = '', pageSize = 0, recordsPath = '' } = source.rest ?? {};
  const of = etagOf({ url, cursorField, keyField: source.keyField, ...(recordsPath && { recordsPath }) });
  let state = resume(start, of);
  if (cursorField && state.head === undefined) {
    const head = await highest(source, context);
    if (head !== undefined) state = { ...state, head };
  }
  let first = '';
  for (;;) {
    const address = pageUrl(source, state, pageSize || DEFAULT_PAGE_SIZE, context.upTo);
    const rows = rowsAt((await getJson(address, context)).body, recordsPath, address);
    if (rows.length === 0) {
      if (!cursorField || state.uncursored || context.upTo !== undefined) return;
      const { key: _key, ...rest } = state;
      state = { ...rest, uncursored: true };
      continue;
    }
    const next = cursorField ? after(source, state, rows) : { of, offset: (state.offset ?? 0) + rows.length };
    const begins = JSON.stringify(rows[0]);
    const again = cursorField ? next?.key === state.key && next?.cursor === state.cursor : begins === first;
    if (!next || again) throw stuck(url);
    [state, first] = [next, begins];
    yield { rows, state };
  }
}

/** The highest cursor that there is; undefined when no record has one. */
async function highest({ rest }: Source, context: ReadContext): Promise<string | undefined> {
  const { url = '', cursorField = '', recordsPath = '' } = rest ?? {};
  const page = new URL(url);
  page.searchParams.set('$limit', '1');
  page.searchParams.set('$order', `${cursorField} DESC`);
  page.searchParams.set('$where', `${cursorField} IS NOT NULL`);
  const address = page.toString();
  const [row] = rowsAt((await getJson(address, context)).body, recordsPath, address);
  return textOf(row, cursorField);
}

function pageUrl(
  { keyField, rest }: Source,
  state: ReadState,
  limit: number,
  upTo: string | undefined,
): string {
  const { url = '', cursorField = '' } = rest ?? {};
  const page = new URL(url);
  page.searchParams.set('$limit', String(limit));
  if (cursorField) {
    page.searchParams.set('$order', state.uncursored ? keyField : `${cursorField},${keyField}`);
    const wanted = condition(cursorField, keyField, state);
    const within = upTo === undefined ? wanted : `(${wanted}) AND ${cursorField} <= ${quoted(upTo)}`;
    page.searchParams.set('$where', within);
  } else {
    page.searchParams.set('$order', keyField);
    page.searchParams.set('$offset', String(state.offset ?? 0));
  }
  return page.toString();
}

function condition(cursorField: string, keyField: string, { cursor, key, uncursored }: ReadState): string {
  if (uncursored)
    return key === undefined
      ? `${cursorField} IS NULL`
      : `${cursorField} IS NULL AND ${keyField} > ${quoted(key)}`;
  if (cursor === undefined) return `${cursorField} IS NOT NULL`;
  if (key === undefined) return `${cursorField} >= ${quoted(cursor)}`;
  return `${cursorField} > ${quoted(cursor)} OR (${cursorField} = ${quoted(cursor)} AND ${keyField} > ${quoted(key)})`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Behind the last row that has a key; undefined when none has. */
function after({ keyField, rest }: Source, state: ReadState, rows: unknown[]): ReadState | undefined {
  for (const row of rows.toReversed()) {
    const key = textOf(row, keyField);
    const cursor = textOf(row, rest?.cursorField ?? '');
    if (key !== undefined && state.uncursored) return { ...state, key };
    if (key !== undefined && cursor !== undefined) return { ...state, cursor, key };
  }
  return undefined;
}
