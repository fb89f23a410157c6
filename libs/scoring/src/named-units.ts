import { leavesOf, type Scheme } from './scheme';

/** Every unit that a scheme names, with its JSON path: one that does not exist would be ranked or classed as if it were not named. */
export function* namedUnits(scheme: Scheme): Generator<[unitId: string, path: string]> {
  for (const [i, { unitIds }] of scheme.unitClasses.entries())
    for (const [j, unitId] of unitIds.entries()) yield [unitId, `unitClasses[${i}].unitIds[${j}]`];
  for (const [i, unitId] of scheme.horsConcoursUnitIds.entries()) yield [unitId, `horsConcoursUnitIds[${i}]`];
  for (const [i, { unitId }] of scheme.taskLoads.entries()) yield [unitId, `taskLoads[${i}].unitId`];
  for (const [{ valueRule }, path] of leavesOf(scheme))
    for (const [i, { unitId }] of (valueRule?.coefficients ?? []).entries())
      yield [unitId, `${path}.valueRule.coefficients[${i}].unitId`];
}
