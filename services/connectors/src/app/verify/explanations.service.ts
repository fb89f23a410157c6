import { type Question } from '@fuxing/contracts/connectors/v1/questions';
import {
  VerificationActKind as K,
  type VerificationActRecord,
} from '@fuxing/contracts/connectors/v1/verification_acts';
import { DomainError } from '@fuxing/errors';
import { decimal, text as decimalText } from '@fuxing/scoring';
import { fields } from '@fuxing/service';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { setQuestion } from '../../db/verify/subjects';
import { daysLate, dueOn } from '../../domain/verify/deadline';
import { assertPending, type Subject } from '../../domain/verify/duty';
import { statusWords } from '../../domain/verify/status-words';
import { act, only } from './acts';
import { assertEvidence } from './evidence.service';
import { observationId } from '../measure/observations.service';
import { actId, evidenceIds, reason } from './verification.request';

export const AskForExplanation = z.object({
  observationId,
  requestId: actId,
  text: reason,
  withinDays: fields.whole(0, 60),
});
export const AnswerExplanation = z.object({
  observationId,
  questionId: fields.requestId,
  requestId: actId,
  text: reason,
  value: z.string(),
  evidenceIds,
});

const DEFAULT_DAYS = 3;

/** Questions to units about values that wait, and their answers. */
@Injectable()
export class ExplanationsService {
  constructor(private readonly db: DataSource) {}

  ask({ observationId, requestId, text, withinDays }: z.infer<typeof AskForExplanation>): Promise<Question> {
    return act(
      this.db,
      {
        requestId,
        kind: K.VERIFICATION_ACT_KIND_ASK,
        observationIds: [observationId],
        reason: text,
        more: { withinDays },
      },
      async ({ tx, subjects, clock, actor, record }) => {
        const subject = only(subjects);
        const acting = actor(subject);
        assertPending(subject.observation);
        assertNoQuestion(subject);
        const due = dueOn(clock.now, withinDays || DEFAULT_DAYS, clock.zone);
        await setQuestion(tx, observationId, requestId, due);
        return toQuestion(only(await record([{ subject, actor: acting, dueOn: due }])));
      },
      (_tx, _subjects, acts) => toQuestion(only(acts)),
    );
  }

  /** The gateway lets only reporters of the value's unit in. */
  async answer(request: z.infer<typeof AnswerExplanation>): Promise<VerificationActRecord> {
    const { observationId, questionId, requestId, text, evidenceIds } = request;
    const value = request.value === '' ? '' : decimalText(decimal('value', request.value));
    return act(
      this.db,
      {
        requestId,
        kind: K.VERIFICATION_ACT_KIND_ANSWER,
        observationIds: [observationId],
        reason: text,
        more: { questionId, value, evidenceIds },
      },
      async ({ tx, caller, subjects, clock, record }) => {
        const subject = only(subjects);
        assertOfUnit(subject, caller.unitId);
        assertQuestion(subject, questionId);
        await assertEvidence(tx, evidenceIds, caller.unitId);
        const lateDays = daysLate(subject.answerDueOn, clock.now, clock.zone);
        await setQuestion(tx, observationId, '', '');
        const actor = { subject: caller.subject, onBehalfOf: '' };
        const dueOn = subject.answerDueOn;
        return only(await record([{ subject, actor, newValue: value, evidenceIds, dueOn, lateDays }]));
      },
      (_tx, _subjects, acts) => only(acts),
    );
  }
}

function toQuestion({
  observationId,
  requestId,
  reason,
  dueOn,
  actedAt,
  oldValue,
}: VerificationActRecord): Question {
  return { observationId, questionId: requestId, text: reason, dueOn, askedAt: actedAt, value: oldValue };
}

function assertNoQuestion({ observation: { observationId }, questionId, answerDueOn }: Subject): void {
  if (questionId === '') return;
  throw new DomainError('FAILED_PRECONDITION', 'QUESTION_OPEN', {
    en: `The unit of ${observationId} was asked already (${questionId}) and has until ${answerDueOn}.`,
    zh: `已就 ${observationId} 向单位提问（${questionId}），答复期限为 ${answerDueOn}。`,
  });
}

function assertQuestion(
  { observation: { observationId, status }, questionId: open }: Subject,
  questionId: string,
): void {
  if (open === questionId) return;
  throw new DomainError('FAILED_PRECONDITION', 'QUESTION_NOT_OPEN', {
    en: `No question ${questionId} about ${observationId} waits for an answer; the value is ${statusWords(status).en}.`,
    zh: `${observationId} 没有待答复的问题 ${questionId}；该值${statusWords(status).zh}。`,
  });
}

function assertOfUnit({ observation: { observationId, unitId } }: Subject, ownUnitId: string): void {
  if (unitId === ownUnitId) return;
  throw new DomainError('PERMISSION_DENIED', 'UNIT_FORBIDDEN', {
    en: `${observationId} is of ${unitId}, which answers for itself.`,
    zh: `${observationId} 属于 ${unitId}，应由该单位答复。`,
  });
}
