import { type Decimal, parseDecimal } from '@fuxing/scoring';
import type { Row } from './filter';
import { type Dates, parseTimestamp, type Timestamp } from './timestamp';

/** Why a measure cannot use a record. */
export type Unfit =
  'UNMAPPED_UNIT' | 'MISSING_FIELD' | 'NOT_A_NUMBER' | 'NOT_A_TIMESTAMP' | 'IMPOSSIBLE_DURATION';

/** A number of a record: exact decimals of a field, or whole steps of a clock. */
export type Term = Decimal | number;

export interface Place {
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
  | {
      is: 'counted';
      place: Place;
      passes: boolean;
      term?: Term;
      denominator?: Decimal;
      /** What DISTINCT tells apart. */
      name?: string;
      /** Has no end yet; the term is a lower bound. */
      open?: boolean;
    };

export function unusable(reason: Unfit, detail: string, place?: Place): Verdict {
  return { is: 'unusable', reason, detail, ...(place ? { place } : {}) };
}

export function moment(row: Row, field: string, { style }: Dates, place?: Place): Timestamp | Verdict {
  const value = row(field);
  if (value === undefined) return unusable('MISSING_FIELD', field, place);
  return parseTimestamp(value, style) ?? unusable('NOT_A_TIMESTAMP', value, place);
}

export function number(row: Row, field: string, place: Place): Decimal | Verdict {
  const value = row(field);
  if (value === undefined) return unusable('MISSING_FIELD', field, place);
  return parseDecimal(value) ?? unusable('NOT_A_NUMBER', value, place);
}

export function isTimestamp(value: Timestamp | Verdict): value is Timestamp {
  return 'wall' in value;
}

export function isVerdict(value: Verdict | Term | object): value is Verdict {
  return typeof value === 'object' && 'is' in value;
}
