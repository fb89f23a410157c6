import { z } from 'zod';
import { Decimal, decimal, figure, text, ZERO } from '../decimal';
import { choice, decimalOr } from '../shape';
import { type Case, kind, peersOf, targetOf } from './method';
import { type MethodScore, scored } from './method-score';

const form = choice(
  'NORMAL_FORM_UNSPECIFIED',
  'NORMAL_FORM_MIN_MAX',
  'NORMAL_FORM_Z_SCORE',
  'NORMAL_FORM_PERCENTILE_RANK',
  'NORMAL_FORM_BORDA',
  'NORMAL_FORM_DISTANCE_TO_TARGET',
  'NORMAL_FORM_DISTANCE_TO_MAXIMUM',
  'NORMAL_FORM_FRACTION_OF_MAXIMUM',
);

const Parameters = z.object({
  form,
  /** Lower and upper end of the range in points (min-max); empty upper end means the full mark. */
  low: decimalOr('0'),
  high: z.string().default(''),
  /** Mean and standard deviation of the points (z-score). */
  mean: decimalOr('0'),
  deviation: decimalOr('1'),
});

/**
 * The normalisations of composite indicators, over the values of the group. Peer values move with every unit that comes
 * or goes, so the group is frozen with the result.
 *
 * Min-max: (x − min) ÷ (max − min) × (u − l) + l. Z-score: (x − x̄) ÷ s × s' + m', s the sample deviation. Percentile
 * rank: W × (r' − 1) ÷ (n − 1) with r' counted from the worst. Borda: r' − 1. Distance to target: W × (x − min) ÷
 * (T − min), at most W, and W for all where the worst is beyond T. Distance to maximum: W × (1 − (max − x) ÷ (max − min)). Fraction of maximum: W × x ÷ max.
 * Where lower is better the values are turned round first, for the target (max − x) ÷ (max − T); a fraction of the
 * maximum has no such form. All values equal earn the upper end (min-max, distances) or the mean (z-score).
 * Source: OECD/JRC Handbook (2008), step 5; the R package COINr, functions n_minmax, n_zscore, n_prank, n_borda,
 * n_dist2targ, n_dist2max and n_fracmax.
 */
export const normalise = kind({
  source: 'VALUE',
  parameters: Parameters,

  check({ form: way, low, high, mean, deviation }, { faults, path, full, direction, changesSign }) {
    const from = faults.decimal(`${path}.low`, low);
    const to = high === '' ? full : faults.decimal(`${path}.high`, high);
    if (from && to && from.gte(to)) {
      faults.add(
        `${path}.low`,
        'RANGE_EMPTY',
        `The range goes from ${low} up to ${text(to)}.`,
        `区间下端 ${low} 应小于上端 ${text(to)}。`,
      );
    }
    faults.decimal(`${path}.mean`, mean);
    if (faults.decimal(`${path}.deviation`, deviation)?.lte(0)) {
      faults.add(
        `${path}.deviation`,
        'DEVIATION_NOT_POSITIVE',
        `The deviation is more than 0, got ${deviation}.`,
        `标准差应大于 0，收到的是 ${deviation}。`,
      );
    }
    if (way !== 'NORMAL_FORM_FRACTION_OF_MAXIMUM') return;
    if (direction === 'DIRECTION_LOWER_IS_BETTER') {
      faults.add(
        path,
        'METHOD_NOT_FOR_LOWER',
        'A fraction of the maximum rewards high values only.',
        '最大值比例法只适用于正向指标。',
      );
    }
    if (changesSign) {
      faults.add(
        path,
        'METHOD_NOT_FOR_SIGN_CHANGE',
        'A fraction of the maximum has no meaning for values that may be negative.',
        '取值可能为负的指标不能用最大值比例法。',
      );
    }
  },

  read(rule, outOf, direction) {
    const lower = direction === 'DIRECTION_LOWER_IS_BETTER';
    const low = decimal('low', rule.low);
    const high = rule.high === '' ? outOf : decimal('high', rule.high);
    const mean = decimal('mean', rule.mean);
    const deviation = decimal('deviation', rule.deviation);

    const along = (
      of: Case,
      from: Decimal,
      to: Decimal,
      [a, b]: [string, string],
      ends: [Decimal, Decimal],
      cap: boolean,
    ): MethodScore => {
      const [least, most] = ends;
      if (from.eq(to)) return scored(most, `u (${a} = ${b})`, () => figure(most));
      const points = of.value.minus(from).times(most.minus(least)).div(to.minus(from)).plus(least);
      const formula = `(x − ${a}) ÷ (${b} − ${a}) × (u − l) + l`;
      const shown = (): string =>
        `(${figure(of.value)} − ${figure(from)}) ÷ (${figure(to)} − ${figure(from)}) × (${figure(most)} − ${figure(least)}) + ${figure(least)}`;
      if (!cap || points.lte(most)) return scored(points, formula, shown);
      return scored(most, `min(${formula}, u)`, () => `min(${shown()}, ${figure(most)})`);
    };

    return {
      needsPeers: true,
      needsTarget: rule.form === 'NORMAL_FORM_DISTANCE_TO_TARGET',
      fault(of) {
        if (rule.form === 'NORMAL_FORM_FRACTION_OF_MAXIMUM') {
          if (peersOf(of).lowest.lt(0)) return 'VALUE_NEGATIVE';
          if (peersOf(of).highest.isZero()) return 'BEST_IS_ZERO';
        }
        return undefined;
      },
      score(of) {
        const peers = peersOf(of);
        const worstToBest: [string, string] = lower ? ['max', 'min'] : ['min', 'max'];
        switch (rule.form) {
          case 'NORMAL_FORM_Z_SCORE': {
            const spread = peers.deviation;
            if (spread.isZero()) return scored(mean, "m' (s = 0)", () => figure(mean));
            const [a, b, x, y] = lower ? [peers.mean, of.value, 'x̄', 'x'] : [of.value, peers.mean, 'x', 'x̄'];
            return scored(
              a.minus(b).div(spread).times(deviation).plus(mean),
              `(${x} − ${y}) ÷ s × s' + m'`,
              () =>
                `(${figure(a)} − ${figure(b)}) ÷ ${figure(spread)} × ${figure(deviation)} + ${figure(mean)}`,
            );
          }
          case 'NORMAL_FORM_PERCENTILE_RANK':
          case 'NORMAL_FORM_BORDA': {
            const beaten = new Decimal(peers.beaten(of.at ?? 0));
            if (rule.form === 'NORMAL_FORM_BORDA')
              return scored(beaten, "r' − 1", () => `${figure(beaten.plus(1))} − 1`);
            if (peers.count === 1) return scored(outOf, 'W', () => figure(outOf));
            return scored(
              outOf.times(beaten).div(peers.count - 1),
              "W × (r' − 1) ÷ (n − 1)",
              () => `${figure(outOf)} × (${figure(beaten.plus(1))} − 1) ÷ (${peers.count} − 1)`,
            );
          }
          case 'NORMAL_FORM_DISTANCE_TO_TARGET': {
            const [from, target] = [peers.worst, targetOf(of)];
            if (lower ? from.lt(target) : from.gt(target))
              return scored(outOf, `u (${worstToBest[0]} ${lower ? '<' : '>'} T)`, () => figure(outOf));
            return along(of, from, target, [worstToBest[0], 'T'], [ZERO, outOf], true);
          }
          case 'NORMAL_FORM_DISTANCE_TO_MAXIMUM':
            return along(of, peers.worst, peers.best, worstToBest, [ZERO, outOf], false);
          case 'NORMAL_FORM_FRACTION_OF_MAXIMUM':
            return scored(
              outOf.times(of.value).div(peers.highest),
              'W × x ÷ max',
              () => `${figure(outOf)} × ${figure(of.value)} ÷ ${figure(peers.highest)}`,
            );
          case 'NORMAL_FORM_MIN_MAX':
          default:
            return along(of, peers.worst, peers.best, worstToBest, [low, high], false);
        }
      },
    };
  },
});
