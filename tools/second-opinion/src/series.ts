import { Fraction, ONE, round, whole, ZERO } from './fraction';

/** Series are summed to 70 digits and handed out with 50, so that what is a whole number comes out as one. */
const SCALE = 10n ** 70n;
const DIGITS = 50;

const scaled = (v: Fraction) => (v.over * SCALE) / v.under;
const tidy = (v: bigint) => round(new Fraction(v, SCALE), DIGITS);

/** ln by 2·artanh((v − 1) ÷ (v + 1)), halved until v is near 1. */
function ln(v: Fraction): bigint {
  let [x, halvings] = [scaled(v), 0n];
  for (; x > (SCALE * 3n) / 2n; halvings += 1n) x /= 2n;
  for (; x < (SCALE * 3n) / 4n; halvings -= 1n) x *= 2n;
  return artanh2(x) + (halvings === 0n ? 0n : halvings * artanh2(2n * SCALE));
}

function artanh2(x: bigint): bigint {
  const y = ((x - SCALE) * SCALE) / (x + SCALE);
  const square = (y * y) / SCALE;
  let sum = 0n;
  for (let [term, k] = [y, 1n]; term !== 0n; k += 2n) {
    sum += term / k;
    term = (term * square) / SCALE;
  }
  return 2n * sum;
}

/** exp by its power series at a 256th of the argument. */
function exp(x: bigint): bigint {
  let [sum, term] = [SCALE, SCALE];
  for (let k = 1n; term !== 0n; k += 1n) {
    term = (term * x) / 256n / SCALE / k;
    sum += term;
  }
  for (let i = 0; i < 8; i += 1) sum = (sum * sum) / SCALE;
  return sum;
}

/** base ^ exponent for a base of at least 0. */
export function power(base: Fraction, exponent: Fraction): Fraction {
  if (base.is(ZERO)) return exponent.is(ZERO) ? ONE : ZERO;
  return tidy(exp((ln(base) * exponent.over) / exponent.under));
}

/** By Newton's steps on whole numbers. */
export function root(v: Fraction): Fraction {
  const of = scaled(v) * SCALE;
  if (of === 0n) return whole(0);
  let x = BigInt(`1${'0'.repeat(Math.ceil(String(of).length / 2) + 1)}`);
  for (;;) {
    const next = (x + of / x) / 2n;
    if (next >= x) return tidy(x);
    x = next;
  }
}
