import { type Adjusted, adjusted, adjustments } from './adjust';
import { outOf } from './assess';
import { type Decimal, decimal, round, sum, text, ZERO } from './decimal';
import { exact, type Quotient } from './exact';
import { isMissing, type LeafState } from './leaf-state';
import { exactMean, meanOf } from './mean';
import { leafDigits, type MeanRule, type MissingRule, type Scheme, type SchemeNode, shareOf } from './scheme';

/** A leaf's outcome as `scoreLeaf` gives it; only these two matter here. */
export interface LeafOutcome {
  state: LeafState;
  score?: string;
}

/**
 * What a node brings to its parent: a score, nought for want of one, nothing, or a stop. Zeroed, excluded and
 * blocked follow from the missing rule.
 */
export type NodeState = 'SCORED' | 'ZEROED' | 'EXCLUDED' | 'BLOCKED';

/** Why there is no total: the leaf and its state, or the parent whose children were too few (MISSING). */
export interface Obstacle {
  nodeId: string;
  state: LeafState;
}

/** The score of one unit on one node. */
export interface NodeScore {
  nodeId: string;
  state: NodeState;
  /** Full mark in points. */
  outOf: string;
  /** Points, rounded to the item digits; present when SCORED or ZEROED. */
  score?: string;
  /** Points before rounding (18 digits); a leaf arrives rounded, so there it is the score. */
  unrounded?: string;
}

/** The result of one unit under a scheme. */
export interface UnitResult {
  /** Without a total: BLOCKED names its obstacles, MISSING means that every root was left out. */
  state: 'SCORED' | 'BLOCKED' | 'MISSING';
  /** Points, rounded to the total digits. */
  total?: string;
  /** Points before rounding (18 digits). */
  unrounded?: string;
  /** Points of every bonus and deduction of the scheme (18 digits), without sign. */
  adjustments: { adjustmentId: string; points: string }[];
  obstacles: Obstacle[];
  /** Parents before their children, in the order of the scheme; written out once, when first read. */
  readonly nodes: NodeScore[];
}

/** The outcomes of one unit by leaf. */
export type LeafScores = Pick<ReadonlyMap<string, LeafOutcome>, 'get'>;

/** What a unit's scores on nodes are worked out from. */
export interface Tree {
  scheme: Scheme;
  unitId: string;
  leafScores: LeafScores;
  /** Nodes that a veto sets to 0 for this unit. */
  zeroed?: ReadonlySet<string> | undefined;
  /** Nodes worked out before under rules that have not changed for them; see `Board`. */
  known?: ((nodeId: string) => Worked | undefined) | undefined;
}

/** A node worked out, with its children, for the result and for the receipt. */
export interface Worked {
  node: SchemeNode;
  state: NodeState;
  outOf: Decimal;
  score?: Decimal;
  /** Of a leaf: its score again, for sums in whole numbers. */
  exact?: Quotient;
  obstacles: readonly Obstacle[];
  children: readonly Worked[];
  /** As it is shown, once somebody asked. */
  shown?: NodeScore;
}

const NO_OBSTACLES: readonly Obstacle[] = [];
const NO_CHILDREN: readonly Worked[] = [];

/** The sum over siblings before any rule about missing nodes; without a score none of them counts. */
export interface Blend {
  score?: Decimal;
  counted: Worked[];
}

/** What a sibling weighs for a unit: its share of 100, or its full mark. */
export function weightOf({ scheme, unitId }: Tree, { node }: Worked): Decimal {
  return decimal('share', shareOf(scheme, node, unitId));
}

/**
 * Points of a parent from its children that count; see `meanOf`. Nodes left out leave their weight to their siblings.
 * Source: OECD/JRC, Handbook on Constructing Composite Indicators (2008), step 7.
 */
export function blend(tree: Tree, mean: MeanRule, full: Decimal, children: readonly Worked[]): Blend {
  const counted = children.filter(({ state }) => state === 'SCORED' || state === 'ZEROED');
  const exactly = exactMean(mean, full, counted, ({ node }) =>
    exact(shareOf(tree.scheme, node, tree.unitId)),
  );
  if (exactly) return { counted, score: exactly };
  const terms = counted.map((child) => ({
    score: child.score ?? ZERO,
    weight: weightOf(tree, child),
    outOf: child.outOf,
  }));
  if (counted.length === 0) return { counted };
  if (sum(terms.map(({ weight }) => weight)).isZero()) {
    return full.isZero() ? { counted, score: ZERO } : { counted: [] };
  }
  return { counted, score: meanOf(mean, full, terms) };
}

const afterMissing: Record<MissingRule, NodeState> = {
  MISSING_RULE_ZERO: 'ZEROED',
  MISSING_RULE_EXCLUDE: 'EXCLUDED',
  MISSING_RULE_BLOCK: 'BLOCKED',
};

/** States that somebody declared have rules of their own. */
function ruleFor({ missing: rule, absence }: SchemeNode, why: LeafState): MissingRule {
  if (why === 'NOT_APPLICABLE') return absence.notApplicable;
  if (why === 'NOT_REPORTED') return absence.notReported;
  if (why !== 'PENDING') return rule;
  return absence.pending === 'MISSING_RULE_LAST_CYCLE' ? 'MISSING_RULE_BLOCK' : absence.pending;
}

function missing(node: SchemeNode, full: Decimal, why: LeafState, children: readonly Worked[]): Worked {
  const state = isMissing(why) ? afterMissing[ruleFor(node, why)] : 'BLOCKED';
  return {
    node,
    state,
    outOf: full,
    ...(state === 'ZEROED' && { score: ZERO }),
    obstacles: state === 'BLOCKED' ? [{ nodeId: node.nodeId, state: why }] : NO_OBSTACLES,
    children,
  };
}

/** Whether a child counts as available: what a veto sets to 0 was there, and must not help the unit by being missed. */
export const isThere = ({ zeroed }: Tree, { state, node }: Worked): boolean =>
  state === 'SCORED' || zeroed?.has(node.nodeId) === true;

/** Works out a node and everything below it. */
export function work(tree: Tree, node: SchemeNode): Worked {
  const known = tree.known?.(node.nodeId);
  if (known) return known.node === node ? known : { ...known, node };
  const full = outOf(tree.scheme, node, tree.unitId);
  if (tree.zeroed?.has(node.nodeId)) {
    return {
      node,
      state: 'ZEROED',
      outOf: full,
      score: ZERO,
      obstacles: NO_OBSTACLES,
      children: NO_CHILDREN,
    };
  }
  if (node.children.length === 0) {
    const { state = 'MISSING', score } = tree.leafScores.get(node.nodeId) ?? {};
    if (state !== 'SCORED' || score === undefined) {
      return missing(node, full, state === 'SCORED' ? 'MISSING' : state, NO_CHILDREN);
    }
    return {
      node,
      state,
      outOf: full,
      score: decimal('score', score),
      exact: exact(score),
      obstacles: NO_OBSTACLES,
      children: NO_CHILDREN,
    };
  }

  const children = node.children.map((child) => work(tree, child));
  const obstacles = children.flatMap((child) => child.obstacles);
  if (obstacles.length > 0) return { node, state: 'BLOCKED', outOf: full, obstacles, children };

  const available = children.filter((child) => isThere(tree, child)).length;
  const enough = decimal('availability', node.availability)
    .times(children.length)
    .lessThanOrEqualTo(available);
  const { score } = blend(tree, node, full, children);
  if (!enough || !score) return missing(node, full, 'MISSING', children);
  return { node, state: 'SCORED', outOf: full, score, obstacles: NO_OBSTACLES, children };
}

function show(rounding: Scheme['rounding'], { node, state, outOf: full, score }: Worked): NodeScore {
  const digits = node.children.length > 0 ? rounding.itemDigits : leafDigits(rounding, full);
  return {
    nodeId: node.nodeId,
    state,
    outOf: text(full),
    ...(score && { score: text(round(score, digits, rounding.mode), digits), unrounded: text(score) }),
  };
}

function* flatten(scheme: Scheme, worked: readonly Worked[]): Generator<NodeScore> {
  for (const each of worked) {
    yield (each.shown ??= show(scheme.rounding, each));
    yield* flatten(scheme, each.children);
  }
}

/**
 * Carries the leaf scores of one unit up the tree to its total.
 *
 * Two roundings act on a total and no others: leaf scores arrive rounded to the item digits, as published, and
 * the total is rounded to the total digits. Inner nodes go up unrounded and are rounded only to be shown.
 *
 * A leaf without a score follows its missing rule; with EXCLUDE its siblings share its weight. A parent whose children with
 * a score of their own (a veto may have set it to 0) are fewer than its availability asks, or all left out, is itself missing
 * and follows its own rule.
 * Faults such as a target of 0 always block. Leaves absent from the map are MISSING.
 *
 * @param kept the roots worked out, where the caller keeps them
 * @throws ScoringError DECIMAL_INVALID; none for a scheme that `checkScheme` passed and scores of `scoreLeaf`
 */
export function aggregate(tree: Tree, kept?: readonly Worked[]): UnitResult {
  const { scheme } = tree;
  const roots = kept ?? rootsOf(tree);
  const by = adjustments(tree);
  const obstacles = [...roots, ...by].flatMap((each) => each.obstacles);
  let nodes: NodeScore[] | undefined;
  return {
    ...(obstacles.length > 0 ? { state: 'BLOCKED' } : totalOf(tree, roots, by)),
    obstacles,
    get nodes() {
      return (nodes ??= [...flatten(scheme, kept ?? rootsOf(tree))]);
    },
    adjustments: by.map(({ adjustment: { adjustmentId }, points }) => ({
      adjustmentId,
      points: text(points),
    })),
  };
}

const rootsOf = (tree: Tree): Worked[] => tree.scheme.nodes.map((node) => work(tree, node));

function totalOf(
  tree: Tree,
  roots: readonly Worked[],
  by: readonly Adjusted[],
): Pick<UnitResult, 'state' | 'total' | 'unrounded'> {
  const { scheme } = tree;
  const { score: base } = blend(tree, scheme, decimal('fullMark', scheme.fullMark), roots);
  if (!base) return { state: 'MISSING' };
  const score = adjusted(scheme, base, by);
  const { totalDigits, mode } = scheme.rounding;
  return {
    state: 'SCORED',
    total: text(round(score, totalDigits, mode), totalDigits),
    unrounded: text(score),
  };
}
