import { adjustments } from '../adjust';
import { aggregate, blend, type Tree, work, type Worked } from '../aggregate';
import { type Decimal, decimal, sum, ZERO } from '../decimal';
import { type Inputs, type LeafTable, treeOf } from '../evaluate';
import { type Scheme, type SchemeNode, shareOf } from '../scheme';

/** One unit with a total, worked out once, to move shares in. */
export interface UnitTree {
  unitId: string;
  tree: Tree;
  roots: readonly Worked[];
  /** By node id. */
  nodes: ReadonlyMap<string, Worked>;
  /** Points of bonuses less those of deductions. */
  added: Decimal;
  /** Before limits and rounding. */
  total: Decimal;
}

/** A group of siblings: the roots, or the children of a parent. */
export interface Siblings {
  /** From the root down; empty for the roots. */
  ancestors: readonly SchemeNode[];
  nodes: readonly SchemeNode[];
}

/** The tree of a unit; undefined for one without a total. */
export function unitTree(inputs: Inputs, table: LeafTable, unitId: string): UnitTree | undefined {
  const tree = treeOf(inputs, table, unitId);
  const { scheme } = tree;
  const roots = scheme.nodes.map((node) => work(tree, node));
  if (aggregate(tree, roots).state !== 'SCORED') return undefined;
  const added = sum(
    adjustments(tree).map(({ adjustment, points }) =>
      adjustment.kind === 'ADJUSTMENT_KIND_BONUS' ? points : points.neg(),
    ),
  );
  const { score } = blend(tree, scheme, decimal('fullMark', scheme.fullMark), roots);
  return {
    unitId,
    tree,
    roots,
    nodes: new Map(flatten(roots).map((each) => [each.node.nodeId, each])),
    added,
    total: (score ?? ZERO).plus(added),
  };
}

function flatten(worked: readonly Worked[]): Worked[] {
  return worked.flatMap((each) => [each, ...flatten(each.children)]);
}

/** All groups of siblings of a scheme, from the roots down. */
export function siblingsOf(scheme: Scheme): Siblings[] {
  const below = (ancestors: readonly SchemeNode[], nodes: readonly SchemeNode[]): Siblings[] => [
    { ancestors, nodes },
    ...nodes.flatMap((node) =>
      node.children.length === 0 ? [] : below([...ancestors, node], node.children),
    ),
  ];
  return below([], scheme.nodes);
}

export const shareFor = (scheme: Scheme, node: SchemeNode, unitId: string): Decimal =>
  decimal('share', shareOf(scheme, node, unitId));

/** Whether a node is in the sum of its parent. */
export const counts = ({ state }: Worked): boolean => state === 'SCORED' || state === 'ZEROED';

/** Whether the score of a node comes from its children. */
export const fromChildren = ({ state, children }: Worked): boolean =>
  state === 'SCORED' && children.length > 0;

/** The part of its full mark that a node reached. */
export const partOf = ({ score, outOf }: Worked): Decimal =>
  score && !outOf.isZero() ? score.div(outOf) : ZERO;
