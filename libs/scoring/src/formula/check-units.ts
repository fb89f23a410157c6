import { Decimal } from '../decimal';
import { constant } from './constant';
import { type Expression, isArithmetic, isLogic, type Operation } from './expression';
import type { Faults } from './faults';
import { excerpt, formulaText } from './format';
import { isSame, isSameKind, parseUnit, PLAIN, rescaled, times, type Unit, unitText } from './unit';

/**
 * The unit of an expression, with faults where unlike things are added or compared. Undefined for what takes the
 * unit of its neighbour: numbers written in the formula.
 */
export function unitOf(expression: Expression, faults: Faults): Unit | undefined {
  switch (expression.kind) {
    case 'number':
      return undefined;
    case 'measure':
      return parseUnit(expression.unitOfMeasure ?? '');
    case 'negative':
      return unitOf(expression.of, faults);
    case 'not':
      unitOf(expression.of, faults);
      return undefined;
    case 'operation':
      return operationUnit(expression, faults);
    case 'choice':
      unitOf(expression.condition, faults);
      return likeUnits([expression.whenTrue, expression.whenFalse], faults);
    case 'call':
    default:
      if (expression.name === 'min' || expression.name === 'max' || expression.name === 'clip') {
        return likeUnits(expression.args, faults);
      }
      return expression.args.map((each) => unitOf(each, faults))[0];
  }
}

function operationUnit({ operator, left, right }: Operation, faults: Faults): Unit | undefined {
  if (isLogic(operator)) {
    unitOf(left, faults);
    unitOf(right, faults);
    return undefined;
  }
  if (operator !== '*' && operator !== '/') {
    const unit = likeUnits([left, right], faults);
    return isArithmetic(operator) ? unit : undefined;
  }
  const sign = operator === '*' ? 1 : -1;
  const [above, below] = [unitOf(left, faults), unitOf(right, faults)];
  if (above && below) return times(above, below, sign);
  if (above) return rescaled(above, sign * magnitude(constant(right)));
  return below && rescaled(times(PLAIN, below, sign), magnitude(constant(left)));
}

/**
 * The exponent of 100, 1000, 0.01 …: powers of ten that change the size of a unit, as * 100 makes a ratio a percentage.
 * 0 for every other number; that is a weight.
 */
function magnitude(value: Decimal | undefined): number {
  if (!value?.gt(0)) return 0;
  const exponent = value.e;
  return Math.abs(exponent) >= 2 && value.eq(`1e${exponent}`) ? exponent : 0;
}

/** The one unit of all, with a fault at the first that differs. */
function likeUnits(terms: readonly Expression[], faults: Faults): Unit | undefined {
  let known: { unit: Unit; term: Expression } | undefined;
  for (const term of terms) {
    const unit = unitOf(term, faults);
    if (!unit) continue;
    known ??= { unit, term };
    if (isSame(known.unit, unit)) continue;
    const [first, other] = [unitText(known.unit), unitText(unit)];
    const [a, b] = [excerpt(known.term), excerpt(term)];
    faults.add(
      term,
      'UNIT_MISMATCH',
      `"${a}" is in ${first} and "${b}" in ${other}; they cannot be added or compared.`,
      `“${a}”的计量单位是 ${first},“${b}”是 ${other}，不能相加减或比较。`,
      isSameKind(known.unit, unit) ? resized(term, known.unit.scale - unit.scale) : undefined,
    );
    break;
  }
  return known?.unit;
}

/** The text of an expression times a power of ten. */
function resized(term: Expression, exponent: number): string {
  const { start, end } = term;
  const right: Expression = { kind: 'number', value: new Decimal(10).pow(Math.abs(exponent)), start, end };
  return formulaText({
    kind: 'operation',
    operator: exponent > 0 ? '*' : '/',
    left: term,
    right,
    start,
    end,
  });
}

/** Adds a fault when the result is not in the declared unit. */
export function checkResultUnit(formula: Expression, unit: Unit, declared: string, faults: Faults): void {
  const wanted = parseUnit(declared);
  if (isSame(unit, wanted)) return;
  const [is, asked] = [unitText(unit), declared.trim() || '1'];
  faults.add(
    formula,
    'RESULT_UNIT',
    `The formula gives a value in ${is}, but ${asked} is declared.`,
    `公式结果的计量单位是 ${is}，但声明的是 ${asked}。`,
    isSameKind(unit, wanted) ? resized(formula, wanted.scale - unit.scale) : undefined,
  );
}
