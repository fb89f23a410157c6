import { Decimal as Base } from 'decimal.js';
import { invalid } from './scoring-error';

/**
 * Decimals of 60 significant digits, rounded half up. Own copy: settings of other users of decimal.js do not
 * reach it, and ordinary numbers never print with an exponent.
 */
export const Decimal = Base.clone({
  precision: 60,
  rounding: Base.ROUND_HALF_UP,
  toExpNeg: -60,
  toExpPos: 60,
});
export type Decimal = Base;

/**
 * How a figure is rounded to its last digit: half up away from zero, the everyday rule, or half to even, the
 * rule of GB/T 8170 for measured values.
 */
export type RoundingMode = 'ROUNDING_MODE_HALF_UP' | 'ROUNDING_MODE_HALF_EVEN';

export const ZERO: Decimal = new Decimal(0);
export const ONE: Decimal = new Decimal(1);
export const HUNDRED: Decimal = new Decimal(100);

const SHAPE = /^-?\d{1,24}(\.\d{1,18})?$/;
const FRACTION_DIGITS = 18;

/** The number a decimal string stands for, or undefined when it is not one; see {@link decimal}. */
export function parseDecimal(text: string): Decimal | undefined {
  return SHAPE.test(text) ? new Decimal(text) : undefined;
}

/** Texts read before: shares, targets and scores repeat by the thousand. */
const read = new Map<string, Decimal>();
const READ_KEPT = 20_000;

/**
 * Reads a decimal string: up to 24 digits before the point and 18 behind it, no exponent, no spaces, no sign
 * but minus.
 *
 * @param field path of the field, for the refusal
 * @throws ScoringError DECIMAL_INVALID
 */
export function decimal(field: string, text: string): Decimal {
  const known = read.get(text);
  if (known) return known;
  const value = parseDecimal(text);
  if (value) {
    if (read.size >= READ_KEPT) read.clear();
    read.set(text, value);
    return value;
  }
  throw invalid(
    field,
    'DECIMAL_INVALID',
    `${field} must be a plain decimal number such as 12.5, got "${text}".`,
    `${field} 应为普通十进制数（例如 12.5），收到的是“${text}”。`,
  );
}

/**
 * Errors of 60-digit division stay behind this digit also where two numbers that agree in their first twelve digits were
 * subtracted and the rest divided by as little; published figures stay far before it.
 */
const NOISE_DIGITS = 28;

/**
 * Rounds to a number of digits behind the point. What division left behind the 28th digit is taken away
 * first: 1 ÷ 48 × 30 is the half 0.625, not the 0.6249… of a cut quotient.
 */
export function round(value: Decimal, digits: number, mode: RoundingMode): Decimal {
  return value
    .toDecimalPlaces(NOISE_DIGITS)
    .toDecimalPlaces(digits, mode === 'ROUNDING_MODE_HALF_EVEN' ? Base.ROUND_HALF_EVEN : Base.ROUND_HALF_UP);
}

/** Digits that count after a chain of divisions and products of 60 digits. */
const SETTLED_DIGITS = 56;

/**
 * Takes away what division left behind the 56th digit that counts, so that a third of 120 reaches 40 however it came
 * about: bounds, whole steps and equal places look at this.
 */
export function settled(value: Decimal): Decimal {
  return value.toSignificantDigits(SETTLED_DIGITS);
}

/**
 * a − b without what division left in their last digits: what is equal however it came about has no distance, and no
 * whole step is counted for the 60th digit of a mean.
 */
export function difference(a: Decimal, b: Decimal): Decimal {
  return a.minus(b).toDecimalPlaces(Math.max(0, SETTLED_DIGITS - 2 - Math.max(a.e, b.e)));
}

/**
 * Canonical text that {@link decimal} reads again: with `digits` exactly so many behind the point, without
 * them as many as needed up to 18. Rounds half up if it must; zero has no sign.
 */
export function text(value: Decimal, digits?: number): string {
  const shown = value.toDecimalPlaces(digits ?? FRACTION_DIGITS);
  return shown.isZero() ? ZERO.toFixed(digits) : shown.toFixed(digits);
}

/**
 * A number as it stands in a worked formula: up to 18 digits behind the point and never fewer than 18 digits that count, a
 * negative one in parentheses, so that no sign follows an operator.
 */
export function figure(value: Decimal): string {
  const digits = Math.max(FRACTION_DIGITS, FRACTION_DIGITS - 1 - value.e);
  const shown = value.isZero() ? '0' : value.toDecimalPlaces(digits).toFixed();
  return shown.startsWith('-') ? `(−${shown.slice(1)})` : shown;
}

/** The value, or the nearer end of the range when it lies outside. */
export function clip(value: Decimal, low: Decimal, high: Decimal): Decimal {
  return Decimal.min(Decimal.max(value, low), high);
}

/** Sum of any number of decimals; 0 of none. */
export function sum(values: readonly Decimal[]): Decimal {
  return values.reduce((total, value) => total.plus(value), ZERO);
}

const MICRO = 1_000_000;
const ZERO_CODE = 48;
const MINUS_CODE = 45;
const POINT = -2;

/**
 * A short decimal in whole millionths; NaN when it has more than 9 digits before or 6 behind the point, or is not a plain
 * decimal. At most 15 digits, so the whole number is exact.
 */
export function millionths(plain: string): number {
  const { length } = plain;
  const start = plain.charCodeAt(0) === MINUS_CODE ? 1 : 0;
  let units = 0;
  let dot = -1;
  for (let i = start; i < length; i += 1) {
    const digit = plain.charCodeAt(i) - ZERO_CODE;
    if (digit >= 0 && digit <= 9) units = units * 10 + digit;
    else if (digit === POINT && dot === -1) dot = i;
    else return Number.NaN;
  }
  const before = (dot === -1 ? length : dot) - start;
  const behind = dot === -1 ? 0 : length - dot - 1;
  if (before < 1 || before > 9 || behind > 6 || (dot !== -1 && behind === 0)) return Number.NaN;
  for (let i = behind; i < 6; i += 1) units *= 10;
  return start === 1 ? -units : units;
}

/**
 * Sum of decimal strings, exact. Adds short ones as whole millionths, which spares an object per term: the
 * observations of a cycle are by far the most numerous decimals of an evaluation.
 *
 * @throws ScoringError DECIMAL_INVALID
 */
export function sumTexts(field: string, texts: readonly string[]): Decimal {
  let units = 0;
  for (const each of texts) {
    units += millionths(each);
    if (!Number.isSafeInteger(units)) return sum(texts.map((plain) => decimal(field, plain)));
  }
  return new Decimal(units).div(MICRO);
}
