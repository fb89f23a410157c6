import type { Decimal } from '../decimal';
import { type Call, type Expression, isArithmetic, isLogic, parts } from './expression';
import {
  type Amount,
  applied,
  calculated,
  compared,
  decided,
  denied,
  isObstacle,
  negated,
  total,
  type Truth,
} from './outcome';
import {
  type PeriodKind,
  periodKind,
  previousPeriod,
  yearEarlier,
  yearOf,
  yearToDatePeriods,
} from './period';

/** Where a formula finds its numbers. The same question must get the same answer as long as a result is in use. */
export interface Resolver {
  /** The value of a measure, undefined when there is none. */
  value: (measureId: string, unitId: string, period: string) => Decimal | undefined;
  /**
   * The units to which `groupMean` and `groupSum` compare this one, as a rule including itself. The same array for
   * all of a group spares computing the group anew for each of them.
   */
  group: (unitId: string) => readonly string[];
}

/** For whom and when an expression is computed. */
export interface Place {
  unitId: string;
  period: string;
}

/** The periods that `yearToDate` adds up: of the kind of its measures, up to the end of the period. */
export function summedPeriods(inner: Expression, period: string): string[] {
  return yearToDatePeriods(period, rhythm(inner) ?? periodKind(period));
}

function rhythm(expression: Expression): PeriodKind | undefined {
  if (expression.kind === 'measure') return expression.periodKind;
  for (const part of parts(expression)) {
    const found = rhythm(part);
    if (found) return found;
  }
  return undefined;
}

/** The place in which the argument of a function is computed, for those that move in time. */
export function movedBy(name: Call['name'], place: Place): Place {
  if (name === 'previous') return { ...place, period: previousPeriod(place.period) };
  if (name === 'samePeriodLastYear') return { ...place, period: yearEarlier(place.period) };
  return name === 'ofYear' ? { ...place, period: yearOf(place.period) } : place;
}

/** Computes the parts of one formula; remembers what it found for a group, which is the same for all its units. */
export class Computation {
  private readonly groups = new WeakMap<readonly string[], Map<string, Amount>>();

  constructor(private readonly resolver: Resolver) {}

  /** The members of the group of a unit. */
  group({ unitId }: Place): readonly string[] {
    return this.resolver.group(unitId);
  }

  value(measureId: string, { unitId, period }: Place): Decimal | undefined {
    return this.resolver.value(measureId, unitId, period);
  }

  amount(expression: Expression, place: Place): Amount {
    switch (expression.kind) {
      case 'number':
        return expression.value;
      case 'measure':
        return this.value(expression.measureId, place) ?? 'MISSING';
      case 'negative':
        return negated(this.amount(expression.of, place));
      case 'operation': {
        const { operator, left, right } = expression;
        if (!isArithmetic(operator)) break;
        return calculated(operator, this.amount(left, place), this.amount(right, place));
      }
      case 'choice': {
        const chosen = this.truth(expression.condition, place);
        if (isObstacle(chosen)) return chosen;
        return this.amount(chosen ? expression.whenTrue : expression.whenFalse, place);
      }
      case 'call':
        if (expression.name !== 'has') return this.called(expression, place);
        break;
      case 'not':
      default:
        break;
    }
    throw new TypeError(`checkTypes() let a condition pass for a number: ${expression.kind}`);
  }

  truth(expression: Expression, place: Place): Truth {
    if (expression.kind === 'not') return denied(this.truth(expression.of, place));
    if (expression.kind === 'call' && expression.name === 'has') {
      return expression.args.every((each) => !isObstacle(this.amount(each, place)));
    }
    if (expression.kind === 'operation') {
      const { operator, left, right } = expression;
      if (isLogic(operator)) return decided(operator, this.truth(left, place), this.truth(right, place));
      if (!isArithmetic(operator)) {
        return compared(operator, this.amount(left, place), this.amount(right, place));
      }
    }
    throw new TypeError(`checkTypes() let a number pass for a condition: ${expression.kind}`);
  }

  private called(call: Call, place: Place): Amount {
    const [inner] = call.args;
    switch (call.name) {
      case 'previous':
      case 'samePeriodLastYear':
      case 'ofYear':
        return inner ? this.amount(inner, movedBy(call.name, place)) : 'MISSING';
      case 'yearToDate':
        return inner
          ? total(
              summedPeriods(inner, place.period).map((period) => this.amount(inner, { ...place, period })),
            )
          : 'MISSING';
      case 'groupMean':
      case 'groupSum':
        return inner ? this.grouped(call, inner, place) : 'MISSING';
      case 'has':
        throw new TypeError('has() is a condition');
      case 'min':
      case 'max':
      case 'abs':
      case 'round':
      case 'clip':
      default:
        return applied(
          call.name,
          call.args.map((each) => this.amount(each, place)),
        );
    }
  }

  private grouped(call: Call, inner: Expression, place: Place): Amount {
    const units = this.group(place);
    const known = this.groups.get(units) ?? new Map<string, Amount>();
    this.groups.set(units, known);
    const key = `${call.start} ${place.period}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const amounts = units.map((unitId) => this.amount(inner, { ...place, unitId }));
    const found = call.name === 'groupMean' ? mean(amounts) : units.length === 0 ? 'MISSING' : total(amounts);
    known.set(key, found);
    return found;
  }
}

/** Mean of those that are there; unknown is not 0. */
function mean(amounts: readonly Amount[]): Amount {
  const there = amounts.filter((each) => !isObstacle(each));
  const sum = total(there);
  return there.length === 0 || isObstacle(sum) ? 'MISSING' : sum.div(there.length);
}
