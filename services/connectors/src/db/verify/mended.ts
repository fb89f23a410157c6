import { VerificationAct } from '@fuxing/contracts/connectors/v1/observations';
import type { EntityManager } from 'typeorm';
import type { History } from '../../domain/verify/risk';

/** The indicator's largest share in a scheme, 0 to 1. */
export async function shareOf(tx: EntityManager, indicatorId: string): Promise<string> {
  const [{ share }]: [{ share: string }] = await tx.query(
    `SELECT coalesce(max(share), 0)::text AS share FROM scheme_weight WHERE indicator_id = $1`,
    [indicatorId],
  );
  return share;
}

/** What people decided within a year about values of a source and of units. */
export async function mendedBy(
  tx: EntityManager,
  sourceId: string,
  unitIds: string[],
): Promise<{ source: History; units: Map<string, History> }> {
  const rows: (History & { unitId: string | null })[] = await tx.query(
    `WITH said AS (
       SELECT o.source_id, o.unit_id, act IN ($3, $4) AS mended FROM verification JOIN observation AS o USING (tenant_id, observation_id)
       WHERE act <> 'VERIFICATION_ACT_AUTO' AND verified_at > now() - interval '1 year'
         AND (o.source_id = $1 OR o.unit_id = ANY($2))
     )
     SELECT NULL AS "unitId", count(*)::integer AS decided, (count(*) FILTER (WHERE mended))::integer AS mended
       FROM said WHERE source_id = $1
     UNION ALL
     SELECT unit_id, count(*)::integer, (count(*) FILTER (WHERE mended))::integer FROM said WHERE unit_id = ANY($2) GROUP BY 1`,
    [
      sourceId,
      [...new Set(unitIds)],
      VerificationAct.VERIFICATION_ACT_CORRECT,
      VerificationAct.VERIFICATION_ACT_REJECT,
    ],
  );
  const of = ({ decided, mended }: History): History => ({ decided, mended });
  const [source, ...units] = rows.toSorted((a, b) => Number(a.unitId !== null) - Number(b.unitId !== null));
  return {
    source: source ? of(source) : { decided: 0, mended: 0 },
    units: new Map(units.map((row) => [row.unitId ?? '', of(row)])),
  };
}
