import type { PriceBasis } from '../package';
import { checkConstants } from './check-constants';
import { checkNesting } from './check-nesting';
import { checkPeriods } from './check-periods';
import { checkPrices } from './check-prices';
import { checkTypes } from './check-types';
import { checkResultUnit, unitOf } from './check-units';
import { Conversion } from './convert';
import { type Expression, type Measure, measureIds } from './expression';
import { Faults, type FormulaViolation } from './faults';
import { parse } from './parse';
import type { PeriodKind } from './period';
import { isSameKind, parseUnit, PLAIN, type Unit, unitText } from './unit';

/**
 * What the result is when a denominator is 0: nothing that scoring could use, until a person has looked (`BLOCK`);
 * no value (`MISSING`); the number 0; or 100, for percentages where no cases means that nothing was left undone.
 */
export type ZeroDivision = 'BLOCK' | 'MISSING' | 'ZERO' | 'ONE_HUNDRED';

export interface FormulaOptions {
  onZeroDivision: ZeroDivision;
  /** Unit of the result as declared by the indicator; not compared when absent. */
  unitOfMeasure?: string | undefined;
  /** Rhythm of the indicator; without it that of the measures. */
  periodKind?: PeriodKind | undefined;
  /** At which prices the indicator declares to be stated; without it those of the measures. */
  priceBasis?: PriceBasis | undefined;
  /** Path of the field for violations; `formula` when absent. */
  field?: string | undefined;
}

/** A formula that was read and found sound. */
export interface Formula {
  text: string;
  expression: Expression;
  /** In reading order, each once. */
  measureIds: readonly string[];
  /** Of the result: the declared one, or else the one that follows from the measures; `1` is a plain number. */
  unitOfMeasure: string;
  /** The kind of period to compute for; undefined when no measure has one. */
  periodKind?: PeriodKind | undefined;
  /** Of the result: the declared one, or else the one that follows from the measures; undefined where nothing has a price. */
  priceBasis?: PriceBasis | undefined;
  onZeroDivision: ZeroDivision;
}

export type ReadFormula =
  { formula: Formula; violations?: undefined } | { formula?: undefined; violations: FormulaViolation[] };

/**
 * Reads a formula and checks it: names, types, units, periods, prices, sizes. Never throws and runs nothing of it.
 *
 * @param measures by id; a formula writes an id with `_` for characters that names cannot have
 */
export function readFormula(
  text: string,
  measures: Readonly<Record<string, Measure>>,
  options: FormulaOptions,
): ReadFormula {
  const faults = new Faults(options.field ?? 'formula');
  const tree = parse(text, faults);
  const expression = tree && new Conversion(text, measures, faults).expression(tree);
  if (!expression || faults.list.length > 0) return { violations: faults.list };

  checkTypes(expression, faults);
  checkConstants(expression, faults);
  checkNesting(expression, faults);
  if (faults.list.length > 0) return { violations: faults.list };

  const periodKind = checkPeriods(expression, options.periodKind, faults);
  const priceBasis = checkPrices(expression, options.priceBasis, faults);
  const unit = unitOf(expression, faults);
  if (faults.list.length === 0 && unit && options.unitOfMeasure !== undefined) {
    checkResultUnit(expression, unit, options.unitOfMeasure, faults);
  }
  const unitOfMeasure = options.unitOfMeasure ?? unitText(unit ?? PLAIN);
  checkZeroDivision(options.onZeroDivision, parseUnit(unitOfMeasure), faults);
  if (faults.list.length > 0) return { violations: faults.list };
  return {
    formula: {
      text,
      expression,
      measureIds: measureIds(expression),
      unitOfMeasure,
      periodKind,
      priceBasis,
      onZeroDivision: options.onZeroDivision,
    },
  };
}

function checkZeroDivision(policy: ZeroDivision, unit: Unit, faults: Faults): void {
  if (policy !== 'ONE_HUNDRED' || (isSameKind(unit, PLAIN) && unit.scale === 2)) return;
  faults.add(
    { start: 0 },
    'ZERO_DIVISION_POLICY',
    `Division by 0 can count as 100 only where the result is in %, here it is in ${unitText(unit)}.`,
    `只有结果以 % 计量时，除数为 0 才能按 100 计；此处计量单位是 ${unitText(unit)}。`,
  );
}
