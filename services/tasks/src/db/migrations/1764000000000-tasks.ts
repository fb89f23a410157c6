import { isolateByTenant, referenceTable } from '@fuxing/db';
import { outboxTables } from '@fuxing/outbox';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Tasks1764000000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ${outboxTables('tasks')}
      ${referenceTable('tasks')}
      CREATE TABLE target (
        tenant_id    text NOT NULL,
        indicator_id text NOT NULL,
        unit_id      text NOT NULL,
        period       text NOT NULL,
        value        numeric NOT NULL,
        CONSTRAINT target_pk PRIMARY KEY (tenant_id, indicator_id, unit_id, period)
      );
      CREATE INDEX target_by_unit ON target (tenant_id, unit_id, period);
      CREATE TABLE task_list (
        tenant_id  text NOT NULL,
        unit_id    text NOT NULL,
        month      text NOT NULL,
        drafted_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT task_list_pk PRIMARY KEY (tenant_id, unit_id, month)
      );
      CREATE TABLE task (
        tenant_id         text NOT NULL,
        task_id           text NOT NULL,
        unit_id           text NOT NULL,
        indicator_id      text NOT NULL,
        indicator_version integer NOT NULL,
        month             text NOT NULL,
        target            numeric NOT NULL,
        due_on            text NOT NULL,
        status            text NOT NULL,
        closed_at         timestamptz,
        CONSTRAINT task_pk PRIMARY KEY (tenant_id, task_id)
      );
      CREATE INDEX task_by_list ON task (tenant_id, unit_id, month);
      CREATE INDEX task_due ON task (due_on) WHERE status = 'TASK_STATUS_PUBLISHED';
      CREATE TABLE progress_report (
        tenant_id   text NOT NULL,
        task_id     text NOT NULL,
        report_id   text NOT NULL,
        week        text NOT NULL,
        progress    numeric NOT NULL,
        note        text NOT NULL,
        reported_by text NOT NULL,
        reported_at timestamptz NOT NULL,
        CONSTRAINT progress_report_pk PRIMARY KEY (tenant_id, task_id, report_id)
      );
      CREATE INDEX progress_report_by_time ON progress_report (tenant_id, task_id, reported_at);
      ${isolateByTenant('target', 'task_list', 'task', 'progress_report')}
      GRANT SELECT, INSERT, UPDATE ON target TO fuxing_tasks;
      -- What was drafted stays: only where a task stands may change.
      GRANT SELECT, INSERT, UPDATE (status, closed_at) ON task TO fuxing_tasks;
      GRANT SELECT, INSERT ON task_list, progress_report TO fuxing_tasks;
      -- Of all tenants the worker sees who has something due, not what.
      GRANT SELECT (tenant_id, due_on, status) ON task TO fuxing_tasks_worker;
      CREATE POLICY overdue_search ON task FOR SELECT TO fuxing_tasks_worker USING (true);
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(
      `DROP TABLE progress_report, task, task_list, target, reference, dead_letter, inbox, outbox`,
    );
  }
}
