import { lastDay } from '@fuxing/calendar';
import type { Duration } from '@fuxing/contracts/connectors/v1/measure_records';
import { DomainError } from '@fuxing/errors';
import { Decimal } from '@fuxing/scoring';
import { duration, stepsPerUnit } from './duration';
import type { Row } from './filter';
import { isTimestamp, isVerdict, moment, number, unusable } from './read';
import type { Place, Term, Verdict } from './read';
import { type Dates, endOfDay, instantOf, type Timestamp, timestampAt } from './timestamp';

/** How long a record lasted; `open` when it has no end yet and was measured to the horizon. */
export interface Span {
  steps: Term;
  open: boolean;
}

/**
 * The end of a period, or the moment of measuring when that is earlier: what has no end has lasted at least so long.
 *
 * @param now milliseconds since 1970 UTC
 */
export function horizon(period: string, now: number, zone: string): Timestamp {
  const end = endOfDay(lastDay(period));
  return instantOf(end, zone) <= now ? end : timestampAt(now, zone);
}

/**
 * Time from start to end on the clock without suspensions, whole where it can be.
 *
 * @param until what a record without end has lasted to
 */
export function spanOf(
  of: Duration,
  row: Row,
  dates: Dates,
  place: Place,
  until: () => Timestamp,
): Span | Verdict {
  const start = moment(row, of.startField, dates, place);
  if (!isTimestamp(start)) return start;
  const open = row(of.endField) === undefined;
  const end = open ? until() : moment(row, of.endField, dates, place);
  if (!isTimestamp(end)) return end;
  // Began behind the horizon: nothing is known of it.
  if (open && instantOf(start, dates.zone) > instantOf(end, dates.zone)) return { is: 'censored', place };
  try {
    const whole = duration(start, end, of.clock, dates.zone);
    if (whole < 0) return impossible(row, [of.startField, of.endField], place);
    const suspended = suspendedSteps(of, row, dates, place, start, end);
    if (isVerdict(suspended)) return suspended;
    if (suspended === 0) return { steps: whole, open };
    const steps = new Decimal(whole).minus(suspended);
    return steps.isNegative()
      ? impossible(row, [of.startField, of.endField, of.suspendedField], place)
      : { steps, open };
  } catch (error) {
    if (error instanceof DomainError) return unusable('NOT_A_TIMESTAMP', error.message, place);
    throw error;
  }
}

function suspendedSteps(
  of: Duration,
  row: Row,
  dates: Dates,
  place: Place,
  start: Timestamp,
  end: Timestamp,
): Term | Verdict {
  if (of.suspendedField !== '') {
    if (row(of.suspendedField) === undefined) return 0;
    const time = number(row, of.suspendedField, place);
    if (isVerdict(time)) return time;
    return time.isNegative()
      ? impossible(row, [of.suspendedField], place)
      : time.times(stepsPerUnit(of.clock));
  }
  if (of.suspendedFromField === '' || row(of.suspendedFromField) === undefined) return 0;
  const from = moment(row, of.suspendedFromField, dates, place);
  if (!isTimestamp(from)) return from;
  const to = row(of.suspendedToField) === undefined ? end : moment(row, of.suspendedToField, dates, place);
  if (!isTimestamp(to)) return to;
  const at = (of: Timestamp): number => instantOf(of, dates.zone);
  if (to !== end && at(to) < at(from))
    return impossible(row, [of.suspendedFromField, of.suspendedToField], place);
  const [began, ended] = [at(from) > at(start) ? from : start, at(to) < at(end) ? to : end];
  return at(began) < at(ended) ? duration(began, ended, of.clock, dates.zone) : 0;
}

function impossible(row: Row, fields: string[], place: Place): Verdict {
  const met = fields.filter((field) => field !== '').map((field) => row(field) ?? '');
  return unusable('IMPOSSIBLE_DURATION', met.join(' → '), place);
}
