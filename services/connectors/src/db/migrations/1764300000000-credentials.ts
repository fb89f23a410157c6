import { isolateByTenant } from '@fuxing/db';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Credentials1764300000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE credential (
        tenant_id     text NOT NULL,
        credential_id text NOT NULL,
        kind          text NOT NULL,
        hosts         text[] NOT NULL,
        algorithm     text NOT NULL,
        key_version   integer NOT NULL,
        wrapped_key   bytea NOT NULL,
        sealed        bytea NOT NULL,
        updated_at    timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT credential_pk PRIMARY KEY (tenant_id, credential_id)
      );
      ${isolateByTenant('credential')}
      GRANT SELECT, INSERT, UPDATE, DELETE ON credential TO fuxing_connectors;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP TABLE credential`);
  }
}
