import type { Evidence } from '@fuxing/contracts/incentives/v1/incentives';

/** What one unit got in the end. */
export interface FinalResult {
  unitId: string;
  /** 1 is best, units that are equal share a place (1-2-2-4); 0 is not ranked. */
  rank: number;
  /** Decimal; empty without a total. */
  total: string;
  /** Empty when not ranked. */
  gradeId: string;
}

/** The final results of one unit group in one year. */
export interface FinalYear {
  cycleId: string;
  /** `2026`. */
  period: string;
  /** How many units have a rank. */
  rankedUnits: number;
  results: readonly FinalResult[];
}

/** What follows for one unit, with its reasons in both languages. */
export interface Decision {
  unitId: string;
  /** Place in the budget list, 1 is first; 0 for anything else. */
  place: number;
  /** Decimal of the budget list; empty for anything else. */
  coefficient: string;
  zh: string;
  en: string;
  /** Newest first. */
  evidence: Evidence[];
}

/** The results of a year that have a rank, best first; equals in order of their id. */
export function ranked({ results }: FinalYear): FinalResult[] {
  return results
    .filter(({ rank }) => rank > 0)
    .toSorted((a, b) => a.rank - b.rank || (a.unitId < b.unitId ? -1 : 1));
}

/** One year's result as evidence. */
export function evidenceOf({ cycleId, period, rankedUnits }: FinalYear, result: FinalResult): Evidence {
  const { rank, total, gradeId } = result;
  return { cycleId, period, rank, rankedUnits, total, gradeId };
}

/**
 * The results of the unit in each of `years` consecutive years, newest first.
 *
 * @param newestFirst the years that are known, the one that was just decided first
 * @param holds whether a year counts for the unit
 * @returns undefined when a year is unknown, the unit was not ranked in it, or it does not count
 */
export function consecutive(
  newestFirst: readonly FinalYear[],
  years: number,
  unitId: string,
  holds: (year: FinalYear, result: FinalResult) => boolean,
): { year: FinalYear; result: FinalResult }[] | undefined {
  const last = Number(newestFirst[0]?.period);
  const found: { year: FinalYear; result: FinalResult }[] = [];
  for (let back = 0; back < years; back += 1) {
    const year = newestFirst.find(({ period }) => Number(period) === last - back);
    const result = year?.results.find((each) => each.unitId === unitId && each.rank > 0);
    if (!year || !result || !holds(year, result)) return undefined;
    found.push({ year, result });
  }
  return found;
}
