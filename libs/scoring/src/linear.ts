import { clip, type Decimal, ONE, text } from './decimal';
import type { MethodScore } from './method-score';

/** Ends in the indicator's unit and never equal; `baseShare` d is the part of the full mark given at the worse end. */
export interface LinearScale {
  unacceptable: Decimal;
  satisfactory: Decimal;
  baseShare: Decimal;
}

/**
 * Points along a straight line between two ends: W × (d + (1 − d) × clip((x − L) ÷ (U − L), 0, 1)).
 *
 * L is the unacceptable and U the satisfactory value; U below L says that lower is better, so no direction
 * is needed. With d = 0.6 and W = 100 it is the textbook 60 to 100 efficacy coefficient, with d = 0 min-max.
 * Source: efficacy coefficient method (功效系数法); min-max normalisation, OECD/JRC, Handbook on Constructing
 * Composite Indicators (2008), step 5.
 *
 * @param x in the indicator's unit
 * @param outOf full mark W in points
 */
export function linear(x: Decimal, outOf: Decimal, scale: LinearScale): MethodScore {
  const { unacceptable, satisfactory, baseShare } = scale;
  const base = outOf.times(baseShare);
  const earned = outOf.times(ONE.minus(baseShare)).times(x.minus(unacceptable));
  return {
    score: clip(base.plus(earned.div(satisfactory.minus(unacceptable))), base, outOf),
    outOf,
    formula: 'W × (d + (1 − d) × clip((x − L) ÷ (U − L), 0, 1))',
    get worked() {
      const low = text(unacceptable);
      const way = `clip((${text(x)} − ${low}) ÷ (${text(satisfactory)} − ${low}), 0, 1)`;
      return `${text(outOf)} × (${text(baseShare)} + (1 − ${text(baseShare)}) × ${way})`;
    },
  };
}
