import { chinaCalendar, localDateAt, WorkingCalendar } from '@fuxing/calendar';
import { DomainError } from '@fuxing/errors';

const calendar = chinaCalendar();
const YEARS = Array.from({ length: 200 }, (_, n) => 1950 + n);
/** Monday to Friday, for years whose holidays are not announced yet: a deadline must not wait for them. */
const plain = new WorkingCalendar([], YEARS);

/**
 * The last local day of a time limit in working days. The day itself does not count. Where it reaches into a year whose
 * holidays are not announced, every Monday to Friday counts, and what is announced later does not move it.
 */
export function dueOn(now: Date, workingDays: number, zone: string): string {
  return dueAfter(localDateAt(now, zone), workingDays);
}

/** The same from a local day on. */
export function dueAfter(day: string, workingDays: number): string {
  try {
    return calendar.addWorkingDays(day, workingDays);
  } catch (error) {
    if (!isUnannounced(error)) throw error;
    return plain.addWorkingDays(day, workingDays);
  }
}

/** Working days by which a deadline is passed; 0 up to its day. */
export function daysLate(dueOn: string, now: Date, zone: string): number {
  const today = localDateAt(now, zone);
  if (today <= dueOn) return 0;
  try {
    return calendar.workingDaysBetween(dueOn, today);
  } catch (error) {
    if (!isUnannounced(error)) throw error;
    return plain.workingDaysBetween(dueOn, today);
  }
}

function isUnannounced(error: unknown): boolean {
  return error instanceof DomainError && error.reason === 'CALENDAR_NOT_ANNOUNCED';
}

/** The local day that many working days before today: what was due on it or earlier is so late. */
export function daysAgo(now: Date, workingDays: number, zone: string): string {
  return dueOn(now, -workingDays, zone);
}
