import { z } from 'zod';
import type { Decimal, RoundingMode } from './decimal';
import { type MethodParameters, methodShapes } from './methods';
import { RaterRule } from './raters/rater-rule';
import { choice, decimalOr, string } from './shape';
import { ValueRule } from './value/value-rule';

/**
 * What shares mean. Weights: every node is scored out of the full mark of the scheme and siblings' shares sum
 * to 100. Full marks: a leaf is scored out of its share and siblings' shares sum to their parent's.
 */
export type ShareKind = 'SHARE_KIND_WEIGHTS' | 'SHARE_KIND_FULL_MARKS';

/** What a node without a score does to its parent: counts nought, is left out, or stops the total. */
export type MissingRule = 'MISSING_RULE_ZERO' | 'MISSING_RULE_EXCLUDE' | 'MISSING_RULE_BLOCK';

/** How the observations of a cycle become one: see `time.ts`. */
export type TimeAggregation =
  | 'TIME_AGGREGATION_POOLED_RATIO'
  | 'TIME_AGGREGATION_MEAN_OF_VALUES'
  | 'TIME_AGGREGATION_MEAN_OF_SCORES'
  | 'TIME_AGGREGATION_SUM'
  | 'TIME_AGGREGATION_LAST'
  | 'TIME_AGGREGATION_BEST'
  | 'TIME_AGGREGATION_WORST';

/** Units with equal totals share a rank, always or only when the tie nodes are equal too. */
export type TieRule = 'TIE_RULE_SHARED' | 'TIE_RULE_BY_NODES';

/** How the children of a node become its score: see `mean.ts`. */
export type Mean = 'MEAN_ARITHMETIC' | 'MEAN_GEOMETRIC' | 'MEAN_HARMONIC' | 'MEAN_POWER';

/** A mean with its exponent, as a parent and the scheme have it. */
export interface MeanRule {
  mean: Mean;
  /** For MEAN_POWER: decimal from −10 to 10, not 0; else empty. */
  meanPower: string;
}

/** For a figure that is not published yet also: the value of the cycle before stands in. */
export type PendingRule = MissingRule | 'MISSING_RULE_LAST_CYCLE';

/** Missing rules for states that somebody declared; see `leaf-state.ts`. */
export interface Absence {
  notApplicable: MissingRule;
  notReported: MissingRule;
  pending: PendingRule;
}

/** The share of a node for the units of one class (深圳 2010 weighs commissions, bureaux and offices differently). */
export interface ClassShare {
  classId: string;
  share: string;
}

/**
 * A node of the scheme: a parent with children, or a leaf with exactly one method, which judges an indicator, events or
 * ballots.
 */
export interface SchemeNode extends MethodParameters, MeanRule {
  nodeId: string;
  name: string;
  nameEn: string;
  /** Weight or full mark, by the share kind of the scheme. */
  share: string;
  /** Where classes of units have other shares than `share`. */
  classShares: ClassShare[];
  children: SchemeNode[];
  missing: MissingRule;
  absence: Absence;
  /** Only for parents: the least share of children, by count, that must have a score; 0 to 1. */
  availability: string;
  indicatorId: string;
  time: TimeAggregation;
  valueRule?: ValueRule | undefined;
  /** For leaves that judge ballots. */
  raters?: RaterRule | undefined;
}

/** Digits behind the point of items (leaves and inner nodes) and of the total, and the mode for both. */
export interface Rounding {
  itemDigits: number;
  totalDigits: number;
  mode: RoundingMode;
  /** Leaves out of so many points or more are scored in whole points; empty for none. */
  wholeFrom: string;
}

/** Digits of the score of a leaf out of so many points. */
export function leafDigits({ itemDigits, wholeFrom }: Rounding, outOf: Decimal): number {
  return wholeFrom !== '' && outOf.gte(wholeFrom) ? 0 : itemDigits;
}

/** How many units of a group may have a grade (优秀比例). */
export interface Quota {
  /** Share of the ranked units, 0 to 1. */
  share: string;
  /** How a part of a unit is rounded: 四舍五入, 进一 or 舍去. */
  rounding: 'QUOTA_ROUNDING_HALF_UP' | 'QUOTA_ROUNDING_UP' | 'QUOTA_ROUNDING_DOWN';
  /** Who of those that tie at the border gets in. */
  border: 'BORDER_EXCLUDE_ALL' | 'BORDER_INCLUDE_ALL' | 'BORDER_COMMITTEE';
}

/** A grade is reached with a total of at least `minScore`, as far as its quota goes. */
export interface Grade {
  gradeId: string;
  name: string;
  minScore: string;
  quota?: Quota | undefined;
}

/** Points on top of the total, or off it, from leaves of its own, up to a cap. */
export interface Adjustment {
  adjustmentId: string;
  name: string;
  nameEn: string;
  kind: 'ADJUSTMENT_KIND_BONUS' | 'ADJUSTMENT_KIND_DEDUCTION';
  /** Greatest points; every leaf has its own in its share. */
  cap: string;
  leaves: SchemeNode[];
}

/** What an event of a kind does to the grade, never to the score (一票否决, 一票否优), or to one node. */
export interface Veto {
  /** Events with this item set it off. */
  vetoId: string;
  name: string;
  nameEn: string;
  effect: 'VETO_EFFECT_NOT_BEST' | 'VETO_EFFECT_DOWNGRADE' | 'VETO_EFFECT_FAIL' | 'VETO_EFFECT_ZERO_NODE';
  /** For VETO_EFFECT_DOWNGRADE: how many grades down. */
  levels: number;
  /** For VETO_EFFECT_ZERO_NODE: the leaf that counts 0. */
  nodeId: string;
  /** The regulation that it rests on. */
  basis: string;
  /** Who decides that it is set off. */
  decidedBy: string;
  /** Months after the date of the event during which it acts; 0 for whatever is filed with the cycle. */
  validMonths: number;
}

/**
 * What several downgrades of one unit come to. Cumulative: each lowers the grade that those before it left, in the order of the
 * scheme, one for every event. Heaviest: only the one of most levels counts, from the grade by threshold.
 */
export type DowngradeRule = 'DOWNGRADE_RULE_CUMULATIVE' | 'DOWNGRADE_RULE_HEAVIEST';

/** How much a unit has to do, declared before the cycle, in any one unit of measure (任务量). */
export interface TaskLoad {
  unitId: string;
  load: string;
}

/** Units that have shares of their own and, if the scheme says so, ranks of their own. */
export interface UnitClass {
  classId: string;
  name: string;
  nameEn: string;
  unitIds: string[];
}

/** The rules by which the units of one group are scored, ranked and graded. Decimals are strings. */
export interface Scheme extends MeanRule {
  schemeId: string;
  name: string;
  nameEn: string;
  unitGroupId: string;
  fullMark: string;
  shareKind: ShareKind;
  nodes: SchemeNode[];
  adjustments: Adjustment[];
  /** Limits of the total after adjustments; an empty cap means none. */
  totalFloor: string;
  totalCap: string;
  vetoes: Veto[];
  downgradeRule: DowngradeRule;
  unitClasses: UnitClass[];
  /** Places and quotas within each class instead of the whole group. */
  rankWithinClasses: boolean;
  /** Graded by score, but without a place and not counted in quotas (单列). */
  horsConcoursUnitIds: string[];
  rounding: Rounding;
  tieRule: TieRule;
  /** For TIE_RULE_BY_NODES: nodes whose scores are compared in this order. */
  tieNodeIds: string[];
  /** Ties left by the nodes go to the heavier load, a unit without one after all others; empty where loads decide nothing. */
  taskLoads: TaskLoad[];
  /** Ties still left go to the greater rise of the total over the cycle before. */
  tieByImprovement: boolean;
  /** Highest first; the lowest begins at 0. Empty when the scheme does not grade. */
  grades: Grade[];
  /** The first period it governs. */
  effectiveFrom: string;
  version: number;
}

const missing = (first: MissingRule) =>
  choice(
    'MISSING_RULE_UNSPECIFIED',
    first,
    'MISSING_RULE_BLOCK',
    'MISSING_RULE_ZERO',
    'MISSING_RULE_EXCLUDE',
  );

const mean = choice('MEAN_UNSPECIFIED', 'MEAN_ARITHMETIC', 'MEAN_GEOMETRIC', 'MEAN_HARMONIC', 'MEAN_POWER');

const AbsenceJson = z.object({
  notApplicable: missing('MISSING_RULE_EXCLUDE'),
  notReported: missing('MISSING_RULE_ZERO'),
  pending: choice(
    'MISSING_RULE_UNSPECIFIED',
    'MISSING_RULE_BLOCK',
    'MISSING_RULE_ZERO',
    'MISSING_RULE_EXCLUDE',
    'MISSING_RULE_LAST_CYCLE',
  ),
});

const SchemeNodeJson: z.ZodType<SchemeNode> = z
  .lazy(() =>
    z.object({
      nodeId: string,
      name: string,
      nameEn: string,
      share: decimalOr('0'),
      classShares: z.array(z.object({ classId: string, share: decimalOr('0') })).default([]),
      children: z.array(SchemeNodeJson).default([]),
      mean,
      meanPower: string,
      missing: missing('MISSING_RULE_BLOCK'),
      absence: AbsenceJson.prefault({}),
      availability: decimalOr('0'),
      indicatorId: string,
      time: choice(
        'TIME_AGGREGATION_UNSPECIFIED',
        'TIME_AGGREGATION_MEAN_OF_VALUES',
        'TIME_AGGREGATION_POOLED_RATIO',
        'TIME_AGGREGATION_MEAN_OF_SCORES',
        'TIME_AGGREGATION_SUM',
        'TIME_AGGREGATION_LAST',
        'TIME_AGGREGATION_BEST',
        'TIME_AGGREGATION_WORST',
      ),
      valueRule: ValueRule.optional(),
      raters: RaterRule.optional(),
      ...methodShapes,
    }),
  )
  .meta({ id: 'SchemeNode' });

const RoundingJson = z.object({
  itemDigits: z.int().default(2),
  totalDigits: z.int().default(2),
  mode: choice('ROUNDING_MODE_UNSPECIFIED', 'ROUNDING_MODE_HALF_UP', 'ROUNDING_MODE_HALF_EVEN'),
  wholeFrom: string,
});

const QuotaJson = z.object({
  share: decimalOr('0'),
  rounding: choice(
    'QUOTA_ROUNDING_UNSPECIFIED',
    'QUOTA_ROUNDING_HALF_UP',
    'QUOTA_ROUNDING_UP',
    'QUOTA_ROUNDING_DOWN',
  ),
  border: choice('BORDER_UNSPECIFIED', 'BORDER_EXCLUDE_ALL', 'BORDER_INCLUDE_ALL', 'BORDER_COMMITTEE'),
});

const AdjustmentJson = z.object({
  adjustmentId: string,
  name: string,
  nameEn: string,
  kind: choice('ADJUSTMENT_KIND_UNSPECIFIED', 'ADJUSTMENT_KIND_BONUS', 'ADJUSTMENT_KIND_DEDUCTION'),
  cap: decimalOr('0'),
  leaves: z.array(SchemeNodeJson).default([]),
});

const VetoJson = z.object({
  vetoId: string,
  name: string,
  nameEn: string,
  effect: choice(
    'VETO_EFFECT_UNSPECIFIED',
    'VETO_EFFECT_NOT_BEST',
    'VETO_EFFECT_DOWNGRADE',
    'VETO_EFFECT_FAIL',
    'VETO_EFFECT_ZERO_NODE',
  ),
  levels: z.int().default(1),
  nodeId: string,
  basis: string,
  decidedBy: string,
  validMonths: z.int().min(0).max(600).default(0),
});

const UnitClassJson = z.object({
  classId: string,
  name: string,
  nameEn: string,
  unitIds: z.array(z.string()).default([]),
});

/**
 * Reads a scheme from proto3 JSON: camelCase names, an absent field has its default. Only the shape is
 * checked; whether the rules make sense is the question of `checkScheme`. Throws ZodError.
 */
export const Scheme: z.ZodType<Scheme> = z.object({
  schemeId: string,
  name: string,
  nameEn: string,
  unitGroupId: string,
  fullMark: decimalOr('100'),
  shareKind: choice('SHARE_KIND_UNSPECIFIED', 'SHARE_KIND_WEIGHTS', 'SHARE_KIND_FULL_MARKS'),
  nodes: z.array(SchemeNodeJson).default([]),
  mean,
  meanPower: string,
  adjustments: z.array(AdjustmentJson).default([]),
  totalFloor: decimalOr('0'),
  totalCap: string,
  vetoes: z.array(VetoJson).default([]),
  downgradeRule: choice('DOWNGRADE_RULE_UNSPECIFIED', 'DOWNGRADE_RULE_CUMULATIVE', 'DOWNGRADE_RULE_HEAVIEST'),
  unitClasses: z.array(UnitClassJson).default([]),
  rankWithinClasses: z.boolean().default(false),
  horsConcoursUnitIds: z.array(z.string()).default([]),
  rounding: RoundingJson.prefault({}),
  tieRule: choice('TIE_RULE_UNSPECIFIED', 'TIE_RULE_SHARED', 'TIE_RULE_BY_NODES'),
  tieNodeIds: z.array(z.string()).default([]),
  taskLoads: z.array(z.object({ unitId: string, load: string })).default([]),
  tieByImprovement: z.boolean().default(false),
  grades: z
    .array(z.object({ gradeId: string, name: string, minScore: decimalOr('0'), quota: QuotaJson.optional() }))
    .default([]),
  effectiveFrom: string,
  version: z.int().default(0),
});

/** Visits every node, parents before their children, with the JSON path of each. */
export function* walk(nodes: readonly SchemeNode[], path = 'nodes'): Generator<[SchemeNode, string]> {
  for (const [i, node] of nodes.entries()) {
    yield [node, `${path}[${i}]`];
    yield* walk(node.children, `${path}[${i}].children`);
  }
}

/** Everything that is scored by itself, with its JSON path: leaves of the tree, then those of the adjustments. */
export function* leavesOf(scheme: Scheme): Generator<[SchemeNode, string]> {
  for (const [node, path] of walk(scheme.nodes)) if (node.children.length === 0) yield [node, path];
  for (const [i, { leaves }] of scheme.adjustments.entries()) {
    for (const [j, leaf] of leaves.entries()) yield [leaf, `adjustments[${i}].leaves[${j}]`];
  }
}

/** The share of a node for a unit: that of its class where there is one. */
export function shareOf(scheme: Scheme, node: SchemeNode, unitId: string): string {
  if (node.classShares.length === 0) return node.share;
  const own = scheme.unitClasses.find(({ unitIds }) => unitIds.includes(unitId))?.classId;
  return node.classShares.find(({ classId }) => classId === own)?.share ?? node.share;
}
