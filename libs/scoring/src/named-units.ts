import { leavesOf, type Scheme } from './scheme';
import type { FieldViolation } from './scoring-error';

/** Every unit that a scheme names, with its JSON path. */
function* namedUnits(scheme: Scheme): Generator<[unitId: string, path: string]> {
  for (const [i, { unitIds }] of scheme.unitClasses.entries())
    for (const [j, unitId] of unitIds.entries()) yield [unitId, `unitClasses[${i}].unitIds[${j}]`];
  for (const [i, unitId] of scheme.horsConcoursUnitIds.entries()) yield [unitId, `horsConcoursUnitIds[${i}]`];
  for (const [i, { unitId }] of scheme.taskLoads.entries()) yield [unitId, `taskLoads[${i}].unitId`];
  for (const [{ valueRule }, path] of leavesOf(scheme))
    for (const [i, { unitId }] of (valueRule?.coefficients ?? []).entries())
      yield [unitId, `${path}.valueRule.coefficients[${i}].unitId`];
}

/** Ids of the units that a scheme names, each once. */
export function namedUnitIds(scheme: Scheme): string[] {
  const ids = [...namedUnits(scheme)].map(([unitId]) => unitId);
  return [...new Set(ids)].filter((unitId) => unitId !== '');
}

/** Units that a scheme names and that do not exist: it would rank or class the others as if they were not named. */
export function unknownUnits(scheme: Scheme, known: ReadonlySet<string>): FieldViolation[] {
  return [...namedUnits(scheme)]
    .filter(([unitId]) => unitId !== '' && !known.has(unitId))
    .map(([unitId, field]) => ({
      field,
      reason: 'UNIT_UNKNOWN',
      en: `There is no unit "${unitId}".`,
      zh: `单位“${unitId}”不存在。`,
    }));
}
