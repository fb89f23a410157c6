import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';

const BATCH = 5_000;
const EVERY_MS = 3_600_000;

/** How long the bus on PostgreSQL keeps what everybody has heard. */
export interface Retention {
  days: number;
  /** Told when deleting failed; it is tried again in an hour. */
  onError(error: unknown): void;
}

/**
 * Deletes the oldest events that are older than `days` and that every group has heard, at most a batch; any number of
 * processes may do it at once. A group that begins at the latest event claims no history and holds nothing back.
 *
 * @returns how many
 */
export async function forgetOnce(pool: Pool, days: number, batch = BATCH): Promise<number> {
  const { rowCount } = await pool.query(
    `DELETE FROM bus.event WHERE position IN (
       SELECT e.position FROM bus.event e
       WHERE e.occurred_at < now() - make_interval(days => $1) AND NOT EXISTS (
         SELECT FROM bus.cursor c
         WHERE c.durable AND e.topic = ANY(c.topics) AND (e.xid, e.position) > (c.xid, c.position))
       ORDER BY e.xid, e.position LIMIT $2 FOR UPDATE SKIP LOCKED)`,
    [days, batch],
  );
  return rowCount ?? 0;
}

/** Forgets at once and then every hour, until stopped. */
export async function forgetOften(
  pool: Pool,
  { days, onError }: Retention,
  stopped: AbortSignal,
): Promise<void> {
  while (!stopped.aborted) {
    try {
      while (!stopped.aborted && (await forgetOnce(pool, days)) === BATCH);
    } catch (error) {
      onError(error);
    }
    await sleep(EVERY_MS, undefined, { signal: stopped, ref: false }).catch(() => undefined);
  }
}
