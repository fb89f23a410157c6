import { createHash } from 'node:crypto';
import { localDateAt } from '@fuxing/calendar';
import { type Observation, VerificationAct as A } from '@fuxing/contracts/connectors/v1/observations';
import { PullMode } from '@fuxing/contracts/connectors/v1/pulls';
import { VerificationActKind as K } from '@fuxing/contracts/connectors/v1/verification_acts';
import { Documents } from '@fuxing/db';
import { DomainError } from '@fuxing/errors';
import { publish } from '@fuxing/outbox';
import { decimal, text } from '@fuxing/scoring';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { z } from 'zod';
import { alliesOf } from '../../db/verify/delegations';
import { decide } from '../../db/measure/observations';
import { setProposal } from '../../db/verify/subjects';
import { lockSource } from '../../db/collect/records';
import {
  assertDifference,
  assertNoDifference,
  assertNoProposal,
  assertPending,
  assertProposal,
  assertSecondPerson,
} from '../../domain/verify/duty';
import { observationsPublished } from '../../events/published';
import { act, observationsOf, only } from './acts';
import { Bell } from '../collect/bell';
import { queuePull } from '../collect/queue-pull';
import { assertEvidence } from './evidence.service';
import { toSource } from '../collect/sources.service';
import type {
  AcceptObservations,
  CorrectObservation,
  DecideProposal,
  KeepPublished,
  RejectObservation,
} from './verification.request';

/** Decisions of people on pending values; each is made once and never changed. */
@Injectable()
export class VerificationService {
  private readonly sources = new Documents('source');

  constructor(
    private readonly db: DataSource,
    private readonly bell: Bell,
  ) {}

  accept(request: z.infer<typeof AcceptObservations>): Promise<Observation[]> {
    const { verificationId, reason } = request;
    const asked = { ...request, requestId: verificationId, kind: K.VERIFICATION_ACT_KIND_ACCEPT };
    return act(
      this.db,
      { ...asked, idField: 'verificationId' },
      async ({ tx, caller, subjects, actor, record }) => {
        const acts = subjects.map((subject) => {
          const acting = actor(subject);
          assertPending(subject.observation);
          assertNoProposal(subject);
          assertNoDifference(subject.observation);
          return { subject, actor: acting, newValue: subject.observation.value };
        });
        const decision = {
          verificationId,
          act: A.VERIFICATION_ACT_ACCEPT,
          verifiedBy: caller.subject,
          reason,
        };
        const decided = await decide(tx, observationsOf(subjects), decision);
        await record(acts);
        await publish(tx, ...observationsPublished(decided));
        return decided;
      },
      (_, subjects) => observationsOf(subjects),
    );
  }

  /**
   * Proposes another value; a second person confirms it.
   *
   * @throws DomainError DECIMAL_INVALID
   */
  async correct(request: z.infer<typeof CorrectObservation>): Promise<Observation> {
    const { verificationId, observationId, evidenceIds } = request;
    const value = text(decimal('value', request.value));
    return act(
      this.db,
      {
        ...request,
        requestId: verificationId,
        idField: 'verificationId',
        kind: K.VERIFICATION_ACT_KIND_PROPOSE,
        observationIds: [observationId],
        more: { value, evidenceIds },
      },
      async ({ tx, subjects, actor, record }) => {
        const subject = only(subjects);
        const acting = actor(subject);
        assertPending(subject.observation);
        assertNoProposal(subject);
        await assertEvidence(tx, evidenceIds);
        const proposedBy = [acting.subject, acting.onBehalfOf].filter((one) => one !== '');
        await setProposal(tx, observationId, { proposalId: verificationId, proposedBy, value });
        await record([{ subject, actor: acting, newValue: value, evidenceIds }]);
        return subject.observation;
      },
      (_, subjects) => only(observationsOf(subjects)),
    );
  }

  /** Whoever confirms is of another unit, and neither who proposed nor tied to him by a delegation. */
  confirm(request: z.infer<typeof DecideProposal>): Promise<Observation> {
    const { observationId, proposalId, requestId, reason } = request;
    return act(
      this.db,
      {
        ...request,
        kind: K.VERIFICATION_ACT_KIND_CONFIRM,
        observationIds: [observationId],
        more: { proposalId },
      },
      async ({ tx, caller, subjects, clock, assertNotOwn, record }) => {
        const subject = only(subjects);
        assertNotOwn(subject);
        assertPending(subject.observation);
        assertProposal(subject, proposalId);
        const { proposedBy, proposedValue } = subject;
        const [proposer = ''] = proposedBy;
        const { evidenceIds, actedAt } = await proposalOf(tx, observationId, proposalId);
        const since = localDateAt(actedAt, clock.zone);
        const allies = await alliesOf(tx, proposedBy, { since, today: clock.today });
        assertSecondPerson(subject, caller.subject, allies);
        const decided = await decide(
          tx,
          [subject.observation],
          {
            verificationId: requestId,
            act: A.VERIFICATION_ACT_CORRECT,
            verifiedBy: caller.subject,
            reason,
            proposedBy: proposer,
            evidenceIds,
          },
          proposedValue,
        );
        const actor = { subject: caller.subject, onBehalfOf: '' };
        await setProposal(tx, observationId, undefined);
        await record([{ subject, actor, newValue: proposedValue, evidenceIds, other: proposer }]);
        await publish(tx, ...observationsPublished(decided));
        return only(decided);
      },
      (_, subjects) => only(observationsOf(subjects)),
    );
  }

  /** Anybody of another unit may, also the proposer himself. */
  decline(request: z.infer<typeof DecideProposal>): Promise<Observation> {
    const { observationId, proposalId } = request;
    return act(
      this.db,
      {
        ...request,
        kind: K.VERIFICATION_ACT_KIND_DECLINE,
        observationIds: [observationId],
        more: { proposalId },
      },
      async ({ tx, caller, subjects, assertNotOwn, record }) => {
        const subject = only(subjects);
        assertNotOwn(subject);
        assertPending(subject.observation);
        assertProposal(subject, proposalId);
        const { proposedBy, proposedValue } = subject;
        const actor = { subject: caller.subject, onBehalfOf: '' };
        await setProposal(tx, observationId, undefined);
        await record([{ subject, actor, newValue: proposedValue, other: proposedBy[0] ?? '' }]);
        return subject.observation;
      },
      (_, subjects) => only(observationsOf(subjects)),
    );
  }

  async reject(request: z.infer<typeof RejectObservation>): Promise<Observation> {
    const { observationId, verificationId, reason, pullAgain } = request;
    const observation = await act(
      this.db,
      {
        ...request,
        requestId: verificationId,
        idField: 'verificationId',
        kind: K.VERIFICATION_ACT_KIND_REJECT,
        observationIds: [observationId],
        more: { pullAgain },
      },
      async ({ tx, caller, subjects, actor, record }) => {
        const subject = only(subjects);
        const acting = actor(subject);
        assertPending(subject.observation);
        assertNoProposal(subject);
        const decided = await decide(
          tx,
          [subject.observation],
          { verificationId, act: A.VERIFICATION_ACT_REJECT, verifiedBy: caller.subject, reason },
          null,
        );
        await record([{ subject, actor: acting }]);
        if (pullAgain) await this.pullAgain(tx, subject.observation, verificationId);
        return only(decided);
      },
      (_, subjects) => only(observationsOf(subjects)),
    );
    if (pullAgain) this.bell.ring();
    return observation;
  }

  /** What is published stays; the difference does not come back until the records change again. */
  keep(request: z.infer<typeof KeepPublished>): Promise<Observation> {
    const { observationId, requestId, reason } = request;
    return act(
      this.db,
      { ...request, kind: K.VERIFICATION_ACT_KIND_KEEP, observationIds: [observationId] },
      async ({ tx, caller, subjects, actor, record }) => {
        const subject = only(subjects);
        const acting = actor(subject);
        assertPending(subject.observation);
        assertDifference(subject.observation);
        assertNoProposal(subject);
        const decided = await decide(
          tx,
          [subject.observation],
          { verificationId: requestId, act: A.VERIFICATION_ACT_KEEP, verifiedBy: caller.subject, reason },
          null,
        );
        await record([{ subject, actor: acting }]);
        return only(decided);
      },
      (_, subjects) => only(observationsOf(subjects)),
    );
  }

  /** In the transaction of the decision: either both are there or none. */
  private async pullAgain(
    tx: EntityManager,
    { sourceId }: Observation,
    verificationId: string,
  ): Promise<void> {
    const source = await this.sources.get(tx, sourceId);
    if (!source || toSource(source).push) {
      throw new DomainError('FAILED_PRECONDITION', 'SOURCE_IS_PUSHED', {
        en: `Source ${sourceId} is pushed to; there is nothing to pull from.`,
        zh: `数据来源 ${sourceId} 为推送方式，无法拉取。`,
      });
    }
    await lockSource(tx, sourceId);
    const told = createHash('sha256').update(verificationId).digest('hex').slice(0, 32);
    await queuePull(tx, { pullId: `again-${told}`, sourceId, mode: PullMode.PULL_MODE_FULL });
  }
}

async function proposalOf(
  tx: EntityManager,
  observationId: string,
  proposalId: string,
): Promise<{ evidenceIds: string[]; actedAt: Date }> {
  const [row]: { evidenceIds: string[]; actedAt: Date }[] = await tx.query(
    `SELECT evidence_ids AS "evidenceIds", acted_at AS "actedAt" FROM verification_act
     WHERE observation_id = $1 AND request_id = $2`,
    [observationId, proposalId],
  );
  if (!row) throw new Error(`Proposal ${proposalId} of ${observationId} has no act.`);
  return row;
}
