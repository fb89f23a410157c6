import type { ReserveRule } from '@fuxing/contracts/incentives/v1/incentives';
import { consecutive, type Decision, evidenceOf, type FinalYear, ranked } from './final-year';
import { quota, roundingText } from './quota';

/**
 * Units proposed for the reserve pool (后备干部库): in the top share of their group in each of the last years. The places
 * are counted anew for each year from the units ranked in it; units that share the last place are all in. A year without
 * final results breaks the row.
 *
 * Source: results count for appointments by 济南市绩效管理条例 (2018) art. 28 and 杭州市绩效管理条例 (2015) art. 32; 泰兴
 * 2014 (taixing.cn 2015/0112/65566) rewards persons who are excellent three years running. It is a proposal with its
 * evidence: who is taken in is decided by people.
 *
 * @param newestFirst final years of one unit group; the first is the one being decided
 * @throws DomainError DECIMAL_INVALID when the share is no decimal
 */
export function reserve(newestFirst: readonly FinalYear[], rule: ReserveRule): Decision[] {
  const [current] = newestFirst;
  if (!current) return [];
  const { topShare, rounding, years } = rule;
  const quotas = new Map(
    newestFirst.map((year) => [year.period, quota(topShare, year.rankedUnits, rounding)]),
  );
  const how = roundingText(rounding);
  return ranked(current).flatMap(({ unitId }) => {
    const row = consecutive(
      newestFirst,
      years,
      unitId,
      (year, { rank }) => rank <= (quotas.get(year.period)?.places ?? 0),
    );
    if (!row) return [];
    const each = row.map(({ year, result }) => {
      const { places, product } = quotas.get(year.period) ?? { places: 0, product: '' };
      const { period, rankedUnits: units } = year;
      return {
        zh: `${period} 年第 ${result.rank} 名，名额 ${topShare} × ${units} = ${product}，${how.zh}取 ${places}`,
        en: `${period}: rank ${result.rank}, ${topShare} × ${units} = ${product}, ${how.en} ${places} places`,
      };
    });
    return {
      unitId,
      place: 0,
      coefficient: '',
      zh:
        `${each.map(({ zh }) => zh).join('；')}。规则：连续 ${years} 年均在同组名额之内（至少 1 个名额，` +
        `并列最后一个名次的单位全部入选）的单位，提名进入后备干部库，由有权机关决定。`,
      en:
        `${each.map(({ en }) => en).join('; ')}. Rule: units within the places of their group in each of ${years} ` +
        `consecutive years (at least one place; units that share the last of them are all in) are proposed for the ` +
        `reserve pool; authorised people decide.`,
      evidence: row.map(({ year, result }) => evidenceOf(year, result)),
    };
  });
}
