import { Decimal, decimal, sum, ZERO } from '../decimal';
import type { Scheme, SchemeNode } from '../scheme';
import type { Trunk } from './branch';
import { constant, type Quotient } from './quotient';
import { counts, fromChildren, partOf, shareFor, type Siblings, type UnitTree } from './unit-tree';

/** A group of siblings in the tree of one unit, worked out once for all of them. */
export interface SiblingTotals {
  unit: UnitTree;
  trunk: Trunk;
  /** Shares of all siblings, also of those that do not count. */
  shares: ReadonlyMap<string, Decimal>;
  whole: Decimal;
  /** Of those that count: part of the full mark, empty where moving a share moves nothing. */
  parts: ReadonlyMap<string, Decimal>;
  /** Of those that count: Σ share, Σ share × part. */
  weight: Decimal;
  points: Decimal;
  /** What the part of the group is multiplied by on the way up, and what else the total has. */
  lever: Decimal;
  rest: Decimal;
}

/** How a group of siblings stands in each unit, while everything above is an arithmetic mean. */
export function siblingTotals(
  scheme: Scheme,
  { ancestors, nodes }: Siblings,
  units: readonly { unit: UnitTree; trunk: Trunk }[],
): SiblingTotals[] {
  return units.map(({ unit, trunk }) => {
    const shares = new Map(nodes.map((node) => [node.nodeId, shareFor(scheme, node, unit.unitId)]));
    const stands = { unit, trunk, shares, whole: sum([...shares.values()]) };
    const share = ({ node }: { node: SchemeNode }): Decimal => shareFor(scheme, node, unit.unitId);
    let lever = decimal('fullMark', scheme.fullMark);
    let level = unit.roots;
    for (const { nodeId } of ancestors) {
      const parent = unit.nodes.get(nodeId);
      if (!parent || !fromChildren(parent)) {
        return { ...stands, parts: new Map(), weight: ZERO, points: ZERO, lever: ZERO, rest: unit.total };
      }
      lever = lever.times(share(parent)).div(sum(level.filter(counts).map(share)));
      level = parent.children;
    }
    const counted = level.filter(counts);
    const parts = new Map(counted.map((each) => [each.node.nodeId, partOf(each)]));
    const weight = sum(counted.map(share));
    const points = sum(counted.map((each) => share(each).times(parts.get(each.node.nodeId) ?? ZERO)));
    const rest = weight.isZero() ? unit.total : unit.total.minus(lever.times(points).div(weight));
    return { ...stands, parts, weight, points, lever, rest };
  });
}

/**
 * The total of a unit while the share of one sibling is `moved` × τ and those beside it keep their proportions.
 *
 * With p the part of the moved one, G what stands beside it, D and B the shares and points of those that count beside it, and S
 * the sum of all shares, the part of the group is (t·p·G + (S − t)·B) ÷ (t·G + (S − t)·D).
 */
export function totalAlong(
  { unit, shares, whole, parts, weight, points, lever, rest }: SiblingTotals,
  nodeId: string,
  moved: Decimal,
): Quotient {
  const own = shares.get(nodeId) ?? ZERO;
  const part = parts.get(nodeId);
  if (!part) return constant(unit.total);
  const others = weight.minus(own);
  if (others.isZero()) return constant(unit.total);
  const beside = whole.minus(own);
  const earned = points.minus(own.times(part));
  const n = { n1: moved.times(part.times(beside).minus(earned)), n0: whole.times(earned) };
  const m = { m1: moved.times(beside.minus(others)), m0: whole.times(others) };
  return {
    n1: rest.times(m.m1).plus(lever.times(n.n1)),
    n0: rest.times(m.m0).plus(lever.times(n.n0)),
    ...m,
  };
}
