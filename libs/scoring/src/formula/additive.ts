import { constant } from './constant';
import { type Expression, isArithmetic } from './expression';
import { PLAIN, parseUnit, isSameKind } from './unit';

/**
 * The first part that keeps values of several periods or units from being added up, undefined when they can be:
 * a quotient, a product of measures, a share such as %, a function. Sums, differences, constant multiples and
 * conditions (`has(a) ? a : 0`) can be.
 */
export function notAdditive(expression: Expression): Expression | undefined {
  switch (expression.kind) {
    case 'number':
      return undefined;
    case 'measure': {
      const unit = parseUnit(expression.unitOfMeasure ?? '');
      return isSameKind(unit, PLAIN) && unit.scale !== 0 ? expression : undefined;
    }
    case 'negative':
      return notAdditive(expression.of);
    case 'choice':
      return notAdditive(expression.whenTrue) ?? notAdditive(expression.whenFalse);
    case 'operation': {
      const { operator, left, right } = expression;
      if (!isArithmetic(operator)) return expression;
      if (operator === '/') return constant(right) ? notAdditive(left) : expression;
      if (operator === '*' && !constant(left) && !constant(right)) return expression;
      return notAdditive(left) ?? notAdditive(right);
    }
    case 'not':
    case 'call':
    default:
      return expression;
  }
}
