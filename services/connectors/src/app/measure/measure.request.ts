import { bilingual } from '@fuxing/errors';
import { VerificationPolicy } from '@fuxing/contracts/connectors/v1/measure_checks';
import {
  DateStyle,
  DurationClock,
  FilterOperator,
  OpenCases,
  UnitMatch,
} from '@fuxing/contracts/connectors/v1/measure_records';
import { MeasureFunction, ValueRounding } from '@fuxing/contracts/connectors/v1/measures';
import { parseDecimal } from '@fuxing/scoring';
import { fields } from '@fuxing/service';
import { z } from 'zod';
import { parseTimestamp } from '../../domain/measure/timestamp';

const field = z.string().min(1, bilingual('must not be empty', '不能为空')).max(200);
const optionalField = z.string().max(200);
const optionalDecimal = fields.decimal.or(z.literal(''));

const lookupName = z
  .string()
  .regex(
    /^[a-z][a-z0-9_]{0,31}$/,
    bilingual(
      'must be 1 to 32 of a-z 0-9 _, beginning with a letter',
      '应为 1 至 32 个 a-z 0-9 _，以字母开头',
    ),
  );

const COMPARED: Partial<Record<FilterOperator, 'none' | 'some' | 'number' | 'field' | 'day'>> = {
  [FilterOperator.FILTER_OPERATOR_PRESENT]: 'none',
  [FilterOperator.FILTER_OPERATOR_ABSENT]: 'none',
  [FilterOperator.FILTER_OPERATOR_IN]: 'some',
  [FilterOperator.FILTER_OPERATOR_NOT_IN]: 'some',
  [FilterOperator.FILTER_OPERATOR_AT_LEAST]: 'number',
  [FilterOperator.FILTER_OPERATOR_AT_MOST]: 'number',
  [FilterOperator.FILTER_OPERATOR_NOT_AFTER_FIELD]: 'field',
  [FilterOperator.FILTER_OPERATOR_ON_OR_AFTER]: 'day',
  [FilterOperator.FILTER_OPERATOR_BEFORE]: 'day',
};

const filter = z
  .object({ field, operator: fields.oneOf(FilterOperator), values: z.array(z.string().max(500)).max(1000) })
  .refine(
    ({ operator, values }) => {
      const [first = ''] = values;
      if (COMPARED[operator] === 'none') return values.length === 0;
      if (COMPARED[operator] === 'some') return values.length > 0;
      const one = values.length === 1 && first !== '';
      if (COMPARED[operator] === 'day') return one && parseTimestamp(first)?.day === first;
      return one && (COMPARED[operator] === 'field' || fields.decimal.safeParse(first).success);
    },
    {
      path: ['values'],
      message: bilingual(
        'must be none for PRESENT and ABSENT, some for IN and NOT_IN, one decimal for AT_LEAST and AT_MOST, one field for NOT_AFTER_FIELD, one day like 2026-09-30 for ON_OR_AFTER and BEFORE',
        'PRESENT 和 ABSENT 应为空，IN 和 NOT_IN 至少一个，AT_LEAST 和 AT_MOST 为一个十进制数，NOT_AFTER_FIELD 为一个字段名，ON_OR_AFTER 和 BEFORE 为一个日期，如 2026-09-30',
      ),
    },
  );

const F = MeasureFunction;
const NO_OPERAND = 'neither';
const IN_CHINESE: Record<string, string> = {
  neither: '不带 field 和 duration',
  field: 'field',
  'duration or neither': 'duration，或都不带',
  'field or duration': 'field 或 duration',
};
/** What each function computes over; the others take a field or a duration. */
const OPERANDS: Partial<Record<MeasureFunction, string>> = {
  [F.MEASURE_FUNCTION_COUNT]: NO_OPERAND,
  [F.MEASURE_FUNCTION_STATE_COUNT]: NO_OPERAND,
  [F.MEASURE_FUNCTION_DISTINCT]: 'field',
  [F.MEASURE_FUNCTION_RATE]: 'duration or neither',
};

const checks = z.object({
  min: optionalDecimal,
  max: optionalDecimal,
  jumpShare: optionalDecimal,
  jumpDeviations: optionalDecimal,
  seasonal: z.boolean(),
  lateDays: fields.whole(0, 3_650).optional(),
  duplicates: z
    .object({ fields: z.array(field).max(20, bilingual('must have at most 20 entries', '最多 20 条')) })
    .optional(),
  reconciliation: z.object({ indicatorId: fields.id, tolerance: fields.decimal }).optional(),
  expectation: z
    .object({
      unitIds: z.array(fields.id).max(10_000, bilingual('must have at most 10000 entries', '最多 10000 条')),
      firstPeriod: z
        .string()
        .regex(
          /^\d{4}(-(0[1-9]|1[0-2])|-Q[1-4])?$/,
          bilingual('must be like 2026-01, 2026-Q1 or 2026', '应为 2026-01、2026-Q1 或 2026 的形式'),
        ),
      graceDays: fields.whole(0, 366),
    })
    .optional(),
});

export const PutMeasure = z.object({
  measureId: fields.id,
  etag: z.string(),
  measure: z
    .object({
      sourceId: fields.id,
      indicatorId: fields.id,
      function: fields.oneOf(MeasureFunction),
      periodField: field,
      unitField: field,
      unitMappingId: fields.id,
      filters: z.array(filter).max(50),
      numerator: z.array(filter).max(50),
      field: field.optional(),
      duration: z
        .object({
          startField: field,
          endField: field,
          clock: fields.oneOf(DurationClock),
          suspendedFromField: optionalField,
          suspendedToField: optionalField,
          suspendedField: optionalField,
        })
        .refine(
          ({ suspendedFromField: from, suspendedToField: to, suspendedField: time }) =>
            (from === '') === (to === '') && (from === '' || time === ''),
          bilingual(
            'has suspendedFromField and suspendedToField together, or suspendedField, or none',
            'suspendedFromField 与 suspendedToField 应同时填写，或只填 suspendedField，或都不填',
          ),
        )
        .optional(),
      denominatorField: z.string().max(200),
      percentile: optionalDecimal,
      factor: optionalDecimal,
      digits: fields.whole(0, 8),
      rounding: fields.oneOfOrNone(ValueRounding),
      dateStyle: fields.oneOfOrNone(DateStyle),
      unitMatch: fields.oneOfOrNone(UnitMatch),
      openCases: fields.oneOfOrNone(OpenCases),
      limit: optionalDecimal,
      limitField: optionalField,
      lookups: z
        .array(z.object({ name: lookupName, field, sourceId: fields.id }))
        .max(10, bilingual('must have at most 10 entries', '最多 10 条'))
        .refine(
          (lookups) => new Set(lookups.map(({ name }) => name)).size === lookups.length,
          bilingual('must not have a name twice', '名称不能重复'),
        ),
      checks: checks.optional(),
      policy: fields.oneOfOrNone(VerificationPolicy),
      sampleShare: optionalDecimal,
      riskShare: optionalDecimal,
      riskThreshold: optionalDecimal,
      verifyWithinDays: fields.whole(0, 250),
    })
    .superRefine((measure, context) => {
      const fault = (path: string, message: string): void =>
        context.addIssue({ code: 'custom', path: [path], message });
      const { function: what, checks } = measure;
      const operand = measure.field === undefined ? 'duration' : 'field';
      const has = measure.field === undefined && measure.duration === undefined ? NO_OPERAND : operand;
      const takes = OPERANDS[what] ?? 'field or duration';
      if (!takes.includes(has) || (measure.field !== undefined && measure.duration !== undefined))
        fault('field', bilingual(`${what} takes ${takes}`, `${what} 应使用：${IN_CHINESE[takes] ?? ''}`));
      const only = (path: 'denominatorField' | 'percentile', of: MeasureFunction): void => {
        if (measure[path].length > 0 !== (what === of))
          fault(
            path,
            bilingual(
              `is for ${of}, which needs it, got ${what}`,
              `只用于且必须用于 ${of}，收到的是 ${what}`,
            ),
          );
      };
      only('denominatorField', F.MEASURE_FUNCTION_RATIO);
      only('percentile', F.MEASURE_FUNCTION_PERCENTILE);
      const timed = what === F.MEASURE_FUNCTION_RATE && measure.duration !== undefined;
      const chosen = (what === F.MEASURE_FUNCTION_RATE && !timed) || what === F.MEASURE_FUNCTION_STATE_COUNT;
      if (measure.numerator.length > 0 !== chosen) {
        fault(
          'numerator',
          bilingual(
            `is for MEASURE_FUNCTION_RATE without duration and MEASURE_FUNCTION_STATE_COUNT, which need it, got ${what}`,
            `只用于且必须用于不带 duration 的 MEASURE_FUNCTION_RATE 和 MEASURE_FUNCTION_STATE_COUNT，收到的是 ${what}`,
          ),
        );
      }
      const limits = [measure.limit, measure.limitField].filter((one) => one !== '').length;
      if (limits !== (timed ? 1 : 0) || below(measure.limit, '0')) {
        fault(
          'limit',
          bilingual(
            'one of limit (0 or more) and limitField is for MEASURE_FUNCTION_RATE with a duration, which needs it',
            'limit（不小于 0）和 limitField 二者之一，只用于且必须用于带 duration 的 MEASURE_FUNCTION_RATE',
          ),
        );
      }
      const { openCases } = measure;
      if (
        (openCases === OpenCases.OPEN_CASES_ELAPSED && !measure.duration) ||
        (openCases === OpenCases.OPEN_CASES_FAILED && !timed)
      ) {
        fault(
          'openCases',
          bilingual(
            'ELAPSED needs a duration, FAILED a MEASURE_FUNCTION_RATE with one',
            'ELAPSED 需要 duration，FAILED 需要带 duration 的 MEASURE_FUNCTION_RATE',
          ),
        );
      }
      if (atMost(measure.percentile, '0') || atMost('100', measure.percentile))
        fault('percentile', bilingual('must be above 0 and below 100', '应大于 0 且小于 100'));
      const scaled = what === F.MEASURE_FUNCTION_RATE || what === F.MEASURE_FUNCTION_RATIO;
      if (measure.factor && (!scaled || atMost(measure.factor, '0'))) {
        fault(
          'factor',
          bilingual('must be above 0, and is for RATE and RATIO only', '应大于 0，且只用于 RATE 和 RATIO'),
        );
      }
      if (checks && below(checks.max, checks.min))
        fault('checks', bilingual('min must not exceed max', 'min 不能大于 max'));
      if (checks && atMost(checks.jumpDeviations, '0'))
        fault('checks', bilingual('jumpDeviations must be above 0', 'jumpDeviations 应大于 0'));
      if (checks?.reconciliation && below(checks.reconciliation.tolerance, '0'))
        fault('checks', bilingual('tolerance must be 0 or more', 'tolerance 不能小于 0'));
      if (checks?.reconciliation?.indicatorId === measure.indicatorId)
        fault('checks', bilingual('must be reconciled with another indicator', '只能与另一指标核对'));
      if (checks?.seasonal && checks.jumpShare === '' && checks.jumpDeviations === '')
        fault(
          'checks',
          bilingual(
            'seasonal needs jumpShare or jumpDeviations',
            'seasonal 需要 jumpShare 或 jumpDeviations',
          ),
        );
      policyFaults(measure, fault);
      if (checks && atMost(checks.jumpShare, '0'))
        fault('checks', bilingual('jumpShare must be above 0', 'jumpShare 应大于 0'));
    }),
});

interface Policy {
  policy: VerificationPolicy;
  sampleShare: string;
  riskShare: string;
  riskThreshold: string;
}

function policyFaults(
  { policy, sampleShare, riskShare, riskThreshold }: Policy,
  fault: (path: string, message: string) => void,
): void {
  const sampled = policy === VerificationPolicy.VERIFICATION_POLICY_SAMPLED;
  const ranked = policy === VerificationPolicy.VERIFICATION_POLICY_RISK_RANKED;
  if ((sampleShare !== '') !== sampled)
    fault('sampleShare', bilingual('is for SAMPLED, which needs it', '只用于且必须用于 SAMPLED'));
  if ((riskShare !== '' || riskThreshold !== '') !== ranked)
    fault(
      'riskThreshold',
      bilingual(
        'riskShare and riskThreshold are for RISK_RANKED, which needs one of them',
        'riskShare 和 riskThreshold 只用于 RISK_RANKED，且至少填写一个',
      ),
    );
  for (const [path, share] of [
    ['sampleShare', sampleShare],
    ['riskShare', riskShare],
  ] as const)
    if (atMost(share, '0') || below('1', share))
      fault(path, bilingual('must be above 0 and at most 1', '应大于 0 且不大于 1'));
  if (below(riskThreshold, '0') || below('100', riskThreshold))
    fault('riskThreshold', bilingual('must be 0 to 100', '应为 0 至 100'));
}

export const PreviewMeasure = PutMeasure.omit({ etag: true });

/** False where one of them is no decimal, which is said elsewhere. */
function below(text: string, other: string): boolean {
  const [a, b] = [parseDecimal(text), parseDecimal(other)];
  return a !== undefined && b !== undefined && a.lt(b);
}

function atMost(text: string, other: string): boolean {
  const [a, b] = [parseDecimal(text), parseDecimal(other)];
  return a !== undefined && b !== undefined && a.lte(b);
}
