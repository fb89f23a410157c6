import type { EntityManager } from 'typeorm';
import { keyParts } from './key-parts';

/** Rows in one statement. */
const BATCH = 500;

export interface Measured {
  position: string;
  /** Milliseconds since 1970 UTC. */
  now: number;
  fingerprint: string;
}

export async function lastMeasured(tx: EntityManager, sourceId: string): Promise<Measured | undefined> {
  const [row]: Measured[] = await tx.query(
    `SELECT position::text, now::float8 AS now, fingerprint FROM measured_source WHERE source_id = $1`,
    [sourceId],
  );
  return row;
}

export async function saveMeasured(tx: EntityManager, sourceId: string, of: Measured): Promise<void> {
  await tx.query(
    `INSERT INTO measured_source (tenant_id, source_id, position, now, fingerprint)
     VALUES (current_setting('fuxing.tenant_id'), $1, $2, $3, $4)
     ON CONFLICT ON CONSTRAINT measured_source_pk DO UPDATE
       SET position = excluded.position, now = excluded.now, fingerprint = excluded.fingerprint`,
    [sourceId, of.position, of.now, of.fingerprint],
  );
}

/** Keys of the records that changed between two pulls. */
export async function changedKeys(
  tx: EntityManager,
  sourceId: string,
  after: string,
  upTo: string,
  limit: number,
): Promise<string[]> {
  const rows: { key: string }[] = await tx.query(
    `SELECT record_key AS key FROM record WHERE source_id = $1 AND since > $2 AND since <= $3
     UNION SELECT record_key FROM record WHERE source_id = $1 AND until > $2 AND until <= $3
     LIMIT $4`,
    [sourceId, after, upTo, limit],
  );
  return rows.map(({ key }) => key);
}

/** Places of a placing. */
export async function placesOf(tx: EntityManager, sourceId: string, placing: string): Promise<string[]> {
  const rows: { place: string }[] = await tx.query(
    `SELECT place FROM measured_place WHERE source_id = $1 AND placing_id = $2 AND part = 0`,
    [sourceId, placing],
  );
  return rows.map(({ place }) => place);
}

/** Keys of the records of places, by place. */
export async function keysAt(
  tx: EntityManager,
  sourceId: string,
  placing: string,
  places: string[],
): Promise<Map<string, string[]>> {
  const rows: { place: string; keys: string[] }[] = await tx.query(
    `SELECT place, record_keys AS keys FROM measured_place
     WHERE source_id = $1 AND placing_id = $2 AND place = ANY($3) ORDER BY place, part`,
    [sourceId, placing, places],
  );
  const found = new Map<string, string[]>();
  for (const { place, keys } of rows) found.set(place, (found.get(place) ?? []).concat(keys));
  return found;
}

/** Forgets all places of a source. */
export async function dropPlaces(tx: EntityManager, sourceId: string): Promise<void> {
  await tx.query(`DELETE FROM measured_place WHERE source_id = $1`, [sourceId]);
}

/** Puts the keys of places instead of those that were there; none: the place is gone. */
export async function savePlaces(
  tx: EntityManager,
  sourceId: string,
  placing: string,
  members: Map<string, Iterable<string>>,
): Promise<void> {
  await tx.query(`DELETE FROM measured_place WHERE source_id = $1 AND placing_id = $2 AND place = ANY($3)`, [
    sourceId,
    placing,
    [...members.keys()],
  ]);
  for (const parts of keyParts(members))
    await tx.query(
      `INSERT INTO measured_place (tenant_id, source_id, placing_id, place, part, record_keys)
       SELECT current_setting('fuxing.tenant_id'), $1, $2, x.*
       FROM jsonb_to_recordset($3::jsonb) AS x (owner text, part integer, record_keys text[])`,
      [sourceId, placing, JSON.stringify(parts)],
    );
}

/** What a measure computed, by place. */
export async function valuesAt<T>(tx: EntityManager, measureId: string): Promise<Map<string, T>> {
  const rows: { place: string; result: T }[] = await tx.query(
    `SELECT place, result FROM measured_value WHERE measure_id = $1`,
    [measureId],
  );
  return new Map(rows.map(({ place, result }) => [place, result]));
}

/**
 * Keeps what a measure computed; what is not in it is forgotten.
 *
 * @param places only these were computed anew, and what is kept of others stays
 */
export async function saveValues(
  tx: EntityManager,
  measureId: string,
  values: Map<string, object>,
  places?: string[],
): Promise<void> {
  if (places) {
    const gone = places.filter((place) => !values.has(place));
    await tx.query(`DELETE FROM measured_value WHERE measure_id = $1 AND place = ANY($2)`, [measureId, gone]);
  } else {
    await tx.query(`DELETE FROM measured_value WHERE measure_id = $1`, [measureId]);
  }
  const rows = (places ?? [...values.keys()]).flatMap((place) => {
    const result = values.get(place);
    return result ? [{ place, result }] : [];
  });
  for (let n = 0; n < rows.length; n += BATCH) {
    await tx.query(
      `INSERT INTO measured_value (tenant_id, measure_id, place, result)
       SELECT current_setting('fuxing.tenant_id'), $1, x.*
       FROM jsonb_to_recordset($2::jsonb) AS x (place text, result jsonb)
       ON CONFLICT ON CONSTRAINT measured_value_pk DO UPDATE SET result = excluded.result`,
      [measureId, JSON.stringify(rows.slice(n, n + BATCH))],
    );
  }
}
