import type { Decimal } from './decimal';

/**
 * Which way an indicator is better. A target band is best inside its limits; none of the methods here can
 * judge one yet, and `checkScheme` refuses it.
 */
export type Direction = 'DIRECTION_HIGHER_IS_BETTER' | 'DIRECTION_LOWER_IS_BETTER' | 'DIRECTION_TARGET_BAND';

/** A direction in which better never turns into worse. */
export type Monotone = Exclude<Direction, 'DIRECTION_TARGET_BAND'>;

/** One application of a scoring method. */
export interface MethodScore {
  /** Points, not rounded. */
  score: Decimal;
  /** Full mark W, in points. */
  outOf: Decimal;
  /** The rule in symbols, the same in every language. */
  formula: string;
  /** The rule with the numbers put in; made only when read. */
  readonly worked: string;
}
