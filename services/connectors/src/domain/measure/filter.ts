import { type Filter, FilterOperator } from '@fuxing/contracts/connectors/v1/measure_records';
import { parseDecimal } from '@fuxing/scoring';
import { type Dates, isNotAfter, localDate, parseTimestamp } from './timestamp';

/** The value of a field as text; undefined when it is missing or blank. */
export type Row = (field: string) => string | undefined;

/** Whether a record passes all filters. */
export function passes(filters: Filter[], row: Row, dates: Dates): boolean {
  return filters.every((filter) => passesOne(filter, row, dates));
}

function passesOne({ field, operator, values }: Filter, row: Row, dates: Dates): boolean {
  const value = row(field);
  switch (operator) {
    case FilterOperator.FILTER_OPERATOR_PRESENT:
      return value !== undefined;
    case FilterOperator.FILTER_OPERATOR_ABSENT:
      return value === undefined;
    case FilterOperator.FILTER_OPERATOR_IN:
      return value !== undefined && values.includes(value);
    case FilterOperator.FILTER_OPERATOR_NOT_IN:
      return value === undefined || !values.includes(value);
    case FilterOperator.FILTER_OPERATOR_AT_LEAST:
      return compare(value, values[0], (difference) => difference >= 0);
    case FilterOperator.FILTER_OPERATOR_AT_MOST:
      return compare(value, values[0], (difference) => difference <= 0);
    case FilterOperator.FILTER_OPERATOR_NOT_AFTER_FIELD:
      return notAfter(value, row(values[0] ?? ''), dates);
    case FilterOperator.FILTER_OPERATOR_ON_OR_AFTER:
      return onDay(value, dates, (day) => day >= (values[0] ?? ''));
    case FilterOperator.FILTER_OPERATOR_BEFORE:
      return onDay(value, dates, (day) => day < (values[0] ?? ''));
    case FilterOperator.FILTER_OPERATOR_UNSPECIFIED:
    case FilterOperator.UNRECOGNIZED:
    default:
      throw new Error(`No filter operator ${operator}.`);
  }
}

/** What is not a number passes no comparison. */
function compare(
  value: string | undefined,
  with_: string | undefined,
  holds: (difference: number) => boolean,
): boolean {
  const [a, b] = [parseDecimal(value ?? ''), parseDecimal(with_ ?? '')];
  return a !== undefined && b !== undefined && holds(a.cmp(b));
}

function notAfter(value: string | undefined, other: string | undefined, { zone, style }: Dates): boolean {
  const [a, b] = [parseTimestamp(value ?? '', style), parseTimestamp(other ?? '', style)];
  return a !== undefined && b !== undefined && isNotAfter(a, b, zone);
}

/** What is no timestamp has no day. */
function onDay(value: string | undefined, { zone, style }: Dates, holds: (day: string) => boolean): boolean {
  const at = parseTimestamp(value ?? '', style);
  return at !== undefined && holds(localDate(at, zone));
}
