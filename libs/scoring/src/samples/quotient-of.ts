import { Decimal } from '../decimal';
import type { Quotient } from '../sensitivity/quotient';

/** (n1 × τ + n0) ÷ (m1 × τ + m0) of numbers as they are written. */
export const quotientOf = (n1: number | string, n0: number | string, m1 = '0', m0 = '1'): Quotient => ({
  n1: new Decimal(n1),
  n0: new Decimal(n0),
  m1: new Decimal(m1),
  m0: new Decimal(m0),
});
