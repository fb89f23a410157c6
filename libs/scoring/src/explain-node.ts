import { adjusted, adjustments, writeAdjusted } from './adjust';
import { blend, isThere, type NodeState, type Obstacle, type Tree, weightOf, work } from './aggregate';
import { type Decimal, decimal, round, type RoundingMode, text, ZERO } from './decimal';
import { writeMean } from './mean';
import { type Adjustment, type Mean, type Scheme, type SchemeNode, walk } from './scheme';
import { ScoringError } from './scoring-error';

/** One child as it entered the sum. */
export interface ChildReceipt {
  nodeId: string;
  state: NodeState;
  /** Whether it is in the sum; a child left out leaves its share to its siblings. */
  counted: boolean;
  share: string;
  outOf: string;
  /** Points as they entered the sum: a leaf rounded, an inner node not. */
  score?: string;
}

/** One bonus or deduction as it entered the total. */
export interface AdjustmentReceipt {
  adjustmentId: string;
  kind: Adjustment['kind'];
  cap: string;
  leaves: { nodeId: string; score: string }[];
  /** Without sign. */
  points: string;
}

/** How a parent, or the total, came from its children. */
export interface NodeReceipt {
  /** Empty for the total. */
  nodeId: string;
  state: NodeState | 'MISSING';
  outOf: string;
  mean: Mean;
  /** For MEAN_POWER. */
  meanPower?: string;
  children: ChildReceipt[];
  /** Only of the total. */
  adjustments: AdjustmentReceipt[];
  /** Scored children, children in all, and the least share that the node asks for. */
  availability: { scored: number; of: number; least: string };
  obstacles: Obstacle[];
  /** Empty, as `worked`, unless the score comes from the children. */
  formula: string;
  worked: string;
  /** Points before rounding (shown to 18 digits). */
  before?: string;
  rounding: { digits: number; mode: RoundingMode };
  after?: string;
}

function find(scheme: Scheme, nodeId: string): SchemeNode {
  for (const [node] of walk(scheme.nodes)) if (node.nodeId === nodeId) return node;
  throw new ScoringError(
    'NOT_FOUND',
    'NODE_NOT_IN_SCHEME',
    {
      en: `Scheme ${scheme.schemeId} has no node ${nodeId}.`,
      zh: `方案 ${scheme.schemeId} 中没有节点 ${nodeId}。`,
    },
    [],
    { nodeId },
  );
}

/**
 * How one unit came to its score on a node from the children of that node; without a node, to its total.
 * Uses the same steps as `aggregate`. A leaf has no children: see `explainLeaf`.
 *
 * @throws ScoringError NODE_NOT_IN_SCHEME
 */
export function explainNode(tree: Tree, nodeId = ''): NodeReceipt {
  const { scheme } = tree;
  const { itemDigits, totalDigits, mode } = scheme.rounding;
  const isTotal = nodeId === '';
  const digits = isTotal ? totalDigits : itemDigits;
  const worked = isTotal ? undefined : work(tree, find(scheme, nodeId));
  const children = worked?.children ?? scheme.nodes.map((node) => work(tree, node));
  const full = worked?.outOf ?? decimal('fullMark', scheme.fullMark);
  const by = isTotal ? adjustments(tree) : [];
  const obstacles = worked?.obstacles ?? [...children, ...by].flatMap((each) => each.obstacles);
  const rule = worked?.node ?? scheme;
  const sumOf = blend(tree, rule, full, children);
  const total = obstacles.length > 0 || !sumOf.score ? undefined : adjusted(scheme, sumOf.score, by);
  const score: Decimal | undefined = worked ? worked.score : total;
  const state = worked?.state ?? (obstacles.length > 0 ? 'BLOCKED' : score ? 'SCORED' : 'MISSING');
  const counted = new Set(sumOf.counted);
  const terms = sumOf.counted.map((child) => ({
    score: child.score ?? ZERO,
    weight: weightOf(tree, child),
    outOf: child.outOf,
  }));
  const summed = state === 'SCORED' && terms.length > 0;
  const plain = summed ? writeMean(rule, full, terms) : { formula: '', worked: '' };
  return {
    nodeId,
    state,
    outOf: text(full),
    mean: rule.mean,
    ...(rule.mean === 'MEAN_POWER' && { meanPower: rule.meanPower }),
    children: children.map((child) => ({
      nodeId: child.node.nodeId,
      state: child.state,
      counted: counted.has(child),
      share: text(weightOf(tree, child)),
      outOf: text(child.outOf),
      ...(child.score && { score: text(child.score) }),
    })),
    adjustments: by.map(({ adjustment, leaves, points }) => ({
      adjustmentId: adjustment.adjustmentId,
      kind: adjustment.kind,
      cap: adjustment.cap,
      leaves: leaves.map((leaf) => ({ nodeId: leaf.nodeId, score: text(leaf.score) })),
      points: text(points),
    })),
    availability: {
      scored: children.filter((child) => isThere(tree, child)).length,
      of: children.length,
      least: worked?.node.availability ?? '0',
    },
    obstacles: [...obstacles],
    ...(summed && isTotal ? writeAdjusted(scheme, sumOf.score ?? ZERO, plain, by) : plain),
    ...(score && { before: text(score) }),
    rounding: { digits, mode },
    ...(score && { after: text(round(score, digits, mode), digits) }),
  };
}
