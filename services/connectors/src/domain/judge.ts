import { type PeriodKind, periodOfLocalDate } from '@fuxing/calendar';
import { FilterOperator, type Measure, MeasureFunction } from '@fuxing/contracts/connectors/v1/measures';
import { DomainError } from '@fuxing/errors';
import { type Decimal, parseDecimal } from '@fuxing/scoring';
import { duration } from './duration';
import { passes, type Row } from './filter';
import { type Dates, localDate, parseTimestamp, type Timestamp } from './timestamp';
import type { UnitLookup } from './unit';

/** A measure with everything that its rules refer to. */
export interface Definition {
  measure: Measure;
  unitOf: UnitLookup;
  kind: PeriodKind;
  dates: Dates;
}

/** Why a measure cannot use a record. */
export type Unfit =
  'UNMAPPED_UNIT' | 'MISSING_FIELD' | 'NOT_A_NUMBER' | 'NOT_A_TIMESTAMP' | 'IMPOSSIBLE_DURATION';

/** A number of a record: exact decimals of a field, or whole steps of a clock. */
export type Term = Decimal | number;

interface Place {
  unitId: string;
  period: string;
}

/** What a record is to a measure. */
export type Verdict =
  /** The filters leave it out. */
  | { is: 'outside' }
  /** Where its unit and period are known, the observation there is flagged. */
  | { is: 'unusable'; reason: Unfit; detail: string; place?: Place }
  /** Has no end yet, so no duration. */
  | { is: 'censored'; place: Place }
  | { is: 'counted'; place: Place; passes: boolean; term?: Term; denominator?: Decimal };

const OUTSIDE: Verdict = { is: 'outside' };

/** Applies a measure's definition to one record. */
export function judge({ measure, unitOf, kind, dates }: Definition, row: Row): Verdict {
  if (!passes(measure.filters, row, dates)) return OUTSIDE;
  const name = row(measure.unitField);
  const unitId = name === undefined ? undefined : unitOf(name);
  if (unitId === undefined) return unusable('UNMAPPED_UNIT', name ?? '');
  const at = moment(row, measure.periodField, dates);
  if (!isTimestamp(at)) return at;
  const place = { unitId, period: periodOfLocalDate(localDate(at, dates.zone), kind) };

  if (measure.function === MeasureFunction.MEASURE_FUNCTION_COUNT)
    return { is: 'counted', place, passes: true };
  if (measure.function === MeasureFunction.MEASURE_FUNCTION_RATE) {
    return { is: 'counted', place, passes: passes(measure.numerator, row, dates) };
  }
  const term = measure.duration
    ? lasted(measure.duration, row, dates, place)
    : number(row, measure.field ?? '', place);
  if (isVerdict(term)) return term;
  if (measure.function !== MeasureFunction.MEASURE_FUNCTION_RATIO)
    return { is: 'counted', place, passes: true, term };
  const denominator = number(row, measure.denominatorField, place);
  if (isVerdict(denominator)) return denominator;
  return { is: 'counted', place, passes: true, term, denominator };
}

function lasted(
  of: NonNullable<Measure['duration']>,
  row: Row,
  dates: Dates,
  place: Place,
): Verdict | number {
  const start = moment(row, of.startField, dates, place);
  if (!isTimestamp(start)) return start;
  if (row(of.endField) === undefined) return { is: 'censored', place };
  const end = moment(row, of.endField, dates, place);
  if (!isTimestamp(end)) return end;
  try {
    const steps = duration(start, end, of.clock, dates.zone);
    if (steps >= 0) return steps;
    return unusable('IMPOSSIBLE_DURATION', `${row(of.startField)} → ${row(of.endField)}`, place);
  } catch (error) {
    if (error instanceof DomainError) return unusable('NOT_A_TIMESTAMP', error.message, place);
    throw error;
  }
}

function moment(row: Row, field: string, { style }: Dates, place?: Place): Timestamp | Verdict {
  const value = row(field);
  if (value === undefined) return unusable('MISSING_FIELD', field, place);
  return parseTimestamp(value, style) ?? unusable('NOT_A_TIMESTAMP', value, place);
}

function number(row: Row, field: string, place: Place): Decimal | Verdict {
  const value = row(field);
  if (value === undefined) return unusable('MISSING_FIELD', field, place);
  return parseDecimal(value) ?? unusable('NOT_A_NUMBER', value, place);
}

function unusable(reason: Unfit, detail: string, place?: Place): Verdict {
  return { is: 'unusable', reason, detail, ...(place ? { place } : {}) };
}

function isTimestamp(value: Timestamp | Verdict): value is Timestamp {
  return 'wall' in value;
}

function isVerdict(value: Term | Verdict): value is Verdict {
  return typeof value === 'object' && 'is' in value;
}

/** The fields of a record that a measure looks at. */
export function fieldsOf(measure: Measure): string[] {
  const { filters, numerator, duration: span } = measure;
  const compared = [...filters, ...numerator].flatMap(({ field, operator, values }) =>
    operator === FilterOperator.FILTER_OPERATOR_NOT_AFTER_FIELD ? [field, ...values] : [field],
  );
  const operand = span ? [span.startField, span.endField] : [measure.field ?? '', measure.denominatorField];
  return [...new Set([measure.periodField, measure.unitField, ...compared, ...operand])].filter(
    (field) => field !== '',
  );
}
