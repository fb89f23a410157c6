import type { Observation } from '@fuxing/contracts/connectors/v1/observations';
import { DomainError, invalid } from '@fuxing/errors';
import { isPending } from '../measure/revise';
import { statusWords } from './status-words';
import { areKin, type UnitLines } from './unit-lines';

/** Somebody who acts, and for whom. */
export interface Actor {
  subject: string;
  /** Empty: for himself. */
  onBehalfOf: string;
}

/** A delegation that holds today. */
export interface Standin {
  fromSubject: string;
  fromUnitId: string;
}

/** What is known of a value when somebody wants to decide on it. */
export interface Subject {
  observation: Observation;
  /** Empty: nobody's in particular. */
  assignee: string;
  /** Of a correction that waits for a second person; empty: none. */
  proposalId: string;
  /** Its proposer, and for whom he proposed. */
  proposedBy: string[];
  proposedValue: string;
  /** Of a question that waits for an answer; empty: none. */
  questionId: string;
  answerDueOn: string;
  /** Whoever entered by hand what the value was computed from, in any version of it. */
  enteredBy: string[];
}

/** @throws DomainError OBSERVATION_NOT_PENDING */
export function assertPending({ observationId, status }: Observation): void {
  if (isPending(status)) return;
  const { en, zh } = statusWords(status);
  throw new DomainError('FAILED_PRECONDITION', 'OBSERVATION_NOT_PENDING', {
    en: `${observationId} is ${en} and waits for no decision.`,
    zh: `${observationId} ${zh}，不在待校验之列。`,
  });
}

/**
 * Nobody verifies the figures of his own unit, nor of a unit above or below it.
 *
 * @param lines of both units
 * @throws DomainError OWN_UNIT
 */
export function assertOtherUnit(
  { observationId, unitId }: Observation,
  ownUnitId: string,
  lines: UnitLines,
): void {
  if (!areKin(lines, ownUnitId, unitId)) return;
  throw new DomainError(
    'PERMISSION_DENIED',
    'OWN_UNIT',
    ownUnitId === unitId
      ? {
          en: `${observationId} is of your own unit ${unitId}; somebody else decides on it.`,
          zh: `${observationId} 属于本人所在单位 ${unitId}，应由他人校验。`,
        }
      : {
          en: `${observationId} is of ${unitId}, and one of it and ${ownUnitId} is above the other; somebody else decides on it.`,
          zh: `${observationId} 属于 ${unitId}，与 ${ownUnitId} 有上下级关系，应由他人校验。`,
        },
  );
}

/**
 * Nobody verifies what he entered himself, of whichever unit he was then and is now, nor lets somebody do it for him.
 *
 * @throws DomainError OWN_ENTRY
 */
export function assertOthersEntry(
  { observation: { observationId }, enteredBy }: Pick<Subject, 'observation' | 'enteredBy'>,
  { subject, onBehalfOf }: Actor,
): void {
  const own = [subject, onBehalfOf].find((one) => enteredBy.includes(one));
  if (own === undefined) return;
  throw new DomainError('PERMISSION_DENIED', 'OWN_ENTRY', {
    en: `${observationId} rests on what ${own} entered by hand; somebody else decides on it.`,
    zh: `${observationId} 依据的是 ${own} 手工填报的数值，应由他人校验。`,
  });
}

/**
 * Nobody is given what he must not decide on.
 *
 * @param ownUnitIds that he is known to be of
 * @param lines of all of these units
 * @throws DomainError ASSIGNEE_OF_UNIT
 */
export function assertMayDecide(
  { observationId, unitId }: Observation,
  assignee: string,
  ownUnitIds: readonly string[],
  lines: UnitLines,
): void {
  const own = ownUnitIds.find((one) => areKin(lines, one, unitId));
  if (own === undefined) return;
  throw invalid(
    'assignee',
    'ASSIGNEE_OF_UNIT',
    own === unitId
      ? `${assignee} is of ${unitId} himself and must not decide on ${observationId}; choose somebody else.`
      : `${assignee} is of ${own}, which is above or below ${unitId}, and must not decide on ${observationId}; choose somebody else.`,
    own === unitId
      ? `${assignee} 本人属于 ${unitId}，不得校验 ${observationId}，请另选他人。`
      : `${assignee} 属于 ${own}，与 ${unitId} 有上下级关系，不得校验 ${observationId}，请另选他人。`,
  );
}

/**
 * Who acts when the caller works on a value: what is assigned to nobody is everybody's, what is assigned is its assignee's,
 * and of whom he lets act for him. The unit of either is left to others.
 *
 * @param standins delegations to the caller that hold today
 * @param lines of the units of all of them
 * @throws DomainError OWN_UNIT, ASSIGNED_TO_OTHER
 */
export function actorOf(
  { observation, assignee }: Pick<Subject, 'observation' | 'assignee'>,
  caller: { subject: string; unitId: string },
  standins: Standin[],
  lines: UnitLines,
): Actor {
  assertOtherUnit(observation, caller.unitId, lines);
  if (assignee === '' || assignee === caller.subject) return { subject: caller.subject, onBehalfOf: '' };
  const standing = standins.filter(({ fromSubject }) => fromSubject === assignee);
  if (standing.length > 0) {
    for (const { fromUnitId } of standing) assertOtherUnit(observation, fromUnitId, lines);
    return { subject: caller.subject, onBehalfOf: assignee };
  }
  const { observationId } = observation;
  throw new DomainError('PERMISSION_DENIED', 'ASSIGNED_TO_OTHER', {
    en: `${observationId} is assigned to ${assignee}; ask for it to be handed over.`,
    zh: `${observationId} 已分配给 ${assignee}，请先移交。`,
  });
}

/** @throws DomainError PROPOSAL_OPEN while a correction waits for its second person */
export function assertNoProposal({ observation: { observationId }, proposalId, proposedBy }: Subject): void {
  if (proposalId === '') return;
  throw new DomainError('FAILED_PRECONDITION', 'PROPOSAL_OPEN', {
    en: `A correction of ${observationId} by ${proposedBy[0] ?? ''} (${proposalId}) waits; confirm or decline it first.`,
    zh: `${observationId} 有 ${proposedBy[0] ?? ''} 提出的更正（${proposalId}）待复核，请先确认或退回。`,
  });
}

/** @throws DomainError PROPOSAL_NOT_OPEN */
export function assertProposal(subject: Subject, proposalId: string): void {
  if (subject.proposalId === proposalId) return;
  const { observationId } = subject.observation;
  throw new DomainError('FAILED_PRECONDITION', 'PROPOSAL_NOT_OPEN', {
    en: `No correction ${proposalId} of ${observationId} waits for a second person.`,
    zh: `${observationId} 没有待复核的更正 ${proposalId}。`,
  });
}

/**
 * Four eyes: neither who proposed nor whom he acted for, nor anybody who acts for one of them or whom one of them acts for.
 *
 * @param allies of the proposers by a delegation that held since the proposal
 * @throws DomainError SECOND_PERSON_REQUIRED
 */
export function assertSecondPerson(
  { observation: { observationId }, proposedBy }: Subject,
  subject: string,
  allies: string[],
): void {
  if (proposedBy.includes(subject))
    throw new DomainError('PERMISSION_DENIED', 'SECOND_PERSON_REQUIRED', {
      en: `The correction of ${observationId} is yours; another person confirms it.`,
      zh: `${observationId} 的更正由本人提出，应由另一人复核。`,
    });
  if (allies.includes(subject))
    throw new DomainError('PERMISSION_DENIED', 'SECOND_PERSON_REQUIRED', {
      en: `The correction of ${observationId} was proposed by somebody who acts for you or for whom you act; another person confirms it.`,
      zh: `${observationId} 的更正由与本人有委托关系的人提出，应由另一人复核。`,
    });
}

/** Whether a value differs from one that was published. */
export function isDifference({ flags }: Observation): boolean {
  return flags.some(({ code }) => code === 'CHANGED_AFTER_PUBLICATION');
}

/** @throws DomainError DIFFERENCE_TO_DECIDE where accepting would replace what is published by one person's word */
export function assertNoDifference(observation: Observation): void {
  if (!isDifference(observation)) return;
  const { observationId } = observation;
  throw new DomainError('FAILED_PRECONDITION', 'DIFFERENCE_TO_DECIDE', {
    en: `${observationId} differs from what is published: keep that with a reason, or propose a correction, which a second person confirms.`,
    zh: `${observationId} 与已发布值不同：请说明理由维持已发布值，或提出更正并由另一人复核。`,
  });
}

/** @throws DomainError NO_DIFFERENCE */
export function assertDifference(observation: Observation): void {
  if (isDifference(observation)) return;
  const { observationId } = observation;
  throw new DomainError('FAILED_PRECONDITION', 'NO_DIFFERENCE', {
    en: `${observationId} differs from nothing that is published; accept, correct or reject it.`,
    zh: `${observationId} 与已发布值没有差异，请接受、更正或拒绝。`,
  });
}
