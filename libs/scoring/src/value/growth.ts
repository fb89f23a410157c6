import { type Decimal, difference, figure } from '../decimal';
import { type Changed, changed } from './value-step';

/**
 * Growth against a base: relative (x − b) ÷ |b| × 100 in per cent, or the difference x − b, which is the right one for
 * rates and shares (percentage points).
 *
 * @returns undefined for relative growth over a base of 0, which has no meaning
 */
export function growth(
  kind: 'GROWTH_RELATIVE' | 'GROWTH_DIFFERENCE',
  x: Decimal,
  base: Decimal,
): Changed | undefined {
  if (kind === 'GROWTH_DIFFERENCE') {
    return changed('GROWTH', difference(x, base), 'x − b', `${figure(x)} − ${figure(base)}`);
  }
  if (base.isZero()) return undefined;
  return changed(
    'GROWTH',
    difference(x, base).div(base.abs()).times(100),
    '(x − b) ÷ |b| × 100',
    `(${figure(x)} − ${figure(base)}) ÷ ${figure(base.abs())} × 100`,
  );
}
