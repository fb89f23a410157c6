import { z } from 'zod';
import { decimal, type Decimal, figure, text, ZERO } from '../decimal';
import { string } from '../shape';
import { kind } from './method';
import { scored } from './method-score';

const Parameters = z.object({
  /** From best to worst. */
  bands: z
    .array(
      z.object({
        name: string,
        /** The standard value that reaches the band, in the indicator's unit. */
        value: string,
        /** Share of the full mark at the standard value, 0 to 1. */
        coefficient: string,
      }),
    )
    .default([]),
});

interface Band {
  value: Decimal;
  coefficient: Decimal;
}

/**
 * Banded efficacy (五档功效系数法): base points of the band reached and, within the band, the way to the next better
 * one: W × c + (x − v) ÷ (v_up − v) × (W × c_up − W × c). The best value and above earn W × c of the best band;
 * below the worst value there are no points.
 *
 * Source: SASAC, comprehensive performance evaluation of central enterprises (2006), with coefficients 1.0, 0.8, 0.6,
 * 0.4 and 0.2 of 优秀, 良好, 平均, 较低 and 较差; any bands are allowed here.
 */
export const bands = kind({
  source: 'VALUE',
  parameters: Parameters,

  check({ bands: list }, { faults, path, direction }) {
    if (list.length < 2) {
      faults.add(
        `${path}.bands`,
        'BANDS_TOO_FEW',
        `There are at least 2 bands, got ${list.length}.`,
        `至少需要 2 个档次，现有 ${list.length} 个。`,
      );
    }
    let above: Band | undefined;
    const wanted = direction === 'DIRECTION_LOWER_IS_BETTER' ? 1 : -1;
    for (const [i, band] of list.entries()) {
      const value = faults.decimal(`${path}.bands[${i}].value`, band.value);
      const coefficient = faults.within(`${path}.bands[${i}].coefficient`, band.coefficient, 0, 1);
      if (!value || !coefficient) continue;
      if (above && direction && value.comparedTo(above.value) !== wanted) {
        faults.add(
          `${path}.bands[${i}].value`,
          'BANDS_NOT_IN_ORDER',
          `Bands go from best to worst, but ${band.value} follows ${text(above.value)}.`,
          `档次标准值应由优到劣排列，但 ${band.value} 排在 ${text(above.value)} 之后。`,
        );
      }
      if (above?.coefficient.lte(coefficient)) {
        faults.add(
          `${path}.bands[${i}].coefficient`,
          'COEFFICIENTS_NOT_DECREASING',
          `Coefficients fall from band to band, but ${band.coefficient} follows ${text(above.coefficient)}.`,
          `档次系数应逐档递减，但 ${band.coefficient} 排在 ${text(above.coefficient)} 之后。`,
        );
      }
      above = { value, coefficient };
    }
  },

  read(parameters, outOf, direction) {
    const list = parameters.bands.map(({ value, coefficient }) => ({
      value: decimal('bands.value', value),
      coefficient: decimal('bands.coefficient', coefficient),
    }));
    const lower = direction === 'DIRECTION_LOWER_IS_BETTER';
    return {
      score({ value }) {
        const at = list.findIndex((band) => (lower ? value.lte(band.value) : value.gte(band.value)));
        const band = list[at];
        if (!band) return scored(ZERO, '0', () => '0');
        const base = outOf.times(band.coefficient);
        const shown = `${figure(outOf)} × ${figure(band.coefficient)}`;
        const up = list[at - 1];
        if (!up) return scored(base, 'W × c', () => shown);
        const way = value.minus(band.value).times(outOf.times(up.coefficient).minus(base));
        return scored(
          base.plus(way.div(up.value.minus(band.value))),
          'W × c + (x − v) ÷ (v_up − v) × (W × c_up − W × c)',
          () =>
            `${shown} + (${figure(value)} − ${figure(band.value)}) ÷ (${figure(up.value)} − ${figure(band.value)}) × (${figure(outOf)} × ${figure(up.coefficient)} − ${shown})`,
        );
      },
    };
  },
});
