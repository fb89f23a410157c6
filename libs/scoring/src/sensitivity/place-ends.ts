import { Decimal, ZERO } from '../decimal';
import { compareAt, crossings, type Quotient } from './quotient';

/** A unit's total as one share moves. */
export interface Mover {
  unitId: string;
  total: Quotient;
  /** The same in doubles, to look ahead. */
  rough: { n1: number; n0: number; m1: number; m0: number };
}

export function mover(unitId: string, total: Quotient): Mover {
  const { n1, n0, m1, m0 } = total;
  const rough = { n1: n1.toNumber(), n0: n0.toNumber(), m1: m1.toNumber(), m0: m0.toNumber() };
  return { unitId, total, rough };
}

/** Where a place ends and who is met there; undefined where it never ends. */
export type End = { at: Decimal; by: string } | undefined;

interface Meeting {
  /** From where the share stands, not negative. */
  distance: Decimal;
  at: Decimal;
  by: string;
  /** 1 when the other one comes to stand above, −1 when it falls below, 0 when it only falls behind a shared place. */
  moved: 1 | 0 | -1;
}

type Side = 1 | -1;

/** Meetings nearer to one another than this are one. */
const SAME = new Decimal('1e-25');
/** A step beside a point at which two are level. */
const BESIDE = new Decimal('1e-9');
/** What doubles may be wrong by, with room. */
const ROUGH = 1e-6;
const AT_ONCE = 4;

/**
 * Where the place of a unit among the others ends, below and above τ = `from`. The place is 1 and the number of those with a
 * greater total.
 */
export function placeEnds(unit: Mover, others: readonly Mover[], from: Decimal): { low: End; high: End } {
  const start = from.toNumber();
  const near = others
    .filter((other) => other !== unit)
    .map((other) => ({ other, distances: roughDistances(unit, other, start) }));
  const end = (side: Side): End => {
    const which = side === -1 ? 0 : 1;
    const order = near
      .map(({ other, distances }): [Mover, number] => [other, distances[which]])
      .filter(([, distance]) => distance < Infinity)
      .sort(([, a], [, b]) => a - b);
    return walk(unit, order, from, side);
  };
  return { low: end(-1), high: end(1) };
}

function walk(unit: Mover, order: readonly [Mover, number][], from: Decimal, side: Side): End {
  let pending: Meeting[] = [];
  let moved = 0;
  for (let read = 0; ;) {
    const [first] = pending;
    const unread = order[read]?.[1];
    if (unread !== undefined && (!first || first.distance.toNumber() > unread - ROUGH)) {
      for (const [other] of order.slice(read, read + AT_ONCE))
        pending.push(...meetings(unit, other, from, side));
      pending.sort((a, b) => a.distance.comparedTo(b.distance));
      read += AT_ONCE;
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

/** Every change between the unit and another one on one side. */
function meetings(unit: Mover, other: Mover, from: Decimal, side: Side): Meeting[] {
  const found: Meeting[] = [];
  if (compareAt(unit.total, other.total, from) === 0) {
    const after = compareAt(unit.total, other.total, from.plus(BESIDE.times(side)));
    found.push({ distance: ZERO, at: from, by: other.unitId, moved: after < 0 ? 1 : 0 });
  }
  for (const { at, firstAfter } of crossings(unit.total, other.total)) {
    const distance = at.minus(from).times(side);
    if (distance.lte(SAME) || at.lte(SAME) || at.gte(1)) continue;
    const above = side === 1 ? !firstAfter : firstAfter;
    found.push({ distance, at, by: other.unitId, moved: above ? 1 : -1 });
  }
  return found;
}

/** In doubles: how far the nearest meeting is below and above; never more than it is, but for `ROUGH`. */
function roughDistances({ rough: a }: Mover, { rough: b }: Mover, start: number): [number, number] {
  const square = a.n1 * b.m1 - b.n1 * a.m1;
  const slope = a.n1 * b.m0 - b.n1 * a.m0 + (a.n0 * b.m1 - b.n0 * a.m1);
  const last = a.n0 * b.m0 - b.n0 * a.m0;
  const size = Math.abs(a.n1 * b.m1) + Math.abs(a.n1 * b.m0) + Math.abs(a.n0 * b.m1) + Math.abs(a.n0 * b.m0);
  const nought = size * 1e-12;
  if (Math.abs((square * start + slope) * start + last) <= nought) return [0, 0];
  const roots: number[] = [];
  if (Math.abs(square) <= nought) {
    if (Math.abs(slope) > nought) roots.push(-last / slope);
  } else {
    const under = slope * slope - 4 * square * last;
    if (under < -nought * size) return [Infinity, Infinity];
    const half = -(Math.abs(slope) + Math.sqrt(Math.max(0, under))) / 2;
    const stable = slope < 0 ? -half : half;
    roots.push(stable / square);
    if (stable !== 0) roots.push(last / stable);
  }
  const nearest = (side: Side): number =>
    Math.min(
      ...roots
        .filter((at) => at > -ROUGH && at < 1 + ROUGH)
        .map((at) => (at - start) * side)
        .map((d) => (d < -ROUGH ? Infinity : Math.max(0, d))),
      Infinity,
    );
  return [nearest(-1), nearest(1)];
}
