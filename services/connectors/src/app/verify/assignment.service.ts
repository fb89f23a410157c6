import { AssignmentRule, type Delegation } from '@fuxing/contracts/connectors/v1/assignments';
import { type VerificationItem } from '@fuxing/contracts/connectors/v1/verification';
import { VerificationActKind as K } from '@fuxing/contracts/connectors/v1/verification_acts';
import { Documents, inTenant } from '@fuxing/db';
import { bilingual, DomainError, invalid, notFound } from '@fuxing/errors';
import { caller, fields, page, pageKey, slice } from '@fuxing/service';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { z } from 'zod';
import { findDelegation, insertDelegation, listDelegations } from '../../db/verify/delegations';
import { itemsOf } from '../../db/verify/queue';
import { setAssignee } from '../../db/verify/subjects';
import { unitLines } from '../../db/verify/unit-lines';
import { verifierUnits } from '../../db/verify/verifier-units';
import { clockOf } from '../../db/zone';
import { toRule } from '../../domain/verify/assign';
import { type Actor, assertMayDecide, assertPending, type Subject } from '../../domain/verify/duty';
import { act, type Turn } from './acts';
import { actId, observationIds, reason } from './verification.request';

/** As an identity provider names a person. */
const subject = z
  .string()
  .regex(
    /^[^\s~\p{C}]{1,128}$/u,
    bilingual('must be 1 to 128 characters without spaces', '应为 1 至 128 个字符，不含空格'),
  );
const day = z.iso.date(bilingual('must be a day such as 2026-09-30', '应为日期，例如 2026-09-30'));
const ids = z.array(fields.id).max(1_000, bilingual('must have at most 1000 entries', '最多 1000 条'));

export const AssignObservations = z.object({ requestId: actId, observationIds, assignee: subject, reason });
export const PutAssignmentRule = z.object({
  assignmentRuleId: fields.id,
  etag: z.string(),
  assignmentRule: z.object({
    verifier: subject,
    verifierUnitId: fields.id.or(z.literal('')),
    unitIds: ids,
    indicatorIds: ids,
    active: z.boolean(),
  }),
});
export const ListAssignmentRules = z.object(fields.pageFields);
export const DelegateVerification = z.object({
  delegationId: fields.requestId,
  toSubject: subject,
  firstDay: day,
  lastDay: day,
  reason,
});
export const ListDelegations = z.object(fields.pageFields);

const MOST_DAYS = 92;
const DAY_MS = 86_400_000;

/** Who looks at what, and who for whom. */
@Injectable()
export class AssignmentService {
  private readonly rules = new Documents('assignment_rule');

  constructor(private readonly db: DataSource) {}

  assign(request: z.infer<typeof AssignObservations>): Promise<VerificationItem[]> {
    const assignee = { me: caller().subject, none: '' }[request.assignee] ?? request.assignee;
    return act(
      this.db,
      {
        ...request,
        kind: K.VERIFICATION_ACT_KIND_ASSIGN,
        more: { assignee },
      },
      async (turn) => {
        const acts = turn.subjects.map((subject) => {
          assertPending(subject.observation);
          const had = subject.assignee;
          if (assignee === '' && had === '') throw nobodys(subject);
          const kind = had === '' ? K.VERIFICATION_ACT_KIND_ASSIGN : K.VERIFICATION_ACT_KIND_HAND_OVER;
          return { subject, actor: mayAssign(turn, subject, assignee), kind, assignee, other: had };
        });
        if (assignee !== '') await assertOthersFigures(turn, assignee);
        await setAssignee(turn.tx, request.observationIds, assignee);
        await turn.record(acts);
        return itemsOf(turn.tx, request.observationIds);
      },
      (tx) => itemsOf(tx, request.observationIds),
    );
  }

  putRule({
    assignmentRuleId,
    assignmentRule,
    etag,
  }: z.infer<typeof PutAssignmentRule>): Promise<AssignmentRule> {
    const content = AssignmentRule.toJSON({ ...assignmentRule, assignmentRuleId, version: 0, etag: '' });
    return inTenant(this.db, caller().tenantId, async (tx) =>
      toRule(await this.rules.put(tx, assignmentRuleId, content as object, etag)),
    );
  }

  getRule(assignmentRuleId: string): Promise<AssignmentRule> {
    return inTenant(this.db, caller().tenantId, async (tx) => {
      const stored = await this.rules.get(tx, assignmentRuleId);
      if (stored) return toRule(stored);
      throw notFound(
        'ASSIGNMENT_RULE_NOT_FOUND',
        `No assignment rule ${assignmentRuleId}.`,
        `没有分配规则 ${assignmentRuleId}。`,
      );
    });
  }

  listRules(request: z.infer<typeof ListAssignmentRules>) {
    const asked = page(request);
    return inTenant(this.db, caller().tenantId, async (tx) => {
      const found = await this.rules.list(tx, asked.after?.[0], asked.size + 1);
      const { rows, nextPageToken } = slice(found, asked, ({ id }) => [id]);
      return { assignmentRules: rows.map(toRule), nextPageToken };
    });
  }

  delegate(request: z.infer<typeof DelegateVerification>): Promise<Delegation> {
    const { tenantId, subject, unitId } = caller();
    assertPlausible(request, subject);
    const wanted = { ...request, fromSubject: subject, fromUnitId: unitId };
    return inTenant(this.db, tenantId, async (tx) => {
      const before = await findDelegation(tx, request.delegationId);
      if (before) return same(before, wanted);
      await assertNotOver(tx, request.lastDay);
      await insertDelegation(tx, wanted);
      // Somebody else may have been faster.
      const stored = await findDelegation(tx, request.delegationId);
      if (!stored) throw new Error(`Delegation ${request.delegationId} was not stored.`);
      return same(stored, wanted);
    });
  }

  listDelegations(request: z.infer<typeof ListDelegations>) {
    const asked = page(request, {}, [pageKey.text, pageKey.text]);
    return inTenant(this.db, caller().tenantId, async (tx) => {
      const found = await listDelegations(tx, asked.after, asked.size + 1);
      const key = ({ madeAt, delegationId }: Delegation): string[] => [
        madeAt?.toISOString() ?? '',
        delegationId,
      ];
      const { rows, nextPageToken } = slice(found, asked, key);
      return { delegations: rows, nextPageToken };
    });
  }
}

/**
 * The office assigns to anybody; a verifier takes what is nobody's and hands over what is his. What was given to him and he
 * must not decide on, because it is of his own unit, he may only give back.
 */
function mayAssign({ caller, actor, assertNotOwn }: Turn, subject: Subject, assignee: string): Actor {
  if (caller.roles.includes('office')) return { subject: caller.subject, onBehalfOf: '' };
  if (assignee === '' && subject.assignee === caller.subject)
    return { subject: caller.subject, onBehalfOf: '' };
  if (assignee === caller.subject) assertNotOwn(subject);
  const acting = actor(subject);
  if (subject.assignee !== '' || assignee === caller.subject) return acting;
  throw new DomainError('PERMISSION_DENIED', 'ASSIGNED_TO_OTHER', {
    en: `${subject.observation.observationId} is nobody's: take it yourself first, or ask the office to assign it.`,
    zh: `${subject.observation.observationId} 尚未分配：请先领取，或由考核办分配。`,
  });
}

/** Whose unit is not known is found out when he comes, and it is given back then; see meetVerifier. */
async function assertOthersFigures({ tx, subjects }: Turn, assignee: string): Promise<void> {
  const own = (await verifierUnits(tx, [assignee])).get(assignee) ?? [];
  if (own.length === 0) return;
  const lines = await unitLines(tx, [...own, ...subjects.map(({ observation }) => observation.unitId)]);
  for (const { observation } of subjects) assertMayDecide(observation, assignee, own, lines);
}

function nobodys({ observation: { observationId } }: Subject): DomainError {
  const [en, zh] = [`${observationId} is nobody's already.`, `${observationId} 尚未分配给任何人。`];
  return new DomainError('INVALID_ARGUMENT', 'INVALID_REQUEST', { en, zh }, [
    { field: 'assignee', reason: 'INVALID_REQUEST', en, zh },
  ]);
}

function assertPlausible(
  { toSubject, firstDay, lastDay }: z.infer<typeof DelegateVerification>,
  subject: string,
): void {
  if (toSubject === subject)
    throw invalid('toSubject', 'INVALID_REQUEST', 'toSubject must be somebody else.', 'toSubject 应为他人。');
  const days = (Date.parse(lastDay) - Date.parse(firstDay)) / DAY_MS;
  if (days < 0 || days > MOST_DAYS)
    throw invalid(
      'lastDay',
      'INVALID_REQUEST',
      `lastDay must be 0 to ${MOST_DAYS} days after firstDay, got ${days}.`,
      `lastDay 应在 firstDay 之后 0 至 ${MOST_DAYS} 天，收到的是 ${days}。`,
    );
}

async function assertNotOver(tx: EntityManager, lastDay: string): Promise<void> {
  const { today } = await clockOf(tx);
  if (lastDay < today)
    throw invalid(
      'lastDay',
      'INVALID_REQUEST',
      `lastDay ${lastDay} is over; today is ${today}.`,
      `lastDay ${lastDay} 已过；今天是 ${today}。`,
    );
}

function same(stored: Delegation, wanted: Omit<Delegation, 'madeAt'>): Delegation {
  const told = ({ fromSubject, toSubject, firstDay, lastDay, reason }: Omit<Delegation, 'madeAt'>): string =>
    JSON.stringify([fromSubject, toSubject, firstDay, lastDay, reason]);
  if (told(stored) === told(wanted)) return stored;
  throw invalid(
    'delegationId',
    'INVALID_REQUEST',
    `delegationId ${stored.delegationId} is another delegation.`,
    `delegationId ${stored.delegationId} 属于另一项委托。`,
  );
}
