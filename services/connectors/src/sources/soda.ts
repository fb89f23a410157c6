import { etagOf } from '@fuxing/db';
import type { Source } from '@fuxing/contracts/connectors/v1/sources';
import { parseExactly } from './exact-json';
import type { ReadContext, ReadState, SourcePage } from './reader';
import { SourceError } from './source-error';

const DEFAULT_PAGE_SIZE = 5_000;

/**
 * Reads the Socrata SODA dialect. With a cursor field it goes by keyset, `(cursor, key)` above the last one, so that
 * records that change meanwhile shift no page; without one by offset, everything every time. Ends at an empty page: a
 * server may give fewer than it was asked for.
 */
export async function* readRest(
  source: Source,
  start: ReadState | undefined,
  context: ReadContext,
): AsyncGenerator<SourcePage> {
  const { url = '', cursorField = '', pageSize = 0 } = source.rest ?? {};
  const of = etagOf({ url, cursorField, keyField: source.keyField });
  let state: ReadState = start?.of === of ? start : { of };
  let first = '';
  for (;;) {
    const rows = await fetchRows(pageUrl(source, state, pageSize || DEFAULT_PAGE_SIZE), context);
    if (rows.length === 0) {
      if (!cursorField || state.uncursored) return;
      state = { of, uncursored: true, ...(state.cursor === undefined ? {} : { cursor: state.cursor }) };
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

/** Where a new pull begins: at the cursor of the last one, records of the same cursor included. */
export function startOfNext({ of, cursor }: ReadState): ReadState {
  return cursor === undefined ? { of } : { of, cursor };
}

function pageUrl({ keyField, rest }: Source, state: ReadState, limit: number): string {
  const { url = '', cursorField = '' } = rest ?? {};
  const page = new URL(url);
  page.searchParams.set('$limit', String(limit));
  if (cursorField) {
    page.searchParams.set('$order', state.uncursored ? keyField : `${cursorField},${keyField}`);
    page.searchParams.set('$where', condition(cursorField, keyField, state));
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
    if (key !== undefined && cursor !== undefined) return { of: state.of, cursor, key };
  }
  return undefined;
}

function textOf(row: unknown, field: string): string | undefined {
  if (typeof row !== 'object' || row === null || !Object.hasOwn(row, field)) return undefined;
  const value = (row as Record<string, unknown>)[field];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

async function fetchRows(url: string, { http, stopped }: ReadContext): Promise<unknown[]> {
  const body = await http.text(url, 'application/json', stopped);
  let rows: unknown;
  try {
    rows = parseExactly(body);
  } catch {
    throw notRows(url, body);
  }
  if (!Array.isArray(rows)) throw notRows(url, body);
  return rows;
}

function notRows(url: string, body: string): SourceError {
  const { host } = new URL(url);
  const begin = body.slice(0, 60).replaceAll(/\s+/g, ' ');
  return new SourceError(
    {
      en: `${host} did not answer with a JSON array but with: ${begin}`,
      zh: `${host} 返回的不是 JSON 数组，而是：${begin}`,
    },
    true,
  );
}

function stuck(url: string): SourceError {
  const { host } = new URL(url);
  return new SourceError(
    {
      en: `${host} gave the same page again or rows without key and cursor; the fields of the source do not fit.`,
      zh: `${host} 重复返回同一页，或各行缺少主键和游标；来源的字段设置不符。`,
    },
    false,
  );
}
