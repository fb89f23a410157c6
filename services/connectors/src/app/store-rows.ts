import { createHash } from 'node:crypto';
import { canonicalJson } from '@fuxing/db';
import type { EntityManager } from 'typeorm';
import type { StoredPull } from '../db/pulls';
import { storeRecords, storeUnusable, type Unusable } from '../db/records';
import { type RawRow, rawRow, type RefusedRow } from '../domain/raw';

/** Rows as they came, told apart. */
export interface Sifted {
  read: number;
  records: RawRow[];
  refused: RefusedRow[];
}

/** Tells records from what cannot be one. Costs more than half of a page's time and needs no database. */
export function sift(rows: unknown[], keyField: string): Sifted {
  const sifted: Sifted = { read: rows.length, records: [], refused: [] };
  for (const row of rows) {
    const made = rawRow(row, keyField, canonicalJson);
    if ('key' in made) sifted.records.push(made);
    else sifted.refused.push(made);
  }
  return sifted;
}

/** Stores the rows of one page: records, and beside them what cannot be a record. Hold the source's lock. */
export async function storeRows(
  tx: EntityManager,
  pull: StoredPull,
  { read, records, refused }: Sifted,
): Promise<{ read: number; added: number; changed: number; rejected: number }> {
  const unusable = new Map<string, Unusable>();
  for (const row of refused) {
    // Without a key its content is all that tells it apart, also from itself in the next pull.
    const place = createHash('sha256').update(row.detail).digest('base64url');
    unusable.set(place, { ...row, measureId: '', recordKey: '', place, pullId: pull.pullId });
  }
  const stored = await storeRecords(tx, pull, records);
  await storeUnusable(tx, pull.sourceId, pull.position, [...unusable.values()]);
  return { read, ...stored, rejected: refused.length };
}
