import type { AccountabilityRule } from '@fuxing/contracts/incentives/v1/incentives';
import { consecutive, type Decision, evidenceOf, type FinalYear, ranked } from './final-year';

/**
 * Units for which a case is opened (问责): last of their group in each of the last years. All that share the last place
 * are last; nobody is last when nobody is better, as in a group of one. A year without final results breaks the row.
 *
 * Source: 济南市绩效管理条例 (2018) art. 31 and 杭州市绩效管理条例 (2015) art. 34: measures grow with the consecutive years in
 * which a unit fails; a talk with whoever is at the bottom, 政府督查工作条例 (2020) art. 12 (7).
 *
 * @param newestFirst final years of one unit group; the first is the one being decided
 */
export function accountability(newestFirst: readonly FinalYear[], { years }: AccountabilityRule): Decision[] {
  const [current] = newestFirst;
  if (!current) return [];
  const lastPlaces = new Map(newestFirst.map((year) => [year.period, lastPlace(year)]));
  return ranked(current).flatMap(({ unitId }) => {
    const row = consecutive(
      newestFirst,
      years,
      unitId,
      (year, { rank }) => rank === lastPlaces.get(year.period),
    );
    if (!row) return [];
    const each = row.map(({ year: { period, rankedUnits }, result: { rank } }) => ({
      zh: `${period} 年在 ${rankedUnits} 个参加排名的单位中名列第 ${rank}，为末位`,
      en: `${period}: rank ${rank} of ${rankedUnits} ranked units, the last place`,
    }));
    return {
      unitId,
      place: 0,
      coefficient: '',
      zh:
        `${each.map(({ zh }) => zh).join('；')}。` +
        `规则：连续 ${years} 年末位的单位启动问责程序；并列末位均计入，只有一个单位的分组不设末位。`,
      en:
        `${each.map(({ en }) => en).join('; ')}. Rule: an accountability case is opened for units in last place in ` +
        `each of ${years} consecutive years; all that share it count, and a group of one unit has no last place.`,
      evidence: row.map(({ year, result }) => evidenceOf(year, result)),
    };
  });
}

/** The rank of the last place, or undefined when nobody is better than anybody. */
function lastPlace(year: FinalYear): number | undefined {
  const rank = ranked(year).at(-1)?.rank ?? 0;
  return rank > 1 ? rank : undefined;
}
