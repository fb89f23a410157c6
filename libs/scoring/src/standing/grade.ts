import { decimal } from '../decimal';
import type { Grade } from '../scheme';

/**
 * The grade of a total: the highest whose `minScore` it reaches, the boundary included.
 *
 * @param grades highest first, the lowest at 0, as `checkScheme` demands; empty when the scheme does not grade
 * @param total rounded, as published
 * @returns undefined only for a scheme without grades
 * @throws ScoringError DECIMAL_INVALID
 */
export function grade(grades: readonly Grade[], total: string): Grade | undefined {
  const points = decimal('total', total);
  return grades.find(({ minScore }) => points.greaterThanOrEqualTo(decimal('minScore', minScore)));
}
