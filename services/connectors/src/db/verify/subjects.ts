import type { EntityManager } from 'typeorm';
import type { Subject } from '../../domain/verify/duty';
import { observationsById } from '../measure/observations';

/** What a person must know of values to act on them, in order of id. */
export async function subjectsOf(tx: EntityManager, ids: string[]): Promise<Subject[]> {
  const observations = await observationsById(tx, ids);
  const rows: (Omit<Subject, 'observation'> & { observationId: string })[] = await tx.query(
    `SELECT observation_id AS "observationId", assignee, proposal_id AS "proposalId", proposed_by AS "proposedBy",
       coalesce(proposed_value::text, '') AS "proposedValue", question_id AS "questionId", answer_due_on AS "answerDueOn"
     FROM verification_item WHERE observation_id = ANY($1)`,
    [ids],
  );
  const items = new Map(rows.map((row) => [row.observationId, row]));
  return observations.map((observation) => {
    const { observationId: _, ...item } = items.get(observation.observationId) ?? {
      observationId: '',
      ...NO_ITEM,
    };
    return { observation, ...item };
  });
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
