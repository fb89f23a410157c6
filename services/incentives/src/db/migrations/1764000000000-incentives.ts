import { documentTable, isolateByTenant } from '@fuxing/db';
import { outboxTables } from '@fuxing/outbox';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Incentives1764000000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ${outboxTables('incentives')}
      ${documentTable('incentives', 'policy')}
      CREATE TABLE final_result (
        tenant_id     text NOT NULL,
        cycle_id      text NOT NULL,
        unit_id       text NOT NULL,
        unit_group_id text NOT NULL,
        period        text NOT NULL,
        rank          integer NOT NULL,
        total         numeric,
        grade_id      text NOT NULL,
        ranked_units  integer NOT NULL,
        kept_at       timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT final_result_pk PRIMARY KEY (tenant_id, cycle_id, unit_id)
      );
      CREATE INDEX final_result_by_group ON final_result (tenant_id, unit_group_id, period);
      CREATE TABLE outcome (
        tenant_id   text NOT NULL,
        outcome_id  text NOT NULL,
        policy_id   text NOT NULL,
        kind        text NOT NULL,
        unit_id     text NOT NULL,
        cycle_id    text NOT NULL,
        place       integer NOT NULL,
        coefficient text NOT NULL,
        zh          text NOT NULL,
        en          text NOT NULL,
        evidence    jsonb NOT NULL,
        decided_at  timestamptz NOT NULL,
        CONSTRAINT outcome_pk PRIMARY KEY (tenant_id, outcome_id)
      );
      CREATE INDEX outcome_by_unit ON outcome (tenant_id, unit_id, outcome_id);
      CREATE INDEX outcome_by_cycle ON outcome (tenant_id, cycle_id, outcome_id);
      ${isolateByTenant('final_result', 'outcome')}
      -- A final result and an outcome are never changed or taken away.
      GRANT SELECT, INSERT ON final_result, outcome TO fuxing_incentives;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP TABLE outcome, final_result, policy, dead_letter, inbox, outbox`);
  }
}
