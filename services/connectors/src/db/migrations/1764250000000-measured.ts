import { isolateByTenant } from '@fuxing/db';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Measured1764250000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- What is measured already, so that a pull computes again only the units and periods that it touched. All of it can
      -- be computed from the records; without a row in measured_source it is.
      CREATE TABLE measured_source (
        tenant_id   text NOT NULL,
        source_id   text NOT NULL,
        position    bigint NOT NULL,
        now         bigint NOT NULL,
        fingerprint text NOT NULL,
        CONSTRAINT measured_source_pk PRIMARY KEY (tenant_id, source_id)
      );
      CREATE TABLE measured_place (
        tenant_id   text NOT NULL,
        source_id   text NOT NULL,
        placing_id  text NOT NULL,
        place       text NOT NULL,
        part        integer NOT NULL,
        record_keys text[] NOT NULL,
        CONSTRAINT measured_place_pk PRIMARY KEY (tenant_id, source_id, placing_id, place, part)
      );
      CREATE TABLE measured_value (
        tenant_id  text NOT NULL,
        measure_id text NOT NULL,
        place      text NOT NULL,
        result     jsonb NOT NULL,
        CONSTRAINT measured_value_pk PRIMARY KEY (tenant_id, measure_id, place)
      );
      CREATE INDEX record_since ON record (tenant_id, source_id, since);
      CREATE INDEX record_until ON record (tenant_id, source_id, until) WHERE until IS NOT NULL;
      ${isolateByTenant('measured_source', 'measured_place', 'measured_value')}
      GRANT SELECT, INSERT, UPDATE, DELETE ON measured_source, measured_place, measured_value TO fuxing_connectors;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP INDEX record_since, record_until;
      DROP TABLE measured_source, measured_place, measured_value`);
  }
}
