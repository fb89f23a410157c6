import { decimal, text } from '../decimal';
import type { Evaluation } from '../evaluate';
import type { ScoringPackage } from '../package';
import { comparedBy, parts } from '../standing/rank';
import type { Compared, Comparison } from './receipt';

/** The list that a unit was ranked in, with what decided the places. */
export function comparisonOf(of: ScoringPackage, evaluation: Evaluation, unitId: string): Comparison {
  const { scheme } = of;
  const part = parts(scheme, evaluation.results).find((units) =>
    units.some((each) => each.unitId === unitId),
  );
  const results = new Map(part?.map((result) => [result.unitId, result]));
  const names = new Map(of.units.map((unit) => [unit.unitId, unit]));
  const previous = new Map(of.previousTotals.map((each) => [each.unitId, each.total]));
  const loads = new Map(scheme.taskLoads.map((each) => [each.unitId, each.load]));
  const by = comparedBy(scheme);
  const own = scheme.rankWithinClasses
    ? scheme.unitClasses.find(({ unitIds }) => unitIds.includes(unitId))
    : undefined;

  const key = (name: string, id: string): string => {
    const result = results.get(id);
    const { total = '' } = result ?? {};
    if (name === 'TOTAL') return total;
    if (name === 'LOAD') return loads.get(id) ?? '';
    if (name !== 'IMPROVEMENT') return result?.nodes.find(({ nodeId }) => nodeId === name)?.score ?? '';
    const before = previous.get(id);
    return total === '' || before === undefined
      ? ''
      : text(decimal('total', total).minus(decimal('previousTotal', before)));
  };
  const units = evaluation.standings
    .filter((each) => results.has(each.unitId) && each.rank > 0)
    .map(({ unitId: id, rank }): Compared => ({
      unitId: id,
      name: names.get(id)?.name ?? '',
      nameEn: names.get(id)?.nameEn ?? '',
      rank,
      keys: by.map((name) => key(name, id)),
    }));
  return {
    classId: own?.classId ?? '',
    name: own?.name ?? '',
    nameEn: own?.nameEn ?? '',
    by,
    units,
  };
}
