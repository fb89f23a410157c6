import { Decimal, ZERO } from '../decimal';
import { Nearest } from './nearest';
import { compareAt, type Crossing, crossings, type Quotient } from './quotient';
import { RoughTotals, type Side } from './rough-totals';

/** A unit's total as one share moves. */
export interface Mover {
  unitId: string;
  total: Quotient;
}

/** Where a place ends and who is met there; undefined where it never ends. */
export type End = { at: Decimal; by: string } | undefined;

/** Where the place of a unit ends to either side. */
export type Ends = Record<'low' | 'high', End>;

interface Meeting {
  /** From where the share stands, not negative. */
  distance: Decimal;
  at: Decimal;
  by: string;
  /** 1 when the other one comes to stand above, −1 when it falls below, 0 when it only falls behind a shared place. */
  moved: 1 | 0 | -1;
}

/** Meetings nearer to one another than this are one. */
const SAME = new Decimal('1e-25');
/** A step beside a point at which two are level. */
const BESIDE = new Decimal('1e-9');

/** Whether two shares τ are the same in the digits in which ends are told. */
export type Alike = (a: number, b: number) => boolean;

/**
 * Where the place of each unit among all of them ends, below and above τ = `from`. The place is 1 and the number of those with a
 * greater total.
 *
 * Doubles tell between which bounds two units first meet. Where the bounds of the nearest meeting leave no doubt, neither over who
 * is met nor over the digits that are told, that is the end; all others are solved in decimals, nearest first, until none can be
 * nearer.
 */
export class PlaceEnds {
  readonly rough: RoughTotals;
  /** By both positions, the lesser one first: two that meet first are asked for twice. */
  private readonly solved = new Map<number, Crossing[]>();

  constructor(
    private readonly movers: readonly Mover[],
    private readonly from: Decimal,
    private readonly alike: Alike,
  ) {
    this.rough = new RoughTotals(
      movers.map(({ total }) => total),
      from.toNumber(),
    );
  }

  /** @param at position of the unit */
  of(at: number): Ends {
    return { low: this.end(at, -1), high: this.end(at, 1) };
  }

  private end(at: number, side: Side): End {
    if (side === -1 && this.from.isZero()) return undefined;
    const nearest = new Nearest(this.rough.earliest(at, side));
    return this.certain(at, nearest, side) ?? this.walk(at, nearest, side);
  }

  /** The end as far as doubles are sure of it. */
  private certain(at: number, nearest: Nearest, side: Side): End {
    const { first, distance, second } = nearest;
    if (first === -1 || distance === 0) return undefined;
    const latest = this.rough.latest(at, first, side);
    if (latest === undefined || latest >= second) return undefined;
    const start = this.from.toNumber();
    const [near, far] = [start + side * distance, start + side * latest];
    if (!this.alike(near, far)) return undefined;
    return { at: new Decimal((near + far) / 2), by: this.movers[first]?.unitId ?? '' };
  }

  private walk(at: number, nearest: Nearest, side: Side): End {
    let pending: Meeting[] = [];
    let moved = 0;
    for (;;) {
      const [first] = pending;
      const unread = nearest.distance;
      if (unread < Infinity && (!first || first.distance.toNumber() >= unread)) {
        const other = nearest.take();
        pending.push(...this.meetings(at, other, unread === 0, side));
        pending.sort((a, b) => a.distance.comparedTo(b.distance));
        continue;
      }
      if (!first) return undefined;
      const together = pending.filter(({ distance }) => distance.minus(first.distance).lte(SAME));
      pending = pending.slice(together.length);
      moved += together.reduce((places, each) => places + each.moved, 0);
      if (moved === 0) continue;
      const [by = ''] = together.flatMap((each) => (each.moved === 0 ? [] : [each.by])).sort();
      return { at: first.at, by };
    }
  }

  /** Every change between a unit and another one on one side. */
  private meetings(at: number, otherAt: number, maybeLevel: boolean, side: Side): Meeting[] {
    const [unit, other] = [this.movers[at], this.movers[otherAt]];
    if (!unit || !other) return [];
    const { from } = this;
    const found: Meeting[] = [];
    if (maybeLevel && compareAt(unit.total, other.total, from) === 0) {
      const after = compareAt(unit.total, other.total, from.plus(BESIDE.times(side)));
      found.push({ distance: ZERO, at: from, by: other.unitId, moved: after < 0 ? 1 : 0 });
    }
    for (const { at: met, firstAfter } of this.crossings(at, otherAt)) {
      const distance = met.minus(from).times(side);
      if (distance.lte(SAME) || met.lte(SAME) || met.gte(1)) continue;
      const above = side === 1 ? !firstAfter : firstAfter;
      found.push({ distance, at: met, by: other.unitId, moved: above ? 1 : -1 });
    }
    return found;
  }

  private crossings(at: number, otherAt: number): readonly Crossing[] {
    const [first, second] = [Math.min(at, otherAt), Math.max(at, otherAt)];
    const key = first * this.movers.length + second;
    let found = this.solved.get(key);
    if (!found) {
      const [a, b] = [this.movers[first], this.movers[second]];
      found = a && b ? crossings(a.total, b.total) : [];
      this.solved.set(key, found);
    }
    return at === first
      ? found
      : found.map(({ at: met, firstAfter }) => ({ at: met, firstAfter: !firstAfter }));
  }
}
