import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { StoredPull } from '../db/pulls';
import { storeRecords, storeUnusable, type Unusable } from '../db/records';
import { type RawRow, rawRow } from '../domain/raw';

/** Stores the rows of one page: records, and beside them what cannot be a record. Hold the source's lock. */
export async function storeRows(
  tx: EntityManager,
  pull: StoredPull,
  keyField: string,
  rows: unknown[],
  canonical: (value: unknown) => string,
): Promise<{ read: number; added: number; changed: number; rejected: number }> {
  const records: RawRow[] = [];
  const refused = new Map<string, Unusable>();
  let rejected = 0;
  for (const row of rows) {
    const made = rawRow(row, keyField, canonical);
    if ('key' in made) {
      records.push(made);
      continue;
    }
    // Without a key its content is all that tells it apart, also from itself in the next pull.
    const place = createHash('sha256').update(made.detail).digest('base64url');
    refused.set(place, { ...made, measureId: '', recordKey: '', place, pullId: pull.pullId });
    rejected += 1;
  }
  const stored = await storeRecords(tx, pull, records);
  await storeUnusable(tx, pull.sourceId, pull.position, [...refused.values()]);
  return { read: rows.length, ...stored, rejected };
}
