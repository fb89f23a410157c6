import { Decimal, decimal, ONE, text, ZERO } from '../decimal';
import type { Scheme, SchemeNode } from '../scheme';
import type { Enough } from './options';
import { type Alike, type End, type Ends, type Mover, PlaceEnds } from './place-ends';
import { scanShare } from './scan-share';
import { type SiblingTotals, totalAlong } from './sibling-totals';
import { shareFor, type Siblings } from './unit-tree';

/** Ends of an interval are told to so many digits, always on the safe side. */
const DIGITS = 6;
/** Behind this digit is what division left: a third of 30 is 10, not 9.99…. */
const NOISE_DIGITS = 25;

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
   * EXACT: solved, right in all digits that are told. SCANNED: found by trying, because another mean than the arithmetic, or a limit of the total, lies on
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
  totals: readonly SiblingTotals[],
  enough: Enough,
): Generator<void, ShareInterval | 'NO_TIME' | undefined> {
  const [first] = totals;
  if (!first || nodes.length < 2) return undefined;
  const straight = [scheme, ...ancestors].every(({ mean }) => mean === 'MEAN_ARITHMETIC');
  const shared = scheme.rankWithinClasses || node.classShares.length === 0;
  const share = shared ? shareFor(scheme, node, first.unit.unitId) : decimal('share', node.share);
  const views = totals.map((each) => viewOf(each, node.nodeId, share));
  if (views.some((view) => !view)) return undefined;
  const known = views.flatMap((view) => view ?? []);
  const most = Decimal.min(...known.map(({ most: own }) => own));
  if (share.gte(most)) return undefined;
  const from = share.div(most);
  const ends = straight ? yield* solved(scheme, known, most, from, enough) : undefined;
  if (ends === 'NO_TIME') return ends;
  yield;
  const by =
    ends ??
    scanShare(
      totals.map(({ trunk }) => trunk),
      node.nodeId,
      besideStanding(known, most),
      from,
    );
  return told(node, classId, share, most, ends ? 'EXACT' : 'SCANNED', by);
}

/** One unit's siblings around one node. */
interface View {
  totals: SiblingTotals;
  nodeId: string;
  /** Own share over the share that is told, for units of other classes. */
  factor: Decimal;
  /** Own share, and those of its siblings together. */
  own: Decimal;
  beside: Decimal;
  /** The greatest told share that the own one can follow. */
  most: Decimal;
}

/** Undefined where the share cannot be moved: it has no siblings with a share, or no share to be in proportion to. */
function viewOf(totals: SiblingTotals, nodeId: string, share: Decimal): View | undefined {
  const own = totals.shares.get(nodeId) ?? ZERO;
  const factor = share.eq(own) ? ONE : share.isZero() ? ZERO : own.div(share);
  const beside = totals.whole.minus(own);
  if (factor.isZero() || beside.lte(0)) return undefined;
  return { totals, nodeId, factor, own, beside, most: totals.whole.div(factor) };
}

/** The weight of the node for a unit at τ, beside siblings that keep theirs: the same proportions. */
function besideStanding(views: readonly View[], most: Decimal): (unitId: string, tau: number) => number {
  const byUnit = new Map(
    views.map(({ totals, factor, own, beside }) => [
      totals.unit.unitId,
      { moved: most.times(factor).toNumber(), own: own.toNumber(), beside: beside.toNumber() },
    ]),
  );
  return (unitId, tau) => {
    const view = byUnit.get(unitId);
    if (!view) return 0;
    const moved = view.moved * tau;
    return (moved * view.beside) / (view.beside + view.own - moved);
  };
}

/**
 * Whether two shares are told the same: no border between two figures lies between them or so near that doubles could hide it.
 *
 * @param steps how many figures there are from 0 to the greatest share; with more than 1e11 doubles hide the borders
 */
export function alikeInDigits(steps: number): Alike {
  const CLEAR = 1e-3;
  return (a, b) => {
    const [low, high] = [Math.min(a, b) * steps, Math.max(a, b) * steps];
    return steps < 1e11 && Math.floor(low - CLEAR) === Math.floor(high + CLEAR);
  };
}

/** Exact in all digits that are told; undefined where a total meets a limit of the scheme on the way. */
function* solved(
  scheme: Scheme,
  views: readonly View[],
  most: Decimal,
  from: Decimal,
  enough: Enough,
): Generator<void, Map<string, Ends> | 'NO_TIME' | undefined> {
  const movers = views.map(({ totals, nodeId, factor }): Mover => ({
    unitId: totals.unit.unitId,
    total: totalAlong(totals, nodeId, most.times(factor)),
  }));
  const places = new PlaceEnds(movers, from, alikeInDigits(most.toNumber() * 10 ** DIGITS));
  const ends = new Map<string, Ends>();
  for (const [at, { unitId }] of movers.entries()) {
    ends.set(unitId, places.of(at));
    yield;
    if (enough('SHARES')) return 'NO_TIME';
  }
  const reached = [...ends.values()];
  const least = Math.min(...reached.map(({ low }) => low?.at.toNumber() ?? 0));
  const greatest = Math.max(...reached.map(({ high }) => high?.at.toNumber() ?? 1));
  const floor = Number(scheme.totalFloor);
  const cap = scheme.totalCap === '' ? Infinity : Number(scheme.totalCap);
  // A total moves one way only, so the ends of the range are its extremes.
  const within = movers.every((_, at) =>
    [least, greatest].every((tau) => {
      const total = places.rough.at(at, tau);
      return total >= floor - 1e-9 && total <= cap + 1e-9;
    }),
  );
  return within ? ends : undefined;
}

function told(
  node: SchemeNode,
  classId: string,
  share: Decimal,
  most: Decimal,
  basis: ShareInterval['basis'],
  ends: ReadonlyMap<string, Ends>,
): ShareInterval {
  const shareAt = ({ at }: { at: Decimal }, towards: 0 | 1): Decimal =>
    at.times(most).toDecimalPlaces(NOISE_DIGITS).toDecimalPlaces(DIGITS, towards);
  const low = (end: End): Decimal => (end ? Decimal.min(shareAt(end, Decimal.ROUND_UP), share) : ZERO);
  const high = (end: End): Decimal => (end ? Decimal.max(shareAt(end, Decimal.ROUND_DOWN), share) : most);
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
