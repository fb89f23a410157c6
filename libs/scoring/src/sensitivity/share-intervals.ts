import { Decimal, decimal, ONE, sum, text, ZERO } from '../decimal';
import type { Scheme, SchemeNode } from '../scheme';
import { trunkOf } from './branch';
import type { Enough } from './options';
import { type End, mover, placeEnds } from './place-ends';
import { constant, type Quotient } from './quotient';
import { type Ends, scanShare } from './scan-share';
import { counts, fromChildren, partOf, shareFor, type Siblings, type UnitTree } from './unit-tree';

/** Ends of an interval are told to so many digits, always on the safe side. */
const DIGITS = 6;

/** How far one share may move before a place changes. */
export interface Reach {
  /** The place stays for shares between these; ends are not part of it. Decimals. */
  low: string;
  high: string;
}

/** For one unit, with whom it is level at the ends; empty where its place stays as far as the share can move. */
export interface UnitReach extends Reach {
  unitId: string;
  lowUnitId: string;
  highUnitId: string;
}

/** The share of one node, with how far it may move for every unit ranked in one list. */
export interface ShareInterval {
  nodeId: string;
  /** The class that is ranked by itself; empty for the whole group. */
  classId: string;
  share: string;
  /** The greatest share that it can have: what its siblings and it have together; the least is 0. */
  most: string;
  /**
   * EXACT: solved in decimals. SCANNED: found by trying, because another mean than the arithmetic, or a limit of the total, lies on
   * the way up.
   */
  basis: 'EXACT' | 'SCANNED';
  /** For the whole list: the tightest of all units, with the two that are level at each end. */
  whole: Reach & { lowUnitIds: string[]; highUnitIds: string[] };
  /** In order of their ids. */
  units: UnitReach[];
}

/**
 * How far the share of one node may move, its siblings standing in proportion, before a place of a list changes; undefined for
 * one that cannot move. Yields between units, for the work grows with their square.
 *
 * The siblings of a node with share w move by the same factor (S − t) ÷ (S − w), so that shares keep their sum S. A full mark
 * moves as a weight does: points are converted, s × W′ ÷ W. A node that was left out for a unit stays left out. Places are
 * those of the totals before rounding.
 *
 * Source: OECD/JRC, Handbook on Constructing Composite Indicators (2008), step 7; weight stability intervals of
 * multi-criteria analysis (Mareschal, 1988, EJOR 33).
 */
export function* shareInterval(
  scheme: Scheme,
  { ancestors, nodes, node, classId }: Siblings & { node: SchemeNode; classId: string },
  units: readonly UnitTree[],
  enough: Enough,
): Generator<void, ShareInterval | 'NO_TIME' | undefined> {
  const [first] = units;
  if (!first || nodes.length < 2) return undefined;
  const straight = [scheme, ...ancestors].every(({ mean }) => mean === 'MEAN_ARITHMETIC');
  const shared = scheme.rankWithinClasses || node.classShares.length === 0;
  const share = shared ? shareFor(scheme, node, first.unitId) : decimal('share', node.share);
  const views = units.map((unit) => viewOf(scheme, nodes, node, share, unit));
  if (views.some((view) => !view)) return undefined;
  const known = views.flatMap((view) => view ?? []);
  const most = Decimal.min(...known.map(({ most: own }) => own));
  if (share.gte(most)) return undefined;
  const from = share.div(most);
  const ends = straight ? yield* solved(scheme, ancestors, known, most, from, enough) : undefined;
  if (ends === 'NO_TIME') return ends;
  yield;
  const byUnit = new Map(known.map((view) => [view.unit.unitId, view]));
  const by =
    ends ??
    scanShare(
      units.map(trunkOf),
      node.nodeId,
      (unitId, tau) => besideStanding(byUnit.get(unitId), most, tau),
      from,
    );
  return told(node, classId, share, most, ends ? 'EXACT' : 'SCANNED', by);
}

/** One unit's siblings around one node. */
interface View {
  unit: UnitTree;
  node: SchemeNode;
  /** Own share over the share that is told, for units of other classes. */
  factor: Decimal;
  /** Own share, and those of its siblings together. */
  own: Decimal;
  beside: Decimal;
  /** The greatest told share that the own one can follow. */
  most: Decimal;
}

/** Undefined where the share cannot be moved: it has no siblings with a share, or no share to be in proportion to. */
function viewOf(
  scheme: Scheme,
  nodes: readonly SchemeNode[],
  node: SchemeNode,
  share: Decimal,
  unit: UnitTree,
): View | undefined {
  const own = shareFor(scheme, node, unit.unitId);
  const whole = sum(nodes.map((each) => shareFor(scheme, each, unit.unitId)));
  const factor = share.eq(own) ? ONE : share.isZero() ? ZERO : own.div(share);
  const beside = whole.minus(own);
  if (factor.isZero() || beside.lte(0)) return undefined;
  return { unit, node, factor, own, beside, most: whole.div(factor) };
}

/** The weight of the node at τ beside siblings that keep theirs: the same proportions. */
function besideStanding(view: View | undefined, most: Decimal, tau: number): number {
  if (!view) return 0;
  const moved = most.times(view.factor).toNumber() * tau;
  const beside = view.beside.toNumber();
  const left = beside + view.own.toNumber() - moved;
  return (moved * beside) / left;
}

/** In decimals; undefined where a total meets a limit of the scheme on the way. */
function* solved(
  scheme: Scheme,
  ancestors: readonly SchemeNode[],
  views: readonly View[],
  most: Decimal,
  from: Decimal,
  enough: Enough,
): Generator<void, Map<string, Ends> | 'NO_TIME' | undefined> {
  const movers = views.map((view) => mover(view.unit.unitId, totalAlong(scheme, ancestors, view, most)));
  const ends = new Map<string, Ends>();
  for (const unit of movers) {
    ends.set(unit.unitId, placeEnds(unit, movers, from));
    yield;
    if (enough('SHARES')) return 'NO_TIME';
  }
  const reached = [...ends.values()];
  const least = Math.min(...reached.map(({ low }) => low?.at.toNumber() ?? 0));
  const greatest = Math.max(...reached.map(({ high }) => high?.at.toNumber() ?? 1));
  const floor = Number(scheme.totalFloor);
  const cap = scheme.totalCap === '' ? Infinity : Number(scheme.totalCap);
  // A total moves one way only, so the ends of the range are its extremes.
  const within = movers.every(({ rough: { n1, n0, m1, m0 } }) =>
    [least, greatest].every((tau) => {
      const below = m1 * tau + m0;
      const total = below === 0 ? Number.NaN : (n1 * tau + n0) / below;
      return total >= floor - 1e-9 && total <= cap + 1e-9;
    }),
  );
  return within ? ends : undefined;
}

/** The total of a unit while the told share is `most` × τ and everything above is an arithmetic mean. */
function totalAlong(
  scheme: Scheme,
  ancestors: readonly SchemeNode[],
  { unit, node, factor, own, beside }: View,
  most: Decimal,
): Quotient {
  const worked = unit.nodes.get(node.nodeId);
  const parents = ancestors.map(({ nodeId }) => unit.nodes.get(nodeId));
  const parent = parents.at(-1);
  const siblings = (ancestors.length === 0 ? unit.roots : (parent?.children ?? [])).filter(counts);
  const stands = parents.some((each) => !each || !fromChildren(each));
  if (!worked || stands || !siblings.includes(worked)) return constant(unit.total);

  const share = (each: { node: SchemeNode }): Decimal => shareFor(scheme, each.node, unit.unitId);
  const others = siblings.filter((each) => each !== worked);
  const weight = sum(others.map(share));
  if (weight.isZero()) return constant(unit.total);
  const points = sum(others.map((each) => share(each).times(partOf(each))));
  const part = partOf(worked);

  let lever = decimal('fullMark', scheme.fullMark);
  let level = unit.roots;
  for (const each of parents) {
    if (!each) return constant(unit.total);
    lever = lever.times(share(each)).div(sum(level.filter(counts).map(share)));
    level = each.children;
  }
  // Part of the parent: (t·p·G + (S − t)·B) ÷ (t·G + (S − t)·D), t = most × factor × τ, G what stands beside the node.
  const whole = own.plus(beside);
  const t = most.times(factor);
  const n = { n1: t.times(part.times(beside).minus(points)), n0: whole.times(points) };
  const m = { m1: t.times(beside.minus(weight)), m0: whole.times(weight) };
  const standing = own.times(part).plus(points).div(own.plus(weight));
  const rest = unit.total.minus(lever.times(standing));
  return {
    n1: rest.times(m.m1).plus(lever.times(n.n1)),
    n0: rest.times(m.m0).plus(lever.times(n.n0)),
    ...m,
  };
}

function told(
  node: SchemeNode,
  classId: string,
  share: Decimal,
  most: Decimal,
  basis: ShareInterval['basis'],
  ends: ReadonlyMap<string, Ends>,
): ShareInterval {
  const low = (end: End): Decimal =>
    end ? Decimal.min(end.at.times(most).toDecimalPlaces(DIGITS, Decimal.ROUND_UP), share) : ZERO;
  const high = (end: End): Decimal =>
    end ? Decimal.max(end.at.times(most).toDecimalPlaces(DIGITS, Decimal.ROUND_DOWN), share) : most;
  const units = [...ends]
    .map(([unitId, at]) => ({ unitId, at, low: low(at.low), high: high(at.high) }))
    .sort((a, b) => (a.unitId < b.unitId ? -1 : 1));
  const lowest = units.reduce((a, b) => (b.low.gt(a.low) ? b : a));
  const highest = units.reduce((a, b) => (b.high.lt(a.high) ? b : a));
  const pair = (unit: (typeof units)[number], side: 'low' | 'high'): string[] =>
    unit.at[side] ? [unit.unitId, unit.at[side].by].sort() : [];
  return {
    nodeId: node.nodeId,
    classId,
    share: text(share),
    most: text(most),
    basis,
    whole: {
      low: text(lowest.low),
      high: text(highest.high),
      lowUnitIds: pair(lowest, 'low'),
      highUnitIds: pair(highest, 'high'),
    },
    units: units.map((unit) => ({
      unitId: unit.unitId,
      low: text(unit.low),
      high: text(unit.high),
      lowUnitId: unit.at.low?.by ?? '',
      highUnitId: unit.at.high?.by ?? '',
    })),
  };
}
