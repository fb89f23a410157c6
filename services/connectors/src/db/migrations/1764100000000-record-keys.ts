import { isolateByTenant } from '@fuxing/db';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class RecordKeys1764100000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- Which records an observation rests on, a thousand keys a row: reading them does not depend on the size of the source.
      CREATE TABLE observation_record_keys (
        tenant_id      text NOT NULL,
        observation_id text NOT NULL,
        part           integer NOT NULL,
        record_keys    text[] NOT NULL,
        CONSTRAINT observation_record_keys_pk PRIMARY KEY (tenant_id, observation_id, part)
      );
      ${isolateByTenant('observation_record_keys')}
      GRANT SELECT, INSERT ON observation_record_keys TO fuxing_connectors;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP TABLE observation_record_keys`);
  }
}
