import { lastDay, type PeriodKind, periodOfLocalDate } from '@fuxing/calendar';
import { DurationClock, FilterOperator, OpenCases } from '@fuxing/contracts/connectors/v1/measure_records';
import { type Measure, MeasureFunction } from '@fuxing/contracts/connectors/v1/measures';
import { Decimal } from '@fuxing/scoring';
import { stepsPerUnit } from './duration';
import { passes, type Row } from './filter';
import { joined, type References } from './lookup';
import { isTimestamp, isVerdict, moment, number, type Place, unusable, type Verdict } from './read';
import { horizon, type Span, spanOf } from './span';
import { type Dates, localDate } from './timestamp';
import type { UnitLookup } from './unit';

/** A measure with everything that its rules refer to. */
export interface Definition {
  measure: Measure;
  unitOf: UnitLookup;
  kind: PeriodKind;
  dates: Dates;
  references: References;
  /** When it is measured, milliseconds since 1970 UTC. */
  now: number;
  /** For STATE_COUNT: the period at whose end the records are looked at. */
  at?: string;
}

const OUTSIDE: Verdict = { is: 'outside' };
const F = MeasureFunction;

/** Applies a measure's definition to one record. */
export function judge(definition: Definition, record: Row): Verdict {
  const { measure, dates, references } = definition;
  const row = joined(measure, references, record);
  if (!passes(measure.filters, row, dates)) return OUTSIDE;
  const place = placeOf(definition, row);
  if (isVerdict(place)) return place;

  switch (measure.function) {
    case F.MEASURE_FUNCTION_COUNT:
      return { is: 'counted', place, passes: true };
    case F.MEASURE_FUNCTION_STATE_COUNT:
      return { is: 'counted', place, passes: passes(measure.numerator, row, dates) };
    case F.MEASURE_FUNCTION_DISTINCT: {
      const name = row(measure.field ?? '');
      return name === undefined
        ? unusable('MISSING_FIELD', measure.field ?? '', place)
        : { is: 'counted', place, passes: true, name };
    }
    case F.MEASURE_FUNCTION_RATE:
      return measure.duration
        ? withinLimit(definition, row, place)
        : { is: 'counted', place, passes: passes(measure.numerator, row, dates) };
    case F.MEASURE_FUNCTION_SUM:
    case F.MEASURE_FUNCTION_MEAN:
    case F.MEASURE_FUNCTION_MEDIAN:
    case F.MEASURE_FUNCTION_PERCENTILE:
    case F.MEASURE_FUNCTION_RATIO:
      return quantity(definition, row, place);
    case F.MEASURE_FUNCTION_UNSPECIFIED:
    case F.UNRECOGNIZED:
    default:
      throw new Error(`No measure function ${measure.function}.`);
  }
}

/** Where a record belongs, whatever the filters say of it: `<unit>~<period>`; undefined when that cannot be told. */
export function placeName(definition: Definition, record: Row): string | undefined {
  const place = placeOf(definition, joined(definition.measure, definition.references, record));
  return isVerdict(place) ? undefined : nameOf(place);
}

export function nameOf({ unitId, period }: Place): string {
  return `${unitId}~${period}`;
}

function placeOf({ measure, unitOf, kind, dates, at: period }: Definition, row: Row): Place | Verdict {
  const name = row(measure.unitField);
  const at = moment(row, measure.periodField, dates);
  const day = isTimestamp(at) ? localDate(at, dates.zone) : '';
  // A state belongs to whoever was in charge at the end.
  const unitId =
    name === undefined ? undefined : unitOf(name, period === undefined ? day || undefined : lastDay(period));
  if (unitId === undefined) return unusable('UNMAPPED_UNIT', name ?? '');
  if (!isTimestamp(at)) return at;
  if (period === undefined) return { unitId, period: periodOfLocalDate(day, kind) };
  return day <= lastDay(period) ? { unitId, period } : OUTSIDE;
}

function quantity(definition: Definition, row: Row, place: Place): Verdict {
  const { measure } = definition;
  const term = measure.duration ? lasted(definition, row, place) : number(row, measure.field ?? '', place);
  if (isVerdict(term)) return term;
  const [value, open] = 'steps' in term ? [term.steps, term.open] : [term, false];
  const counted: Verdict = { is: 'counted', place, passes: true, term: value, ...(open ? { open } : {}) };
  if (measure.function !== F.MEASURE_FUNCTION_RATIO) return counted;
  const denominator = number(row, measure.denominatorField, place);
  return isVerdict(denominator) ? denominator : { ...counted, denominator };
}

/** Open cases by the policy: without it they are censored. */
function lasted({ measure, dates, now }: Definition, row: Row, place: Place): Span | Verdict {
  const of = measure.duration;
  if (!of) throw new Error(`Measure ${measure.measureId} has no duration.`);
  const span = spanOf(of, row, dates, place, () => horizon(place.period, now, dates.zone));
  const leftOut = 'steps' in span && span.open && measure.openCases !== OpenCases.OPEN_CASES_ELAPSED;
  return leftOut ? { is: 'censored', place } : span;
}

function withinLimit(definition: Definition, row: Row, place: Place): Verdict {
  const { measure } = definition;
  const limit =
    measure.limitField === '' ? new Decimal(measure.limit) : number(row, measure.limitField, place);
  if (isVerdict(limit)) return limit;
  const span = lasted(definition, row, place);
  if (isVerdict(span)) {
    const fails = span.is === 'censored' && measure.openCases === OpenCases.OPEN_CASES_FAILED;
    return fails ? { is: 'counted', place, passes: false, open: true } : span;
  }
  const { clock } = measure.duration ?? { clock: DurationClock.DURATION_CLOCK_UNSPECIFIED };
  const within = limit.times(stepsPerUnit(clock)).gte(span.steps);
  if (!span.open) return { is: 'counted', place, passes: within };
  return within ? { is: 'censored', place } : { is: 'counted', place, passes: false, open: true };
}

/** The fields that a measure looks at, those of tables of reference among them. */
export function fieldsOf(measure: Measure): string[] {
  const { filters, numerator, duration: span } = measure;
  const compared = [...filters, ...numerator].flatMap(({ field, operator, values }) =>
    operator === FilterOperator.FILTER_OPERATOR_NOT_AFTER_FIELD ? [field, ...values] : [field],
  );
  const operand = span
    ? [span.startField, span.endField, span.suspendedFromField, span.suspendedToField, span.suspendedField]
    : [measure.field ?? ''];
  const others = [measure.denominatorField, measure.limitField];
  return [...new Set([measure.periodField, measure.unitField, ...compared, ...operand, ...others])].filter(
    (field) => field !== '',
  );
}
