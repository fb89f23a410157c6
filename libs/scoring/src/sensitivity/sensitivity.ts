import { groupBy } from '../group-by';
import { conclude, type Evaluation, Inputs, LeafTable, resultOf, treeOf } from '../evaluate';
import type { ScoringPackage } from '../package';
import { leavesOf } from '../scheme';
import { scoreLeaf } from '../score-leaf';
import { parts } from '../standing/rank';
import { trunkOf } from './branch';
import type { SensitivityOptions } from './options';
import { drawRanks, type RankInterval } from './rank-draws';
import { shakeValues } from './shaken-values';
import { type ShareInterval, shareIntervals } from './share-intervals';
import { siblingsOf, unitTree, type UnitTree } from './unit-tree';

/** Which places are firm. */
export interface Sensitivity {
  /** By class where classes are ranked apart, then by place, then by id; units without a place are left out. */
  ranks: RankInterval[];
  /** In the order of the scheme, by class where classes are ranked apart. */
  shares: ShareInterval[];
  /** How many sets of changed values every leaf was scored with; 0 where none were changed. */
  trials: number;
  /** How many were drawn: as asked for, or as many as there was time for. */
  draws: number;
}

/**
 * How far places move under small changes of shares and values. Yields between short pieces of work, so that a service can do
 * other things meanwhile; see {@link sensitivity} to have it at once.
 *
 * @param enough asked after every draw whether there is time for no more; the draws made are the first of those asked for, so
 *   asking for so many with the same seed gives the same answer
 */
export function* sensitivitySteps(
  of: ScoringPackage,
  options: SensitivityOptions,
  enough: () => boolean = () => false,
): Generator<void, Sensitivity> {
  const { scheme, units } = of;
  const inputs = new Inputs(of);
  const table = new LeafTable(units);
  for (const [node] of leavesOf(scheme)) {
    table.add(node.nodeId, scoreLeaf(node, inputs.context(node)));
    yield;
  }
  const results: Evaluation['results'] = [];
  const trees: UnitTree[] = [];
  for (const { unitId } of units) {
    results.push(resultOf(treeOf(inputs, table, unitId)));
    const tree = unitTree(inputs, table, unitId);
    if (tree) trees.push(tree);
    yield;
  }
  const stand = conclude(inputs, results);
  yield;

  const places = new Set(stand.filter(({ rank }) => rank > 0).map(({ unitId }) => unitId));
  const shares: ShareInterval[] = [];
  for (const list of parts(
    scheme,
    trees.filter(({ unitId }) => places.has(unitId)),
  )) {
    for (const siblings of siblingsOf(scheme)) {
      for (const found of shareIntervals(scheme, siblings, classOf(of, list), list)) {
        shares.push(found);
        yield;
      }
    }
  }
  const shaken = yield* shakeValues(inputs, options);
  const { ranks, draws } = yield* drawRanks(inputs, stand, trees.map(trunkOf), shaken, options, enough);
  return {
    ranks: ranks.sort(inClassOrder(of)),
    shares: inSchemeOrder(of, shares),
    trials: shaken.trials,
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

function classOf({ scheme }: ScoringPackage, [first]: readonly UnitTree[]): string {
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
