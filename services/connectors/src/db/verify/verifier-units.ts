import type { EntityManager } from 'typeorm';

/** Keeps of which unit a verifier is, as his token says now; empty: of none. */
export async function setVerifierUnit(tx: EntityManager, subject: string, unitId: string): Promise<void> {
  const [known]: { unitId: string }[] = await tx.query(
    `SELECT unit_id AS "unitId" FROM verifier_unit WHERE subject = $1`,
    [subject],
  );
  if ((known?.unitId ?? '') === unitId) return;
  await tx.query(
    `INSERT INTO verifier_unit (tenant_id, subject, unit_id) VALUES (current_setting('fuxing.tenant_id'), $1, $2)
     ON CONFLICT (tenant_id, subject) DO UPDATE SET unit_id = excluded.unit_id, seen_at = now()`,
    [subject, unitId],
  );
}

/** By verifier, the units that he is known to be of: by his last token, and by rules of assignment that hold. */
export type VerifierUnits = ReadonlyMap<string, readonly string[]>;

export async function verifierUnits(tx: EntityManager, subjects: string[]): Promise<VerifierUnits> {
  const rows: { subject: string; unitIds: string[] }[] = await tx.query(
    `SELECT subject, array_agg(DISTINCT unit_id ORDER BY unit_id) AS "unitIds" FROM (
       SELECT subject, unit_id FROM verifier_unit WHERE subject = ANY($1)
       UNION ALL SELECT content->>'verifier', content->>'verifierUnitId' FROM (
         SELECT DISTINCT ON (assignment_rule_id) content FROM assignment_rule ORDER BY assignment_rule_id, version DESC
       ) AS rule WHERE content->>'verifier' = ANY($1) AND (content->>'active')::boolean
     ) AS known WHERE unit_id <> '' GROUP BY subject`,
    [[...new Set(subjects)]],
  );
  return new Map(rows.map(({ subject, unitIds }) => [subject, unitIds]));
}

/** What waits for somebody, with its indicator and unit. */
export function waitingFor(
  tx: EntityManager,
  subject: string,
): Promise<{ observationId: string; indicatorId: string; unitId: string }[]> {
  return tx.query(
    `SELECT observation_id AS "observationId", indicator_id AS "indicatorId", unit_id AS "unitId"
     FROM verification_item WHERE open AND assignee = $1 ORDER BY observation_id`,
    [subject],
  );
}
