import { z } from 'zod';
import { clip, decimal, figure, ONE, text } from '../decimal';
import { by, exact, minus, plus, times, within } from '../exact';
import { choice, decimalOr, string } from '../shape';
import { kind, type MethodCheck, peersOf } from './method';
import { scored } from './method-score';

/** Fixed ends are written in the scheme; peer ends are the worst and the best value of the group. */
const ends = choice('ENDS_UNSPECIFIED', 'ENDS_FIXED', 'ENDS_PEERS');

const Parameters = z.object({
  /** In the indicator's unit; empty with peer ends. */
  unacceptable: string,
  satisfactory: string,
  /** Part d of the full mark given at the worse end, 0 to 1. */
  baseShare: decimalOr('0'),
  ends,
});

/** Adds what is wrong with an unacceptable and a satisfactory value. */
export function checkEnds(
  { faults, path, direction }: MethodCheck,
  { unacceptable, satisfactory }: { unacceptable: string; satisfactory: string },
): void {
  const low = faults.decimal(`${path}.unacceptable`, unacceptable);
  const high = faults.decimal(`${path}.satisfactory`, satisfactory);
  if (!low || !high) return;
  if (low.eq(high)) {
    faults.add(
      `${path}.satisfactory`,
      'LINEAR_ENDS_EQUAL',
      `The satisfactory and the unacceptable value are both ${satisfactory}.`,
      `满意值与不允许值不能相同，均为 ${satisfactory}。`,
    );
  } else if (
    (direction === 'DIRECTION_HIGHER_IS_BETTER' && high.lt(low)) ||
    (direction === 'DIRECTION_LOWER_IS_BETTER' && high.gt(low))
  ) {
    const [en, zh] = high.lt(low) ? ['higher', '正向'] : ['lower', '逆向'];
    faults.add(
      `${path}.satisfactory`,
      'LINEAR_ENDS_CONTRARY',
      `The indicator is better when ${en}, but ${satisfactory} is satisfactory and ${unacceptable} unacceptable.`,
      `指标为${zh}指标，但满意值为 ${satisfactory}、不允许值为 ${unacceptable}，方向相反。`,
    );
  }
}

/**
 * Points along a straight line between two ends: W × (d + (1 − d) × clip((x − L) ÷ (U − L), 0, 1)).
 *
 * L is the unacceptable and U the satisfactory value; with peer ends the worst and the best of the group, and the full
 * mark for all when these are equal. With d = 0.6 and W = 100 it is the textbook 60 to 100 efficacy coefficient, with
 * d = 0 min-max.
 * Source: efficacy coefficient method (功效系数法); min-max normalisation, OECD/JRC, Handbook on Constructing
 * Composite Indicators (2008), step 5.
 */
export const linear = kind({
  source: 'VALUE',
  parameters: Parameters,

  check(parameters, against) {
    const { faults, path } = against;
    faults.within(`${path}.baseShare`, parameters.baseShare, 0, 1);
    if (parameters.ends === 'ENDS_FIXED') return checkEnds(against, parameters);
    for (const name of ['unacceptable', 'satisfactory'] as const) {
      if (parameters[name] === '') continue;
      faults.add(
        `${path}.${name}`,
        'PEER_ENDS_WITH_VALUE',
        `With peer ends the group decides, but ${name} is ${parameters[name]}.`,
        `端点取自同组时不能再填写 ${parameters[name]}。`,
      );
    }
  },

  read(parameters, outOf) {
    const share = decimal('baseShare', parameters.baseShare);
    const base = outOf.times(share);
    const fixed =
      parameters.ends === 'ENDS_FIXED'
        ? {
            low: decimal('unacceptable', parameters.unacceptable),
            high: decimal('satisfactory', parameters.satisfactory),
          }
        : undefined;
    const w = exact(text(outOf));
    const least = exact(text(base));
    const [low, high] = [exact(parameters.unacceptable), exact(parameters.satisfactory)];
    const length = minus(high, low);
    return {
      needsPeers: !fixed,
      ...(fixed && {
        exact(x) {
          const way = by(minus(x, low), length);
          return within(plus(least, times(minus(w, least), way)), least, w);
        },
      }),
      score(of) {
        const { low: L, high: U } = fixed ?? { low: peersOf(of).worst, high: peersOf(of).best };
        if (L.eq(U)) return scored(outOf, 'W (U = L)', () => figure(outOf));
        const earned = outOf.times(ONE.minus(share)).times(of.value.minus(L));
        return scored(
          clip(base.plus(earned.div(U.minus(L))), base, outOf),
          'W × (d + (1 − d) × clip((x − L) ÷ (U − L), 0, 1))',
          () => {
            const way = `clip((${figure(of.value)} − ${figure(L)}) ÷ (${figure(U)} − ${figure(L)}), 0, 1)`;
            return `${figure(outOf)} × (${figure(share)} + (1 − ${figure(share)}) × ${way})`;
          },
        );
      },
    };
  },
});
