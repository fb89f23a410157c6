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

/** Targets of one indicator by unit and period, for those units. */
export async function targetsOf(
  tx: EntityManager,
  indicatorId: string,
  unitIds: string[],
): Promise<Map<string, Record<string, string>>> {
  const rows: { unitId: string; targets: Record<string, string> }[] = await tx.query(
    `SELECT unit_id AS "unitId", json_object_agg(period, value::text) AS targets
     FROM target WHERE indicator_id = $1 AND unit_id = ANY($2) GROUP BY unit_id`,
    [indicatorId, unitIds],
  );
  return new Map(rows.map(({ unitId, targets }) => [unitId, targets]));
}
