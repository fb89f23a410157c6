import { bilingual } from '@fuxing/errors';
import {
  DateStyle,
  DurationClock,
  FilterOperator,
  MeasureFunction,
  UnitMatch,
  ValueRounding,
  VerificationPolicy,
} from '@fuxing/contracts/connectors/v1/measures';
import { Decimal } from '@fuxing/scoring';
import { fields } from '@fuxing/service';
import { z } from 'zod';
import { parseTimestamp } from '../domain/timestamp';

const field = z.string().min(1, bilingual('must not be empty', '不能为空')).max(200);
const optionalDecimal = fields.decimal.or(z.literal(''));

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
const OPERAND: MeasureFunction[] = [
  F.MEASURE_FUNCTION_SUM,
  F.MEASURE_FUNCTION_MEAN,
  F.MEASURE_FUNCTION_MEDIAN,
  F.MEASURE_FUNCTION_PERCENTILE,
  F.MEASURE_FUNCTION_RATIO,
];

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
        .object({ startField: field, endField: field, clock: fields.oneOf(DurationClock) })
        .optional(),
      denominatorField: z.string().max(200),
      percentile: optionalDecimal,
      factor: optionalDecimal,
      digits: fields.whole(0, 8),
      rounding: fields.oneOfOrNone(ValueRounding),
      dateStyle: fields.oneOfOrNone(DateStyle),
      unitMatch: fields.oneOfOrNone(UnitMatch),
      checks: z.object({ min: optionalDecimal, max: optionalDecimal, jumpShare: optionalDecimal }).optional(),
      policy: fields.oneOfOrNone(VerificationPolicy),
    })
    .superRefine((measure, context) => {
      const fault = (path: string, message: string): void =>
        context.addIssue({ code: 'custom', path: [path], message });
      const { function: what, checks } = measure;
      const operands = [measure.field, measure.duration].filter((one) => one !== undefined).length;
      if (operands !== (OPERAND.includes(what) ? 1 : 0)) {
        fault(
          'field',
          OPERAND.includes(what)
            ? bilingual(`${what} needs field or duration`, `${what} 需要 field 或 duration`)
            : bilingual(`${what} takes neither field nor duration`, `${what} 不用 field 和 duration`),
        );
      }
      const only = (path: 'numerator' | 'denominatorField' | 'percentile', of: MeasureFunction): void => {
        if (measure[path].length > 0 !== (what === of))
          fault(
            path,
            bilingual(
              `is for ${of}, which needs it, got ${what}`,
              `只用于且必须用于 ${of}，收到的是 ${what}`,
            ),
          );
      };
      only('numerator', F.MEASURE_FUNCTION_RATE);
      only('denominatorField', F.MEASURE_FUNCTION_RATIO);
      only('percentile', F.MEASURE_FUNCTION_PERCENTILE);
      if (measure.percentile && !within(measure.percentile, 0, 100))
        fault('percentile', bilingual('must be above 0 and below 100', '应大于 0 且小于 100'));
      const scaled = what === F.MEASURE_FUNCTION_RATE || what === F.MEASURE_FUNCTION_RATIO;
      if (measure.factor && (!scaled || new Decimal(measure.factor).lte(0))) {
        fault(
          'factor',
          bilingual('must be above 0, and is for RATE and RATIO only', '应大于 0，且只用于 RATE 和 RATIO'),
        );
      }
      if (checks?.min && checks.max && new Decimal(checks.min).gt(checks.max))
        fault('checks', bilingual('min must not exceed max', 'min 不能大于 max'));
      if (checks?.jumpShare && new Decimal(checks.jumpShare).lte(0))
        fault('checks', bilingual('jumpShare must be above 0', 'jumpShare 应大于 0'));
    }),
});

function within(text: string, above: number, below: number): boolean {
  return new Decimal(text).gt(above) && new Decimal(text).lt(below);
}
