import { documentTable, isolateByTenant } from '@fuxing/db';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Verification1764400000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE verification
        ADD COLUMN binding_hash text NOT NULL DEFAULT '',
        ADD COLUMN proposed_by  text NOT NULL DEFAULT '',
        ADD COLUMN evidence_ids text[] NOT NULL DEFAULT '{}';
      CREATE INDEX verification_of_people ON verification (tenant_id, verified_at) WHERE act <> 'VERIFICATION_ACT_AUTO';
      -- Fixed when a pull is queued, so that nobody can choose what its sample holds.
      CREATE TABLE pull_seed (
        tenant_id    text NOT NULL,
        pull_id      text NOT NULL,
        seed         text NOT NULL,
        commitment   text NOT NULL,
        committed_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT pull_seed_pk PRIMARY KEY (tenant_id, pull_id)
      );
      -- How much of a scheme an indicator is, as service indicators last said.
      CREATE TABLE scheme_weight (
        tenant_id    text NOT NULL,
        scheme_id    text NOT NULL,
        version      integer NOT NULL,
        indicator_id text NOT NULL,
        share        numeric NOT NULL,
        CONSTRAINT scheme_weight_pk PRIMARY KEY (tenant_id, scheme_id, indicator_id)
      );
      CREATE INDEX scheme_weight_by_indicator ON scheme_weight (tenant_id, indicator_id);
      -- What waits for a person, and what is going on about it; closed when it is decided.
      CREATE TABLE verification_item (
        tenant_id      text NOT NULL,
        observation_id text NOT NULL,
        indicator_id   text NOT NULL,
        unit_id        text NOT NULL,
        source_id      text NOT NULL,
        open           boolean NOT NULL DEFAULT true,
        risk           numeric NOT NULL,
        effect         numeric NOT NULL,
        priority       numeric NOT NULL,
        -- Priority in millionths: row-level security lets no comparison of numerics into an index, but those of integers.
        queue_rank     bigint NOT NULL,
        points         jsonb NOT NULL,
        assignee       text NOT NULL DEFAULT '',
        queued_at      timestamptz NOT NULL DEFAULT now(),
        due_on         text NOT NULL,
        level          integer NOT NULL DEFAULT 0,
        proposal_id    text NOT NULL DEFAULT '',
        proposed_by    text[] NOT NULL DEFAULT '{}',
        proposed_value numeric,
        question_id    text NOT NULL DEFAULT '',
        answer_due_on  text NOT NULL DEFAULT '',
        CONSTRAINT verification_item_pk PRIMARY KEY (tenant_id, observation_id),
        CONSTRAINT verification_item_observation FOREIGN KEY (tenant_id, observation_id) REFERENCES observation
      );
      CREATE INDEX verification_item_queue ON verification_item (tenant_id, queue_rank, observation_id) WHERE open;
      CREATE INDEX verification_item_of_assignee ON verification_item (tenant_id, assignee, queue_rank, observation_id) WHERE open;
      CREATE INDEX verification_item_of_unit ON verification_item (tenant_id, unit_id, queue_rank, observation_id) WHERE open;
      CREATE INDEX verification_item_of_indicator ON verification_item (tenant_id, indicator_id, queue_rank, observation_id) WHERE open;
      CREATE INDEX verification_item_asked ON verification_item (tenant_id, answer_due_on, observation_id)
        WHERE open AND question_id <> '';
      CREATE INDEX verification_item_due ON verification_item (tenant_id, due_on) WHERE open;
      -- Everything that people and deadlines did about a value. Rows are added and never changed.
      CREATE SEQUENCE verification_act_position;
      CREATE TABLE verification_act (
        tenant_id      text NOT NULL,
        observation_id text NOT NULL,
        request_id     text NOT NULL,
        position       bigint NOT NULL,
        kind           text NOT NULL,
        acted_by       text NOT NULL,
        on_behalf_of   text NOT NULL,
        acted_at       timestamptz NOT NULL,
        reason         text NOT NULL,
        old_value      numeric,
        new_value      numeric,
        evidence_ids   text[] NOT NULL,
        assignee       text NOT NULL,
        due_on         text NOT NULL,
        late_days      integer NOT NULL,
        zh             text NOT NULL,
        en             text NOT NULL,
        request_hash   text NOT NULL,
        CONSTRAINT verification_act_pk PRIMARY KEY (tenant_id, observation_id, request_id)
      );
      CREATE INDEX verification_act_by_request ON verification_act (tenant_id, request_id);
      CREATE TABLE delegation (
        tenant_id     text NOT NULL,
        delegation_id text NOT NULL,
        from_subject  text NOT NULL,
        from_unit_id  text NOT NULL,
        to_subject    text NOT NULL,
        first_day     text NOT NULL,
        last_day      text NOT NULL,
        reason        text NOT NULL,
        made_by       text NOT NULL,
        made_at       timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT delegation_pk PRIMARY KEY (tenant_id, delegation_id)
      );
      CREATE INDEX delegation_by_receiver ON delegation (tenant_id, to_subject, last_day);
      CREATE INDEX delegation_by_sender ON delegation (tenant_id, from_subject, last_day);
      ${documentTable('connectors', 'assignment_rule')}
      ${isolateByTenant('pull_seed', 'scheme_weight', 'verification_item', 'verification_act', 'delegation')}
      GRANT SELECT, INSERT ON pull_seed, verification_act, delegation TO fuxing_connectors;
      GRANT SELECT, INSERT, DELETE ON scheme_weight TO fuxing_connectors;
      GRANT SELECT, INSERT ON verification_item TO fuxing_connectors;
      GRANT UPDATE (open, assignee, level, proposal_id, proposed_by, proposed_value, question_id, answer_due_on)
        ON verification_item TO fuxing_connectors;
      GRANT SELECT (tenant_id, open, due_on, answer_due_on, level) ON verification_item TO fuxing_connectors_worker;
      CREATE POLICY deadlines ON verification_item FOR SELECT TO fuxing_connectors_worker USING (true);
      -- What was decided is never altered, whatever the app role may update.
      CREATE FUNCTION observation_is_decided() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          RAISE EXCEPTION 'Observation % is % and is not changed any more.', OLD.observation_id, OLD.status
            USING ERRCODE = 'insufficient_privilege';
        END $$;
      CREATE TRIGGER observation_decided BEFORE UPDATE ON observation FOR EACH ROW
        WHEN (OLD.status NOT IN ('OBSERVATION_STATUS_COLLECTED', 'OBSERVATION_STATUS_FLAGGED'))
        EXECUTE FUNCTION observation_is_decided();
      -- What waited before queues had an order has no points; the owner sees all tenants for this one statement.
      ALTER TABLE observation NO FORCE ROW LEVEL SECURITY;
      ALTER TABLE verification_item NO FORCE ROW LEVEL SECURITY;
      INSERT INTO verification_item (tenant_id, observation_id, indicator_id, unit_id, source_id, risk, effect, priority, queue_rank, points, queued_at, due_on)
        SELECT tenant_id, observation_id, indicator_id, unit_id, source_id, 0, 0, 0, 0, '{}', computed_at,
          to_char(now() + interval '7 days', 'YYYY-MM-DD')
        FROM observation WHERE status IN ('OBSERVATION_STATUS_COLLECTED', 'OBSERVATION_STATUS_FLAGGED');
      ALTER TABLE observation FORCE ROW LEVEL SECURITY;
      ALTER TABLE verification_item FORCE ROW LEVEL SECURITY;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TRIGGER observation_decided ON observation;
      DROP FUNCTION observation_is_decided;
      DROP TABLE assignment_rule, delegation, verification_act, verification_item, scheme_weight, pull_seed;
      DROP SEQUENCE verification_act_position;
      DROP INDEX verification_of_people;
      ALTER TABLE verification DROP COLUMN binding_hash, DROP COLUMN proposed_by, DROP COLUMN evidence_ids`);
  }
}
