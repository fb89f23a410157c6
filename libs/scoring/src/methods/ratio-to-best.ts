import { z } from 'zod';
import { decimal, Decimal, figure } from '../decimal';
import { decimalOr } from '../shape';
import { kind, peersOf } from './method';
import { scored } from './method-score';

const Parameters = z.object({
  /** Least share of the full mark. */
  floor: decimalOr('0'),
});

/**
 * Points in proportion to the best of the group (按实绩赋分): W × max(x ÷ x_best, f), or W × max(x_best ÷ x, f) where
 * lower is better. All values must be positive; where all are 0 and higher is better there is no best, which is a fault.
 *
 * Source: Rui'an 2012 (score ÷ best score × 600); Wenzhou 2013 investment (rate ÷ best rate × 400).
 */
export const ratioToBest = kind({
  source: 'VALUE',
  isRatio: true,
  parameters: Parameters,
  check({ floor }, { faults, path }) {
    faults.within(`${path}.floor`, floor, 0, 1);
  },
  read(parameters, outOf, direction) {
    const floor = decimal('floor', parameters.floor);
    const lower = direction === 'DIRECTION_LOWER_IS_BETTER';
    return {
      needsPeers: true,
      fault(of) {
        if (peersOf(of).lowest.lt(0)) return 'VALUE_NEGATIVE';
        return peersOf(of).best.isZero() ? 'BEST_IS_ZERO' : undefined;
      },
      score(of) {
        const { best } = peersOf(of);
        const [above, below] = lower ? [best, of.value] : [of.value, best];
        return scored(
          Decimal.max(outOf.times(above).div(below), outOf.times(floor)),
          `W × max(${lower ? 'x_best ÷ x' : 'x ÷ x_best'}, f)`,
          () => `${figure(outOf)} × max(${figure(above)} ÷ ${figure(below)}, ${figure(floor)})`,
        );
      },
    };
  },
});
