import type { Question } from '@fuxing/contracts/connectors/v1/questions';
import type { VerificationItem } from '@fuxing/contracts/connectors/v1/verification';
import type { EntityManager } from 'typeorm';
import type { Risk } from '../../domain/verify/risk';
import { observationsById } from '../measure/observations';

/** What waits, to be stored; decimals as text. */
export interface NewItem {
  observation_id: string;
  indicator_id: string;
  unit_id: string;
  source_id: string;
  risk: string;
  effect: string;
  priority: string;
  points: Risk;
  assignee: string;
  due_on: string;
  level: number;
  /** Since when its place waits; null: from now on. */
  queued_at: Date | null;
}

const COLUMNS = `observation_id text, indicator_id text, unit_id text, source_id text, risk numeric, effect numeric,
  priority numeric, points jsonb, assignee text, due_on text, level integer`;
/** A priority has at most six digits behind the point. */
const MILLION = 1_000_000;
const BATCH = 2_000;

export async function insertItems(tx: EntityManager, items: NewItem[]): Promise<void> {
  const names = COLUMNS.replaceAll(/ (text|numeric|jsonb|integer)/g, '');
  for (let n = 0; n < items.length; n += BATCH) {
    await tx.query(
      `INSERT INTO verification_item (tenant_id, ${names}, queue_rank, queued_at)
       SELECT current_setting('fuxing.tenant_id'), ${names}, priority * ${MILLION}, coalesce(queued_at, now())
       FROM jsonb_to_recordset($1::jsonb) AS x (${COLUMNS}, queued_at timestamptz)`,
      [JSON.stringify(items.slice(n, n + BATCH))],
    );
  }
}

/** How a value waits whose place another one takes. */
export interface LeftOpen {
  observationId: string;
  assignee: string;
  dueOn: string;
  level: number;
  queuedAt: Date;
  /** A question or a proposal is open. */
  isAsked: boolean;
}

/** Of those values that wait, in order of id. */
export function leftOpen(tx: EntityManager, ids: string[]): Promise<LeftOpen[]> {
  return tx.query(
    `SELECT observation_id AS "observationId", assignee, due_on AS "dueOn", level, queued_at AS "queuedAt",
       question_id <> '' OR proposal_id <> '' AS "isAsked"
     FROM verification_item WHERE open AND observation_id = ANY($1) ORDER BY observation_id`,
    [ids],
  );
}

interface ItemRow {
  observationId: string;
  risk: string;
  effect: string;
  priority: string;
  points: Partial<Risk>;
  assignee: string;
  queuedAt: Date;
  dueOn: string;
  level: number;
  proposalId: string;
  proposedBy: string[];
  proposedValue: string | null;
  answerDueOn: string;
}

const ITEM = `
  SELECT observation_id AS "observationId", risk::text, effect::text, priority::text, points, assignee,
    queued_at AS "queuedAt", due_on AS "dueOn", level, proposal_id AS "proposalId", proposed_by AS "proposedBy",
    proposed_value::text AS "proposedValue", answer_due_on AS "answerDueOn"
  FROM verification_item`;

/** What is asked of the queue; an empty filter lets all pass. */
export interface QueueFilter {
  unitId: string;
  indicatorId: string;
  /** undefined: anybody's; an empty one: nobody's. */
  assignees: string[] | undefined;
  /** Only what was due before this local day; empty: all. */
  dueBefore: string;
}

/** The largest priority first, behind a key. */
export async function listQueue(
  tx: EntityManager,
  { unitId, indicatorId, assignees, dueBefore }: QueueFilter,
  after: string[] | undefined,
  limit: number,
): Promise<VerificationItem[]> {
  const rows: ItemRow[] = await tx.query(
    `${ITEM}
     WHERE open AND ($1 = '' OR unit_id = $1) AND ($2 = '' OR indicator_id = $2)
       AND ($3::text[] IS NULL OR assignee = ANY($3)) AND ($4 = '' OR due_on < $4)
       AND ($5::numeric IS NULL OR (queue_rank, observation_id) < (($5 * ${MILLION})::bigint, $6))
     ORDER BY queue_rank DESC, observation_id DESC LIMIT $7`,
    [unitId, indicatorId, assignees ?? null, dueBefore, after?.[0] ?? null, after?.[1] ?? '', limit],
  );
  return withObservations(tx, rows);
}

/** Those of them that wait or waited, in order of id. */
export async function itemsOf(tx: EntityManager, ids: string[]): Promise<VerificationItem[]> {
  return withObservations(
    tx,
    await tx.query(`${ITEM} WHERE observation_id = ANY($1) ORDER BY observation_id`, [ids]),
  );
}

async function withObservations(tx: EntityManager, rows: ItemRow[]): Promise<VerificationItem[]> {
  const observations = new Map(
    (
      await observationsById(
        tx,
        rows.map((row) => row.observationId),
      )
    ).map((one) => [one.observationId, one]),
  );
  return rows.map(({ observationId, proposalId, proposedBy, proposedValue, points, ...item }) => ({
    ...item,
    points: {
      flags: points.flags ?? '0',
      change: points.change ?? '0',
      weight: points.weight ?? '0',
      history: points.history ?? '0',
    },
    observation: observations.get(observationId),
    proposal:
      proposalId === ''
        ? undefined
        : { proposalId, proposedBy: proposedBy[0] ?? '', value: proposedValue ?? '' },
  }));
}

/** Open questions, the earliest deadline first, behind a key. */
export function listQuestions(
  tx: EntityManager,
  unitId: string,
  after: string[] | undefined,
  limit: number,
): Promise<Question[]> {
  return tx.query(
    `SELECT i.observation_id AS "observationId", question_id AS "questionId", reason AS text, answer_due_on AS "dueOn",
       acted_at AS "askedAt", value::text
     FROM (
       SELECT * FROM verification_item
       WHERE open AND question_id <> '' AND ($1 = '' OR unit_id = $1)
         AND ($2::text IS NULL OR (answer_due_on, observation_id) > ($2, $3))
       ORDER BY answer_due_on, observation_id LIMIT $4
     ) AS i
       JOIN verification_act AS a ON a.observation_id = i.observation_id AND a.request_id = question_id
       JOIN observation AS o ON o.observation_id = i.observation_id
     ORDER BY answer_due_on, i.observation_id`,
    [unitId, after?.[0] ?? null, after?.[1] ?? '', limit],
  );
}
