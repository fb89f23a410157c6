import type { Decimal } from '../decimal';
import type { PriceBasis } from '../package';
import type { FunctionName } from './functions';
import type { PeriodKind } from './period';

export type Arithmetic = '+' | '-' | '*' | '/';
export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=';
export type Logic = '&&' | '||';
export type Operator = Arithmetic | Comparison | Logic;

/** What a measure is, as far as a formula must know. */
export interface Measure {
  /** For example `件`, `元`, `%`; empty for a plain number. */
  unitOfMeasure: string;
  /** The rhythm of its values; without it nothing is checked about its periods. */
  periodKind?: PeriodKind | undefined;
  /** At which prices it is stated; absent for what has no price. */
  priceBasis?: PriceBasis | undefined;
}

export interface MeasureUse extends Partial<Measure> {
  kind: 'measure';
  measureId: string;
  /** As formulas write it. */
  name: string;
}

/** A formula as a tree, with where in the text each part stands. */
export type Expression = { start: number; end: number } & (
  | { kind: 'number'; value: Decimal }
  | MeasureUse
  | { kind: 'negative' | 'not'; of: Expression }
  | { kind: 'operation'; operator: Operator; left: Expression; right: Expression }
  | { kind: 'choice'; condition: Expression; whenTrue: Expression; whenFalse: Expression }
  | { kind: 'call'; name: FunctionName; args: readonly Expression[] }
);

export type Call = Extract<Expression, { kind: 'call' }>;
export type Operation = Extract<Expression, { kind: 'operation' }>;

const ARITHMETIC: ReadonlySet<string> = new Set(['+', '-', '*', '/']);
const LOGIC: ReadonlySet<string> = new Set(['&&', '||']);

export const isArithmetic = (operator: Operator): operator is Arithmetic => ARITHMETIC.has(operator);
export const isLogic = (operator: Operator): operator is Logic => LOGIC.has(operator);

/** The parts of an expression, in reading order. */
export function parts(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'number':
    case 'measure':
      return [];
    case 'negative':
    case 'not':
      return [expression.of];
    case 'operation':
      return [expression.left, expression.right];
    case 'choice':
      return [expression.condition, expression.whenTrue, expression.whenFalse];
    case 'call':
    default:
      return expression.args;
  }
}

/** The expression and everything in it, in reading order. */
export function* everything(expression: Expression): Generator<Expression> {
  yield expression;
  for (const part of parts(expression)) yield* everything(part);
}

/** The measures that an expression uses, each once, in reading order. */
export function measureIds(expression: Expression): string[] {
  const ids = [...everything(expression)].flatMap((each) =>
    each.kind === 'measure' ? [each.measureId] : [],
  );
  return [...new Set(ids)];
}
