import { z } from 'zod';
import { Decimal, decimal, figure, ONE, ZERO } from '../decimal';
import { string } from '../shape';
import { kind } from './method';
import { scored } from './method-score';

const Parameters = z.object({
  /** Best at this value … */
  optimum: string,
  /** … and nothing at this distance from it. */
  tolerance: string,
  /** Or best from here … */
  bestFrom: string,
  /** … to here … */
  bestTo: string,
  /** … with these worst values on either side. */
  worstLow: string,
  worstHigh: string,
});

/**
 * Moderate indicators (适度指标), best at a point or inside an interval. Point: W × max(0, 1 − |x − O| ÷ R). Interval:
 * with c = max(b₁ − m, M − b₂), W inside, W × (1 − (b₁ − x) ÷ c) below and W × (1 − (x − b₂) ÷ c) above, never below 0.
 *
 * Source: domain-rules (a) M13, as taught in evaluation courses.
 */
export const moderate = kind({
  source: 'VALUE',
  forBand: 'ONLY',
  parameters: Parameters,

  check(parameters, { faults, path }) {
    const byPoint = parameters.optimum !== '' || parameters.tolerance !== '';
    const names = (
      byPoint ? ['optimum', 'tolerance'] : ['worstLow', 'bestFrom', 'bestTo', 'worstHigh']
    ) as (keyof typeof parameters)[];
    const values = names.map((name) => faults.decimal(`${path}.${name}`, parameters[name]));
    if (values.some((value) => !value)) return;
    if (byPoint) {
      for (const name of ['bestFrom', 'bestTo', 'worstLow', 'worstHigh'] as const) {
        if (parameters[name] === '') continue;
        faults.add(
          `${path}.${name}`,
          'POINT_AND_INTERVAL',
          `A moderate indicator is best at a point or in an interval, not both; ${name} is ${parameters[name]}.`,
          `适度指标只能设最优点或最优区间之一，但 ${name} 为 ${parameters[name]}。`,
        );
      }
      if (values[1]?.lte(0)) {
        faults.add(
          `${path}.tolerance`,
          'TOLERANCE_NOT_POSITIVE',
          `The tolerance is more than 0, got ${parameters.tolerance}.`,
          `容许偏差应大于 0，收到的是 ${parameters.tolerance}。`,
        );
      }
      return;
    }
    const [worstLow = ZERO, from = ZERO, to = ZERO, worstHigh = ZERO] = values;
    if (
      worstLow.gt(from) ||
      from.gt(to) ||
      to.gt(worstHigh) ||
      worstLow.eq(worstHigh) ||
      (from.eq(worstLow) && to.eq(worstHigh))
    ) {
      faults.add(
        path,
        'INTERVAL_NOT_IN_ORDER',
        `It must hold that worstLow ≤ bestFrom ≤ bestTo ≤ worstHigh with room outside, got ${names.map((name) => parameters[name]).join(', ')}.`,
        `应满足 最差下限 ≤ 最优下限 ≤ 最优上限 ≤ 最差上限 且区间外有余地，收到的是 ${names.map((name) => parameters[name]).join('、')}。`,
      );
    }
  },

  read(parameters, outOf) {
    const byPoint = parameters.optimum !== '';
    const read = (name: keyof typeof parameters): Decimal => decimal(name, parameters[name]);
    const [from, to] = byPoint ? [read('optimum'), read('optimum')] : [read('bestFrom'), read('bestTo')];
    const width = byPoint
      ? read('tolerance')
      : Decimal.max(from.minus(read('worstLow')), read('worstHigh').minus(to));
    const [b1, b2, c] = byPoint ? ['O', 'O', 'R'] : ['b₁', 'b₂', 'c'];
    return {
      score({ value }) {
        if (value.gte(from) && value.lte(to)) return scored(outOf, 'W', () => figure(outOf));
        const below = value.lt(from);
        const away = below ? from.minus(value) : value.minus(to);
        return scored(
          outOf.times(Decimal.max(ZERO, ONE.minus(away.div(width)))),
          `W × max(0, 1 − (${below ? `${b1} − x` : `x − ${b2}`}) ÷ ${c})`,
          () =>
            `${figure(outOf)} × max(0, 1 − (${below ? `${figure(from)} − ${figure(value)}` : `${figure(value)} − ${figure(to)}`}) ÷ ${figure(width)})`,
        );
      },
    };
  },
});
