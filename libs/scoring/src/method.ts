import { DomainError } from '@fuxing/errors';
import { type Decimal, decimal } from './decimal';
import { deduction } from './deduction';
import { linear } from './linear';
import type { Direction, MethodScore, Monotone } from './method-score';
import { rankPoints } from './rank-points';
import { ratioToTarget } from './ratio-to-target';
import type { SchemeNode } from './scheme';

/** The names under which receipts show the methods. */
export type MethodName = 'RATIO_TO_TARGET' | 'DEDUCTION' | 'LINEAR' | 'RANK_POINTS';

/** What a method is applied to. */
export interface Case {
  value: Decimal;
  /** Present when the method needs it. */
  target?: Decimal;
  /** Place and number of units with a place; only for rank methods. */
  rank?: number;
  count?: number;
}

/** The method of a leaf with its parameters read once, for any number of units. */
export interface Method {
  name: MethodName;
  needsTarget: boolean;
  /** As configured, for the receipt. */
  parameters: Record<string, string>;
  /** Needs the places among all units of the group. */
  byRank: boolean;
  /** A quotient of the value: neither the target may be nought or less, nor the value negative. */
  isRatio: boolean;
  score(of: Case): MethodScore;
}

function unfit(node: SchemeNode, reason: string, en: string, zh: string): DomainError {
  return new DomainError('FAILED_PRECONDITION', reason, { en, zh }, [], { nodeId: node.nodeId });
}

function targetOf({ target }: Case): Decimal {
  if (target) return target;
  throw new Error('A method that needs a target was applied without one.');
}

/** @throws DomainError METHOD_NOT_FOR_BAND */
export function monotone(node: SchemeNode, direction: Direction): Monotone {
  if (direction !== 'DIRECTION_TARGET_BAND') return direction;
  throw unfit(
    node,
    'METHOD_NOT_FOR_BAND',
    `Node ${node.nodeId} measures an indicator with a target band, which its method cannot score.`,
    `节点 ${node.nodeId} 的指标为区间型(适度)指标,所选计分方法不适用。`,
  );
}

/**
 * The method of a leaf, ready to apply.
 *
 * @param outOf full mark of the leaf in points
 * @throws DomainError METHOD_MISSING, METHOD_NOT_FOR_BAND, DECIMAL_INVALID; none for a scheme that `checkScheme` passed
 */
export function methodOf(node: SchemeNode, direction: Direction, outOf: Decimal): Method {
  const way = monotone(node, direction);
  const plain = { needsTarget: false, byRank: false, isRatio: false };
  if (node.ratioToTarget) {
    const { floor, cap } = node.ratioToTarget;
    const bounds = { floor: decimal('floor', floor), cap: decimal('cap', cap) };
    return {
      ...plain,
      name: 'RATIO_TO_TARGET',
      needsTarget: true,
      isRatio: true,
      parameters: { floor, cap },
      score: (of) => ratioToTarget(of.value, targetOf(of), outOf, way, bounds),
    };
  }
  if (node.deduction) {
    const { step, perStep, floor } = node.deduction;
    const rule = {
      step: decimal('step', step),
      perStep: decimal('perStep', perStep),
      floor: decimal('floor', floor),
    };
    return {
      ...plain,
      name: 'DEDUCTION',
      needsTarget: true,
      parameters: { step, perStep, floor },
      score: (of) => deduction(of.value, targetOf(of), outOf, way, rule),
    };
  }
  if (node.linear) {
    const { unacceptable, satisfactory, baseShare } = node.linear;
    const scale = {
      unacceptable: decimal('unacceptable', unacceptable),
      satisfactory: decimal('satisfactory', satisfactory),
      baseShare: decimal('baseShare', baseShare),
    };
    return {
      ...plain,
      name: 'LINEAR',
      parameters: { unacceptable, satisfactory, baseShare },
      score: ({ value }) => linear(value, outOf, scale),
    };
  }
  if (node.rankPoints) {
    const { form, decrement, floor } = node.rankPoints;
    const rule = { form, decrement: decimal('decrement', decrement), floor: decimal('floor', floor) };
    return {
      ...plain,
      name: 'RANK_POINTS',
      byRank: true,
      parameters: { form, decrement, floor },
      score: ({ rank = 1, count = 1 }) => rankPoints(rank, count, outOf, rule),
    };
  }
  throw unfit(
    node,
    'METHOD_MISSING',
    `Leaf ${node.nodeId} has no scoring method.`,
    `末级节点 ${node.nodeId} 没有计分方法。`,
  );
}
