import type { EntityManager } from 'typeorm';

/** What is past its deadline and was not told yet. */
export interface Overdue {
  observationId: string;
  indicatorId: string;
  dueOn: string;
  /** Of the escalation; the same for the same one. */
  requestId: string;
  /** 0: it is an answer that is late. */
  level: number;
  /** It becomes nobody's. */
  frees: boolean;
}

/**
 * Values to be escalated, one level at a time.
 *
 * @param ids only these
 */
export function overdue(
  tx: EntityManager,
  { today, second }: { today: string; second: string },
  limit: number,
  ids?: string[],
): Promise<Overdue[]> {
  return tx.query(
    `SELECT observation_id AS "observationId", indicator_id AS "indicatorId", due_on AS "dueOn",
       'escalation-' || (level + 1) AS "requestId", level + 1 AS level, level = 1 AS frees
     FROM verification_item
     WHERE open AND ((level = 0 AND due_on < $1) OR (level = 1 AND due_on <= $2))
       AND ($4::text[] IS NULL OR observation_id = ANY($4))
     ORDER BY due_on, observation_id LIMIT $3`,
    [today, second, limit, ids ?? null],
  );
}

/** Answers to be escalated, once for each question. */
export function overdueAnswers(
  tx: EntityManager,
  today: string,
  limit: number,
  ids?: string[],
): Promise<Overdue[]> {
  return tx.query(
    `SELECT observation_id AS "observationId", indicator_id AS "indicatorId", answer_due_on AS "dueOn",
       'escalation-answer-' || question_id AS "requestId", 0 AS level, false AS frees
     FROM verification_item AS i
     WHERE open AND answer_due_on <> '' AND answer_due_on < $1 AND ($3::text[] IS NULL OR observation_id = ANY($3))
       AND NOT EXISTS (SELECT FROM verification_act AS a
         WHERE a.observation_id = i.observation_id AND a.request_id = 'escalation-answer-' || question_id)
     ORDER BY answer_due_on, observation_id LIMIT $2`,
    [today, limit, ids ?? null],
  );
}

/** Notes levels; a value that nobody decided on at the second is its assignee's no longer. */
export async function escalate(tx: EntityManager, found: Overdue[]): Promise<void> {
  await tx.query(
    `UPDATE verification_item AS i SET level = x.level, assignee = CASE WHEN x.frees THEN '' ELSE assignee END
     FROM unnest($1::text[], $2::integer[], $3::boolean[]) AS x (observation_id, level, frees)
     WHERE i.observation_id = x.observation_id`,
    [
      found.map(({ observationId }) => observationId),
      found.map(({ level }) => level),
      found.map(({ frees }) => frees),
    ],
  );
}
