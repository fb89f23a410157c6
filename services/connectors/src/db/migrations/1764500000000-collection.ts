import { isolateByTenant } from '@fuxing/db';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Collection1764500000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE pull
        ADD COLUMN mode        text NOT NULL DEFAULT 'PULL_MODE_CHANGES',
        ADD COLUMN is_whole    boolean NOT NULL DEFAULT false,
        ADD COLUMN from_cursor text NOT NULL DEFAULT '',
        ADD COLUMN to_cursor   text NOT NULL DEFAULT '',
        ADD COLUMN deleted     bigint NOT NULL DEFAULT 0,
        ADD COLUMN bytes       bigint NOT NULL DEFAULT 0,
        ADD COLUMN seen_fields jsonb,
        ADD COLUMN failed_reading boolean NOT NULL DEFAULT false;
      -- The owner sees no tenant's rows while row-level security is forced on it.
      ALTER TABLE pull NO FORCE ROW LEVEL SECURITY;
      UPDATE pull SET mode = 'PULL_MODE_FULL' WHERE full_read;
      ALTER TABLE pull FORCE ROW LEVEL SECURITY, DROP COLUMN full_read;
      CREATE INDEX pull_of_source ON pull (tenant_id, source_id, position);
      CREATE INDEX pull_deleted ON pull (tenant_id, source_id) WHERE deleted > 0;
      -- Keys that a pull of everything met, so that it can tell which records are gone; empty when none runs.
      CREATE TABLE met_key (
        tenant_id  text NOT NULL,
        source_id  text NOT NULL,
        pull_id    text NOT NULL,
        record_key text COLLATE "C" NOT NULL,
        CONSTRAINT met_key_pk PRIMARY KEY (tenant_id, source_id, pull_id, record_key)
      );
      -- When sources are pulled by themselves: all that the worker role sees of it.
      CREATE TABLE source_schedule (
        tenant_id    text NOT NULL,
        source_id    text NOT NULL,
        cron         text NOT NULL,
        working_days boolean NOT NULL,
        next_at      timestamptz NOT NULL,
        CONSTRAINT source_schedule_pk PRIMARY KEY (tenant_id, source_id)
      );
      CREATE INDEX source_schedule_next ON source_schedule (next_at);
      CREATE TABLE source_schema (
        tenant_id   text NOT NULL,
        source_id   text NOT NULL,
        version     integer NOT NULL,
        fields      jsonb NOT NULL,
        accepted_by text NOT NULL,
        reason      text NOT NULL,
        accepted_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT source_schema_pk PRIMARY KEY (tenant_id, source_id, version)
      );
      -- What was met that differs from the newest version.
      CREATE TABLE schema_change (
        tenant_id text NOT NULL,
        source_id text NOT NULL,
        version   integer NOT NULL,
        kind      text NOT NULL,
        field     text NOT NULL,
        change    jsonb NOT NULL,
        pull_id   text NOT NULL,
        CONSTRAINT schema_change_pk PRIMARY KEY (tenant_id, source_id, version, kind, field)
      );
      DROP INDEX record_since, record_until;
      CREATE INDEX record_since ON record (since, tenant_id, source_id);
      CREATE INDEX record_until ON record (until, tenant_id, source_id) WHERE until IS NOT NULL;
      ${isolateByTenant('met_key', 'source_schedule', 'source_schema', 'schema_change')}
      GRANT UPDATE (is_whole, deleted, bytes, seen_fields, failed_reading) ON pull TO fuxing_connectors;
      GRANT SELECT, INSERT, DELETE ON met_key TO fuxing_connectors;
      GRANT SELECT, INSERT, UPDATE, DELETE ON source_schedule TO fuxing_connectors;
      GRANT SELECT, INSERT ON source_schema TO fuxing_connectors;
      GRANT SELECT, INSERT, DELETE ON schema_change TO fuxing_connectors;
      GRANT SELECT ON source_schedule TO fuxing_connectors_worker;
      CREATE POLICY queue ON source_schedule FOR SELECT TO fuxing_connectors_worker USING (true);
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP INDEX record_since, record_until;
      CREATE INDEX record_since ON record (tenant_id, source_id, since);
      CREATE INDEX record_until ON record (tenant_id, source_id, until) WHERE until IS NOT NULL;
      DROP TABLE schema_change, source_schema, source_schedule, met_key;
      DROP INDEX pull_deleted, pull_of_source;
      ALTER TABLE pull ADD COLUMN full_read boolean NOT NULL DEFAULT false, NO FORCE ROW LEVEL SECURITY;
      UPDATE pull SET full_read = true WHERE mode = 'PULL_MODE_FULL';
      ALTER TABLE pull FORCE ROW LEVEL SECURITY, ALTER COLUMN full_read DROP DEFAULT, DROP COLUMN mode, DROP COLUMN is_whole, DROP COLUMN from_cursor, DROP COLUMN to_cursor,
        DROP COLUMN deleted, DROP COLUMN bytes, DROP COLUMN seen_fields, DROP COLUMN failed_reading`);
  }
}
