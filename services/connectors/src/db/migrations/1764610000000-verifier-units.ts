import { isolateByTenant } from '@fuxing/db';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class VerifierUnits1764610000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE verifier_unit (
        tenant_id text NOT NULL,
        subject   text NOT NULL,
        unit_id   text NOT NULL,
        seen_at   timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT verifier_unit_pk PRIMARY KEY (tenant_id, subject)
      );
      ${isolateByTenant('verifier_unit')}
      GRANT SELECT, INSERT ON verifier_unit TO fuxing_connectors;
      GRANT UPDATE (unit_id, seen_at) ON verifier_unit TO fuxing_connectors;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP TABLE verifier_unit`);
  }
}
