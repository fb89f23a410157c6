import { CkanSource } from '@fuxing/contracts/connectors/v1/source_kinds';
import { type Source } from '@fuxing/contracts/connectors/v1/sources';
import { etagOf } from '@fuxing/db';
import { bilingual } from '@fuxing/errors';
import { z } from 'zod';
import { at, getJson, rowsAt, stuck, textOf } from './json-page';
import {
  isAfter,
  type ReadContext,
  type ReadState,
  resume,
  type SourceKind,
  type SourcePage,
} from './reader';
import { DEFAULT_PAGE_SIZE, url } from './settings';
import { SourceError } from './source-error';

const RECORDS = '/result/records';
/** Numbers the rows of a table; one that was deleted leaves a gap for ever. */
const ROW = '_id';
/** Errors of CKAN that the same request meets again. */
const FINAL = /Not Found|Authorization|Validation|Search/i;

/**
 * Reads a table in order of `_id`. CKAN pages by number of rows only, and rows that are deleted meanwhile move the others
 * forward; so each page begins with the last row of the one before, and goes back to it when it moved.
 */
async function* readCkan(
  source: Source,
  start: ReadState | undefined,
  context: ReadContext,
): AsyncGenerator<SourcePage> {
  const table = source.ckan ?? CkanSource.fromJSON({});
  const of = etagOf({ keyField: source.keyField, ckan: CkanSource.toJSON(table) });
  const size = table.pageSize || DEFAULT_PAGE_SIZE;
  const { key, offset = 0 } = resume(start, of);
  let last = key;
  for (let from = Math.max(0, offset - 1); ;) {
    const { rows, total } = await page(table, from, size, context);
    const ids = rows.map((row) => idOf(row, table));
    if (ids.some((id, n) => n > 0 && !isAfter(id, ids[n - 1] ?? ''))) throw unsorted(table);
    const first = ids[0];
    if (from > 0 && last !== undefined && (first === undefined || isAfter(first, last))) {
      from = Math.max(0, from - size);
      continue;
    }
    if (first === undefined) return;
    const before = last;
    const fresh = before === undefined ? rows : rows.filter((_, n) => isAfter(ids[n] ?? '', before));
    const end = from + rows.length;
    if (fresh.length > 0) {
      last = ids.at(-1) as string;
      yield { rows: fresh, state: { of, key: last, offset: end } };
    } else if (rows.length === 1) {
      if (total !== undefined && end < total) throw stuck(table.url);
      return;
    }
    from = end - 1;
  }
}

async function page(
  table: CkanSource,
  offset: number,
  limit: number,
  context: ReadContext,
): Promise<{ rows: unknown[]; total: number | undefined }> {
  const address = new URL(table.url);
  const set = (name: string, value: string): void => address.searchParams.set(name, value);
  set('resource_id', table.resourceId);
  set('sort', ROW);
  set('offset', String(offset));
  set('limit', String(limit));
  if (Object.keys(table.filters).length > 0) set('filters', JSON.stringify(table.filters));
  const { body } = await getJson(address.toString(), context).catch((error: unknown) => {
    throw error instanceof SourceError ? (named(error, table) ?? error) : error;
  });
  if (at(body, '/success') === false) throw failure(body, table);
  const total = at(body, '/result/total');
  const exact = typeof total === 'number' && at(body, '/result/total_was_estimated') !== true;
  return { rows: rowsAt(body, RECORDS, table.url), total: exact ? total : undefined };
}

function idOf(row: unknown, { url: address }: CkanSource): string {
  const id = textOf(row, ROW);
  if (id !== undefined && /^\d+$/.test(id)) return id;
  const { host } = new URL(address);
  throw new SourceError(
    {
      en: `${host} gave rows without ${ROW}; this is no table of a DataStore.`,
      zh: `${host} 返回的行没有 ${ROW}，不是 DataStore 的数据表。`,
    },
    false,
  );
}

/** CKAN says what is wrong in the body of a 4xx. */
function named(error: SourceError, table: CkanSource): SourceError | undefined {
  let body: unknown;
  try {
    body = JSON.parse(error.answer);
  } catch {
    return undefined;
  }
  if (at(body, '/success') !== false) return undefined;
  const { text } = failure(body, table);
  return new SourceError(text, error.temporary, error.retryAfterMs);
}

function failure(body: unknown, { url: address }: CkanSource): SourceError {
  const { host } = new URL(address);
  const { __type: type, message, ...fields } = Object(at(body, '/error')) as Record<string, unknown>;
  const name = typeof type === 'string' ? type.slice(0, 100) : 'Error';
  // A validation error names parameters instead of a message.
  const why = (typeof message === 'string' ? message : JSON.stringify(fields)).slice(0, 300);
  return new SourceError(
    { en: `CKAN on ${host} says: ${name}: ${why}`, zh: `${host} 上的 CKAN 返回错误：${name}：${why}` },
    !FINAL.test(name),
  );
}

const unsorted = ({ url: address }: CkanSource): SourceError =>
  new SourceError(
    {
      en: `${new URL(address).host} does not sort by ${ROW}, so no page of it is sure to follow the other.`,
      zh: `${new URL(address).host} 未按 ${ROW} 排序，无法保证各页首尾相接。`,
    },
    false,
  );

/** A table of a CKAN DataStore. */
export const ckan = {
  settings: z.object({
    url,
    resourceId: z
      .string()
      .regex(/^[A-Za-z0-9_.-]{1,100}$/, bilingual('must be the id of a resource', '应为资源 ID')),
    filters: z.record(z.string().min(1).max(200), z.string().max(1000)).default({}),
    pageSize: z
      .number()
      .int()
      .min(0)
      .max(32_000)
      .refine(
        (size) => size !== 1,
        bilingual('must be 0 or at least 2: pages overlap by a row', '应为 0 或不小于 2：各页重叠一行'),
      )
      .default(0),
  }),
  address: ({ ckan: table }) => table?.url,
  read: readCkan,
  tellsAbsence: () => true,
} satisfies SourceKind;
