export type { Place as FormulaPlace, Resolver as FormulaResolver } from './compute';
export { type Dhis2Import, importDhis2, type Dhis2Problem } from './dhis2';
export { type Dhis2Formula } from './dhis2-indicator';
export { type Dhis2Measure } from './dhis2-measures';
export { type Dhis2Comparison } from './dhis2-rule';
export { dhis2Period, dhis2Values } from './dhis2-values';
export {
  evaluateFormula,
  type FormulaInput,
  type FormulaReceipt,
  type FormulaValue,
  formulaValues,
} from './evaluate-formula';
export type { Expression as FormulaExpression, Measure as FormulaMeasure } from './expression';
export type { FormulaViolation } from './faults';
export { formulaName } from './names';
export type { PeriodKind as FormulaPeriodKind } from './period';
export { type Quotient, quotientOf } from './quotient';
export {
  type Formula,
  type FormulaOptions,
  readFormula,
  type ReadFormula,
  type ZeroDivision,
} from './read-formula';
