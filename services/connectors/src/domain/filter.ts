import { type Filter, FilterOperator } from '@fuxing/contracts/connectors/v1/measures';
import { parseDecimal } from '@fuxing/scoring';
import { isNotAfter, parseTimestamp } from './timestamp';

/** The value of a field as text; undefined when it is missing or blank. */
export type Row = (field: string) => string | undefined;

/** Whether a record passes all filters. */
export function passes(filters: Filter[], row: Row, zone: string): boolean {
  return filters.every((filter) => passesOne(filter, row, zone));
}

function passesOne({ field, operator, values }: Filter, row: Row, zone: string): boolean {
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
      return notAfter(value, row(values[0] ?? ''), zone);
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

function notAfter(value: string | undefined, other: string | undefined, zone: string): boolean {
  const [a, b] = [parseTimestamp(value ?? ''), parseTimestamp(other ?? '')];
  return a !== undefined && b !== undefined && isNotAfter(a, b, zone);
}
