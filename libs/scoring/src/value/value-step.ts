import { type Decimal, text } from '../decimal';

/** One change of a value before it was scored. */
export interface ValueStep {
  kind: 'GROWTH' | 'CORRECTION' | 'COEFFICIENT' | 'ROUNDING' | 'IMPUTATION' | 'OUTLIER';
  formula: string;
  /** The formula with the numbers put in. */
  worked: string;
  /** Decimal after the step (shown to 18 digits). */
  result: string;
}

export interface Changed {
  value: Decimal;
  step: ValueStep;
}

/** A changed value with its step. */
export function changed(kind: ValueStep['kind'], value: Decimal, formula: string, worked: string): Changed {
  return { value, step: { kind, formula, worked, result: text(value) } };
}
