import { isolateByTenant } from '@fuxing/db';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Evidence1764410000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- What is known of files; the bytes are in the evidence storage, under their hash.
      CREATE TABLE evidence (
        tenant_id   text NOT NULL,
        evidence_id text NOT NULL,
        name        text NOT NULL,
        media_type  text NOT NULL,
        size        bigint NOT NULL,
        sha256      text NOT NULL,
        unit_id     text NOT NULL,
        uploaded_by text NOT NULL,
        uploaded_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT evidence_pk PRIMARY KEY (tenant_id, evidence_id)
      );
      ${isolateByTenant('evidence')}
      GRANT SELECT, INSERT ON evidence TO fuxing_connectors;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP TABLE evidence`);
  }
}
