import { DomainError } from '@fuxing/errors';
import { blend, type LeafOutcome, type NodeState, type Obstacle, weightOf, work } from './aggregate';
import { type Decimal, decimal, round, type RoundingMode, text } from './decimal';
import { type Scheme, type SchemeNode, walk } from './scheme';

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

/** How a parent, or the total, came from its children. */
export interface NodeReceipt {
  /** Empty for the total. */
  nodeId: string;
  state: NodeState | 'MISSING';
  outOf: string;
  children: ChildReceipt[];
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
  throw new DomainError(
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
 * @throws DomainError NODE_NOT_IN_SCHEME
 */
export function explainNode(
  scheme: Scheme,
  leafScores: ReadonlyMap<string, LeafOutcome>,
  nodeId = '',
): NodeReceipt {
  const { itemDigits, totalDigits, mode } = scheme.rounding;
  const digits = nodeId === '' ? totalDigits : itemDigits;
  const worked = nodeId === '' ? undefined : work(scheme, find(scheme, nodeId), leafScores);
  const children = worked?.children ?? scheme.nodes.map((node) => work(scheme, node, leafScores));
  const full = worked?.outOf ?? decimal('fullMark', scheme.fullMark);
  const obstacles = worked?.obstacles ?? children.flatMap((child) => child.obstacles);
  const sumOf = blend(scheme, full, children);
  const score: Decimal | undefined = worked ? worked.score : obstacles.length > 0 ? undefined : sumOf.score;
  const state = worked?.state ?? (obstacles.length > 0 ? 'BLOCKED' : score ? 'SCORED' : 'MISSING');
  const summed = state === 'SCORED' && sumOf.counted.length > 0;
  const counted = new Set(sumOf.counted);
  const byMarks = scheme.shareKind === 'SHARE_KIND_FULL_MARKS';
  const terms = sumOf.counted.map(({ score: points }) => (points ? text(points) : '0'));
  const weights = sumOf.counted.map((child) => text(weightOf(child)));
  const numerator = byMarks
    ? `(${terms.join(' + ')}) × ${text(full)}`
    : `(${terms.map((points, i) => `${weights[i]} × ${points}`).join(' + ')})`;
  return {
    nodeId,
    state,
    outOf: text(full),
    children: children.map((child) => ({
      nodeId: child.node.nodeId,
      state: child.state,
      counted: counted.has(child),
      share: text(weightOf(child)),
      outOf: text(child.outOf),
      ...(child.score && { score: text(child.score) }),
    })),
    availability: {
      scored: children.filter(({ state }) => state === 'SCORED').length,
      of: children.length,
      least: worked?.node.availability ?? '0',
    },
    obstacles,
    formula: summed ? (byMarks ? 'Σs × W ÷ Σw' : 'Σ(w × s) ÷ Σw') : '',
    worked: summed ? `${numerator} ÷ (${weights.join(' + ')})` : '',
    ...(score && { before: text(score) }),
    rounding: { digits, mode },
    ...(score && { after: text(round(score, digits, mode), digits) }),
  };
}
