import { isolateByTenant, referenceTable } from '@fuxing/db';
import { outboxTables } from '@fuxing/outbox';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Evaluation1764000000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ${outboxTables('evaluation')}
      ${referenceTable('evaluation')}
      CREATE TABLE target (
        tenant_id    text NOT NULL,
        indicator_id text NOT NULL,
        unit_id      text NOT NULL,
        period       text NOT NULL,
        value        numeric NOT NULL,
        CONSTRAINT target_pk PRIMARY KEY (tenant_id, indicator_id, unit_id, period)
      );
      CREATE TABLE observation (
        tenant_id    text NOT NULL,
        indicator_id text NOT NULL,
        unit_id      text NOT NULL,
        period       text NOT NULL,
        revision     integer NOT NULL,
        value        numeric NOT NULL,
        numerator    numeric,
        denominator  numeric,
        factor       numeric,
        provenance   jsonb NOT NULL,
        CONSTRAINT observation_pk PRIMARY KEY (tenant_id, indicator_id, unit_id, period, revision)
      );
      CREATE TABLE cycle (
        tenant_id         text NOT NULL,
        cycle_id          text NOT NULL,
        name              text NOT NULL,
        name_en           text NOT NULL,
        scheme_id         text NOT NULL,
        period            text NOT NULL,
        publicity_days    integer NOT NULL,
        status            text NOT NULL,
        scoring_run_id    text NOT NULL,
        publicity_ends_on text NOT NULL,
        etag              text NOT NULL,
        CONSTRAINT cycle_pk PRIMARY KEY (tenant_id, cycle_id)
      );
      CREATE TABLE scoring_run (
        tenant_id           text NOT NULL,
        scoring_run_id      text NOT NULL,
        cycle_id            text NOT NULL,
        status              text NOT NULL,
        scheme_version      integer NOT NULL,
        input_hash          text NOT NULL,
        result_hash         text NOT NULL,
        units               integer NOT NULL,
        leaves_done         integer NOT NULL,
        leaves_total        integer NOT NULL,
        units_without_total integer NOT NULL,
        error               text NOT NULL,
        frozen              jsonb,
        created_at          timestamptz NOT NULL DEFAULT now(),
        finished_at         timestamptz,
        CONSTRAINT scoring_run_pk PRIMARY KEY (tenant_id, scoring_run_id)
      );
      CREATE INDEX scoring_run_by_cycle ON scoring_run (tenant_id, cycle_id, created_at);
      -- Apart from the run, whose row the scoring transaction changes last: progress is seen while that is open.
      CREATE TABLE scoring_progress (
        tenant_id      text NOT NULL,
        scoring_run_id text NOT NULL,
        leaves_done    integer NOT NULL,
        leaves_total   integer NOT NULL,
        CONSTRAINT scoring_progress_pk PRIMARY KEY (tenant_id, scoring_run_id)
      );
      CREATE TABLE score (
        tenant_id      text NOT NULL,
        scoring_run_id text NOT NULL,
        node_id        text NOT NULL,
        unit_id        text NOT NULL,
        state          text NOT NULL,
        value          numeric,
        score          numeric,
        inputs         jsonb NOT NULL,
        CONSTRAINT score_pk PRIMARY KEY (tenant_id, scoring_run_id, node_id, unit_id)
      );
      CREATE TABLE result (
        tenant_id      text NOT NULL,
        scoring_run_id text NOT NULL,
        unit_id        text NOT NULL,
        position       integer NOT NULL,
        state          text NOT NULL,
        total          numeric,
        rank           integer NOT NULL,
        grade_id       text NOT NULL,
        nodes          jsonb NOT NULL,
        CONSTRAINT result_pk PRIMARY KEY (tenant_id, scoring_run_id, unit_id)
      );
      CREATE INDEX result_in_order ON result (tenant_id, scoring_run_id, position);
      ${isolateByTenant('target', 'observation', 'cycle', 'scoring_run', 'scoring_progress', 'score', 'result')}
      GRANT SELECT, INSERT, UPDATE ON target, cycle, scoring_run, scoring_progress TO fuxing_evaluation;
      -- A score, a result and an observation are never changed or taken away.
      GRANT SELECT, INSERT ON observation, score, result TO fuxing_evaluation;
      -- The job queue of all tenants: which runs there are, and nothing that stands in them.
      GRANT SELECT (tenant_id, scoring_run_id, status, created_at) ON scoring_run TO fuxing_evaluation_worker;
      CREATE POLICY job_queue ON scoring_run FOR SELECT TO fuxing_evaluation_worker USING (true);
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(
      `DROP TABLE result, score, scoring_progress, scoring_run, cycle, observation, target, reference, dead_letter, inbox, outbox`,
    );
  }
}
