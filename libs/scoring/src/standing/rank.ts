import { groupBy } from '../group-by';
import type { NodeScore } from '../aggregate';
import { type Decimal, decimal } from '../decimal';
import { places } from '../places';
import type { Scheme, TaskLoad, TieRule } from '../scheme';

/** What ranking needs of a unit's result; see `aggregate`. */
export interface Ranking {
  unitId: string;
  /** Rounded, as published; a unit without one is not ranked. */
  total?: string | undefined;
  nodes: readonly Pick<NodeScore, 'nodeId' | 'score'>[];
  /** Total of the cycle before, for ties. */
  previousTotal?: string | undefined;
}

/** What ranking needs of a scheme. */
export interface TieBreak {
  tieRule: TieRule;
  tieNodeIds: readonly string[];
  taskLoads?: readonly TaskLoad[];
  tieByImprovement?: boolean;
}

/** A unit with its place; 0 is "not ranked". */
export interface Ranked {
  unitId: string;
  rank: number;
  total?: string;
}

/**
 * Places of the units of one group, best first: competition ranking 1-2-2-4 on the rounded total, so that totals
 * that look equal are equal.
 *
 * With TIE_RULE_BY_NODES equal totals are told apart by the rounded scores of the tie nodes in order, a missing
 * one after all others, then if the scheme says so by the heavier task load and by the rise over the cycle before; what is
 * still equal shares the place. Units without a total follow with rank 0. Units that share a place stand in order of their id.
 * Source: equal scores share a place in the published rankings of Yulin, Anhui and Wenzhou; of two tied counties the one with
 * the heavier task load is preferred (domain-rules b.5).
 */
export function rank(scheme: TieBreak, units: readonly Ranking[]): Ranked[] {
  const tieNodeIds = scheme.tieRule === 'TIE_RULE_BY_NODES' ? scheme.tieNodeIds : [];
  const loads = new Map(scheme.taskLoads?.map(({ unitId, load }) => [unitId, load]));
  const keyed = units
    .toSorted((a, b) => (a.unitId < b.unitId ? -1 : Number(a.unitId > b.unitId)))
    .map((unit) => {
      const { unitId, total, previousTotal } = unit;
      const nodes = tieNodeIds.length === 0 ? [] : unit.nodes;
      const scores = new Map(nodes.map(({ nodeId, score }) => [nodeId, score]));
      const keys = [total, ...tieNodeIds.map((nodeId) => scores.get(nodeId))].map(read);
      if (loads.size > 0) keys.push(read(loads.get(unitId)));
      if (scheme.tieByImprovement) keys.push(rise(total, previousTotal));
      return { unitId, total, keys };
    });
  const ranked = keyed.filter(({ total }) => total !== undefined);
  const ranks = places(ranked, (a, b) => compare(a.keys, b.keys));
  return [
    ...ranked
      .map(({ unitId, total = '' }, i) => ({ unitId, rank: ranks[i] ?? 0, total }))
      .sort((a, b) => a.rank - b.rank),
    ...keyed.filter(({ total }) => total === undefined).map(({ unitId }) => ({ unitId, rank: 0 })),
  ];
}

/** What places are decided by, in order: TOTAL, then node ids, LOAD, IMPROVEMENT. */
export function comparedBy(scheme: TieBreak): string[] {
  return [
    'TOTAL',
    ...(scheme.tieRule === 'TIE_RULE_BY_NODES' ? scheme.tieNodeIds : []),
    ...(scheme.taskLoads?.length ? ['LOAD'] : []),
    ...(scheme.tieByImprovement ? ['IMPROVEMENT'] : []),
  ];
}

/** The classes that are ranked apart, or the whole group as one; every unit is in exactly one part. */
export function parts<U extends { unitId: string }>(scheme: Scheme, units: readonly U[]): U[][] {
  if (!scheme.rankWithinClasses) return [[...units]];
  const classOf = new Map(
    scheme.unitClasses.flatMap(({ classId, unitIds }) => unitIds.map((id) => [id, classId])),
  );
  return [...groupBy(units, ({ unitId }) => classOf.get(unitId) ?? '').values()];
}

function rise(total: string | undefined, previous: string | undefined): Decimal | undefined {
  if (total === undefined || previous === undefined) return undefined;
  return decimal('total', total).minus(decimal('previousTotal', previous));
}

function read(score: string | undefined): Decimal | undefined {
  return score === undefined ? undefined : decimal('score', score);
}

function compare(a: readonly (Decimal | undefined)[], b: readonly (Decimal | undefined)[]): number {
  for (const [i, left] of a.entries()) {
    const right = b[i];
    const order = left && right ? right.comparedTo(left) : Number(!left) - Number(!right);
    if (order !== 0) return order;
  }
  return 0;
}
