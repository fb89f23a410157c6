import { z } from 'zod';
import { figure, text, ZERO } from '../decimal';
import { compare, exact, LOST, NOUGHT } from '../exact';
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
    const w = exact(text(outOf));
    return {
      needsTarget: true,
      exact(x, target) {
        const over = compare(x, target);
        if (Number.isNaN(over)) return LOST;
        return (higher ? over >= 0 : over <= 0) ? w : NOUGHT;
      },
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
