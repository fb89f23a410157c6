import type { EntityManager } from 'typeorm';
import { keyParts, PART } from './key-parts';

/** Keeps which records are behind observations; keys in order. */
export async function insertRecordKeys(
  tx: EntityManager,
  behind: Map<string, Iterable<string>>,
): Promise<void> {
  for (const parts of keyParts(behind))
    await tx.query(
      `INSERT INTO observation_record_keys (tenant_id, observation_id, part, record_keys)
       SELECT current_setting('fuxing.tenant_id'), x.*
       FROM jsonb_to_recordset($1::jsonb) AS x (owner text, part integer, record_keys text[])`,
      [JSON.stringify(parts)],
    );
}

/** Keys behind one observation, in order, after the first `seen`. */
export async function recordKeys(
  tx: EntityManager,
  observationId: string,
  seen: number,
  limit: number,
): Promise<string[]> {
  const first = Math.floor(seen / PART);
  const parts: { keys: string[] }[] = await tx.query(
    `SELECT record_keys AS keys FROM observation_record_keys
     WHERE observation_id = $1 AND part BETWEEN $2 AND $3 ORDER BY part`,
    [observationId, first, Math.floor((seen + limit - 1) / PART)],
  );
  return parts.flatMap(({ keys }) => keys).slice(seen - first * PART, seen - first * PART + limit);
}

/** The first keys behind each observation that is there, in order of id. */
export async function firstRecordKeys(
  tx: EntityManager,
  observationIds: string[],
  limit: number,
): Promise<{ observationId: string; recordKeys: string[] }[]> {
  return tx.query(
    `SELECT observation_id AS "observationId", record_keys[1:$2] AS "recordKeys" FROM observation_record_keys
     WHERE observation_id = ANY($1) AND part = 0 ORDER BY observation_id`,
    [observationIds, limit],
  );
}
