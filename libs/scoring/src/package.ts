import { z } from 'zod';
import { Scheme } from './scheme';
import { choice, string } from './shape';

/** The format that a package says it has; another is refused. */
export const PACKAGE_FORMAT = 'fuxing.scoring/v1';

export const PriceBasis = z.enum([
  'PRICE_BASIS_UNSPECIFIED',
  'PRICE_BASIS_CURRENT',
  'PRICE_BASIS_CONSTANT',
  'PRICE_BASIS_MIXED',
]);
export type PriceBasis = z.output<typeof PriceBasis>;

const Indicator = z.object({
  indicatorId: string,
  version: z.int().default(1),
  direction: choice(
    'DIRECTION_UNSPECIFIED',
    'DIRECTION_HIGHER_IS_BETTER',
    'DIRECTION_LOWER_IS_BETTER',
    'DIRECTION_TARGET_BAND',
  ),
  unitOfMeasure: string,
  changesSign: z.boolean().optional(),
  /** At which prices it is stated; absent for what has no price. */
  priceBasis: PriceBasis.optional(),
});

const Value = z.object({
  indicatorId: string,
  unitId: string,
  observationId: string,
  period: string,
  value: string,
  numerator: z.string().optional(),
  denominator: z.string().optional(),
  factor: z.string().optional(),
});

const Event = z.object({
  eventId: string,
  unitId: string,
  itemId: string,
  matterId: string,
  tier: string,
  count: string.transform((count) => (count === '' ? '1' : count)),
  document: string,
  date: string,
});

const Declared = z.object({
  /** A leaf of the scheme. */
  nodeId: string,
  unitId: string,
  state: z.enum(['NOT_APPLICABLE', 'NOT_REPORTED', 'PENDING', 'IMPUTED', 'JUDGED']),
  value: string,
  reason: string,
  approvedBy: string,
  /** For JUDGED. */
  bandId: z.string().optional(),
});

/**
 * Everything that an evaluation depends on, and nothing else: whoever has the package can compute the result again
 * without any other system. Read from JSON; absent fields have the defaults of proto3 JSON. Decimals are strings.
 */
export const ScoringPackage = z.object({
  format: z.literal(PACKAGE_FORMAT),
  scheme: Scheme,
  /** The version of every indicator that governs the cycle. */
  indicators: z.array(Indicator).default([]),
  /** The period evaluated, for example `2026`. */
  cyclePeriod: string,
  /** All units of the group, each once. */
  units: z.array(z.object({ unitId: string, name: string, nameEn: string })).default([]),
  observations: z.array(Value).default([]),
  /** Observations of the cycle before, for growth. */
  before: z.array(Value).default([]),
  targets: z
    .array(z.object({ indicatorId: string, unitId: string, period: string, value: string }))
    .default([]),
  /** How far an indicator is ahead of its target, for corrections of others. */
  leads: z.array(z.object({ indicatorId: string, unitId: string, value: string })).default([]),
  events: z.array(Event).default([]),
  ballots: z
    .array(z.object({ nodeId: string, unitId: string, raterId: string, raterUnitId: string, option: string }))
    .default([]),
  declarations: z.array(Declared).default([]),
  /** Totals of the cycle before, for ties by improvement. */
  previousTotals: z.array(z.object({ unitId: string, total: string })).default([]),
  /** Decisions of the committee beyond the quotas. */
  promotions: z.array(z.object({ unitId: string, gradeId: string, document: string })).default([]),
});
export type ScoringPackage = z.output<typeof ScoringPackage>;
