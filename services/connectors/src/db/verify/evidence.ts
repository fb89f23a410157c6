import type { Evidence } from '@fuxing/contracts/connectors/v1/evidence';
import type { EntityManager } from 'typeorm';

/** Nothing where the id is there already. */
export async function insertEvidence(tx: EntityManager, one: Omit<Evidence, 'uploadedAt'>): Promise<void> {
  await tx.query(
    `INSERT INTO evidence (tenant_id, evidence_id, name, media_type, size, sha256, unit_id, uploaded_by)
     VALUES (current_setting('fuxing.tenant_id'), $1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
    [one.evidenceId, one.name, one.mediaType, one.size, one.sha256, one.unitId, one.uploadedBy],
  );
}

export function evidenceById(tx: EntityManager, ids: string[]): Promise<Evidence[]> {
  return tx.query(
    `SELECT evidence_id AS "evidenceId", name, media_type AS "mediaType", size::float8, sha256, unit_id AS "unitId",
       uploaded_by AS "uploadedBy", uploaded_at AS "uploadedAt"
     FROM evidence WHERE evidence_id = ANY($1) ORDER BY evidence_id`,
    [ids],
  );
}
