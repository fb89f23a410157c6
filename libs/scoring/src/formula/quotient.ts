import { type Decimal, ONE } from '../decimal';
import { notAdditive } from './additive';
import { unitOf } from './check-units';
import { constant } from './constant';
import { type Expression, measureIds } from './expression';
import { Faults } from './faults';
import { formulaText } from './format';
import type { Formula } from './read-formula';
import { PLAIN, unitText } from './unit';

/** A rate in its parts: numerator ÷ denominator × factor. */
export interface Quotient {
  numerator: Formula;
  denominator: Formula;
  factor: Decimal;
}

interface Product {
  above: Expression[];
  below: Expression[];
  factor: Decimal;
}

/**
 * The parts of a formula of the form a / b * k, for pooling the ratio over periods; `a * k / b` and `k * a / b` too.
 * Undefined for every other form, and where a or b cannot be added up over periods.
 */
export function quotientOf(formula: Formula): Quotient | undefined {
  const product: Product = { above: [], below: [], factor: ONE };
  if (!multiply(formula.expression, product, false)) return undefined;
  const [numerator, ...moreAbove] = product.above;
  const [denominator, ...moreBelow] = product.below;
  if (!numerator || !denominator || moreAbove.length > 0 || moreBelow.length > 0) return undefined;
  if (notAdditive(numerator) || notAdditive(denominator)) return undefined;
  return {
    numerator: part(numerator, formula),
    denominator: part(denominator, formula),
    factor: product.factor,
  };
}

/** Takes a product or quotient apart; false when it divides by 0. */
function multiply(expression: Expression, product: Product, inverse: boolean): boolean {
  const value = constant(expression);
  if (value) {
    if (inverse && value.isZero()) return false;
    product.factor = inverse ? product.factor.div(value) : product.factor.times(value);
    return true;
  }
  if (expression.kind === 'operation' && (expression.operator === '*' || expression.operator === '/')) {
    const { left, right, operator } = expression;
    return multiply(left, product, inverse) && multiply(right, product, inverse !== (operator === '/'));
  }
  (inverse ? product.below : product.above).push(expression);
  return true;
}

function part(expression: Expression, { periodKind }: Formula): Formula {
  return {
    text: formulaText(expression),
    expression,
    measureIds: measureIds(expression),
    unitOfMeasure: unitText(unitOf(expression, new Faults('formula')) ?? PLAIN),
    periodKind,
    onZeroDivision: 'BLOCK',
  };
}
