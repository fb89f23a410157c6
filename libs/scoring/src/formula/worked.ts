import { text } from '../decimal';
import { type Computation, movedBy, type Place, summedPeriods } from './compute';
import type { Call, Expression } from './expression';
import { atom, called, choice, joined, prefixed, type Written } from './format';
import { isObstacle } from './outcome';

/** Stands for a number that is not there. */
const NONE = '–';
/** Stands for a part that was not needed. */
const UNUSED = '…';
/** So many values of a group are written out. */
const SHOWN = 20;

const SIGNS: Record<string, string> = {
  '*': '×',
  '/': '÷',
  '-': '−',
  '<=': '≤',
  '>=': '≥',
  '!=': '≠',
  '==': '=',
};

const number = (plain: string): Written =>
  plain.startsWith('-') ? prefixed('−', atom(plain.slice(1))) : atom(plain);

/** The formula with the numbers put in, so that a person can recompute it. Language-neutral. */
export function worked(expression: Expression, place: Place, computation: Computation): Written {
  const write = (part: Expression): Written => worked(part, place, computation);
  switch (expression.kind) {
    case 'number':
      return number(text(expression.value));
    case 'measure': {
      const value = computation.value(expression.measureId, place);
      return value ? number(text(value)) : atom(NONE);
    }
    case 'negative':
      return prefixed('−', write(expression.of));
    case 'not':
      return prefixed('!', write(expression.of));
    case 'operation': {
      const { operator, left, right } = expression;
      return joined(operator, SIGNS[operator] ?? operator, write(left), write(right));
    }
    case 'choice': {
      const chosen = computation.truth(expression.condition, place);
      return choice(
        write(expression.condition),
        chosen === true ? write(expression.whenTrue) : atom(UNUSED),
        chosen === false ? write(expression.whenFalse) : atom(UNUSED),
      );
    }
    case 'call':
    default:
      return workedCall(expression, place, computation);
  }
}

function workedCall(call: Call, place: Place, computation: Computation): Written {
  const [inner] = call.args;
  if (!inner) return atom(NONE);
  switch (call.name) {
    case 'previous':
    case 'samePeriodLastYear':
    case 'ofYear':
      return worked(inner, movedBy(call.name, place), computation);
    case 'yearToDate':
      return summedPeriods(inner, place.period)
        .map((period) => worked(inner, { ...place, period }, computation))
        .reduce((sum, each) => joined('+', '+', sum, each));
    case 'groupMean':
    case 'groupSum':
      return workedGroup(call, inner, place, computation);
    case 'min':
    case 'max':
    case 'abs':
    case 'round':
    case 'clip':
    case 'has':
    default:
      return called(
        call.name,
        call.args.map((each) => worked(each, place, computation)),
      );
  }
}

function workedGroup(call: Call, inner: Expression, place: Place, computation: Computation): Written {
  const places = computation.group(place).map((unitId) => ({ ...place, unitId }));
  const counted =
    call.name === 'groupMean'
      ? places.filter((each) => !isObstacle(computation.amount(inner, each)))
      : places;
  const shown = counted.slice(0, SHOWN).map((each) => worked(inner, each, computation));
  const rest = counted.length > SHOWN ? [atom(`${UNUSED} n = ${counted.length}`)] : [];
  return called(call.name === 'groupMean' ? 'mean' : 'sum', [...shown, ...rest]);
}
