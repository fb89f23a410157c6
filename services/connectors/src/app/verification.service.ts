import { type Observation, VerificationAct } from '@fuxing/contracts/connectors/v1/observations';
import { inTenant } from '@fuxing/db';
import { bilingual, DomainError, notFound } from '@fuxing/errors';
import { publish } from '@fuxing/outbox';
import { decimal, text } from '@fuxing/scoring';
import { caller, fields } from '@fuxing/service';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { z } from 'zod';
import { decide, lockIndicators, observationsById } from '../db/observations';
import { isPending } from '../domain/revise';
import { observationsPublished } from '../events/published';
import { observationId } from './observations.service';

const decision = {
  verificationId: fields.requestId.refine(
    (id) => id !== 'auto',
    bilingual('must not be auto, which is the policy’s', '不能为 auto，该编号由策略使用'),
  ),
  reason: fields.text.refine((reason) => reason.trim() !== '', bilingual('must not be empty', '不能为空')),
};

export const AcceptObservations = z.object({
  ...decision,
  observationIds: fields
    .listOf(observationId, 1, 1000)
    .refine(
      (ids) => new Set(ids).size === ids.length,
      bilingual('must not name one twice', '不能重复列出同一个'),
    ),
});
export const CorrectObservation = z.object({ ...decision, observationId, value: z.string() });
export const RejectObservation = z.object({ ...decision, observationId });

/** Decisions of people on pending values; each is made once and never changed. */
@Injectable()
export class VerificationService {
  constructor(private readonly db: DataSource) {}

  accept({
    observationIds,
    verificationId,
    reason,
  }: z.infer<typeof AcceptObservations>): Promise<Observation[]> {
    return this.decide(observationIds, verificationId, reason, VerificationAct.VERIFICATION_ACT_ACCEPT);
  }

  /** @throws DomainError DECIMAL_INVALID */
  async correct(request: z.infer<typeof CorrectObservation>): Promise<Observation> {
    const { observationId, verificationId, reason } = request;
    const value = text(decimal('value', request.value));
    const act = VerificationAct.VERIFICATION_ACT_CORRECT;
    return first(await this.decide([observationId], verificationId, reason, act, value));
  }

  async reject({
    observationId,
    verificationId,
    reason,
  }: z.infer<typeof RejectObservation>): Promise<Observation> {
    const act = VerificationAct.VERIFICATION_ACT_REJECT;
    return first(await this.decide([observationId], verificationId, reason, act, null));
  }

  private decide(
    ids: string[],
    verificationId: string,
    reason: string,
    act: VerificationAct,
    value?: string | null,
  ): Promise<Observation[]> {
    const { tenantId, subject, unitId } = caller();
    return inTenant(this.db, tenantId, async (tx) => {
      await lockIndicators(
        tx,
        (await all(tx, ids)).map(({ indicatorId }) => indicatorId),
      );
      const observations = await all(tx, ids);
      if (await this.decidedBefore(tx, observations, verificationId, act)) return observations;
      for (const observation of observations) assertMay(observation, unitId);
      const rejects = act === VerificationAct.VERIFICATION_ACT_REJECT;
      const decision = { verificationId, act, verifiedBy: subject, reason };
      const decided = await decide(tx, observations, decision, value);
      if (!rejects) await publish(tx, ...observationsPublished(decided));
      return decided;
    });
  }

  /** The same call again is the same decision; another call under its id is a mistake. */
  private async decidedBefore(
    tx: EntityManager,
    observations: Observation[],
    verificationId: string,
    act: VerificationAct,
  ): Promise<boolean> {
    const [{ count }]: [{ count: number }] = await tx.query(
      `SELECT count(*)::integer AS count FROM verification WHERE verification_id = $1`,
      [verificationId],
    );
    if (count === 0) return false;
    const same = observations.every(
      ({ verification }) => verification?.verificationId === verificationId && verification.act === act,
    );
    if (same) return true;
    const [en, zh] = [
      `verificationId ${verificationId} belongs to another decision.`,
      `verificationId ${verificationId} 属于另一项校验。`,
    ];
    throw new DomainError('INVALID_ARGUMENT', 'INVALID_REQUEST', { en, zh }, [
      { field: 'verificationId', reason: 'INVALID_REQUEST', en, zh },
    ]);
  }
}

async function all(tx: EntityManager, ids: string[]): Promise<Observation[]> {
  const found = await observationsById(tx, ids);
  const there = new Set(found.map(({ observationId }) => observationId));
  const missing = ids.find((id) => !there.has(id));
  if (missing === undefined) return found;
  throw notFound('OBSERVATION_NOT_FOUND', `No observation ${missing}.`, `没有采集值 ${missing}。`);
}

function assertMay({ observationId, status, unitId }: Observation, ownUnitId: string): void {
  if (ownUnitId !== '' && ownUnitId === unitId) {
    throw new DomainError('PERMISSION_DENIED', 'OWN_UNIT', {
      en: `${observationId} is of your own unit ${unitId}; somebody else decides on it.`,
      zh: `${observationId} 属于本人所在单位 ${unitId}，应由他人校验。`,
    });
  }
  if (!isPending(status)) {
    throw new DomainError('FAILED_PRECONDITION', 'OBSERVATION_NOT_PENDING', {
      en: `${observationId} is ${status} and waits for no decision.`,
      zh: `${observationId} 状态为 ${status}，不在待校验之列。`,
    });
  }
}

function first([observation]: Observation[]): Observation {
  if (!observation) throw new Error('No observation.');
  return observation;
}
