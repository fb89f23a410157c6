import type { Random } from '../sensitivity/random';

/** Draws from a seeded generator, in the words of a scheme. */
export class Draw {
  constructor(private readonly random: Random) {}

  /** A whole number, both ends included. */
  whole(low: number, high: number): number {
    return low + this.random.below(high - low + 1);
  }

  /** True once in `of` times. */
  rarely(of: number): boolean {
    return this.random.below(of) === 0;
  }

  one<const T>(...items: readonly T[]): T {
    return items[this.random.below(items.length)] as T;
  }

  shuffled<T>(items: readonly T[]): T[] {
    const left = [...items];
    return items.flatMap(() => left.splice(this.random.below(left.length), 1));
  }

  /** A decimal string with up to `digits` behind the point. */
  decimal(low: number, high: number, digits = 3): string {
    const unit = 10 ** digits;
    return String(this.whole(Math.round(low * unit), Math.round(high * unit)) / unit);
  }

  /** Whole numbers of at least 1 that sum to `total`. */
  parts(total: number, count: number): number[] {
    const cuts = Array.from({ length: count - 1 }, () => this.whole(0, total - count)).sort((a, b) => a - b);
    return [...cuts, total - count].map((cut, i) => cut - (cuts[i - 1] ?? 0) + 1);
  }
}
