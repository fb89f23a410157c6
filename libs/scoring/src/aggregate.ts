import { adjusted, adjustments } from './adjust';
import { outOf } from './assess';
import { type Decimal, decimal, round, sum, text, ZERO } from './decimal';
import { isMissing, type LeafState } from './leaf-state';
import { meanOf } from './mean';
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
  /** Parents before their children, in the order of the scheme. */
  nodes: NodeScore[];
}

/** What a unit's scores on nodes are worked out from. */
export interface Tree {
  scheme: Scheme;
  unitId: string;
  leafScores: ReadonlyMap<string, LeafOutcome>;
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
  obstacles: Obstacle[];
  children: Worked[];
  /** As it is shown, once somebody asked. */
  shown?: NodeScore;
}

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

function missing(node: SchemeNode, full: Decimal, why: LeafState, children: Worked[]): Worked {
  const state = isMissing(why) ? afterMissing[ruleFor(node, why)] : 'BLOCKED';
  return {
    node,
    state,
    outOf: full,
    ...(state === 'ZEROED' && { score: ZERO }),
    obstacles: state === 'BLOCKED' ? [{ nodeId: node.nodeId, state: why }] : [],
    children,
  };
}

/** Works out a node and everything below it. */
export function work(tree: Tree, node: SchemeNode): Worked {
  const known = tree.known?.(node.nodeId);
  if (known) return known.node === node ? known : { ...known, node };
  const full = outOf(tree.scheme, node, tree.unitId);
  if (tree.zeroed?.has(node.nodeId)) {
    return { node, state: 'ZEROED', outOf: full, score: ZERO, obstacles: [], children: [] };
  }
  if (node.children.length === 0) {
    const { state = 'MISSING', score } = tree.leafScores.get(node.nodeId) ?? {};
    if (state !== 'SCORED' || score === undefined) {
      return missing(node, full, state === 'SCORED' ? 'MISSING' : state, []);
    }
    return { node, state, outOf: full, score: decimal('score', score), obstacles: [], children: [] };
  }

  const children = node.children.map((child) => work(tree, child));
  const obstacles = children.flatMap((child) => child.obstacles);
  if (obstacles.length > 0) return { node, state: 'BLOCKED', outOf: full, obstacles, children };

  const available = children.filter(({ state }) => state === 'SCORED').length;
  const enough = decimal('availability', node.availability)
    .times(children.length)
    .lessThanOrEqualTo(available);
  const { score } = blend(tree, node, full, children);
  if (!enough || !score) return missing(node, full, 'MISSING', children);
  return { node, state: 'SCORED', outOf: full, score, obstacles: [], children };
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
 * A leaf without a score follows its missing rule; with EXCLUDE its siblings share its weight. A parent whose
 * scored children are fewer than its availability asks, or all left out, is itself missing and follows its own rule.
 * Faults such as a target of 0 always block. Leaves absent from the map are MISSING.
 *
 * @param roots the roots worked out, where the caller keeps them
 * @throws ScoringError DECIMAL_INVALID; none for a scheme that `checkScheme` passed and scores of `scoreLeaf`
 */
export function aggregate(tree: Tree, roots = tree.scheme.nodes.map((node) => work(tree, node))): UnitResult {
  const { scheme } = tree;
  const by = adjustments(tree);
  const obstacles = [...roots, ...by].flatMap((each) => each.obstacles);
  const parts = {
    obstacles,
    nodes: [...flatten(scheme, roots)],
    adjustments: by.map(({ adjustment: { adjustmentId }, points }) => ({
      adjustmentId,
      points: text(points),
    })),
  };
  if (obstacles.length > 0) return { state: 'BLOCKED', ...parts };
  const { score: base } = blend(tree, scheme, decimal('fullMark', scheme.fullMark), roots);
  if (!base) return { state: 'MISSING', ...parts };
  const score = adjusted(scheme, base, by);
  const { totalDigits, mode } = scheme.rounding;
  return {
    state: 'SCORED',
    total: text(round(score, totalDigits, mode), totalDigits),
    unrounded: text(score),
    ...parts,
  };
}
