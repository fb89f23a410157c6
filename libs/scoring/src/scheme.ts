import { z } from 'zod';
import type { RoundingMode } from './decimal';

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
  | 'TIME_AGGREGATION_LAST';

/** How points fall with rank: see `rank-points.ts`. */
export type RankForm = 'RANK_FORM_SHARE_DECREMENT' | 'RANK_FORM_FIXED_DECREMENT' | 'RANK_FORM_LINEAR';

/** Units with equal totals share a rank, always or only when the tie nodes are equal too. */
export type TieRule = 'TIE_RULE_SHARED' | 'TIE_RULE_BY_NODES';

/** Parameters of `ratio-to-target.ts`: bounds of the ratio, 1 = 100 %. */
export interface RatioToTarget {
  floor: string;
  cap: string;
}

/** Parameters of `deduction.ts`: step in the indicator's unit, the others in points. */
export interface Deduction {
  step: string;
  perStep: string;
  floor: string;
}

/** Parameters of `linear.ts`: ends in the indicator's unit, base share 0 to 1. */
export interface Linear {
  unacceptable: string;
  satisfactory: string;
  baseShare: string;
}

/** Parameters of `rank-points.ts`: shares of the full mark (0 to 1) or points, by form. */
export interface RankPoints {
  form: RankForm;
  decrement: string;
  floor: string;
}

/** A node of the scheme: a parent with children, or a leaf with an indicator and exactly one method. */
export interface SchemeNode {
  nodeId: string;
  name: string;
  nameEn: string;
  /** Weight or full mark, by the share kind of the scheme. */
  share: string;
  children: SchemeNode[];
  missing: MissingRule;
  /** Only for parents: the least share of children, by count, that must have a score; 0 to 1. */
  availability: string;
  indicatorId: string;
  time: TimeAggregation;
  ratioToTarget?: RatioToTarget | undefined;
  deduction?: Deduction | undefined;
  linear?: Linear | undefined;
  rankPoints?: RankPoints | undefined;
}

/** Digits behind the point of items (leaves and inner nodes) and of the total, and the mode for both. */
export interface Rounding {
  itemDigits: number;
  totalDigits: number;
  mode: RoundingMode;
}

/** A grade is reached with a total of at least `minScore`. */
export interface Grade {
  gradeId: string;
  name: string;
  minScore: string;
}

/** The rules by which the units of one group are scored, ranked and graded. Decimals are strings. */
export interface Scheme {
  schemeId: string;
  name: string;
  nameEn: string;
  unitGroupId: string;
  fullMark: string;
  shareKind: ShareKind;
  nodes: SchemeNode[];
  rounding: Rounding;
  tieRule: TieRule;
  /** For TIE_RULE_BY_NODES: nodes whose scores are compared in this order. */
  tieNodeIds: string[];
  /** Highest first; the lowest begins at 0. Empty when the scheme does not grade. */
  grades: Grade[];
  /** The first period it governs. */
  effectiveFrom: string;
  version: number;
}

const string = z.string().default('');

/** A decimal string with a meaning for "not set", which proto JSON writes as absent or empty. */
const decimalOr = (fallback: string) => string.transform((value) => (value === '' ? fallback : value));

/** An enum by its proto names; absent and the UNSPECIFIED member mean the first. */
function choice<const T extends string>(unspecified: string, first: T, ...others: T[]) {
  const known: readonly T[] = [first, ...others];
  return z
    .enum([unspecified, ...known])
    .optional()
    .transform((name) => known.find((each) => each === name) ?? first);
}

const SchemeNodeJson: z.ZodType<SchemeNode> = z.lazy(() =>
  z.object({
    nodeId: string,
    name: string,
    nameEn: string,
    share: decimalOr('0'),
    children: z.array(SchemeNodeJson).default([]),
    missing: choice(
      'MISSING_RULE_UNSPECIFIED',
      'MISSING_RULE_BLOCK',
      'MISSING_RULE_ZERO',
      'MISSING_RULE_EXCLUDE',
    ),
    availability: decimalOr('0'),
    indicatorId: string,
    time: choice(
      'TIME_AGGREGATION_UNSPECIFIED',
      'TIME_AGGREGATION_MEAN_OF_VALUES',
      'TIME_AGGREGATION_POOLED_RATIO',
      'TIME_AGGREGATION_MEAN_OF_SCORES',
      'TIME_AGGREGATION_SUM',
      'TIME_AGGREGATION_LAST',
    ),
    ratioToTarget: z.object({ floor: decimalOr('0'), cap: decimalOr('1') }).optional(),
    deduction: z.object({ step: decimalOr('1'), perStep: string, floor: decimalOr('0') }).optional(),
    linear: z.object({ unacceptable: string, satisfactory: string, baseShare: decimalOr('0') }).optional(),
    rankPoints: z
      .object({
        form: choice(
          'RANK_FORM_UNSPECIFIED',
          'RANK_FORM_SHARE_DECREMENT',
          'RANK_FORM_FIXED_DECREMENT',
          'RANK_FORM_LINEAR',
        ),
        decrement: decimalOr('0'),
        floor: decimalOr('0'),
      })
      .optional(),
  }),
);

const RoundingJson = z.object({
  itemDigits: z.int().default(2),
  totalDigits: z.int().default(2),
  mode: choice('ROUNDING_MODE_UNSPECIFIED', 'ROUNDING_MODE_HALF_UP', 'ROUNDING_MODE_HALF_EVEN'),
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
  rounding: RoundingJson.prefault({}),
  tieRule: choice('TIE_RULE_UNSPECIFIED', 'TIE_RULE_SHARED', 'TIE_RULE_BY_NODES'),
  tieNodeIds: z.array(z.string()).default([]),
  grades: z.array(z.object({ gradeId: string, name: string, minScore: decimalOr('0') })).default([]),
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
