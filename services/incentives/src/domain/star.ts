import type { StarRule } from '@fuxing/contracts/incentives/v1/incentives';
import { type Decision, evidenceOf, type FinalYear, ranked } from './final-year';

/**
 * Units that get the Performance Star (绩效之星): those on the first places; all that share the last of them are in, so
 * there may be more stars than places.
 *
 * Source: fixed numbers of winners by rank are usual, for example 盘锦 "双十佳" (panjin.gov.cn, 2023) and 榆林, the first
 * five of each class each month (2022). That a shared last place is shared by all is this platform's contract.
 */
export function star(year: FinalYear, { places }: StarRule): Decision[] {
  return ranked(year)
    .filter(({ rank }) => rank <= places)
    .map((result) => ({
      unitId: result.unitId,
      place: 0,
      coefficient: '',
      zh:
        `${year.period} 年度总分 ${result.total}，在 ${year.rankedUnits} 个参加排名的单位中名列第 ${result.rank}。` +
        `规则：前 ${places} 名授予绩效之星，并列最后一个名次的单位全部入选。`,
      en:
        `Total of ${result.total} in ${year.period}, rank ${result.rank} of ${year.rankedUnits} ranked units. ` +
        `Rule: the first ${places} ranks get the Performance Star; units that share the last of them are all in.`,
      evidence: [evidenceOf(year, result)],
    }));
}
