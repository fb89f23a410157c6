import { z } from 'zod';
import { leafStateText, type LeafState } from '../leaf-state';
import { PriceBasis } from '../package';
import {
  type AdjustmentStep,
  type LeafStep,
  type NodeStep,
  type Receipt,
  RECEIPT_FORMAT,
  type ScoreStep,
  type TotalStep,
} from './receipt';

const text = z.string();
const decimal = z.string().meta({ description: 'Decimal' });
const sentence = z.object({ en: text, zh: text });
const named = { name: text, nameEn: text };
const count = z.int().min(0);

const worked = {
  method: text.meta({ description: 'UPPER_SNAKE' }),
  parameters: z.record(z.string(), z.unknown()).meta({ description: 'As configured' }),
  formula: text.meta({ description: 'The rule in symbols' }),
  worked: text.meta({
    description:
      'The rule with the numbers put in: + − × ÷ ^, parentheses, clip, min, max, floor, ceil, round, roundEven; empty without a result',
  }),
  before: decimal
    .optional()
    .meta({ description: 'The result before rounding, to 18 digits; absent without one' }),
};
const rounded = {
  rounding: z.object({
    digits: count,
    mode: z.enum(['ROUNDING_MODE_HALF_UP', 'ROUNDING_MODE_HALF_EVEN']),
  }),
  after: decimal.optional().meta({ description: 'The result after rounding; absent without one' }),
};
const judged = {
  value: decimal.optional(),
  target: decimal.optional(),
  rank: count.optional(),
  count: count.optional(),
  group: z
    .array(decimal)
    .optional()
    .meta({ description: 'Values of the group, best first; ∞ for the ratio of a target to 0' }),
};
const mean = z.enum(['MEAN_ARITHMETIC', 'MEAN_GEOMETRIC', 'MEAN_HARMONIC', 'MEAN_POWER']);
const nodeState = z.enum(['SCORED', 'ZEROED', 'EXCLUDED', 'BLOCKED']);
export const leafState = z.enum(Object.keys(leafStateText) as [LeafState, ...LeafState[]]);
export const obstacle = z.object({ nodeId: text, state: leafState });

const veto = z.object({
  ...named,
  vetoId: text,
  effect: z.enum([
    'VETO_EFFECT_NOT_BEST',
    'VETO_EFFECT_DOWNGRADE',
    'VETO_EFFECT_FAIL',
    'VETO_EFFECT_ZERO_NODE',
  ]),
  levels: count.optional().meta({ description: 'For VETO_EFFECT_DOWNGRADE: how many grades down' }),
  basis: text,
  decidedBy: text,
  eventId: text,
  document: text,
  date: text,
});

const time = z.object({
  kind: z.literal('TIME'),
  ...worked,
  method: z.enum([
    'TIME_AGGREGATION_POOLED_RATIO',
    'TIME_AGGREGATION_MEAN_OF_VALUES',
    'TIME_AGGREGATION_MEAN_OF_SCORES',
    'TIME_AGGREGATION_SUM',
    'TIME_AGGREGATION_LAST',
    'TIME_AGGREGATION_BEST',
    'TIME_AGGREGATION_WORST',
  ]),
  observations: z.array(
    z.object({
      observationId: text,
      period: text,
      value: decimal,
      numerator: decimal.optional(),
      denominator: decimal.optional(),
      factor: decimal.optional(),
    }),
  ),
});
const change = z.object({
  kind: z.literal('VALUE'),
  ...worked,
  method: z.enum(['GROWTH', 'CORRECTION', 'COEFFICIENT', 'ROUNDING', 'IMPUTATION', 'OUTLIER']),
});
const period = z.object({ kind: z.literal('PERIOD'), ...worked, ...judged, period: text });

export const LeafStepShape: z.ZodType<LeafStep> = z
  .object({
    kind: z.literal('LEAF'),
    nodeId: text,
    ...named,
    share: decimal,
    outOf: decimal,
    state: leafState,
    reason: sentence,
    effect: nodeState.meta({ description: 'What it brings to its parent' }),
    vetoes: z.array(veto),
    indicator: z
      .object({
        indicatorId: text,
        version: z.int(),
        direction: z.enum([
          'DIRECTION_HIGHER_IS_BETTER',
          'DIRECTION_LOWER_IS_BETTER',
          'DIRECTION_TARGET_BAND',
        ]),
        unitOfMeasure: text,
        priceBasis: PriceBasis.exclude(['PRICE_BASIS_UNSPECIFIED']).optional(),
      })
      .optional(),
    declared: z
      .object({
        state: z.enum(['NOT_APPLICABLE', 'NOT_REPORTED', 'PENDING', 'IMPUTED', 'JUDGED']),
        value: text,
        reason: text,
        approvedBy: text,
        bandId: text.optional(),
      })
      .optional(),
    events: z.array(
      z.object({
        eventId: text,
        itemId: text,
        matterId: text,
        tier: text,
        count: decimal,
        document: text,
        date: text,
        points: decimal,
        refusal: z.enum(['', 'WITHOUT_DOCUMENT', 'SAME_MATTER']),
      }),
    ),
    ballots: z
      .object({
        cast: count,
        valid: count,
        counted: count.meta({ description: 'Valid ones that were not trimmed' }),
        steps: z.array(
          z.object({
            rule: z.enum([
              'OWN_UNIT',
              'UNIFORM',
              'OUT_OF_QUOTA',
              'TOO_CLOSE',
              'MINIMUM',
              'LEVELLING',
              'TRIMMING',
            ]),
            ballots: count,
            ...sentence.shape,
          }),
        ),
        options: z.array(z.object({ option: text, count })),
        withheld: z.boolean(),
      })
      .optional(),
    ...worked,
    ...judged,
    ...rounded,
    steps: z.array(z.discriminatedUnion('kind', [time, change, period])),
  })
  .meta({ id: 'LeafStep' });

const children = z.array(
  z.object({
    nodeId: text,
    state: nodeState,
    counted: z.boolean(),
    share: decimal,
    outOf: decimal,
    score: decimal.optional(),
  }),
);

const NodeStepShape: z.ZodType<NodeStep> = z
  .lazy(() =>
    z.object({
      kind: z.literal('NODE'),
      nodeId: text,
      ...named,
      share: decimal,
      outOf: decimal,
      state: nodeState,
      vetoes: z.array(veto),
      children,
      availability: z.object({ scored: count, of: count, least: decimal }),
      obstacles: z.array(obstacle),
      ...worked,
      method: mean,
      ...rounded,
      steps: z.array(ScoreStepShape),
    }),
  )
  .meta({ id: 'NodeStep' });

const ScoreStepShape: z.ZodType<ScoreStep> = z.lazy(() => z.union([NodeStepShape, LeafStepShape]));

const AdjustmentStepShape: z.ZodType<AdjustmentStep> = z
  .object({
    kind: z.literal('ADJUSTMENT'),
    adjustmentId: text,
    ...named,
    ...worked,
    method: z.enum(['ADJUSTMENT_KIND_BONUS', 'ADJUSTMENT_KIND_DEDUCTION']),
    cap: decimal,
    steps: z.array(LeafStepShape),
  })
  .meta({ id: 'AdjustmentStep' });

const TotalStepShape: z.ZodType<TotalStep> = z
  .object({
    kind: z.literal('TOTAL'),
    outOf: decimal,
    state: z.enum(['SCORED', 'BLOCKED', 'MISSING']),
    children,
    obstacles: z.array(obstacle),
    ...worked,
    method: mean,
    ...rounded,
    steps: z.array(z.union([NodeStepShape, LeafStepShape, AdjustmentStepShape])),
  })
  .meta({ id: 'TotalStep' });

export const gradeStep = z.object({
  rule: z.enum(['THRESHOLD', 'VETO', 'QUOTA', 'BORDER', 'PROMOTION', 'HORS_CONCOURS']),
  gradeId: text,
  en: text,
  zh: text,
});

/** The form of a receipt, for those who read one. */
export const ReceiptShape: z.ZodType<Receipt> = z.object({
  format: z.literal(RECEIPT_FORMAT),
  scheme: z.object({
    schemeId: text,
    ...named,
    version: z.int(),
    effectiveFrom: text,
    shareKind: z.enum(['SHARE_KIND_WEIGHTS', 'SHARE_KIND_FULL_MARKS']),
    fullMark: decimal,
  }),
  cyclePeriod: text,
  unit: z.object({ unitId: text, ...named }),
  total: TotalStepShape,
  standing: z.object({
    rank: count.meta({ description: '1 is best; 0 is "not ranked"' }),
    comparison: z.object({
      classId: text,
      ...named,
      by: z.array(text).meta({ description: 'TOTAL, then node ids, LOAD, IMPROVEMENT' }),
      units: z.array(z.object({ unitId: text, ...named, rank: count, keys: z.array(text) })),
    }),
    gradeId: text,
    gradeName: text,
    grades: z
      .array(
        z.object({
          gradeId: text,
          name: text,
          minScore: decimal,
          quota: z
            .object({
              share: decimal,
              rounding: z.enum(['QUOTA_ROUNDING_HALF_UP', 'QUOTA_ROUNDING_UP', 'QUOTA_ROUNDING_DOWN']),
              border: z.enum(['BORDER_EXCLUDE_ALL', 'BORDER_INCLUDE_ALL', 'BORDER_COMMITTEE']),
              count: count.meta({ description: 'Units that have a place' }),
              places: count.meta({ description: 'share × count, rounded' }),
            })
            .optional(),
        }),
      )
      .meta({ description: 'Highest first' }),
    steps: z.array(gradeStep.extend({ gradeName: text })),
    undecided: z.boolean(),
    vetoes: z.array(veto),
    downgradeRule: z
      .enum(['DOWNGRADE_RULE_CUMULATIVE', 'DOWNGRADE_RULE_HEAVIEST'])
      .optional()
      .meta({ description: 'Where a downgrade was set off' }),
  }),
});
