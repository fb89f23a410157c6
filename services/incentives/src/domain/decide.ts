import { type Outcome, OutcomeKind, type Policy } from '@fuxing/contracts/incentives/v1/incentives';
import { accountability } from './accountability';
import { budget } from './budget';
import type { Decision, FinalYear } from './final-year';
import { reserve } from './reserve';
import { star } from './star';

/** The word of each kind in an outcome_id. */
const WORDS = {
  [OutcomeKind.OUTCOME_KIND_STAR]: 'star',
  [OutcomeKind.OUTCOME_KIND_BUDGET_PRIORITY]: 'budget',
  [OutcomeKind.OUTCOME_KIND_RESERVE_POOL]: 'reserve',
  [OutcomeKind.OUTCOME_KIND_ACCOUNTABILITY]: 'accountability',
};

/**
 * Everything that a policy says of a year's final results.
 *
 * @param newestFirst final years of the policy's unit group; the first is the one being decided
 */
export function decide(policy: Policy, newestFirst: readonly FinalYear[], decidedAt: Date): Outcome[] {
  const [current] = newestFirst;
  if (!current) return [];
  const { policyId, star: s, budget: b, reserve: r, accountability: a } = policy;
  const { cycleId } = current;
  const outcomes = (kind: keyof typeof WORDS, decisions: Decision[]): Outcome[] =>
    decisions.map((decision) => ({
      outcomeId: `${policyId}~${WORDS[kind]}~${cycleId}~${decision.unitId}`,
      policyId,
      kind,
      cycleId,
      decidedAt,
      ...decision,
    }));
  return [
    ...outcomes(OutcomeKind.OUTCOME_KIND_STAR, s ? star(current, s) : []),
    ...outcomes(OutcomeKind.OUTCOME_KIND_BUDGET_PRIORITY, b ? budget(current, b) : []),
    ...outcomes(OutcomeKind.OUTCOME_KIND_RESERVE_POOL, r ? reserve(newestFirst, r) : []),
    ...outcomes(OutcomeKind.OUTCOME_KIND_ACCOUNTABILITY, a ? accountability(newestFirst, a) : []),
  ];
}

/** How many years back a policy looks, the current one included. */
export function yearsSeen({ reserve: r, accountability: a }: Policy): number {
  return Math.max(1, r?.years ?? 1, a?.years ?? 1);
}
