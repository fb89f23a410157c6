import { type Decimal, ZERO } from '../decimal';
import { type Expression, isArithmetic } from './expression';

/** The value of an expression that is made of numbers and arithmetic only; undefined for all else and for x / 0. */
export function constant(expression: Expression): Decimal | undefined {
  if (expression.kind === 'number') return expression.value;
  if (expression.kind === 'negative') return constant(expression.of)?.neg();
  if (expression.kind !== 'operation' || !isArithmetic(expression.operator)) return undefined;
  const [left, right] = [constant(expression.left), constant(expression.right)];
  if (!left || !right) return undefined;
  switch (expression.operator) {
    case '+':
      return left.plus(right);
    case '-':
      return left.minus(right);
    case '*':
      return left.times(right);
    case '/':
    default:
      return right.isZero() ? undefined : left.div(right);
  }
}

export const isZero = (expression: Expression): boolean => constant(expression)?.eq(ZERO) ?? false;
