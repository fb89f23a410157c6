import {
  type Observation,
  ObservationStatus,
  type VerificationAct,
} from '@fuxing/contracts/connectors/v1/observations';
import { bindingHash } from '@fuxing/contracts/recheck';
import type { EntityManager } from 'typeorm';

/** Takes the turn of indicators until the transaction ends, so that their events keep their order. */
export async function lockIndicators(tx: EntityManager, indicatorIds: string[]): Promise<void> {
  await tx.query(
    `SELECT pg_advisory_xact_lock(hashtextextended('indicator/' || current_setting('fuxing.tenant_id') || '/' || id, 0))
     FROM unnest($1::text[]) AS id`,
    [[...new Set(indicatorIds)].sort()],
  );
}

const SELECT = `
  SELECT o.observation_id AS "observationId", o.indicator_id AS "indicatorId", o.unit_id AS "unitId", o.period, o.revision,
    o.value::text, coalesce(o.numerator::text, '') AS numerator, coalesce(o.denominator::text, '') AS denominator,
    coalesce(o.factor::text, '') AS factor, o.status, o.flags, o.source_id AS "sourceId", o.measure_id AS "measureId",
    o.measure_version AS "measureVersion", o.mapping_version AS "mappingVersion", o.pull_id AS "pullId", o.record_count::float8 AS "recordCount",
    o.records_hash AS "recordsHash", o.censored_count::float8 AS "censoredCount", o.computed_at AS "computedAt",
    v.verification_id AS "verificationId", v.act, v.verified_by AS "verifiedBy", v.verified_at AS "verifiedAt", v.reason,
    v.collected_value::text AS "collectedValue", coalesce(v.verified_value::text, '') AS "verifiedValue",
    v.binding_hash AS "bindingHash", v.proposed_by AS "proposedBy", v.evidence_ids AS "evidenceIds"
  FROM observation AS o LEFT JOIN verification AS v USING (tenant_id, observation_id)`;

type Row = Omit<Observation, 'verification'> &
  Partial<NonNullable<Observation['verification']>> & { verificationId: string | null };

/** Observations by id, in order of it. */
export async function observationsById(tx: EntityManager, ids: string[]): Promise<Observation[]> {
  const rows: Row[] = await tx.query(`${SELECT} WHERE o.observation_id = ANY($1) ORDER BY o.observation_id`, [
    ids,
  ]);
  return rows.map(toObservation);
}

/** Observations in order of id after `after`; an empty filter lets all pass. */
export async function listObservations(
  tx: EntityManager,
  filter: { indicatorId: string; unitId: string; period: string; status: ObservationStatus },
  after: string,
  limit: number,
): Promise<Observation[]> {
  const wanted: [string, string][] = [
    ['indicator_id', filter.indicatorId],
    ['unit_id', filter.unitId],
    ['period', filter.period],
    ['status', filter.status === ObservationStatus.OBSERVATION_STATUS_UNSPECIFIED ? '' : filter.status],
  ];
  const given = wanted.filter(([, value]) => value !== '');
  const conditions = given.map(([column], n) => `AND o.${column} = $${n + 3}`).join(' ');
  const rows: Row[] = await tx.query(
    `${SELECT} WHERE o.observation_id > $1 ${conditions} ORDER BY o.observation_id LIMIT $2`,
    [after, limit, ...given.map(([, value]) => value)],
  );
  return rows.map(toObservation);
}

function toObservation(row: Row): Observation {
  const {
    verificationId,
    act,
    verifiedBy,
    verifiedAt,
    reason,
    collectedValue,
    verifiedValue,
    bindingHash: hash,
    proposedBy,
    evidenceIds,
    ...observation
  } = row;
  const verification =
    verificationId !== null && act !== undefined
      ? {
          verificationId,
          act,
          verifiedBy: verifiedBy ?? '',
          verifiedAt,
          reason: reason ?? '',
          collectedValue: collectedValue ?? '',
          verifiedValue: verifiedValue ?? '',
          bindingHash: hash ?? '',
          proposedBy: proposedBy ?? '',
          evidenceIds: evidenceIds ?? [],
        }
      : undefined;
  return { ...observation, verification };
}

/** A revision to be stored; decimals as text. */
export interface NewObservation {
  observation_id: string;
  indicator_id: string;
  unit_id: string;
  period: string;
  revision: number;
  value: string;
  numerator: string | null;
  denominator: string | null;
  factor: string | null;
  status: ObservationStatus;
  flags: object[];
  source_id: string;
  measure_id: string;
  measure_version: number;
  mapping_version: number;
  pull_id: string;
  position: string;
  record_count: number;
  records_hash: string;
  censored_count: number;
}

const COLUMNS = `observation_id text, indicator_id text, unit_id text, period text, revision integer, value numeric,
  numerator numeric, denominator numeric, factor numeric, status text, flags jsonb, source_id text, measure_id text,
  measure_version integer, mapping_version integer, pull_id text, position bigint, record_count bigint, records_hash text,
  censored_count bigint`;

/** Stores revisions; their collected value is their value. */
export async function insertObservations(tx: EntityManager, rows: NewObservation[]): Promise<void> {
  const names = COLUMNS.replaceAll(/ (text|integer|numeric|jsonb|bigint)/g, '');
  await tx.query(
    `INSERT INTO observation (tenant_id, collected_value, ${names})
     SELECT current_setting('fuxing.tenant_id'), value, ${names} FROM jsonb_to_recordset($1::jsonb) AS x (${COLUMNS})`,
    [JSON.stringify(rows)],
  );
}

/** One decision on each of several observations. */
export interface Decision {
  verificationId: string;
  act: VerificationAct;
  verifiedBy: string;
  reason: string;
  proposedBy?: string;
  evidenceIds?: string[];
}

/**
 * Stores the decision beside each observation, the value and status that follow from it, and the hash that binds them. What
 * waited does no longer.
 *
 * @param value what counts instead of the collected value; null for one that is never published
 * @returns the observations as they are now
 */
export async function decide(
  tx: EntityManager,
  observations: Observation[],
  { verificationId, act, verifiedBy, reason, proposedBy = '', evidenceIds = [] }: Decision,
  value?: string | null,
): Promise<Observation[]> {
  const ids = observations.map(({ observationId }) => observationId);
  const [{ now }]: [{ now: Date }] = await tx.query(`SELECT date_trunc('milliseconds', now()) AS now`);
  const status =
    value === null
      ? ObservationStatus.OBSERVATION_STATUS_REJECTED
      : ObservationStatus.OBSERVATION_STATUS_PUBLISHED;
  const decided = observations.map((observation): Observation => {
    const collectedValue = observation.value;
    const verification = {
      verificationId,
      act,
      verifiedBy,
      verifiedAt: now,
      reason,
      collectedValue,
      verifiedValue: value === null ? '' : (value ?? collectedValue),
      bindingHash: '',
      proposedBy,
      evidenceIds,
    };
    const bound = { ...observation, status, value: value ?? collectedValue, verification };
    if (value !== null) verification.bindingHash = bindingHash(bound);
    return bound;
  });
  const hashes = decided.map(({ verification }) => verification?.bindingHash ?? '');
  await tx.query(
    `INSERT INTO verification (tenant_id, observation_id, verification_id, act, verified_by, verified_at, reason,
       collected_value, verified_value, binding_hash, proposed_by, evidence_ids)
     SELECT tenant_id, observation_id, $3, $4, $5, $6, $7, collected_value,
       CASE WHEN $8 THEN NULL ELSE coalesce($9::numeric, collected_value) END, hash, $10, $11
     FROM observation JOIN unnest($1::text[], $2::text[]) AS bound (observation_id, hash) USING (observation_id)`,
    [
      ids,
      hashes,
      verificationId,
      act,
      verifiedBy,
      now,
      reason,
      value === null,
      value ?? null,
      proposedBy,
      evidenceIds,
    ],
  );
  await tx.query(
    `UPDATE observation SET status = $2, value = coalesce($3::numeric, value) WHERE observation_id = ANY($1)`,
    [ids, status, value ?? null],
  );
  await closeItems(tx, ids);
  return decided;
}

/** Takes values out of the queue; nothing is open about them any more. */
export async function closeItems(tx: EntityManager, observationIds: string[]): Promise<void> {
  await tx.query(
    `UPDATE verification_item SET open = false, question_id = '', answer_due_on = '', proposal_id = '', proposed_by = '{}',
       proposed_value = NULL
     WHERE open AND observation_id = ANY($1)`,
    [observationIds],
  );
}
