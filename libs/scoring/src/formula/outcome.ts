import { clip, Decimal, round, ZERO } from '../decimal';
import type { Arithmetic, Comparison, Logic } from './expression';

/** Why an expression has no value. */
export type Obstacle = 'MISSING' | 'DIVISION_BY_ZERO';
/** What computing a number gives. */
export type Amount = Decimal | Obstacle;
/** What deciding a condition gives. */
export type Truth = boolean | Obstacle;

export const isObstacle = (outcome: Amount | Truth): outcome is Obstacle => typeof outcome === 'string';

/**
 * The result for numbers that are all there. Otherwise what stands in the way: a missing number before a division by
 * 0, in whatever order they stand, so that a + b and b + a agree.
 */
function lifted<T>(amounts: readonly Amount[], result: (values: Decimal[]) => T): T | Obstacle {
  if (amounts.includes('MISSING')) return 'MISSING';
  if (amounts.includes('DIVISION_BY_ZERO')) return 'DIVISION_BY_ZERO';
  return result(amounts.filter((each): each is Decimal => !isObstacle(each)));
}

export function calculated(operator: Arithmetic, left: Amount, right: Amount): Amount {
  return lifted([left, right], ([a = ZERO, b = ZERO]): Amount => {
    switch (operator) {
      case '+':
        return a.plus(b);
      case '-':
        return a.minus(b);
      case '*':
        return a.times(b);
      case '/':
      default:
        return b.isZero() ? 'DIVISION_BY_ZERO' : a.div(b);
    }
  });
}

export function compared(operator: Comparison, left: Amount, right: Amount): Truth {
  return lifted([left, right], ([a = ZERO, b = ZERO]) => {
    switch (operator) {
      case '==':
        return a.eq(b);
      case '!=':
        return !a.eq(b);
      case '<':
        return a.lt(b);
      case '<=':
        return a.lte(b);
      case '>':
        return a.gt(b);
      case '>=':
      default:
        return a.gte(b);
    }
  });
}

/** One side may decide alone: false && missing is false, true || missing is true, as CEL has it. */
export function decided(operator: Logic, left: Truth, right: Truth): Truth {
  const deciding = operator === '||';
  if (left === deciding || right === deciding) return deciding;
  if (left === 'MISSING' || right === 'MISSING') return 'MISSING';
  return isObstacle(left) || isObstacle(right) ? 'DIVISION_BY_ZERO' : !deciding;
}

export const negated = (amount: Amount): Amount => (isObstacle(amount) ? amount : amount.neg());
export const denied = (truth: Truth): Truth => (isObstacle(truth) ? truth : !truth);

export function total(amounts: readonly Amount[]): Amount {
  return lifted(amounts, (values) => values.reduce((sum, value) => sum.plus(value), ZERO));
}

/** The functions that only look at their arguments. */
export function applied(name: 'min' | 'max' | 'abs' | 'round' | 'clip', args: readonly Amount[]): Amount {
  return lifted(args, (values) => {
    const [a = ZERO, b = ZERO, c = ZERO] = values;
    switch (name) {
      case 'min':
        return Decimal.min(...values);
      case 'max':
        return Decimal.max(...values);
      case 'abs':
        return a.abs();
      case 'round':
        return round(a, b.toNumber(), 'ROUNDING_MODE_HALF_UP');
      case 'clip':
      default:
        return clip(a, b, c);
    }
  });
}
