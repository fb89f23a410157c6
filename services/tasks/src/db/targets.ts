import type { Target } from '@fuxing/contracts/indicators/v1/indicators';
import type { EntityManager } from 'typeorm';

/** Keeps targets as they were last told. */
export async function keepTargets(tx: EntityManager, targets: Target[]): Promise<void> {
  await tx.query(
    `INSERT INTO target (tenant_id, indicator_id, unit_id, period, value)
     SELECT current_setting('fuxing.tenant_id'), t.* FROM unnest($1::text[], $2::text[], $3::text[], $4::numeric[]) AS t
     ON CONFLICT ON CONSTRAINT target_pk DO UPDATE SET value = excluded.value`,
    [
      targets.map((t) => t.indicatorId),
      targets.map((t) => t.unitId),
      targets.map((t) => t.period),
      targets.map((t) => t.value),
    ],
  );
}

/** Targets of one unit in those periods, by period, for each indicator that has any. */
export async function targetsOf(
  tx: EntityManager,
  unitId: string,
  periods: string[],
): Promise<Map<string, Record<string, string>>> {
  const rows: { indicatorId: string; targets: Record<string, string> }[] = await tx.query(
    `SELECT indicator_id AS "indicatorId", json_object_agg(period, value::text) AS targets
     FROM target WHERE unit_id = $1 AND period = ANY($2) GROUP BY indicator_id`,
    [unitId, periods],
  );
  return new Map(rows.map(({ indicatorId, targets }) => [indicatorId, targets]));
}
