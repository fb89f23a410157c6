import { z } from 'zod';
import { choice, decimalOr, string } from '../shape';

/**
 * What happens to the value of a unit before its method sees it, in this order: growth, corrections, coefficient,
 * rounding, imputation, outliers. Every step that changes a value is kept in the receipt.
 */
export const ValueRule = z.object({
  /** Growth against the cycle before: relative in per cent, or the difference (percentage points of rates). */
  growth: choice('GROWTH_UNSPECIFIED', 'GROWTH_NONE', 'GROWTH_RELATIVE', 'GROWTH_DIFFERENCE'),
  /** x + Σ clip(a × Δ, −c, c), Δ being the lead of another indicator over its target. */
  corrections: z
    .array(
      z.object({
        indicatorId: string,
        /** a: added to the value per unit of lead. */
        factor: string,
        /** c: greatest correction, in the unit of this indicator. */
        limit: string,
      }),
    )
    .default([]),
  /** Difficulty κ by unit, set and published before the year; a unit not named has 1. */
  coefficients: z.array(z.object({ unitId: string, coefficient: decimalOr('1') })).default([]),
  /** Digits that the value is rounded to before it is scored; absent for none. */
  digits: z.int().optional(),
  /** How it is rounded, whatever the scheme says of scores: GB/T 8170 rounds measured values half to even. */
  roundingMode: choice('ROUNDING_MODE_UNSPECIFIED', 'ROUNDING_MODE_HALF_UP', 'ROUNDING_MODE_HALF_EVEN'),
  /** What a unit without a value gets. */
  imputation: choice(
    'IMPUTATION_UNSPECIFIED',
    'IMPUTATION_NONE',
    'IMPUTATION_GROUP_MEAN',
    'IMPUTATION_GROUP_MEDIAN',
  ),
  outliers: choice('OUTLIERS_UNSPECIFIED', 'OUTLIERS_KEEP', 'OUTLIERS_WINSORISE'),
});
export type ValueRule = z.output<typeof ValueRule>;
