import { z } from 'zod';
import { clip, type Decimal, decimal, figure, text, ZERO } from '../decimal';
import { decimalOr, string } from '../shape';
import { kind } from './method';
import { scored } from './method-score';

const Parameters = z.object({
  /** Who judges, for example the assessment group; every judgement names the person or body. */
  judgedBy: string,
  /** From best to worst. */
  bands: z
    .array(
      z.object({
        bandId: string,
        name: string,
        /** Least and greatest part of the full mark, 0 to 1, both within the band. */
        from: decimalOr('0'),
        to: decimalOr('1'),
      }),
    )
    .default([]),
});

/**
 * A qualitative item: somebody says which band was reached and gives a mark within it, W × from ≤ x ≤ W × to; the mark is the
 * points. A mark outside its band is refused when it is filed. Marks between two bands (80–100, 60–79) cannot be given; a mark on
 * the border of two belongs to the one that was named.
 *
 * Source: budget self-evaluation forms: achieved 80 to 100 % of the marks, partly 50 to 80 %, not achieved 0 to 50 %.
 */
export const judged = kind({
  source: 'JUDGEMENTS',
  parameters: Parameters,

  check({ judgedBy, bands }, { faults, path }) {
    if (judgedBy === '') {
      faults.add(
        `${path}.judgedBy`,
        'JUDGE_MISSING',
        'A judged item says who judges, got "".',
        '定性评定项应写明由谁评定，收到的是“”。',
      );
    }
    if (bands.length === 0) {
      faults.add(
        `${path}.bands`,
        'BANDS_TOO_FEW',
        'A judged item has at least 1 band, got 0.',
        '定性评定项至少有 1 档，现有 0 档。',
      );
    }
    const [ids, names] = [new Set<string>(), new Set<string>()];
    let above: Decimal | undefined;
    for (const [i, { bandId, name, from, to }] of bands.entries()) {
      const at = `${path}.bands[${i}]`;
      if (bandId === '' || ids.has(bandId)) {
        faults.add(
          `${at}.bandId`,
          'BAND_ID_DUPLICATE',
          `A band has an id of its own, got "${bandId}".`,
          `档次编号不能为空或重复，收到的是“${bandId}”。`,
        );
      }
      if (name !== '' && names.has(name)) {
        faults.add(
          `${at}.name`,
          'BAND_NAME_DUPLICATE',
          `Two bands are called "${name}"; nobody could tell them apart.`,
          `有两个档次都叫“${name}”，无法区分。`,
        );
      }
      ids.add(bandId);
      names.add(name);
      const low = faults.within(`${at}.from`, from, 0, 1);
      const high = faults.within(`${at}.to`, to, 0, 1);
      if (low && high?.lt(low)) {
        faults.add(
          `${at}.from`,
          'BAND_ENDS_CONTRARY',
          `A band goes from the lesser to the greater part, got ${from} to ${to}.`,
          `档次应由低到高填写，收到的是 ${from} 至 ${to}。`,
        );
      }
      if (above && high?.gt(above)) {
        faults.add(
          `${at}.to`,
          'BANDS_OVERLAP',
          `Bands go from best to worst without overlap, but ${to} is above ${text(above)}, where the band before begins.`,
          `档次应由优到劣排列且不重叠，但 ${to} 高于上一档的起点 ${text(above)}。`,
        );
      }
      above = low ?? above;
    }
  },

  read({ bands }, outOf) {
    const list = new Map(
      bands.map(({ bandId, from, to }) => [
        bandId,
        { from: decimal('bands.from', from), to: decimal('bands.to', to) },
      ]),
    );
    const ends = (bandId = ''): { low: Decimal; high: Decimal } | undefined => {
      const band = list.get(bandId);
      return band && { low: outOf.times(band.from), high: outOf.times(band.to) };
    };
    return {
      fault({ value, band }) {
        const within = ends(band);
        return within && value.gte(within.low) && value.lte(within.high) ? undefined : 'MARK_OUTSIDE_BAND';
      },
      score({ value, band }) {
        const { low, high } = ends(band) ?? { low: ZERO, high: outOf };
        return scored(
          clip(value, low, high),
          'clip(x, W × b₁, W × b₂)',
          () => `clip(${figure(value)}, ${figure(low)}, ${figure(high)})`,
        );
      },
    };
  },
});
