import type { Result } from '@fuxing/contracts/evaluation/v1/results';
import type { EntityManager } from 'typeorm';
import type { FinalResult, FinalYear } from '../domain/final-year';

/**
 * Keeps the final results of a cycle.
 *
 * @returns whether they were news; a cycle is final once
 */
export async function keepResults(
  tx: EntityManager,
  cycle: { cycleId: string; period: string },
  unitGroupId: string,
  results: Result[],
): Promise<boolean> {
  const kept: unknown[] = await tx.query(
    `INSERT INTO final_result (tenant_id, cycle_id, unit_group_id, period, ranked_units, unit_id, rank, total, grade_id)
     SELECT current_setting('fuxing.tenant_id'), $1, $2, $3, $4, r.*
     FROM unnest($5::text[], $6::integer[], $7::numeric[], $8::text[]) AS r
     ON CONFLICT DO NOTHING RETURNING unit_id`,
    [
      cycle.cycleId,
      unitGroupId,
      cycle.period,
      results.filter(({ rank }) => rank > 0).length,
      results.map(({ unitId }) => unitId),
      results.map(({ rank }) => rank),
      results.map(({ total }) => total || null),
      results.map(({ gradeId }) => gradeId),
    ],
  );
  return kept.length > 0;
}

/**
 * The final years of a unit group up to a cycle's, the cycle first. Of several cycles of an earlier year the one that
 * became final last stands for it.
 *
 * @param years how many years to look back, the cycle's included
 */
export async function finalYears(
  tx: EntityManager,
  cycle: { cycleId: string; period: string },
  unitGroupId: string,
  years: number,
): Promise<FinalYear[]> {
  const periods = Array.from({ length: years }, (_, back) => String(Number(cycle.period) - back));
  const rows: (FinalResult & { cycleId: string; period: string; rankedUnits: number })[] = await tx.query(
    `WITH standing AS (
       SELECT DISTINCT ON (period) period, cycle_id FROM final_result
       WHERE unit_group_id = $1 AND period = ANY($2) AND (period <> $3 OR cycle_id = $4)
       ORDER BY period, kept_at DESC, cycle_id DESC
     )
     SELECT r.cycle_id AS "cycleId", r.period, r.ranked_units AS "rankedUnits", r.unit_id AS "unitId", r.rank,
       coalesce(r.total::text, '') AS total, r.grade_id AS "gradeId"
     FROM standing JOIN final_result AS r USING (period, cycle_id)
     ORDER BY r.period DESC, r.rank, r.unit_id`,
    [unitGroupId, periods, cycle.period, cycle.cycleId],
  );
  return [...Map.groupBy(rows, ({ period }) => period)].map(([period, results]) => ({
    cycleId: results[0]?.cycleId ?? '',
    period,
    rankedUnits: results[0]?.rankedUnits ?? 0,
    results,
  }));
}
