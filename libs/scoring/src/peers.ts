import { Decimal, sum, ZERO } from './decimal';
import type { Direction } from './methods/method-score';
import { places } from './places';

/** The values of all units of a group that have one, and what methods ask of them. Values in the indicator's unit. */
export class Peers {
  readonly count: number;
  readonly lowerIsBetter: boolean;
  #lowest?: Decimal;
  #highest?: Decimal;
  #mean?: Decimal;
  #deviation?: Decimal;
  #places?: number[];
  #fromWorst?: number[];

  /** @param values in the order of the units; at least one */
  constructor(
    readonly values: readonly Decimal[],
    direction: Direction,
  ) {
    this.count = values.length;
    this.lowerIsBetter = direction === 'DIRECTION_LOWER_IS_BETTER';
  }

  get lowest(): Decimal {
    return (this.#lowest ??= Decimal.min(...this.values));
  }

  get highest(): Decimal {
    return (this.#highest ??= Decimal.max(...this.values));
  }

  get bestFirst(): Decimal[] {
    const sign = this.lowerIsBetter ? 1 : -1;
    return this.values.toSorted((a, b) => sign * a.comparedTo(b));
  }

  get best(): Decimal {
    return this.lowerIsBetter ? this.lowest : this.highest;
  }

  get worst(): Decimal {
    return this.lowerIsBetter ? this.highest : this.lowest;
  }

  /** Arithmetic mean. */
  get mean(): Decimal {
    return (this.#mean ??= sum(this.values).div(this.count));
  }

  /** Standard deviation of a sample (n − 1); 0 for a single unit or equal values. */
  get deviation(): Decimal {
    if (this.lowest.eq(this.highest)) return ZERO;
    const squares = (): Decimal[] => this.values.map((value) => value.minus(this.mean).pow(2));
    return (this.#deviation ??= sum(squares())
      .div(this.count - 1)
      .sqrt());
  }

  /** Place of the unit at this position, 1 is best; equal values share the better place. */
  place(at: number): number {
    const sign = this.lowerIsBetter ? 1 : -1;
    this.#places ??= places(this.values, (a, b) => sign * a.comparedTo(b));
    return this.#places[at] ?? 1;
  }

  /** The last of the places that units with the same value take: of two at place 3 it is 4. */
  lastPlace(at: number): number {
    const place = this.place(at);
    const tied = this.values.filter((_, other) => this.place(other) === place).length;
    return place + tied - 1;
  }

  /** How many units are worse than the one at this position; equal values share the lower count. */
  beaten(at: number): number {
    const sign = this.lowerIsBetter ? -1 : 1;
    this.#fromWorst ??= places(this.values, (a, b) => sign * a.comparedTo(b));
    return (this.#fromWorst[at] ?? 1) - 1;
  }
}
