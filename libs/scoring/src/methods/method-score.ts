import type { Decimal } from '../decimal';

/** Which way an indicator is better. A target band (适度指标) is best inside its limits. */
export type Direction = 'DIRECTION_HIGHER_IS_BETTER' | 'DIRECTION_LOWER_IS_BETTER' | 'DIRECTION_TARGET_BAND';

/** One application of a scoring method. */
export interface MethodScore {
  /** Points, not rounded. */
  score: Decimal;
  /** The rule in symbols, the same in every language. */
  formula: string;
  /** The rule with the numbers put in, in + − × ÷ ^, clip, min, max and parentheses; made only when read. */
  readonly worked: string;
}

/** A score whose working is written out only when somebody reads it. */
export function scored(score: Decimal, formula: string, worked: () => string): MethodScore {
  return {
    score,
    formula,
    get worked() {
      return worked();
    },
  };
}
