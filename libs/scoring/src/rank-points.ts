import { Decimal, ONE, text } from './decimal';
import type { MethodScore } from './method-score';
import type { RankForm } from './scheme';

/** By form: share decrement has both as shares of W (0 to 1), the others in points; linear has no decrement. */
export interface RankRule {
  form: RankForm;
  decrement: Decimal;
  floor: Decimal;
}

/**
 * Points by place among the units of the group; equal values share the better place.
 *
 * Share decrement: W × max(1 − δ × (r − 1), φ). Fixed decrement: max(W − q × (r − 1), F).
 * Linear from W for the first to F for the last: W − (r − 1) × (W − F) ÷ (n − 1); a unit alone gets W.
 * Source: domain: Wenzhou and Rui'an evaluations of 2012 and 2013 (按排名赋分), decrements of 2 % and 5 %, 0.5
 * points per place, and 600 to 500 points for the first to the last town.
 *
 * @param rank place r, 1 is best
 * @param count number of units n that have a place
 * @param outOf full mark W in points
 */
export function rankPoints(rank: number, count: number, outOf: Decimal, rule: RankRule): MethodScore {
  const { form, decrement, floor } = rule;
  const behind = new Decimal(rank - 1);
  switch (form) {
    case 'RANK_FORM_FIXED_DECREMENT':
      return {
        score: Decimal.max(outOf.minus(decrement.times(behind)), floor),
        outOf,
        formula: 'max(W − q × (r − 1), F)',
        get worked() {
          return `max(${text(outOf)} − ${text(decrement)} × (${rank} − 1), ${text(floor)})`;
        },
      };
    case 'RANK_FORM_LINEAR':
      if (count <= 1) return { score: outOf, outOf, formula: 'W', worked: text(outOf) };
      return {
        score: outOf.minus(behind.times(outOf.minus(floor)).div(count - 1)),
        outOf,
        formula: 'W − (r − 1) × (W − F) ÷ (n − 1)',
        get worked() {
          const full = text(outOf);
          return `${full} − (${rank} − 1) × (${full} − ${text(floor)}) ÷ (${count} − 1)`;
        },
      };
    case 'RANK_FORM_SHARE_DECREMENT':
    default:
      return {
        score: outOf.times(Decimal.max(ONE.minus(decrement.times(behind)), floor)),
        outOf,
        formula: 'W × max(1 − δ × (r − 1), φ)',
        get worked() {
          return `${text(outOf)} × max(1 − ${text(decrement)} × (${rank} − 1), ${text(floor)})`;
        },
      };
  }
}
