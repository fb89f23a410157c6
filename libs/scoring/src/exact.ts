import { Decimal, millionths, type RoundingMode } from './decimal';

/**
 * A number as a quotient of two whole numbers, the lower one above 0: the arithmetic of most leaves, ten times as fast as
 * decimals. Whatever does not fit is {@link LOST}, and decimals of 60 digits decide.
 *
 * Both ways give the same digits: a quotient is exact, and N ÷ D stays only when N × 10^digits and D are safe integers. It is
 * at least 1 ÷ (2 × 10^digits × D) away from the edge of a rounding that it does not lie on, which is above 10⁻²³. The decimal of
 * the same number was settled to 56 digits on its way; one subtraction of numbers that fit loses 12 of them and full marks at most
 * as many again, so it errs by less than 10⁻²⁹: `round` takes what lies on an edge as the edge, and nothing else.
 */
export interface Quotient {
  readonly over: number;
  readonly under: number;
}

/** What no longer fits; everything worked out from it is lost too. */
export const LOST: Quotient = { over: Number.NaN, under: 1 };
export const NOUGHT: Quotient = { over: 0, under: 1 };

const MOST_OVER = 1e12;
const MOST_UNDER = 1e9;
const MOST = Number.MAX_SAFE_INTEGER;
const TEN = 10;

export const isLost = ({ over }: Quotient): boolean => Number.isNaN(over);

/** A number as it enters, its common powers of ten taken out. */
export function entering(above: number, below: number): Quotient {
  let over = above;
  let under = below;
  while (under % TEN === 0 && over % TEN === 0) {
    over /= TEN;
    under /= TEN;
  }
  return Math.abs(over) <= MOST_OVER && under <= MOST_UNDER ? { over, under } : LOST;
}

/** Above 2⁵³ a product is no longer that of the whole numbers, and never seems to be below. */
function fitting(over: number, under: number): Quotient {
  return Math.abs(over) <= MOST && under <= MOST ? { over, under } : LOST;
}

const whole = (product: number): number => (Math.abs(product) <= MOST ? product : Number.NaN);

export function times(a: Quotient, b: Quotient): Quotient {
  return fitting(a.over * b.over, a.under * b.under);
}

/** a ÷ b; lost for a b of 0. */
export function by(a: Quotient, b: Quotient): Quotient {
  if (b.over === 0) return LOST;
  const sign = Math.sign(b.over);
  return fitting(sign * a.over * b.under, sign * a.under * b.over);
}

export function plus(a: Quotient, b: Quotient): Quotient {
  if (a.under === b.under) return fitting(a.over + b.over, a.under);
  // Mostly powers of ten, of which the greater serves both.
  if (a.under % b.under === 0) return fitting(a.over + whole(b.over * (a.under / b.under)), a.under);
  if (b.under % a.under === 0) return fitting(whole(a.over * (b.under / a.under)) + b.over, b.under);
  return fitting(whole(a.over * b.under) + whole(b.over * a.under), a.under * b.under);
}

export function minus(a: Quotient, b: Quotient): Quotient {
  return plus(a, { over: -b.over, under: b.under });
}

/** Below 0, 0 or above as a is less than, equal to or more than b; NaN when either is lost. */
export function compare(a: Quotient, b: Quotient): number {
  return a.under === b.under ? a.over - b.over : whole(a.over * b.under) - whole(b.over * a.under);
}

/** The greater; lost when they cannot be compared. */
export function greater(a: Quotient, b: Quotient): Quotient {
  const order = compare(a, b);
  return Number.isNaN(order) ? LOST : order >= 0 ? a : b;
}

/** The lesser; lost when they cannot be compared. */
export function lesser(a: Quotient, b: Quotient): Quotient {
  const order = compare(a, b);
  return Number.isNaN(order) ? LOST : order <= 0 ? a : b;
}

/** The value, or the nearer end of the range when it lies outside. */
export function within(value: Quotient, low: Quotient, high: Quotient): Quotient {
  return lesser(greater(value, low), high);
}

/** The greatest whole number not above it. */
export function floor({ over, under }: Quotient): Quotient {
  const rest = over % under;
  return { over: (over - rest) / under - Number(rest < 0), under: 1 };
}

/** The least whole number not below it. */
export function ceil({ over, under }: Quotient): Quotient {
  const rest = over % under;
  return { over: (over - rest) / under + Number(rest > 0), under: 1 };
}

export const toDecimal = ({ over, under }: Quotient): Decimal => new Decimal(over).div(under);

const MICRO = 1_000_000;

/** Texts read before: shares, targets and scores repeat by the thousand. */
const read = new Map<string, Quotient>();
const READ_KEPT = 20_000;

/** The number that a short decimal stands for; lost when it is long, or none. */
export function exact(plain: string): Quotient {
  const known = read.get(plain);
  if (known) return known;
  const value = entering(millionths(plain), MICRO);
  if (read.size >= READ_KEPT) read.clear();
  read.set(plain, value);
  return value;
}

const MOST_DIGITS = 6;
const KEPT = 20_000;

/** Texts of the commonest scores by their digits behind the point, each made once. */
const kept = Array.from({ length: MOST_DIGITS + 1 }, () => Array.from<string | undefined>({ length: KEPT }));

function fixedText(units: number, digits: number): string {
  const known = kept[digits]?.[units];
  if (known !== undefined) return known;
  const plain = String(units).padStart(digits + 1, '0');
  const end = plain.length - digits;
  const made = digits === 0 ? plain : `${plain.slice(0, end)}.${plain.slice(end)}`;
  const texts = kept[digits];
  if (texts && units < KEPT) texts[units] = made;
  return made;
}

/** `text(round(x, digits, mode), digits)` of decimals; undefined when it does not fit. */
export function roundedText(
  { over, under }: Quotient,
  digits: number,
  mode: RoundingMode,
): string | undefined {
  const raised = Math.abs(over) * TEN ** digits;
  // A quotient has to be told from the edge of a rounding, so twice the rest must fit too.
  if (!(raised <= MOST) || under > MOST / 2 || digits > MOST_DIGITS) return undefined;
  const rest = raised % under;
  const down = (raised - rest) / under;
  const edge = 2 * rest - under;
  const up = edge > 0 || (edge === 0 && (mode === 'ROUNDING_MODE_HALF_UP' || down % 2 === 1));
  const units = down + Number(up);
  return over < 0 && units > 0 ? `-${fixedText(units, digits)}` : fixedText(units, digits);
}

/** `text(x)` of decimals: up to 18 digits behind the point; undefined when it does not fit. */
export function plainText({ over, under }: Quotient): string | undefined {
  if (!(Math.abs(over) <= MOST_OVER) || under > MOST_UNDER) return undefined;
  const size = Math.abs(over);
  let rest = size % under;
  const units = (size - rest) / under;
  if (rest === 0) return over < 0 ? `-${units}` : `${units}`;
  const groups: [number, number, number] = [0, 0, 0];
  for (let i = 0; i < 3; i += 1) {
    const raised = rest * MICRO;
    rest = raised % under;
    groups[i] = (raised - rest) / under;
  }
  if (2 * rest >= under) {
    // Below 10⁹ a divisor keeps a value that far from twelve digits that a carry ends in the second group.
    const last = groups[2] + 1;
    groups[2] = last === MICRO ? 0 : last;
    if (last === MICRO) groups[1] += 1;
  }
  let end = 2;
  while (groups[end] === 0) end -= 1;
  let behind = '';
  for (let i = 0; i < end; i += 1) behind += String(MICRO + (groups[i] ?? 0)).slice(1);
  // A rest of at least 10⁻⁹ leaves digits; noughts at their end are not written.
  let tail = MICRO + (groups[end] ?? 0);
  while (tail % TEN === 0) tail /= TEN;
  return `${over < 0 ? '-' : ''}${units}.${behind}${String(tail).slice(1)}`;
}
