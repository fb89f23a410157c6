import { Decimal, ONE, ZERO } from '../decimal';

/** (n₁τ + n₀) ÷ (m₁τ + m₀), the denominator above 0 for 0 < τ < 1. */
export interface Quotient {
  n1: Decimal;
  n0: Decimal;
  m1: Decimal;
  m0: Decimal;
}

export const constant = (value: Decimal): Quotient => ({ n1: ZERO, n0: value, m1: ZERO, m0: ONE });

/** Where two quotients meet and part with the other one in front. */
export interface Crossing {
  at: Decimal;
  /** Whether the first is the greater one just after it. */
  firstAfter: boolean;
}

/** What sixty digits leave of a difference that is none. */
const NOISE = new Decimal('1e-30');

/** First less second, times both denominators: a square function with the same sign. */
function difference(a: Quotient, b: Quotient): { terms: [Decimal, Decimal, Decimal]; noise: Decimal } {
  const products = [
    [a.n1.times(b.m1), b.n1.times(a.m1)],
    [a.n1.times(b.m0), b.n1.times(a.m0)],
    [a.n0.times(b.m1), b.n0.times(a.m1)],
    [a.n0.times(b.m0), b.n0.times(a.m0)],
  ] as const;
  const size = Decimal.max(...products.flat().map((each) => each.abs()));
  const noise = size.times(NOISE);
  const clean = (value: Decimal): Decimal => (value.abs().lte(noise) ? ZERO : value);
  const [square, first, second, last] = products.map(([plus, minus]) => plus.minus(minus));
  return {
    terms: [clean(square ?? ZERO), clean((first ?? ZERO).plus(second ?? ZERO)), clean(last ?? ZERO)],
    noise,
  };
}

/** Sign of first less second at τ; 0 where they are equal. */
export function compareAt(a: Quotient, b: Quotient, at: Decimal): number {
  const { terms, noise } = difference(a, b);
  const value = terms[0].times(at).plus(terms[1]).times(at).plus(terms[2]);
  return value.abs().lte(noise) ? 0 : value.comparedTo(ZERO);
}

/** Every τ at which one overtakes the other, in order; none of those at which they only touch. */
export function crossings(a: Quotient, b: Quotient): Crossing[] {
  const { terms, noise } = difference(a, b);
  const [square, slope, last] = terms;
  if (square.isZero()) {
    return slope.isZero() ? [] : [{ at: last.div(slope).neg(), firstAfter: slope.gt(0) }];
  }
  const root = slope.pow(2).minus(square.times(last).times(4));
  if (root.lte(noise.times(noise.abs().plus(slope.abs())))) return [];
  // The stable form: no difference of two nearly equal numbers.
  const half = slope
    .abs()
    .plus(root.sqrt())
    .div(-2)
    .times(slope.lt(0) ? -1 : 1);
  const [low, high] = [half.div(square), half.isZero() ? ZERO : last.div(half)].sort((x, y) =>
    x.comparedTo(y),
  );
  const rises = square.gt(0);
  return [
    { at: low ?? ZERO, firstAfter: !rises },
    { at: high ?? ZERO, firstAfter: rises },
  ];
}
