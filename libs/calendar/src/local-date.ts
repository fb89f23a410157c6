import { invalid } from '@fuxing/errors';

const DAY_MS = 86_400_000;
const SHAPE = /^[1-9]\d{3}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

/** Days in a month of the Gregorian calendar; month is 1 to 12. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) {
    const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
    return leap ? 29 : 28;
  }
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Whether the text is a day that exists, written YYYY-MM-DD, in the years 1000 to 9999. */
export function isLocalDate(text: string): boolean {
  if (!SHAPE.test(text)) return false;
  const day = Number(text.slice(8));
  return day <= 28 || day <= daysInMonth(Number(text.slice(0, 4)), Number(text.slice(5, 7)));
}

/**
 * Days since 1970-01-01 of a local date: a day on the wall calendar, in no time zone.
 *
 * @throws DomainError DATE_INVALID
 */
export function dayNumber(localDate: string): number {
  if (!isLocalDate(localDate)) {
    throw invalid(
      'date',
      'DATE_INVALID',
      `A date is an existing day written YYYY-MM-DD, got "${localDate}".`,
      `日期应为 YYYY-MM-DD 格式的真实日期，收到的是“${localDate}”。`,
    );
  }
  return Date.parse(`${localDate}T00:00:00Z`) / DAY_MS;
}

/** The local date of a day number; the inverse of {@link dayNumber}. */
export function localDateOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** ISO 8601 weekday of a day number: Monday 1 to Sunday 7. */
export function isoWeekday(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}
