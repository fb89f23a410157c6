import { documentTable, isolateByTenant } from '@fuxing/db';
import { outboxTables } from '@fuxing/outbox';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Connectors1764000000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ${outboxTables('connectors')}
      ${documentTable('connectors', 'source', 'unit_mapping', 'measure')}
      CREATE TABLE tenant (
        tenant_id  text NOT NULL CONSTRAINT tenant_pk PRIMARY KEY,
        time_zone  text NOT NULL,
        changed_at timestamptz NOT NULL
      );
      CREATE TABLE unit (
        tenant_id  text NOT NULL,
        unit_id    text NOT NULL,
        CONSTRAINT unit_pk PRIMARY KEY (tenant_id, unit_id)
      );
      CREATE TABLE indicator (
        tenant_id    text NOT NULL,
        indicator_id text NOT NULL,
        version      integer NOT NULL,
        period_kind  text NOT NULL,
        digits       integer NOT NULL,
        direction    text NOT NULL,
        CONSTRAINT indicator_pk PRIMARY KEY (tenant_id, indicator_id)
      );
      CREATE SEQUENCE pull_position;
      CREATE TABLE pull (
        tenant_id   text NOT NULL,
        pull_id     text NOT NULL,
        position    bigint NOT NULL,
        source_id   text NOT NULL,
        status      text NOT NULL,
        full_read   boolean NOT NULL,
        pages       integer NOT NULL DEFAULT 0,
        read        bigint NOT NULL DEFAULT 0,
        added       bigint NOT NULL DEFAULT 0,
        changed     bigint NOT NULL DEFAULT 0,
        rejected    bigint NOT NULL DEFAULT 0,
        state       jsonb,
        error       text NOT NULL DEFAULT '',
        created_at  timestamptz NOT NULL DEFAULT now(),
        finished_at timestamptz,
        CONSTRAINT pull_pk PRIMARY KEY (tenant_id, pull_id)
      );
      CREATE INDEX pull_in_order ON pull (tenant_id, position);
      CREATE TABLE queued_pull (
        tenant_id text NOT NULL,
        pull_id   text NOT NULL,
        source_id text NOT NULL,
        position  bigint NOT NULL,
        CONSTRAINT queued_pull_pk PRIMARY KEY (tenant_id, pull_id)
      );
      CREATE TABLE record (
        tenant_id    text NOT NULL,
        source_id    text NOT NULL,
        record_key   text COLLATE "C" NOT NULL,
        version      integer NOT NULL,
        content      jsonb NOT NULL,
        content_hash bytea NOT NULL,
        pull_id      text NOT NULL,
        since        bigint NOT NULL,
        until        bigint,
        CONSTRAINT record_pk PRIMARY KEY (tenant_id, source_id, record_key, version)
      );
      CREATE UNIQUE INDEX record_current ON record (tenant_id, source_id, record_key) WHERE until IS NULL;
      CREATE TABLE unusable_record (
        tenant_id  text NOT NULL,
        source_id  text NOT NULL,
        measure_id text NOT NULL,
        record_key text COLLATE "C" NOT NULL,
        place      text NOT NULL,
        reason     text NOT NULL,
        detail     text NOT NULL,
        pull_id    text NOT NULL,
        seen       bigint NOT NULL,
        CONSTRAINT unusable_record_pk PRIMARY KEY (tenant_id, source_id, measure_id, record_key, place)
      );
      CREATE TABLE observation (
        tenant_id       text NOT NULL,
        observation_id  text NOT NULL,
        indicator_id    text NOT NULL,
        unit_id         text NOT NULL,
        period          text NOT NULL,
        revision        integer NOT NULL,
        value           numeric NOT NULL,
        collected_value numeric NOT NULL,
        numerator       numeric,
        denominator     numeric,
        factor          numeric,
        status          text NOT NULL,
        flags           jsonb NOT NULL,
        source_id       text NOT NULL,
        measure_id      text NOT NULL,
        measure_version integer NOT NULL,
        mapping_version integer NOT NULL,
        pull_id         text NOT NULL,
        position        bigint NOT NULL,
        record_count    bigint NOT NULL,
        records_hash    text NOT NULL,
        censored_count  bigint NOT NULL,
        computed_at     timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT observation_pk PRIMARY KEY (tenant_id, observation_id)
      );
      CREATE UNIQUE INDEX observation_revision ON observation (tenant_id, indicator_id, unit_id, period, revision);
      CREATE INDEX observation_by_status ON observation (tenant_id, status, observation_id);
      CREATE TABLE verification (
        tenant_id       text NOT NULL,
        observation_id  text NOT NULL,
        verification_id text NOT NULL,
        act             text NOT NULL,
        verified_by     text NOT NULL,
        verified_at     timestamptz NOT NULL DEFAULT now(),
        reason          text NOT NULL,
        collected_value numeric NOT NULL,
        verified_value  numeric,
        CONSTRAINT verification_pk PRIMARY KEY (tenant_id, observation_id),
        CONSTRAINT verification_observation FOREIGN KEY (tenant_id, observation_id) REFERENCES observation
      );
      CREATE INDEX verification_by_id ON verification (tenant_id, verification_id);
      ${isolateByTenant('tenant', 'unit', 'indicator', 'pull', 'queued_pull', 'record', 'unusable_record', 'observation', 'verification')}
      GRANT SELECT, INSERT, UPDATE ON tenant, indicator TO fuxing_connectors;
      GRANT SELECT, INSERT ON unit TO fuxing_connectors;
      GRANT SELECT, INSERT ON pull, record, observation TO fuxing_connectors;
      GRANT UPDATE (status, pages, read, added, changed, rejected, state, error, finished_at) ON pull TO fuxing_connectors;
      GRANT UPDATE (until) ON record TO fuxing_connectors;
      GRANT UPDATE (status, value) ON observation TO fuxing_connectors;
      GRANT SELECT, INSERT ON verification TO fuxing_connectors;
      GRANT SELECT, INSERT, DELETE ON queued_pull TO fuxing_connectors;
      GRANT SELECT, INSERT, UPDATE, DELETE ON unusable_record TO fuxing_connectors;
      GRANT SELECT ON queued_pull TO fuxing_connectors_worker;
      CREATE POLICY queue ON queued_pull FOR SELECT TO fuxing_connectors_worker USING (true);
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP SEQUENCE pull_position;
      DROP TABLE verification, observation, unusable_record, record, queued_pull, pull, indicator, unit, tenant,
        measure, unit_mapping, source, dead_letter, inbox, outbox`);
  }
}
