import { z } from 'zod';
import { clip, decimal, figure, ONE, ZERO } from '../decimal';
import { decimalOr, string } from '../shape';
import { checkEnds } from './linear';
import { kind } from './method';
import { scored } from './method-score';

const Parameters = z.object({
  unacceptable: string,
  satisfactory: string,
  /** Part d of the full mark at the unacceptable value, above 0 and below 1. */
  baseShare: decimalOr('0.6'),
});

/**
 * Efficacy along an exponential curve, for indicators whose last points are the hard ones: W × d^(1 − t) with
 * t = clip((x − L) ÷ (U − L), 0, 1). With d = 0.6 it is d(x) = 60 × exp(0.510826 × t), from 60 to 100.
 *
 * Source: city studies in Zhejiang (A × exp(B × (x − x_s) ÷ (x_h − x_s)), scores limited to 60 to 100, which implies
 * A = 60 and B = ln(100 ÷ 60)).
 */
export const exponential = kind({
  source: 'VALUE',
  parameters: Parameters,

  check(parameters, against) {
    const { faults, path } = against;
    checkEnds(against, parameters);
    const share = faults.decimal(`${path}.baseShare`, parameters.baseShare);
    if (share && (share.lte(0) || share.gte(1))) {
      faults.add(
        `${path}.baseShare`,
        'BASE_SHARE_OPEN',
        `The base share of an exponential curve is above 0 and below 1, got ${parameters.baseShare}.`,
        `指数型功效系数的基础份额应大于 0 且小于 1，收到的是 ${parameters.baseShare}。`,
      );
    }
  },

  read(parameters, outOf) {
    const low = decimal('unacceptable', parameters.unacceptable);
    const high = decimal('satisfactory', parameters.satisfactory);
    const share = decimal('baseShare', parameters.baseShare);
    return {
      score({ value }) {
        const way = clip(value.minus(low).div(high.minus(low)), ZERO, ONE);
        return scored(
          outOf.times(share.pow(ONE.minus(way))),
          'W × d^(1 − clip((x − L) ÷ (U − L), 0, 1))',
          () =>
            `${figure(outOf)} × ${figure(share)}^(1 − clip((${figure(value)} − ${figure(low)}) ÷ (${figure(high)} − ${figure(low)}), 0, 1))`,
        );
      },
    };
  },
});
