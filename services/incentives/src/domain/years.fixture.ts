import type { FinalYear } from './final-year';

/** A year from ranks by unit; grades by unit where they matter. Only for tests. */
export function year(
  period: string,
  ranks: Record<string, number>,
  grades: Record<string, string> = {},
): FinalYear {
  const results = Object.entries(ranks).map(([unitId, rank]) => ({
    unitId,
    rank,
    total: rank > 0 ? String(100 - rank) : '',
    gradeId: rank > 0 ? (grades[unitId] ?? 'b') : '',
  }));
  const rankedUnits = results.filter(({ rank }) => rank > 0).length;
  return { cycleId: `y${period}`, period, rankedUnits, results };
}

/** A group of `n` units `u1`, `u2` … on the places 1, 2 … */
export function group(period: string, n: number): FinalYear {
  return year(period, Object.fromEntries(Array.from({ length: n }, (_, i) => [`u${i + 1}`, i + 1])));
}
