import { z } from 'zod';
import { figure, ZERO } from '../decimal';
import { kind, targetOf } from './method';
import { scored } from './method-score';

/**
 * The full mark when the target is met, otherwise nothing (达标法). Meeting it exactly counts.
 *
 * Source: monthly evaluation of departments; elderly-care coverage in Wenzhou 2013 (100 % urban gives 4 points, else 0).
 */
export const allOrNothing = kind({
  source: 'VALUE',
  parameters: z.object({}),
  check: () => undefined,
  read(_, outOf, direction) {
    const higher = direction === 'DIRECTION_HIGHER_IS_BETTER';
    return {
      needsTarget: true,
      score(of) {
        const target = targetOf(of);
        const met = higher ? of.value.gte(target) : of.value.lte(target);
        const sign = higher ? (met ? '≥' : '<') : met ? '≤' : '>';
        return scored(met ? outOf : ZERO, met ? `W (x ${sign} T)` : `0 (x ${sign} T)`, () =>
          figure(met ? outOf : ZERO),
        );
      },
    };
  },
});
