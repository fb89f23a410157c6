import { invalid } from '@fuxing/errors';
import { dayNumber, daysInMonth, isLocalDate, isoWeekday, localDateOf } from './local-date';
import { localDateAt, startOfDay } from './zone';

/**
 * How long a period is. Periods are text, and within one kind their order as text is their order in time:
 * `2026`, `2026-Q3`, `2026-09`, `2026-W37` (ISO 8601 week), `2026-09-14`. Years run from 1000 to 9999.
 */
export type PeriodKind = 'YEAR' | 'QUARTER' | 'MONTH' | 'WEEK' | 'DAY';

const YEAR = /^[1-9]\d{3}$/;
const QUARTER = /^[1-9]\d{3}-Q[1-4]$/;
const MONTH = /^[1-9]\d{3}-(0[1-9]|1[0-2])$/;
const WEEK = /^[1-9]\d{3}-W(0[1-9]|[1-4]\d|5[0-3])$/;

const two = (n: number): string => String(n).padStart(2, '0');
const yearOf = (period: string): number => Number(period.slice(0, 4));
const quarterOf = (month: number): number => Math.ceil(month / 3);

/** Day number of the Monday of ISO week 1: the week that holds 4 January. */
function firstMonday(isoYear: number): number {
  const fourth = dayNumber(`${isoYear}-01-04`);
  return fourth - isoWeekday(fourth) + 1;
}

/** A year has 53 ISO weeks when it begins or ends on a Thursday, otherwise 52. */
function weeksIn(isoYear: number): number {
  const begins = isoWeekday(dayNumber(`${isoYear}-01-01`));
  const ends = isoWeekday(dayNumber(`${isoYear}-12-31`));
  return begins === 4 || ends === 4 ? 53 : 52;
}

function weekOf(day: number): string {
  const thursday = day - isoWeekday(day) + 4;
  const isoYear = yearOf(localDateOf(thursday));
  return `${isoYear}-W${two(Math.floor((thursday - firstMonday(isoYear)) / 7) + 1)}`;
}

function refused(period: string): Error {
  return invalid(
    'period',
    'INVALID_PERIOD',
    `A period is written 2026, 2026-Q3, 2026-09, 2026-W37 or 2026-09-14 and must exist, got "${period}".`,
    `期间应写作 2026、2026-Q3、2026-09、2026-W37 或 2026-09-14 且真实存在，收到的是“${period}”。`,
  );
}

/**
 * The kind of a period, told from its form.
 *
 * @throws DomainError INVALID_PERIOD when it has none of the forms or does not exist (2026-13, 2025-W53, 2026-02-30)
 */
export function periodKind(period: string): PeriodKind {
  if (MONTH.test(period)) return 'MONTH';
  if (isLocalDate(period)) return 'DAY';
  if (YEAR.test(period)) return 'YEAR';
  if (QUARTER.test(period)) return 'QUARTER';
  if (WEEK.test(period) && Number(period.slice(6)) <= weeksIn(yearOf(period))) return 'WEEK';
  throw refused(period);
}

/**
 * The period of a kind that holds a local date.
 *
 * @throws DomainError INVALID_PERIOD when the date is not a day written YYYY-MM-DD
 */
export function periodOfLocalDate(localDate: string, kind: PeriodKind): string {
  if (!isLocalDate(localDate)) throw refused(localDate);
  switch (kind) {
    case 'YEAR':
      return localDate.slice(0, 4);
    case 'QUARTER':
      return `${localDate.slice(0, 4)}-Q${quarterOf(Number(localDate.slice(5, 7)))}`;
    case 'MONTH':
      return localDate.slice(0, 7);
    case 'WEEK':
      return weekOf(dayNumber(localDate));
    case 'DAY':
    default:
      return localDate;
  }
}

/**
 * The period of a kind in which an instant falls, by the wall calendar of the zone.
 *
 * @param zone an IANA name, for example `Asia/Shanghai`
 * @throws DomainError ZONE_UNKNOWN, INSTANT_INVALID
 */
export function periodOf(date: { instant: Date }, zone: string, kind: PeriodKind): string {
  return periodOfLocalDate(localDateAt(date.instant, zone), kind);
}

/**
 * The first local date of a period; a week begins on Monday.
 *
 * @throws DomainError INVALID_PERIOD
 */
export function firstDay(period: string): string {
  switch (periodKind(period)) {
    case 'YEAR':
      return `${period}-01-01`;
    case 'QUARTER':
      return `${period.slice(0, 4)}-${two(Number(period.slice(6)) * 3 - 2)}-01`;
    case 'MONTH':
      return `${period}-01`;
    case 'WEEK':
      return localDateOf(firstMonday(yearOf(period)) + 7 * (Number(period.slice(6)) - 1));
    case 'DAY':
    default:
      return period;
  }
}

/**
 * The last local date of a period, itself still inside.
 *
 * @throws DomainError INVALID_PERIOD
 */
export function lastDay(period: string): string {
  const year = yearOf(period);
  switch (periodKind(period)) {
    case 'YEAR':
      return `${period}-12-31`;
    case 'QUARTER': {
      const month = Number(period.slice(6)) * 3;
      return `${year}-${two(month)}-${daysInMonth(year, month)}`;
    }
    case 'MONTH':
      return `${period}-${daysInMonth(year, Number(period.slice(5)))}`;
    case 'WEEK':
      return localDateOf(dayNumber(firstDay(period)) + 6);
    case 'DAY':
    default:
      return period;
  }
}

/**
 * The instants of a period in a zone, half-open: `start` is inside, `end` is the start of what follows.
 *
 * @throws DomainError INVALID_PERIOD, ZONE_UNKNOWN
 */
export function periodBounds(period: string, zone: string): { start: Date; end: Date } {
  const dayAfter = localDateOf(dayNumber(lastDay(period)) + 1);
  return { start: startOfDay(firstDay(period), zone), end: startOfDay(dayAfter, zone) };
}

/**
 * Whether one period lies inside another; every period contains itself. A week belongs to the month, quarter
 * and year that hold its Thursday (ISO 8601), so each week has exactly one of them.
 *
 * @throws DomainError INVALID_PERIOD
 */
export function periodContains(outer: string, inner: string): boolean {
  if (outer === inner) return periodKind(outer) !== undefined;
  if (periodKind(inner) === 'WEEK') {
    const thursday = localDateOf(dayNumber(firstDay(inner)) + 3);
    const holder = periodKind(outer);
    return holder !== 'WEEK' && holder !== 'DAY' && firstDay(outer) <= thursday && thursday <= lastDay(outer);
  }
  return firstDay(outer) <= firstDay(inner) && lastDay(inner) <= lastDay(outer);
}

/**
 * All periods of a kind inside a period, in order; weeks by their Thursday as in {@link periodContains}.
 * Empty when the kind is longer than the period.
 *
 * @throws DomainError INVALID_PERIOD
 */
export function periodsWithin(outer: string, kind: PeriodKind): string[] {
  const end = dayNumber(lastDay(outer));
  const found: string[] = [];
  for (let day = dayNumber(firstDay(outer)); day <= end;) {
    const period = periodOfLocalDate(localDateOf(day), kind);
    if (periodContains(outer, period)) found.push(period);
    day = dayNumber(lastDay(period)) + 1;
  }
  return found;
}

/**
 * The period of the same kind just before.
 *
 * @throws DomainError INVALID_PERIOD
 */
export function previousPeriod(period: string): string {
  const kind = periodKind(period);
  return periodOfLocalDate(localDateOf(dayNumber(firstDay(period)) - 1), kind);
}

/**
 * The period of the same name a year earlier, for year-on-year comparison. What has no namesake takes the
 * nearest earlier one: 2024-02-29 gives 2023-02-28, 2026-W53 gives 2025-W52.
 *
 * @throws DomainError INVALID_PERIOD
 */
export function yearEarlier(period: string): string {
  const year = yearOf(period) - 1;
  const rest = period.slice(4);
  switch (periodKind(period)) {
    case 'WEEK':
      return `${year}-W${two(Math.min(Number(period.slice(6)), weeksIn(year)))}`;
    case 'DAY':
      return rest === '-02-29' ? `${year}-02-28` : `${year}${rest}`;
    case 'YEAR':
    case 'QUARTER':
    case 'MONTH':
    default:
      return `${year}${rest}`;
  }
}
