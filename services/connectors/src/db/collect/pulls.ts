import { type Pull, PullMode, PullStatus } from '@fuxing/contracts/connectors/v1/pulls';
import type { EntityManager } from 'typeorm';
import type { SeenFields } from '../../domain/collect/schema';
import type { ReadState } from '../../sources/reader';
import { commitSeed } from '../verify/sampling';

/** A pull and what only its worker needs. */
export interface StoredPull extends Pull {
  position: string;
  /** It began at the beginning, so what it does not meet is not there. */
  isWhole: boolean;
  /** Ends of a back-fill, empty otherwise. */
  fromCursor: string;
  toCursor: string;
  seenFields: SeenFields | null;
  state: ReadState | null;
}

/** What somebody wants of a source. */
export type WantedPull = Pick<StoredPull, 'pullId' | 'sourceId' | 'mode'> &
  Partial<Pick<StoredPull, 'fromCursor' | 'toCursor'>>;

/** Pulls whose position says nothing about where the next one begins. */
const ASIDE = [PullMode.PULL_MODE_BACKFILL, PullMode.PULL_MODE_REPLAY];

const SELECT = `
  SELECT pull_id AS "pullId", source_id AS "sourceId", status, pages, read::float8, added::float8, changed::float8,
    rejected::float8, bytes::float8, coalesce(state->>'cursor', '') AS cursor, error, created_at AS "createdAt",
    finished_at AS "finishedAt", position::text, mode, is_whole AS "isWhole", deleted::float8, from_cursor AS "fromCursor",
    to_cursor AS "toCursor", seen_fields AS "seenFields", state
  FROM pull`;

export async function findPull(tx: EntityManager, pullId: string): Promise<StoredPull | undefined> {
  const [row]: StoredPull[] = await tx.query(`${SELECT} WHERE pull_id = $1`, [pullId]);
  return row && { ...row, finishedAt: row.finishedAt ?? undefined };
}

/** Newest first, before a position. */
export async function listPulls(
  tx: EntityManager,
  sourceId: string,
  before: string | undefined,
  limit: number,
): Promise<StoredPull[]> {
  const rows: StoredPull[] = await tx.query(
    `${SELECT} WHERE ($1 = '' OR source_id = $1) AND position < coalesce($2::bigint, 9223372036854775807)
     ORDER BY pull.position DESC LIMIT $3`,
    [sourceId, before ?? null, limit],
  );
  return rows.map((row) => ({ ...row, finishedAt: row.finishedAt ?? undefined }));
}

/** Queues a pull. Hold the source's lock, so that positions are committed in their order. */
export async function insertPull(
  tx: EntityManager,
  { pullId, sourceId, mode, fromCursor = '', toCursor = '' }: WantedPull,
): Promise<StoredPull> {
  const [{ position }]: [{ position: string }] = await tx.query(
    `INSERT INTO pull (tenant_id, pull_id, position, source_id, status, mode, from_cursor, to_cursor)
     VALUES (current_setting('fuxing.tenant_id'), $1, nextval('pull_position'), $2, $3, $4, $5, $6) RETURNING position::text`,
    [pullId, sourceId, PullStatus.PULL_STATUS_QUEUED, mode, fromCursor, toCursor],
  );
  await tx.query(
    `INSERT INTO queued_pull (tenant_id, pull_id, source_id, position) VALUES (current_setting('fuxing.tenant_id'), $1, $2, $3)`,
    [pullId, sourceId, position],
  );
  await commitSeed(tx, pullId);
  return (await findPull(tx, pullId)) as StoredPull;
}

/** Where the newest earlier pull of the source came to. */
export async function lastState(tx: EntityManager, pull: StoredPull): Promise<ReadState | undefined> {
  const [row]: { state: ReadState }[] = await tx.query(
    `SELECT state FROM pull WHERE source_id = $1 AND position < $2 AND state IS NOT NULL AND mode <> ALL($3)
     ORDER BY position DESC LIMIT 1`,
    [pull.sourceId, pull.position, ASIDE],
  );
  return row?.state;
}

/** Earlier pulls of the same source that ended, in order; whatever they had stored was known from then on. */
export async function finishedBefore(
  tx: EntityManager,
  pull: StoredPull,
): Promise<{ position: string; finishedAt: number }[]> {
  const rows: { position: string; finishedAt: Date }[] = await tx.query(
    `SELECT position::text, finished_at AS "finishedAt" FROM pull
     WHERE source_id = $1 AND position < $2 AND finished_at IS NOT NULL ORDER BY pull.position`,
    [pull.sourceId, pull.position],
  );
  return rows.map(({ position, finishedAt }) => ({ position, finishedAt: finishedAt.getTime() }));
}

/** The newest pull of a source that ended well. */
export async function lastFinished(tx: EntityManager, sourceId: string): Promise<StoredPull | undefined> {
  const [row]: StoredPull[] = await tx.query(
    `${SELECT} WHERE source_id = $1 AND status = $2 ORDER BY pull.position DESC LIMIT 1`,
    [sourceId, PullStatus.PULL_STATUS_SUCCEEDED],
  );
  return row;
}

/** Moves a pull on; false when somebody else did. */
export async function moveOn(
  tx: EntityManager,
  pullId: string,
  from: PullStatus,
  to: PullStatus,
): Promise<boolean> {
  const [, count]: [unknown, number] = await tx.query(
    `UPDATE pull SET status = $3 WHERE pull_id = $1 AND status = $2`,
    [pullId, from, to],
  );
  return count === 1;
}

/**
 * Does not wait for the disk at the end of this transaction. When the server breaks down it may be taken back, with the place to go
 * on: the pull reads it again. The end of the pull waits, and all before it lasts with it.
 */
export async function commitWithoutWaiting(tx: EntityManager): Promise<void> {
  await tx.query(`SET LOCAL synchronous_commit = off`);
}

/** Adds the progress of a page; false when that page was stored by somebody else. */
export async function addPage(
  tx: EntityManager,
  pull: Pick<StoredPull, 'pullId' | 'pages' | 'status'>,
  page: Pick<StoredPull, 'read' | 'added' | 'changed' | 'rejected' | 'deleted' | 'seenFields' | 'bytes'> & {
    state: ReadState | undefined;
  },
): Promise<boolean> {
  const [, count]: [unknown, number] = await tx.query(
    `UPDATE pull SET pages = pages + 1, read = read + $4, added = added + $5, changed = changed + $6,
       rejected = rejected + $7, state = $8::jsonb, deleted = deleted + $9, seen_fields = $10::jsonb,
       bytes = bytes + $11
     WHERE pull_id = $1 AND pages = $2 AND status = $3`,
    [
      pull.pullId,
      pull.pages,
      pull.status,
      page.read,
      page.added,
      page.changed,
      page.rejected,
      page.state ? JSON.stringify(page.state) : null,
      page.deleted,
      page.seenFields ? JSON.stringify(page.seenFields) : null,
      page.bytes,
    ],
  );
  return count === 1;
}

/** Says that a pull begins at the beginning. */
export async function markWhole(tx: EntityManager, pullId: string): Promise<void> {
  await tx.query(`UPDATE pull SET is_whole = true WHERE pull_id = $1`, [pullId]);
}

export async function addDeleted(tx: EntityManager, pullId: string, deleted: number): Promise<void> {
  await tx.query(`UPDATE pull SET deleted = deleted + $2 WHERE pull_id = $1`, [pullId, deleted]);
}

/** Whether a pull has not ended. */
export async function isQueued(tx: EntityManager, pullId: string): Promise<boolean> {
  const rows: unknown[] = await tx.query(`SELECT 1 FROM queued_pull WHERE pull_id = $1`, [pullId]);
  return rows.length > 0;
}

export type EndStatus =
  PullStatus.PULL_STATUS_SUCCEEDED | PullStatus.PULL_STATUS_FAILED | PullStatus.PULL_STATUS_CANCELLED;

/** Ends a pull; undefined when it was ended before. */
export async function finishPull(
  tx: EntityManager,
  pullId: string,
  status: EndStatus,
  error = '',
): Promise<Pull | undefined> {
  const [, count]: [unknown, number] = await tx.query(`DELETE FROM queued_pull WHERE pull_id = $1`, [pullId]);
  if (count === 0) return undefined;
  await tx.query(
    `UPDATE pull SET status = $2, error = $3, finished_at = now(), failed_reading = ($2 = $4 AND status = $5)
     WHERE pull_id = $1`,
    [pullId, status, error, PullStatus.PULL_STATUS_FAILED, PullStatus.PULL_STATUS_RUNNING],
  );
  const pull = await findPull(tx, pullId);
  return pull && toPull(pull);
}

/** Without what only the worker needs. */
export function toPull({
  position: _position,
  isWhole: _isWhole,
  fromCursor: _from,
  toCursor: _to,
  seenFields: _seen,
  state: _state,
  ...pull
}: StoredPull): Pull {
  return pull;
}

/** Keeps what a pull lacks although it read all that could be read; it ends as failed. */
export async function noteShortfall(tx: EntityManager, pullId: string, error: string): Promise<void> {
  await tx.query(`UPDATE pull SET error = $2 WHERE pull_id = $1`, [pullId, error]);
}

/** How many pulls of a source could not read it, one after the other up to now, and when the last of them ended. */
export async function failuresOf(
  tx: EntityManager,
  sourceId: string,
  most: number,
): Promise<{ count: number; agoMs: number }> {
  const rows: { failed: boolean; agoMs: number }[] = await tx.query(
    `SELECT failed_reading AS failed, extract(epoch FROM clock_timestamp() - finished_at)::float8 * 1000 AS "agoMs" FROM pull
     WHERE source_id = $1 AND finished_at IS NOT NULL AND status <> $3 AND mode <> ALL($4)
     ORDER BY pull.position DESC LIMIT $2`,
    [sourceId, most, PullStatus.PULL_STATUS_CANCELLED, ASIDE],
  );
  const end = rows.findIndex(({ failed }) => !failed);
  return { count: end < 0 ? rows.length : end, agoMs: rows[0]?.agoMs ?? Infinity };
}

/** Whether a pull of the source waits or runs. */
export async function hasQueued(tx: EntityManager, sourceId: string): Promise<boolean> {
  const rows: unknown[] = await tx.query(`SELECT 1 FROM queued_pull WHERE source_id = $1 LIMIT 1`, [
    sourceId,
  ]);
  return rows.length > 0;
}
