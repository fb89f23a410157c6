import { chinaCalendar } from '@fuxing/calendar';
import { DurationClock } from '@fuxing/contracts/connectors/v1/measure_records';
import { instantOf, localDate, type Timestamp } from './timestamp';

const HOUR_MS = 3_600_000;
const calendar = chinaCalendar();

/**
 * Time from start to end as a whole number of steps of the clock; see {@link stepsPerUnit}. Negative when the end is
 * earlier.
 *
 * @throws DomainError CALENDAR_NOT_ANNOUNCED for working days of a year whose holidays are not known
 */
export function duration(start: Timestamp, end: Timestamp, clock: DurationClock, zone: string): number {
  switch (clock) {
    case DurationClock.DURATION_CLOCK_WALL_HOURS:
    case DurationClock.DURATION_CLOCK_WALL_DAYS:
      return end.wall - start.wall;
    case DurationClock.DURATION_CLOCK_ELAPSED_HOURS:
    case DurationClock.DURATION_CLOCK_ELAPSED_DAYS:
      return instantOf(end, zone) - instantOf(start, zone);
    case DurationClock.DURATION_CLOCK_WORKING_DAYS:
      return workingDays(start, end, zone);
    case DurationClock.DURATION_CLOCK_UNSPECIFIED:
    case DurationClock.UNRECOGNIZED:
    default:
      throw new Error(`No clock ${clock}.`);
  }
}

/** How many steps of the clock make one hour or day of the measure: milliseconds, or working days themselves. */
export function stepsPerUnit(clock: DurationClock): number {
  if (clock === DurationClock.DURATION_CLOCK_WORKING_DAYS) return 1;
  const hours =
    clock === DurationClock.DURATION_CLOCK_WALL_HOURS || clock === DurationClock.DURATION_CLOCK_ELAPSED_HOURS;
  return hours ? HOUR_MS : 24 * HOUR_MS;
}

/** Backwards within one day is not 0 working days but impossible. */
function workingDays(start: Timestamp, end: Timestamp, zone: string): number {
  const [from, to] = [localDate(start, zone), localDate(end, zone)];
  const backwards = !start.dayOnly && !end.dayOnly && instantOf(end, zone) < instantOf(start, zone);
  if (to < from || backwards) return -1;
  return calendar.workingDaysBetween(from, to);
}
