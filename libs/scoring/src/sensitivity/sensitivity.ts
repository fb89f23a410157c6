import { groupBy } from '../group-by';
import { conclude, type Evaluation, Inputs, LeafTable, resultOf, treeOf } from '../evaluate';
import type { ScoringPackage } from '../package';
import { leavesOf, walk } from '../scheme';
import { scoreLeaf } from '../score-leaf';
import { parts } from '../standing/rank';
import { type Trunk, trunkOf } from './branch';
import type { Enough, SensitivityOptions } from './options';
import { drawRanks, type RankInterval } from './rank-draws';
import { shakeValues } from './shaken-values';
import { shareInterval, type ShareInterval } from './share-intervals';
import { siblingTotals } from './sibling-totals';
import { siblingsOf, unitTree, type UnitTree } from './unit-tree';

/** Which places are firm. */
export interface Sensitivity {
  /** By class where classes are ranked apart, then by place, then by id; units without a place are left out. */
  ranks: RankInterval[];
  /** In the order of the scheme, by class where classes are ranked apart. */
  shares: ShareInterval[];
  /** Nodes whose share there was no time for, in the order of the scheme. */
  sharesLeft: string[];
  /** How many sets of changed values every leaf was scored with; 0 where none were changed. */
  trials: number;
  /** How many were drawn, 1 at least: as asked for, or as many as there was time for. */
  draws: number;
}

/**
 * How far places move under small changes of shares and values. Yields between short pieces of work, so that a service can do
 * other things meanwhile; see {@link sensitivity} to have it at once.
 *
 * @param enough asked between units, trials and draws; the draws made are the first of those asked for, so asking for so many with
 *   the same seed draws the same
 */
export function* sensitivitySteps(
  of: ScoringPackage,
  options: SensitivityOptions,
  enough: Enough = () => false,
): Generator<void, Sensitivity> {
  const { scheme, units } = of;
  const inputs = new Inputs(of);
  const table = new LeafTable(units);
  for (const [node] of leavesOf(scheme)) {
    table.add(node.nodeId, scoreLeaf(node, inputs.context(node)));
    yield;
  }
  const results: Evaluation['results'] = [];
  const trees: { unitId: string; unit: UnitTree; trunk: Trunk }[] = [];
  for (const { unitId } of units) {
    results.push(resultOf(treeOf(inputs, table, unitId)));
    const tree = unitTree(inputs, table, unitId);
    if (tree) trees.push({ unitId, unit: tree, trunk: trunkOf(tree) });
    yield;
  }
  const stand = conclude(inputs, results);
  yield;

  const places = new Set(stand.filter(({ rank }) => rank > 0).map(({ unitId }) => unitId));
  const shares: ShareInterval[] = [];
  const left = new Set<string>();
  for (const list of parts(
    scheme,
    trees.filter(({ unitId }) => places.has(unitId)),
  )) {
    for (const siblings of siblingsOf(scheme)) {
      const totals = siblingTotals(scheme, siblings, list);
      yield;
      for (const node of siblings.nodes) {
        const found = enough('SHARES')
          ? 'NO_TIME'
          : yield* shareInterval(scheme, { ...siblings, node, classId: classOf(of, list) }, totals, enough);
        if (found === 'NO_TIME') left.add(node.nodeId);
        else if (found) shares.push(found);
      }
    }
  }
  const shaken = yield* shakeValues(inputs, options, enough);
  const { ranks, draws } = yield* drawRanks(
    inputs,
    stand,
    trees.map(({ trunk }) => trunk),
    shaken,
    options,
    enough,
  );
  return {
    ranks: ranks.sort(inClassOrder(of)),
    shares: inSchemeOrder(of, shares),
    sharesLeft: [...walk(scheme.nodes)].flatMap(([{ nodeId }]) => (left.has(nodeId) ? [nodeId] : [])),
    trials: Math.min(shaken.trials, draws),
    draws,
  };
}

/** The same at once. */
export function sensitivity(of: ScoringPackage, options: SensitivityOptions): Sensitivity {
  const steps = sensitivitySteps(of, options);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

function classOf({ scheme }: ScoringPackage, [first]: readonly { unitId: string }[]): string {
  if (!scheme.rankWithinClasses || !first) return '';
  return scheme.unitClasses.find(({ unitIds }) => unitIds.includes(first.unitId))?.classId ?? '';
}

function inClassOrder({ scheme }: ScoringPackage): (a: RankInterval, b: RankInterval) => number {
  const order = new Map(
    scheme.unitClasses.flatMap(({ unitIds }, i) => unitIds.map((unitId) => [unitId, i] as const)),
  );
  const classAt = ({ unitId }: RankInterval): number =>
    scheme.rankWithinClasses ? (order.get(unitId) ?? order.size) : 0;
  return (a, b) => classAt(a) - classAt(b) || a.rank - b.rank || (a.unitId < b.unitId ? -1 : 1);
}

function inSchemeOrder({ scheme }: ScoringPackage, shares: readonly ShareInterval[]): ShareInterval[] {
  const byNode = groupBy(shares, ({ nodeId }) => nodeId);
  return siblingsOf(scheme).flatMap(({ nodes }) =>
    nodes.flatMap(({ nodeId }) =>
      (byNode.get(nodeId) ?? []).sort((a, b) => (a.classId < b.classId ? -1 : Number(a.classId > b.classId))),
    ),
  );
}
