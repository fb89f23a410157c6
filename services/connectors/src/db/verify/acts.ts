import type {
  VerificationActKind,
  VerificationActRecord,
} from '@fuxing/contracts/connectors/v1/verification_acts';
import type { EntityManager } from 'typeorm';

const SELECT = `
  SELECT observation_id AS "observationId", request_id AS "requestId", kind, acted_by AS "actedBy",
    on_behalf_of AS "onBehalfOf", acted_at AS "actedAt", reason, coalesce(old_value::text, '') AS "oldValue",
    coalesce(new_value::text, '') AS "newValue", evidence_ids AS "evidenceIds", assignee, due_on AS "dueOn",
    late_days AS "lateDays", zh, en
  FROM verification_act`;

/** In order of time. */
export function actsOf(tx: EntityManager, observationId: string): Promise<VerificationActRecord[]> {
  return tx.query(`${SELECT} WHERE observation_id = $1 ORDER BY verification_act.position`, [observationId]);
}

/** What a request did, if it was made before. */
export function actsOfRequest(tx: EntityManager, requestId: string): Promise<VerificationActRecord[]> {
  return tx.query(`${SELECT} WHERE request_id = $1 ORDER BY observation_id`, [requestId]);
}

/** Takes the turn of a request until the transaction ends: whoever repeats it waits for its outcome. */
export async function lockRequest(tx: EntityManager, requestId: string): Promise<void> {
  await tx.query(
    `SELECT pg_advisory_xact_lock(hashtextextended('act/' || current_setting('fuxing.tenant_id') || '/' || $1, 0))`,
    [requestId],
  );
}

/** Of a request that was made before. */
export async function requestHashOf(tx: EntityManager, requestId: string): Promise<string | undefined> {
  const [row]: { hash: string }[] = await tx.query(
    `SELECT request_hash AS hash FROM verification_act WHERE request_id = $1 LIMIT 1`,
    [requestId],
  );
  return row?.hash;
}

/** An act to be stored; the instant is the transaction's. */
export type NewAct = Omit<VerificationActRecord, 'actedAt'> & { kind: VerificationActKind };

/** Adds acts of one request, at most one for each value; returns them as stored. */
export async function insertActs(
  tx: EntityManager,
  acts: NewAct[],
  requestHash: string,
): Promise<VerificationActRecord[]> {
  const [{ now }]: [{ now: Date }] = await tx.query(
    `WITH added AS (
       INSERT INTO verification_act (tenant_id, observation_id, request_id, position, kind, acted_by, on_behalf_of, acted_at,
         reason, old_value, new_value, evidence_ids, assignee, due_on, late_days, zh, en, request_hash)
       SELECT current_setting('fuxing.tenant_id'), "observationId", "requestId", nextval('verification_act_position'), kind,
         "actedBy", "onBehalfOf", date_trunc('milliseconds', now()), reason, nullif("oldValue", '')::numeric,
         nullif("newValue", '')::numeric, "evidenceIds", assignee, "dueOn", "lateDays", zh, en, $2
       FROM jsonb_to_recordset($1::jsonb) AS x ("observationId" text, "requestId" text, kind text, "actedBy" text,
         "onBehalfOf" text, reason text, "oldValue" text, "newValue" text, "evidenceIds" text[], assignee text, "dueOn" text,
         "lateDays" integer, zh text, en text)
       RETURNING acted_at
     )
     SELECT coalesce(max(acted_at), date_trunc('milliseconds', now())) AS now FROM added`,
    [JSON.stringify(acts), requestHash],
  );
  return acts.map((act) => ({ ...act, actedAt: now }));
}
