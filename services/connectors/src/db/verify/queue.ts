import { VerificationAct } from '@fuxing/contracts/connectors/v1/observations';
import type { Question } from '@fuxing/contracts/connectors/v1/questions';
import type { VerificationItem } from '@fuxing/contracts/connectors/v1/verification';
import type { EntityManager } from 'typeorm';
import type { Standin, Subject } from '../../domain/verify/duty';
import type { History, Risk } from '../../domain/verify/risk';
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

/** The indicator's largest share in a scheme, 0 to 1. */
export async function shareOf(tx: EntityManager, indicatorId: string): Promise<string> {
  const [{ share }]: [{ share: string }] = await tx.query(
    `SELECT coalesce(max(share), 0)::text AS share FROM scheme_weight WHERE indicator_id = $1`,
    [indicatorId],
  );
  return share;
}

/** What people decided within a year about values of a source and of units. */
export async function mendedBy(
  tx: EntityManager,
  sourceId: string,
  unitIds: string[],
): Promise<{ source: History; units: Map<string, History> }> {
  const rows: (History & { unitId: string | null })[] = await tx.query(
    `WITH said AS (
       SELECT o.source_id, o.unit_id, act IN ($3, $4) AS mended FROM verification JOIN observation AS o USING (tenant_id, observation_id)
       WHERE act <> 'VERIFICATION_ACT_AUTO' AND verified_at > now() - interval '1 year'
         AND (o.source_id = $1 OR o.unit_id = ANY($2))
     )
     SELECT NULL AS "unitId", count(*)::integer AS decided, (count(*) FILTER (WHERE mended))::integer AS mended
       FROM said WHERE source_id = $1
     UNION ALL
     SELECT unit_id, count(*)::integer, (count(*) FILTER (WHERE mended))::integer FROM said WHERE unit_id = ANY($2) GROUP BY 1`,
    [
      sourceId,
      [...new Set(unitIds)],
      VerificationAct.VERIFICATION_ACT_CORRECT,
      VerificationAct.VERIFICATION_ACT_REJECT,
    ],
  );
  const of = ({ decided, mended }: History): History => ({ decided, mended });
  const [source, ...units] = rows.toSorted((a, b) => Number(a.unitId !== null) - Number(b.unitId !== null));
  return {
    source: source ? of(source) : { decided: 0, mended: 0 },
    units: new Map(units.map((row) => [row.unitId ?? '', of(row)])),
  };
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

/** Delegations to somebody that hold on a local day. */
export function standinsOf(tx: EntityManager, subject: string, today: string): Promise<Standin[]> {
  return tx.query(
    `SELECT from_subject AS "fromSubject", from_unit_id AS "fromUnitId" FROM delegation
     WHERE to_subject = $1 AND first_day <= $2 AND last_day >= $2 ORDER BY delegation_id`,
    [subject, today],
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
