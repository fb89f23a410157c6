import { createHash } from 'node:crypto';
import { canonicalJson } from '@fuxing/db';
import type { MarkRule } from '@fuxing/contracts/connectors/v1/sources';
import type { EntityManager } from 'typeorm';
import type { StoredPull } from '../../db/collect/pulls';
import { deleteRecords } from '../../db/collect/deletes';
import { storeRecords, storeUnusable, type Unusable } from '../../db/collect/records';
import { type RawRow, rawRow, type RefusedRow } from '../../domain/collect/raw';

/** Rows as they came, told apart. */
export interface Sifted {
  read: number;
  records: RawRow[];
  refused: RefusedRow[];
  /** Keys of records that the source marks as deleted. */
  gone: string[];
}

/** Tells records from what cannot be one. Costs more than half of a page's time and needs no database. */
export function sift(rows: unknown[], keyField: string, mark?: MarkRule): Sifted {
  const sifted: Sifted = { read: rows.length, records: [], refused: [], gone: [] };
  const gone = new Map<string, boolean>();
  for (const row of rows) {
    const made = rawRow(row, keyField, canonicalJson);
    if (!('key' in made)) sifted.refused.push(made);
    else if (mark && isMarked(row as object, mark)) gone.set(made.key, true);
    else {
      sifted.records.push(made);
      // The last word about a key counts.
      if (gone.has(made.key)) gone.set(made.key, false);
    }
  }
  sifted.gone = [...gone].filter(([, isGone]) => isGone).map(([key]) => key);
  // What came and went within a page was never there.
  if (sifted.gone.length > 0) sifted.records = sifted.records.filter(({ key }) => gone.get(key) !== true);
  return sifted;
}

function isMarked(row: object, { field, values }: MarkRule): boolean {
  const value = Object.hasOwn(row, field) ? (row as Record<string, unknown>)[field] : undefined;
  if (value === null || value === undefined) return false;
  return values.includes(typeof value === 'string' ? value : JSON.stringify(value));
}

/** Stores the rows of one page: records, and beside them what cannot be a record. Hold the source's lock. */
export async function storeRows(
  tx: EntityManager,
  pull: StoredPull,
  { read, records, refused, gone }: Sifted,
): Promise<{ read: number; added: number; changed: number; rejected: number; deleted: number }> {
  const unusable = new Map<string, Unusable>();
  for (const row of refused) {
    // Without a key its content is all that tells it apart, also from itself in the next pull.
    const place = createHash('sha256').update(row.detail).digest('base64url');
    unusable.set(place, { ...row, measureId: '', recordKey: '', place, pullId: pull.pullId });
  }
  const stored = await storeRecords(tx, pull, records);
  await storeUnusable(tx, pull.sourceId, pull.position, [...unusable.values()]);
  const deleted = await deleteRecords(tx, pull, gone);
  return { read, ...stored, rejected: refused.length, deleted };
}
