import type { Expression } from './expression';

/** Text of an expression, with how tightly its outermost operator binds. */
export interface Written {
  text: string;
  binds: number;
}

const TIGHT = 8;
const UNARY = 7;
const CHOICE = 0;

/** How tightly operators bind, loosest first; of CEL. */
const BINDS: Record<string, number> = {
  '||': 1,
  '&&': 2,
  '==': 3,
  '!=': 3,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
};

/** A name, a number of at least 0 or a call. */
export const atom = (text: string): Written => ({ text, binds: TIGHT });

const inside = ({ text, binds }: Written, least: number): string => (binds < least ? `(${text})` : text);

/** Joins parts as the language does, in parentheses only where needed. `sign` may differ from the operator: × for *. */
export function joined(operator: string, sign: string, left: Written, right: Written): Written {
  const binds = BINDS[operator] ?? TIGHT;
  return { text: `${inside(left, binds)} ${sign} ${inside(right, binds + 1)}`, binds };
}

export function prefixed(sign: string, of: Written): Written {
  return { text: `${sign}${inside(of, UNARY + 1)}`, binds: UNARY };
}

export function choice(condition: Written, whenTrue: Written, whenFalse: Written): Written {
  const [a, b, c] = [
    inside(condition, CHOICE + 1),
    inside(whenTrue, CHOICE + 1),
    inside(whenFalse, CHOICE + 1),
  ];
  return { text: `${a} ? ${b} : ${c}`, binds: CHOICE };
}

export function called(name: string, args: readonly Written[]): Written {
  return atom(`${name}(${args.map(({ text }) => text).join(', ')})`);
}

function written(expression: Expression): Written {
  switch (expression.kind) {
    case 'number':
      return atom(expression.value.toFixed());
    case 'measure':
      return atom(expression.name);
    case 'negative':
    case 'not':
      return prefixed(expression.kind === 'not' ? '!' : '-', written(expression.of));
    case 'operation': {
      const { operator, left, right } = expression;
      return joined(operator, operator, written(left), written(right));
    }
    case 'choice':
      return choice(
        written(expression.condition),
        written(expression.whenTrue),
        written(expression.whenFalse),
      );
    case 'call':
    default:
      return called(expression.name, expression.args.map(written));
  }
}

/** The text of an expression, as the language writes it; reading it gives the same expression again. */
export function formulaText(expression: Expression): string {
  return written(expression).text;
}

const EXCERPT = 60;

/** The same, cut to a length that fits a sentence. */
export function excerpt(expression: Expression): string {
  const text = formulaText(expression);
  return text.length > EXCERPT ? `${text.slice(0, EXCERPT - 1)}…` : text;
}
