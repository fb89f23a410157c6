import { z } from 'zod';
import { decimal, type Decimal, figure, text, ZERO } from '../decimal';
import { compare, exact, LOST, NOUGHT } from '../exact';
import { string } from '../shape';
import { kind } from './method';
import { scored } from './method-score';

const Parameters = z.object({
  /** From best to worst. */
  rungs: z
    .array(
      z.object({
        /** In the indicator's unit. */
        bound: string,
        /** The bound itself does not reach the rung (不含); by default it does (含). */
        exclusive: z.boolean().default(false),
        points: string,
      }),
    )
    .default([]),
});

/**
 * Points by steps (阶梯法): the best rung whose bound is reached; none reached gives nothing. Which side the bound
 * belongs to is stored with every rung.
 *
 * Source: Ezhou 2020 (county items claimed from 95 % give 1, from 99 % 1.5, 100 % 2); Rui'an 2012 share-of-优秀 ladder.
 */
export const ladder = kind({
  source: 'VALUE',
  parameters: Parameters,

  check({ rungs }, { faults, path, full, direction }) {
    if (rungs.length === 0) {
      faults.add(
        `${path}.rungs`,
        'RUNGS_TOO_FEW',
        'A ladder has at least 1 rung, got 0.',
        '阶梯至少有 1 级，现有 0 级。',
      );
    }
    let above: { bound: Decimal; points: Decimal } | undefined;
    const wanted = direction === 'DIRECTION_LOWER_IS_BETTER' ? 1 : -1;
    for (const [i, rung] of rungs.entries()) {
      const bound = faults.decimal(`${path}.rungs[${i}].bound`, rung.bound);
      const points = faults.within(`${path}.rungs[${i}].points`, rung.points, 0, full);
      if (!bound || !points) continue;
      if (above && direction && bound.comparedTo(above.bound) !== wanted) {
        faults.add(
          `${path}.rungs[${i}].bound`,
          'RUNGS_NOT_IN_ORDER',
          `Rungs go from best to worst, but ${rung.bound} follows ${text(above.bound)}.`,
          `阶梯应由优到劣排列，但 ${rung.bound} 排在 ${text(above.bound)} 之后。`,
        );
      }
      if (above?.points.lt(points)) {
        faults.add(
          `${path}.rungs[${i}].points`,
          'POINTS_NOT_DECREASING',
          `Points fall from rung to rung, but ${rung.points} follows ${text(above.points)}.`,
          `阶梯得分应逐级递减，但 ${rung.points} 排在 ${text(above.points)} 之后。`,
        );
      }
      above = { bound, points };
    }
  },

  read({ rungs }, _, direction) {
    const list = rungs.map(({ bound, exclusive, points }) => ({
      bound: decimal('rungs.bound', bound),
      exclusive,
      points: decimal('rungs.points', points),
    }));
    const sign = direction === 'DIRECTION_LOWER_IS_BETTER' ? -1 : 1;
    const steps = rungs.map(({ bound, exclusive, points }) => ({
      bound: exact(bound),
      least: exclusive ? 1 : 0,
      points: exact(points),
    }));
    return {
      exact(x) {
        for (const { bound, least, points } of steps) {
          const order = Math.sign(compare(x, bound));
          if (Number.isNaN(order)) return LOST;
          if (sign * order >= least) return points;
        }
        return NOUGHT;
      },
      score({ value }) {
        const rung = list.find(
          ({ bound, exclusive }) => sign * value.comparedTo(bound) >= (exclusive ? 1 : 0),
        );
        const points = rung?.points ?? ZERO;
        const relation = `${sign === 1 ? '>' : '<'}${rung?.exclusive ? '' : '='}`
          .replace('>=', '≥')
          .replace('<=', '≤');
        return scored(points, rung ? `p (x ${relation} ${text(rung.bound)})` : '0', () => figure(points));
      },
    };
  },
});
