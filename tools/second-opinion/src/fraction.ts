const gcd = (a: bigint, b: bigint): bigint => {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
};

/** A fraction in lowest terms with a denominator above 0: nothing is ever lost. */
export class Fraction {
  readonly over: bigint;
  readonly under: bigint;

  constructor(over: bigint, under = 1n) {
    if (under === 0n) throw new Error('A fraction of 0');
    const by = gcd(over, under) * (under < 0n ? -1n : 1n);
    this.over = over / by;
    this.under = under / by;
  }

  plus(b: Fraction): Fraction {
    return new Fraction(this.over * b.under + b.over * this.under, this.under * b.under);
  }
  minus(b: Fraction): Fraction {
    return this.plus(new Fraction(-b.over, b.under));
  }
  times(b: Fraction): Fraction {
    return new Fraction(this.over * b.over, this.under * b.under);
  }
  by(b: Fraction): Fraction {
    return new Fraction(this.over * b.under, this.under * b.over);
  }
  abs(): Fraction {
    return this.over < 0n ? new Fraction(-this.over, this.under) : this;
  }
  /** Below 0, 0 or above 0 as this is less, equal or more. */
  against(b: Fraction): number {
    const d = this.over * b.under - b.over * this.under;
    return d < 0n ? -1 : d > 0n ? 1 : 0;
  }
  is(b: Fraction): boolean {
    return this.against(b) === 0;
  }
  below(b: Fraction): boolean {
    return this.against(b) < 0;
  }
  above(b: Fraction): boolean {
    return this.against(b) > 0;
  }
  floor(): bigint {
    const cut = this.over / this.under;
    return cut * this.under > this.over ? cut - 1n : cut;
  }
}

export const whole = (n: number | bigint) => new Fraction(BigInt(n));
export const ZERO = whole(0);
export const ONE = whole(1);

/** `-12.5`, or what an empty text stands for. */
export function read(text: string, empty = '0'): Fraction {
  const [, sign, before = '', after = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text || empty) ?? [];
  if (before === '') throw new Error(`Not a decimal: ${text}`);
  return new Fraction(BigInt(`${sign}${before}${after}`), 10n ** BigInt(after.length));
}

export const add = (of: readonly Fraction[]) => of.reduce((sum, each) => sum.plus(each), ZERO);
export const least = (...of: Fraction[]) => of.reduce((a, b) => (b.below(a) ? b : a));
export const most = (...of: Fraction[]) => of.reduce((a, b) => (b.above(a) ? b : a));
export const clip = (v: Fraction, low: Fraction, high: Fraction) => least(most(v, low), high);
export const mean = (of: readonly Fraction[]) => add(of).by(whole(of.length));

/** 四舍五入 away from zero, or to the even neighbour (GB/T 8170). */
export function round(v: Fraction, digits: number, even = false): Fraction {
  const scaled = v.abs().times(whole(10n ** BigInt(digits)));
  let down = scaled.floor();
  const side = scaled.minus(whole(down)).against(new Fraction(1n, 2n));
  if (side > 0 || (side === 0 && (!even || down % 2n === 1n))) down += 1n;
  return new Fraction(v.over < 0n ? -down : down, 10n ** BigInt(digits));
}

/** With exactly so many digits; nought has no sign. */
export function show(v: Fraction, digits: number, even = false): string {
  const units = round(v, digits, even).times(whole(10n ** BigInt(digits))).over;
  const text = String(units < 0n ? -units : units).padStart(digits + 1, '0');
  const at = text.length - digits;
  return `${units < 0n ? '-' : ''}${text.slice(0, at)}${digits > 0 ? `.${text.slice(at)}` : ''}`;
}
