import type { EntityManager } from 'typeorm';
import type { RawRow } from '../../domain/collect/raw';

/** Takes the turn of a source until the transaction ends: pulls get their positions, and records change, one at a time. */
export async function lockSource(tx: EntityManager, sourceId: string): Promise<void> {
  await tx.query(
    `SELECT pg_advisory_xact_lock(hashtextextended('source/' || current_setting('fuxing.tenant_id') || '/' || $1, 0))`,
    [sourceId],
  );
}

interface Arrival {
  sourceId: string;
  pullId: string;
  position: string;
}

/**
 * Stores rows of a pull: unknown keys are added, changed content becomes a new version, equal content changes nothing.
 * Hold the source's lock.
 */
export async function storeRecords(
  tx: EntityManager,
  at: Arrival,
  rows: RawRow[],
): Promise<{ added: number; changed: number }> {
  const total = { added: 0, changed: 0 };
  for (const once of rounds(rows)) {
    const { added, changed } = await storeRound(tx, at, once);
    total.added += added;
    total.changed += changed;
  }
  return total;
}

/** A key that comes twice in one page has two versions: they are stored one after the other. */
function rounds(rows: RawRow[]): RawRow[][] {
  const seen = new Map<string, number>();
  const found: RawRow[][] = [];
  for (const row of rows) {
    const n = seen.get(row.key) ?? 0;
    seen.set(row.key, n + 1);
    (found[n] ??= []).push(row);
  }
  return found;
}

/**
 * Keys of the second parameter, an array of JSON; contents come in one, too. Of an array of texts the driver would look at
 * every character.
 */
const KEYS = 'ARRAY(SELECT jsonb_array_elements_text($2::jsonb))';

async function storeRound(
  tx: EntityManager,
  at: Arrival,
  rows: RawRow[],
): Promise<{ added: number; changed: number }> {
  const current: { key: string; version: number; hash: string }[] = await tx.query(
    `SELECT record_key AS key, version, encode(content_hash, 'hex') AS hash
     FROM record WHERE source_id = $1 AND record_key = ANY(${KEYS}) AND until IS NULL`,
    [at.sourceId, JSON.stringify(rows.map((row) => row.key))],
  );
  const known = new Map(current.map((record) => [record.key, record]));
  const fresh = rows.filter((row) => known.get(row.key)?.hash !== row.hash);
  const ended = await endedVersions(
    tx,
    at.sourceId,
    fresh.map(({ key }) => key).filter((key) => !known.has(key)),
  );
  const next = ({ key }: RawRow): number => (known.get(key)?.version ?? ended.get(key) ?? 0) + 1;
  const changed = fresh.map((row) => row.key).filter((key) => known.has(key));
  if (changed.length > 0) {
    await tx.query(
      `UPDATE record SET until = $3 WHERE source_id = $1 AND record_key = ANY(${KEYS}) AND until IS NULL`,
      [at.sourceId, JSON.stringify(changed), at.position],
    );
  }
  if (fresh.length > 0) {
    await tx.query(
      `INSERT INTO record (tenant_id, source_id, record_key, version, content, content_hash, pull_id, since)
       SELECT current_setting('fuxing.tenant_id'), $1, record_key, version::integer, content, decode(hash, 'hex'), $6, $7
       FROM ROWS FROM (jsonb_array_elements_text($2::jsonb), string_to_table($3, ' '), string_to_table($4, ' '),
         jsonb_array_elements($5::jsonb))
         AS x (record_key, version, hash, content)`,
      [
        at.sourceId,
        JSON.stringify(fresh.map((row) => row.key)),
        fresh.map(next).join(' '),
        fresh.map((row) => row.hash).join(' '),
        `[${fresh.map((row) => row.content).join(',')}]`,
        at.pullId,
        at.position,
      ],
    );
  }
  return { added: fresh.length - changed.length, changed: changed.length };
}

/** The last versions of records that the source had no more and has again. */
async function endedVersions(
  tx: EntityManager,
  sourceId: string,
  keys: string[],
): Promise<Map<string, number>> {
  if (keys.length === 0) return new Map();
  const found: { key: string; version: number }[] = await tx.query(
    `SELECT record_key AS key, max(version) AS version FROM record
     WHERE source_id = $1 AND record_key = ANY(${KEYS})
       AND EXISTS (SELECT 1 FROM pull WHERE source_id = $1 AND deleted > 0)
     GROUP BY record_key`,
    [sourceId, JSON.stringify(keys)],
  );
  return new Map(found.map(({ key, version }) => [key, version]));
}

/** A record as a measure reads it, and the asked fields as text, by their place in the request: `f0`, `f1`, … */
export interface MeasuredRow {
  key: string;
  hash: string;
  pullId: string;
  /** When its first version came, milliseconds since 1970 UTC; only when asked for. */
  arrived?: number;
  /** Tells its content without the key apart; only when asked for. */
  body?: string;
  [field: `f${number}`]: string | null;
}

/** What is read of records beside their fields. */
export interface Beside {
  arrived?: boolean;
  /** The field that holds the key. */
  bodyWithout?: string | undefined;
}

const ARRIVED = `,
  (SELECT extract(epoch FROM p.created_at)::float8 * 1000 FROM record AS f JOIN pull AS p USING (tenant_id, pull_id)
   WHERE f.tenant_id = record.tenant_id AND f.source_id = record.source_id AND f.record_key = record.record_key
     AND f.version = 1) AS arrived`;

/**
 * Records of a source in order of key, behind `after`, as they were when the pull of that position had stored its own.
 *
 * @param keys only these
 */
export async function recordsAsOf(
  tx: EntityManager,
  at: { sourceId: string; position: string },
  fields: string[],
  after: string,
  limit: number,
  { arrived = false, bodyWithout }: Beside = {},
  keys?: string[],
): Promise<MeasuredRow[]> {
  const columns = fields.map((_, n) => `, content->>$${n + 5}::text AS f${n}`);
  if (arrived) columns.push(ARRIVED);
  const values: unknown[] = [at.sourceId, after, at.position, limit, ...fields];
  if (bodyWithout !== undefined) {
    columns.push(`, md5((content - $${values.length + 1}::text)::text) AS body`);
    values.push(bodyWithout);
  }
  const among = keys ? `AND record_key = ANY($${values.length + 1})` : '';
  if (keys) values.push(keys);
  return tx.query(
    `SELECT record_key AS key, encode(content_hash, 'hex') AS hash, pull_id AS "pullId"${columns.join('')}
     FROM record
     WHERE source_id = $1 AND record_key > $2 AND since <= $3 AND (until IS NULL OR until > $3) ${among}
     ORDER BY record_key LIMIT $4`,
    values,
  );
}

export interface Unusable {
  measureId: string;
  recordKey: string;
  place: string;
  reason: string;
  detail: string;
  pullId: string;
}

/** Keeps what could not be used; a repeat brings the reason up to date. */
export async function storeUnusable(
  tx: EntityManager,
  sourceId: string,
  position: string,
  rows: Unusable[],
): Promise<void> {
  if (rows.length === 0) return;
  // Several periods complain of one record, and one statement may name a row once.
  const once = new Map(rows.map((row) => [JSON.stringify([row.measureId, row.recordKey, row.place]), row]));
  await tx.query(
    `INSERT INTO unusable_record (tenant_id, source_id, measure_id, record_key, place, reason, detail, pull_id, seen)
     SELECT current_setting('fuxing.tenant_id'), $1, "measureId", "recordKey", place, reason, detail, "pullId", $2
     FROM jsonb_to_recordset($3::jsonb)
       AS x ("measureId" text, "recordKey" text, place text, reason text, detail text, "pullId" text)
     ON CONFLICT ON CONSTRAINT unusable_record_pk DO UPDATE
       SET reason = excluded.reason, detail = excluded.detail, pull_id = excluded.pull_id, seen = excluded.seen`,
    [sourceId, position, JSON.stringify([...once.values()])],
  );
}

/** Forgets complaints about records that a measure can use again. */
export async function dropUnseen(tx: EntityManager, sourceId: string, position: string): Promise<void> {
  await tx.query(`DELETE FROM unusable_record WHERE source_id = $1 AND measure_id <> '' AND seen < $2`, [
    sourceId,
    position,
  ]);
}

/** Forgets complaints of measures about records. */
export async function dropComplaints(
  tx: EntityManager,
  sourceId: string,
  measureIds: string[],
  keys: string[],
): Promise<void> {
  await tx.query(
    `DELETE FROM unusable_record WHERE source_id = $1 AND measure_id = ANY($2) AND record_key = ANY($3)`,
    [sourceId, measureIds, keys],
  );
}

/** Forgets complaints of one measure that this pull did not repeat. */
export async function dropUnseenOf(
  tx: EntityManager,
  sourceId: string,
  measureId: string,
  position: string,
): Promise<void> {
  await tx.query(`DELETE FROM unusable_record WHERE source_id = $1 AND measure_id = $2 AND seen < $3`, [
    sourceId,
    measureId,
    position,
  ]);
}

/** Rows that cannot be records, in order of place, behind `after`. */
export async function refusedRows(
  tx: EntityManager,
  sourceId: string,
  after: string,
  limit: number,
): Promise<{ place: string; detail: string }[]> {
  return tx.query(
    `SELECT place, detail FROM unusable_record WHERE source_id = $1 AND measure_id = '' AND record_key = '' AND place > $2
     ORDER BY place LIMIT $3`,
    [sourceId, after, limit],
  );
}

/** Forgets rows that are records now: those up to a place that a pull did not refuse again. */
export async function dropAccepted(
  tx: EntityManager,
  sourceId: string,
  position: string,
  upTo: string,
): Promise<void> {
  await tx.query(
    `DELETE FROM unusable_record
     WHERE source_id = $1 AND measure_id = '' AND record_key = '' AND place <= $3 AND seen < $2`,
    [sourceId, position, upTo],
  );
}
