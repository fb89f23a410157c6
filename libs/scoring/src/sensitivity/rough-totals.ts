import type { Quotient } from './quotient';

export type Side = 1 | -1;

/**
 * By how much a difference in doubles may be wrong, in shares of its size: coefficients, products, sums and a root come to less
 * than 16 times 2⁻⁵³ (1.8e-15). The rest is room.
 */
const WRONG = 1e-14;

/** Totals as quotients in doubles, column by column, with what doubles can be sure of. */
export class RoughTotals {
  private readonly n1: Float64Array;
  private readonly n0: Float64Array;
  private readonly m1: Float64Array;
  private readonly m0: Float64Array;

  /** @param start where the share stands, 0 to 1 */
  constructor(
    totals: readonly Quotient[],
    private readonly start: number,
  ) {
    const column = (of: keyof Quotient): Float64Array =>
      Float64Array.from(totals, (total) => total[of].toNumber());
    [this.n1, this.n0, this.m1, this.m0] = [column('n1'), column('n0'), column('m1'), column('m0')];
  }

  /** One total; NaN where nothing counts. */
  at(unit: number, tau: number): number {
    const [n1 = 0, n0 = 0, m1 = 0, m0 = 0] = [this.n1[unit], this.n0[unit], this.m1[unit], this.m0[unit]];
    const below = m1 * tau + m0;
    return below === 0 ? Number.NaN : (n1 * tau + n0) / below;
  }

  /**
   * How far to one side a unit may be level with each of the others for the first time: never more than it is; Infinity where it
   * is not within 0 and 1, 0 where it may be level at the start. Its own position is at Infinity.
   */
  earliest(unit: number, side: Side): Float64Array {
    const found = new Float64Array(this.n1.length).fill(Infinity);
    for (let other = 0; other < found.length; other += 1) {
      if (other !== unit) found[other] = this.level(unit, other, side, -WRONG);
    }
    return found;
  }

  /** The same with one other unit, never less than it is; undefined where they may only touch, or not be level within 0 and 1. */
  latest(unit: number, other: number, side: Side): number | undefined {
    const distance = this.level(unit, other, side, WRONG);
    return distance < this.room(side) - WRONG ? distance : undefined;
  }

  private room(side: Side): number {
    return side === 1 ? 1 - this.start : this.start;
  }

  /** Where the difference, drawn away from nought by a share of its size, first is nought. */
  private level(unit: number, other: number, side: Side, away: number): number {
    const { n1, n0, m1, m0, start } = this;
    const [an1 = 0, an0 = 0, am1 = 0, am0 = 0] = [n1[unit], n0[unit], m1[unit], m0[unit]];
    const [bn1 = 0, bn0 = 0, bm1 = 0, bm0 = 0] = [n1[other], n0[other], m1[other], m0[other]];
    const square = an1 * bm1 - bn1 * am1;
    const first = an1 * bm0 - bn1 * am0 + (an0 * bm1 - bn0 * am1);
    const difference = (square * start + first) * start + (an0 * bm0 - bn0 * am0);
    const size =
      (Math.abs(an1) + Math.abs(an0)) * (Math.abs(bm1) + Math.abs(bm0)) +
      (Math.abs(bn1) + Math.abs(bn0)) * (Math.abs(am1) + Math.abs(am0));
    const left = Math.abs(difference) + away * size;
    if (left <= 0) return 0;
    const sign = difference < 0 ? -1 : 1;
    const distance = firstRoot(sign * square, sign * side * (2 * square * start + first), left);
    return distance > this.room(side) + WRONG ? Infinity : distance;
  }
}

/** Least d > 0 with square × d² + slope × d + last = 0, last above 0; Infinity without one. */
function firstRoot(square: number, slope: number, last: number): number {
  if (square >= 0 && slope >= 0) return Infinity;
  const [a, b] = [slope * slope, 4 * square * last];
  if (b > a * (1 + WRONG)) return Infinity;
  const root = Math.sqrt(Math.max(0, a - b));
  // The stable forms: no difference of two nearly equal numbers.
  return slope < 0 ? (2 * last) / (root - slope) : (root + slope) / (-2 * square);
}
