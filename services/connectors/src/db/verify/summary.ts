import { ObservationStatus as S, VerificationAct as A } from '@fuxing/contracts/connectors/v1/observations';
import { VerificationActKind as K } from '@fuxing/contracts/connectors/v1/verification_acts';
import {
  type GetVerificationSummaryResponse,
  type Mended,
  type SelfReport,
} from '@fuxing/contracts/connectors/v1/verification_summary';
import type { EntityManager } from 'typeorm';

/** What is counted; empty and 0 let all pass. */
export interface SummaryFilter {
  year: number;
  indicatorId: string;
  unitId: string;
}

const MOST = 100;
/** Of a table or alias with these columns. */
const about = (o: string): string =>
  `($1 = 0 OR left(${o}.period, 4) = $1::text) AND ($2 = '' OR ${o}.indicator_id = $2) AND ($3 = '' OR ${o}.unit_id = $3)`;
const WAITS = `status IN ('${S.OBSERVATION_STATUS_COLLECTED}', '${S.OBSERVATION_STATUS_FLAGGED}')`;

type Counts = Omit<GetVerificationSummaryResponse, 'bySource' | 'byUnit' | 'selfReports'>;

/** Counted in the database; what is read does not grow with it. */
export async function summaryOf(
  tx: EntityManager,
  { year, indicatorId, unitId }: SummaryFilter,
  today: string,
): Promise<GetVerificationSummaryResponse> {
  const filter = [year, indicatorId, unitId];
  const [counts]: Counts[] = await tx.query(
    `WITH counted AS (
       SELECT count(*) AS value_count, count(*) FILTER (WHERE act = '${A.VERIFICATION_ACT_AUTO}') AS passed,
         count(*) FILTER (WHERE act <> '${A.VERIFICATION_ACT_AUTO}') AS decided, count(*) FILTER (WHERE ${WAITS}) AS pending
       FROM observation AS o LEFT JOIN verification USING (tenant_id, observation_id)
       WHERE status <> '${S.OBSERVATION_STATUS_SUPERSEDED}' AND ${about('o')}
     ), waiting AS (
       SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY age) AS median, max(age) AS oldest,
         count(*) FILTER (WHERE due_on < $4) AS overdue, count(*) FILTER (WHERE level > 0) AS escalated
       FROM (
         SELECT extract(epoch FROM now() - queued_at) / 3600 AS age, due_on, level
         FROM verification_item AS i JOIN observation AS o USING (tenant_id, observation_id) WHERE open AND ${about('o')}
       ) AS open
     )
     SELECT value_count::float8 AS "valueCount", passed::float8 AS "passedCount", decided::float8 AS "decidedCount",
       pending::float8 AS "pendingCount",
       coalesce(round((passed + decided)::numeric / nullif(value_count, 0), 4)::text, '') AS coverage,
       coalesce(round(decided::numeric / nullif(value_count, 0), 4)::text, '') AS "seenByPeople",
       coalesce(round(median::numeric, 1)::text, '') AS "medianAgeHours",
       coalesce(round(oldest::numeric, 1)::text, '') AS "oldestAgeHours",
       overdue::float8 AS "overdueCount", escalated::float8 AS "escalatedCount"
     FROM counted, waiting`,
    [...filter, today],
  );
  if (!counts) throw new Error('Counting gave nothing.');
  return {
    ...counts,
    bySource: await mended(tx, 'source_id', filter),
    byUnit: await mended(tx, 'unit_id', filter),
    selfReports: await selfReports(tx, filter),
  };
}

function mended(tx: EntityManager, by: 'source_id' | 'unit_id', filter: unknown[]): Promise<Mended[]> {
  return tx.query(
    `SELECT ${by} AS id, count(*)::float8 AS decided,
       (count(*) FILTER (WHERE act = '${A.VERIFICATION_ACT_CORRECT}'))::float8 AS corrected,
       (count(*) FILTER (WHERE act = '${A.VERIFICATION_ACT_REJECT}'))::float8 AS rejected
     FROM verification JOIN observation AS o USING (tenant_id, observation_id)
     WHERE act <> '${A.VERIFICATION_ACT_AUTO}' AND ${about('o')}
     GROUP BY 1
     ORDER BY count(*) FILTER (WHERE act IN ('${A.VERIFICATION_ACT_CORRECT}', '${A.VERIFICATION_ACT_REJECT}')) DESC, 1
     LIMIT ${MOST}`,
    filter,
  );
}

/**
 * What units said beside what was collected: the last answer about each value, and what measures of sources that units fill
 * in give now for an indicator, unit and period, beside the first other measure of it.
 */
function selfReports(tx: EntityManager, filter: unknown[]): Promise<SelfReport[]> {
  return tx.query(
    `WITH answered AS (
       SELECT DISTINCT ON (observation_id) o.unit_id, new_value AS said, collected_value AS collected
       FROM verification_act AS a JOIN observation AS o USING (tenant_id, observation_id)
       WHERE kind = '${K.VERIFICATION_ACT_KIND_ANSWER}' AND new_value IS NOT NULL AND ${about('o')}
       ORDER BY observation_id, a.position DESC
     ), sources AS (
       SELECT DISTINCT ON (source_id) source_id, coalesce((content->>'selfReported')::boolean, false) AS own
       FROM source ORDER BY source_id, version DESC
     ), measures AS (
       SELECT measure_id, indicator_id, own, bool_or(own) OVER (PARTITION BY indicator_id) AS compared FROM (
         SELECT DISTINCT ON (measure_id) measure_id, content->>'indicatorId' AS indicator_id, content->>'sourceId' AS source_id
         FROM measure ORDER BY measure_id, version DESC
       ) AS newest JOIN sources USING (source_id)
     ), given AS (
       SELECT DISTINCT ON (own, o.indicator_id, place) own, o.indicator_id, place, unit_id, value
       FROM measures JOIN measured_value USING (measure_id), LATERAL (
         SELECT indicator_id, split_part(place, '~', 1) AS unit_id, split_part(place, '~', 2) AS period,
           (result->>'value')::numeric AS value
       ) AS o
       WHERE compared AND ${about('o')} ORDER BY own, o.indicator_id, place, measure_id
     ), said AS (
       SELECT * FROM answered
       UNION ALL SELECT filled.unit_id, filled.value, collected.value
         FROM given AS filled JOIN given AS collected USING (indicator_id, place) WHERE filled.own AND NOT collected.own
     )
     SELECT unit_id AS "unitId", count(*)::float8 AS compared, (count(*) FILTER (WHERE said = collected))::float8 AS equal,
       coalesce(round(avg((said - collected) / nullif(collected, 0)) FILTER (WHERE said <> collected), 4)::text, '')
         AS "meanDifference"
     FROM said GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT ${MOST}`,
    filter,
  );
}
