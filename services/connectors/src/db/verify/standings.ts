import { ObservationStatus } from '@fuxing/contracts/connectors/v1/observations';
import { canonicalJson } from '@fuxing/db';
import type { EntityManager } from 'typeorm';
import type { Revision } from '../../domain/measure/revise';
import { closeItems } from '../measure/observations';

export interface StoredRevision extends Revision {
  observationId: string;
  measureId: string;
  /** What counts, after corrections. */
  value: string;
  sourceId: string;
}

/** What stands for a unit and period of an indicator. */
export interface Standing {
  revision: number;
  head: StoredRevision | undefined;
  published: StoredRevision | undefined;
  /** The newest of each measure that was not rejected. */
  byMeasure: Map<string, StoredRevision>;
}

/** By `<unit>~<period>`. */
export type Standings = Map<string, Standing>;

/** Reads and locks all revisions of an indicator. Hold the indicator's lock. */
export async function standingsOf(tx: EntityManager, indicatorId: string): Promise<Standings> {
  const rows: (StoredRevision & { place: string; revision: number; flags: unknown })[] = await tx.query(
    `SELECT observation_id AS "observationId", unit_id || '~' || period AS place, revision, status, measure_id AS "measureId",
       source_id AS "sourceId",
       value::text, collected_value::text AS "collectedValue", records_hash AS "recordsHash", flags
     FROM observation WHERE indicator_id = $1 ORDER BY revision, observation_id`,
    [indicatorId],
  );
  const standings: Standings = new Map();
  for (const { place, revision, ...row } of rows) {
    const stored = { ...row, flags: canonicalJson(row.flags) };
    const before = standings.get(place);
    const byMeasure = before?.byMeasure ?? new Map<string, StoredRevision>();
    if (row.status === ObservationStatus.OBSERVATION_STATUS_REJECTED) byMeasure.delete(row.measureId);
    else byMeasure.set(row.measureId, stored);
    standings.set(place, {
      revision,
      head: row.status === ObservationStatus.OBSERVATION_STATUS_SUPERSEDED ? before?.head : stored,
      published: row.status === ObservationStatus.OBSERVATION_STATUS_PUBLISHED ? stored : before?.published,
      byMeasure,
    });
  }
  return standings;
}

/** Takes pending revisions out of the queue. */
export async function supersede(tx: EntityManager, observationIds: string[]): Promise<void> {
  if (observationIds.length === 0) return;
  await tx.query(`UPDATE observation SET status = $2 WHERE observation_id = ANY($1)`, [
    observationIds,
    ObservationStatus.OBSERVATION_STATUS_SUPERSEDED,
  ]);
  await closeItems(tx, observationIds);
}
