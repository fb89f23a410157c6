import type { EntityManager } from 'typeorm';
import type { Subject } from '../../domain/verify/duty';
import { observationsById } from '../measure/observations';

/** What a person must know of values to act on them, in order of id. */
export async function subjectsOf(tx: EntityManager, ids: string[]): Promise<Subject[]> {
  const observations = await observationsById(tx, ids);
  const rows: (Omit<Subject, 'observation' | 'enteredBy'> & { observationId: string })[] = await tx.query(
    `SELECT observation_id AS "observationId", assignee, proposal_id AS "proposalId", proposed_by AS "proposedBy",
       coalesce(proposed_value::text, '') AS "proposedValue", question_id AS "questionId", answer_due_on AS "answerDueOn"
     FROM verification_item WHERE observation_id = ANY($1)`,
    [ids],
  );
  const entered = await enteredBy(tx, ids);
  const items = new Map(rows.map((row) => [row.observationId, row]));
  return observations.map((observation) => {
    const { observationId: _, ...item } = items.get(observation.observationId) ?? {
      observationId: '',
      ...NO_ITEM,
    };
    return { observation, ...item, enteredBy: entered.get(observation.observationId) ?? [] };
  });
}

/**
 * By value of a source that units enter by hand, the people behind its records, also behind versions that were corrected since.
 *
 * Each step is taken by itself: the planner knows nothing of how few such values and keys there are, and would read all
 * records for each value.
 */
async function enteredBy(tx: EntityManager, ids: string[]): Promise<Map<string, string[]>> {
  const rows: { observationId: string; people: string[] }[] = await tx.query(
    `WITH by_hand AS MATERIALIZED (
       SELECT source_id FROM (SELECT DISTINCT ON (source_id) source_id, content FROM source ORDER BY source_id, version DESC) AS s
       WHERE (s.content->'push'->>'byHand')::boolean
     ), entered AS MATERIALIZED (
       SELECT tenant_id, observation_id, source_id, position FROM observation
       WHERE observation_id = ANY($1) AND source_id IN (SELECT source_id FROM by_hand)
     ), keys AS MATERIALIZED (
       SELECT e.*, key FROM entered AS e
         JOIN observation_record_keys AS k USING (tenant_id, observation_id) CROSS JOIN unnest(k.record_keys) AS key
     )
     SELECT keys.observation_id AS "observationId", array_agg(DISTINCT r.entered_by) AS people
     FROM keys CROSS JOIN LATERAL (
       SELECT content->>'entered_by' AS entered_by FROM record
       WHERE tenant_id = keys.tenant_id AND source_id = keys.source_id AND record_key = keys.key AND since <= keys.position
       OFFSET 0
     ) AS r
     GROUP BY 1`,
    [ids],
  );
  return new Map(rows.map(({ observationId, people }) => [observationId, people]));
}

/** Of a value that passed by a policy. */
const NO_ITEM = {
  assignee: '',
  proposalId: '',
  proposedBy: [],
  proposedValue: '',
  questionId: '',
  answerDueOn: '',
};

export async function setAssignee(tx: EntityManager, ids: string[], assignee: string): Promise<void> {
  await tx.query(`UPDATE verification_item SET assignee = $2 WHERE observation_id = ANY($1)`, [
    ids,
    assignee,
  ]);
}

export async function setProposal(
  tx: EntityManager,
  id: string,
  proposal: { proposalId: string; proposedBy: string[]; value: string } | undefined,
): Promise<void> {
  await tx.query(
    `UPDATE verification_item SET proposal_id = $2, proposed_by = $3, proposed_value = $4 WHERE observation_id = $1`,
    [id, proposal?.proposalId ?? '', proposal?.proposedBy ?? [], proposal?.value ?? null],
  );
}

export async function setQuestion(
  tx: EntityManager,
  id: string,
  questionId: string,
  dueOn: string,
): Promise<void> {
  await tx.query(
    `UPDATE verification_item SET question_id = $2, answer_due_on = $3 WHERE observation_id = $1`,
    [id, questionId, dueOn],
  );
}
