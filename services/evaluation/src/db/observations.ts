import type { Observation as Published } from '@fuxing/contracts/connectors/v1/observations';
import type { Observation } from '@fuxing/scoring';
import type { EntityManager } from 'typeorm';

/** An observation as a run freezes it, without what can be looked up by its id; a rate has its parts behind the value. */
export type FrozenObservation = [
  period: string,
  revision: number,
  value: string,
  numerator?: string | null,
  denominator?: string | null,
  factor?: string | null,
];

/** Keeps published observations; one that is there already stays as it is. */
export async function keepObservations(tx: EntityManager, observations: Published[]): Promise<void> {
  const column = <T>(pick: (observation: Published) => T): T[] => observations.map(pick);
  await tx.query(
    `INSERT INTO observation (tenant_id, indicator_id, unit_id, period, revision, value, numerator, denominator, factor, provenance)
     SELECT current_setting('fuxing.tenant_id'), o.* FROM unnest(
       $1::text[], $2::text[], $3::text[], $4::int[], $5::numeric[], $6::numeric[], $7::numeric[], $8::numeric[], $9::jsonb[]) AS o
     ON CONFLICT DO NOTHING`,
    [
      column((o) => o.indicatorId),
      column((o) => o.unitId),
      column((o) => o.period),
      column((o) => o.revision),
      column((o) => o.value),
      column((o) => o.numerator || null),
      column((o) => o.denominator || null),
      column((o) => o.factor || null),
      column(({ verification, sourceId, measureId, measureVersion, pullId, recordCount, recordsHash }) =>
        JSON.stringify({
          verification,
          sourceId,
          measureId,
          measureVersion,
          pullId,
          recordCount,
          recordsHash,
        }),
      ),
    ],
  );
}

/**
 * The standing observations of one indicator for those units and periods, by unit, in order of time.
 *
 * Their JSON is joined as text because PostgreSQL takes longer to build an array of arrays than to find what stands in it;
 * nothing in it needs quoting: numbers, and periods that the caller named.
 */
export async function standingObservations(
  tx: EntityManager,
  indicatorId: string,
  unitIds: string[],
  periods: string[],
): Promise<Map<string, FrozenObservation[]>> {
  const rows: { unitId: string; observations: FrozenObservation[] }[] = await tx.query(
    `SELECT unit_id AS "unitId",
       ('[' || string_agg('["' || period || '",' || revision || ',"' || value || '"' ||
         coalesce(',"' || numerator || '","' || denominator || coalesce('","' || factor, '') || '"', '') || ']',
         ',' ORDER BY period) || ']')::json AS observations
     FROM (
       SELECT DISTINCT ON (unit_id, period) unit_id, period, revision, value, numerator, denominator, factor
       FROM observation
       WHERE indicator_id = $1 AND unit_id = ANY($2) AND period = ANY($3)
       ORDER BY unit_id, period, revision DESC
     ) AS standing GROUP BY unit_id`,
    [indicatorId, unitIds, periods],
  );
  return new Map(rows.map(({ unitId, observations }) => [unitId, observations]));
}

/** In the form of the scoring library. */
export function thaw(indicatorId: string, unitId: string, frozen: FrozenObservation): Observation {
  const [period, revision, value, numerator, denominator, factor] = frozen;
  return {
    observationId: `${indicatorId}~${unitId}~${period}~${revision}`,
    period,
    value,
    numerator: numerator ?? undefined,
    denominator: denominator ?? undefined,
    factor: factor ?? undefined,
  };
}
