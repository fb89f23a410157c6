import { clip, type Decimal, text } from './decimal';
import type { MethodScore, Monotone } from './method-score';

/** Bounds of the ratio, 1 = 100 %. */
export interface RatioBounds {
  floor: Decimal;
  cap: Decimal;
}

/**
 * Points in proportion to the target reached: W × clip(x ÷ T, f, c), or W × clip(T ÷ x, f, c) where lower is
 * better. A value of 0 where lower is better gives the cap.
 *
 * Undefined for a target that is not positive and for negative values (growth rates, balances), where a ratio
 * has no meaning; the caller rules those out first, see `score-leaf.ts`.
 * Source: the ratio rule of Chinese budget self-evaluation forms (weight × actual ÷ target, weight × target ÷
 * actual for upper limits, never above the weight).
 *
 * @param x in the indicator's unit, not negative
 * @param target in the indicator's unit, positive
 * @param outOf full mark W in points
 */
export function ratioToTarget(
  x: Decimal,
  target: Decimal,
  outOf: Decimal,
  direction: Monotone,
  { floor, cap }: RatioBounds,
): MethodScore {
  const higher = direction === 'DIRECTION_HIGHER_IS_BETTER';
  const [over, under] = higher ? [x, target] : [target, x];
  const most = outOf.times(cap);
  return {
    score: under.isZero() ? most : clip(outOf.times(over).div(under), outOf.times(floor), most),
    outOf,
    formula: higher ? 'W × clip(x ÷ T, f, c)' : 'W × clip(T ÷ x, f, c)',
    get worked() {
      const within = under.isZero()
        ? text(cap)
        : `clip(${text(over)} ÷ ${text(under)}, ${text(floor)}, ${text(cap)})`;
      return `${text(outOf)} × ${within}`;
    },
  };
}
