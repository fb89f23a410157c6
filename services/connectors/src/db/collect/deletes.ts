import type { EntityManager } from 'typeorm';
import type { StoredPull } from './pulls';

/** Remembers the keys of a page of a pull of everything. */
export async function meetKeys(tx: EntityManager, pull: StoredPull, keys: string[]): Promise<void> {
  if (keys.length === 0) return;
  await tx.query(
    `INSERT INTO met_key (tenant_id, source_id, pull_id, record_key)
     SELECT current_setting('fuxing.tenant_id'), $1, $2, unnest($3::text[]) ON CONFLICT DO NOTHING`,
    [pull.sourceId, pull.pullId, keys],
  );
}

/** How many records there are, and how many of them the pull did not meet. */
export async function countUnmet(
  tx: EntityManager,
  { sourceId, pullId }: StoredPull,
): Promise<{ all: number; unmet: number }> {
  const [counts]: [{ all: number; unmet: number }] = await tx.query(
    `SELECT count(*)::float8 AS all, count(*) FILTER (WHERE m.record_key IS NULL)::float8 AS unmet
     FROM record AS r LEFT JOIN met_key AS m
       ON m.tenant_id = r.tenant_id AND m.source_id = r.source_id AND m.record_key = r.record_key AND m.pull_id = $2
     WHERE r.source_id = $1 AND r.until IS NULL`,
    [sourceId, pullId],
  );
  return counts;
}

/** Ends the records that the pull did not meet. @returns their number */
export async function deleteUnmet(tx: EntityManager, pull: StoredPull): Promise<number> {
  const { sourceId, pullId, position } = pull;
  const [, count]: [unknown, number] = await tx.query(
    `UPDATE record AS r SET until = $3 WHERE r.source_id = $1 AND r.until IS NULL AND NOT EXISTS (
       SELECT 1 FROM met_key AS m WHERE m.tenant_id = r.tenant_id AND m.source_id = r.source_id
         AND m.record_key = r.record_key AND m.pull_id = $2)`,
    [sourceId, pullId, position],
  );
  return count;
}

export async function forgetMet(
  tx: EntityManager,
  { sourceId, pullId }: Pick<StoredPull, 'sourceId' | 'pullId'>,
): Promise<void> {
  await tx.query(`DELETE FROM met_key WHERE source_id = $1 AND pull_id = $2`, [sourceId, pullId]);
}

/** Ends records by key. @returns how many there were */
export async function deleteRecords(tx: EntityManager, pull: StoredPull, keys: string[]): Promise<number> {
  if (keys.length === 0) return 0;
  const [, count]: [unknown, number] = await tx.query(
    `UPDATE record SET until = $3 WHERE source_id = $1 AND record_key = ANY($2) AND until IS NULL`,
    [pull.sourceId, keys, pull.position],
  );
  return count;
}
