import { clip, Decimal, text, ZERO } from './decimal';
import type { MethodScore, Monotone } from './method-score';

/** `step` in the indicator's unit and positive, `perStep` and `floor` in points and not negative. */
export interface DeductionRule {
  step: Decimal;
  perStep: Decimal;
  floor: Decimal;
}

/**
 * Full marks at the target, less `perStep` points for every step behind it: clip(W − k × max(0, T − x) ÷ u, F, W),
 * with x − T where lower is better. Parts of a step count in proportion.
 *
 * Source: domain: monthly notices of the Lianyungang 12345 hotline (2021 to 2023), whose published rates and
 * points this linear form reproduces.
 *
 * @param x in the indicator's unit
 * @param target in the indicator's unit
 * @param outOf full mark W in points
 */
export function deduction(
  x: Decimal,
  target: Decimal,
  outOf: Decimal,
  direction: Monotone,
  { step, perStep, floor }: DeductionRule,
): MethodScore {
  const higher = direction === 'DIRECTION_HIGHER_IS_BETTER';
  const [from, less] = higher ? [target, x] : [x, target];
  const behind = Decimal.max(ZERO, from.minus(less));
  return {
    score: clip(outOf.minus(perStep.times(behind).div(step)), floor, outOf),
    outOf,
    formula: `clip(W − k × max(0, ${higher ? 'T − x' : 'x − T'}) ÷ u, F, W)`,
    get worked() {
      const lost = `${text(perStep)} × max(0, ${text(from)} − ${text(less)}) ÷ ${text(step)}`;
      return `clip(${text(outOf)} − ${lost}, ${text(floor)}, ${text(outOf)})`;
    },
  };
}
