import {
  firstDay,
  lastDay,
  localDateAt,
  periodKind,
  periodOfLocalDate,
  type WorkingCalendar,
} from '@fuxing/calendar';
import { DomainError, invalid } from '@fuxing/errors';

/**
 * The month that a list is for.
 *
 * @throws DomainError INVALID_PERIOD when it is no month, or is another kind of period
 */
export function month(text: string): string {
  return periodOfKind('month', text, 'MONTH', '2026-09');
}

/**
 * The ISO 8601 week that is reported on.
 *
 * @throws DomainError INVALID_PERIOD when it is no week, or is another kind of period
 */
export function week(text: string): string {
  return periodOfKind('week', text, 'WEEK', '2026-W37');
}

/** The periods whose targets hold in a month, the most specific first: `2026-09`, `2026-Q3`, `2026`. */
export function periodsOver(inMonth: string): string[] {
  const first = firstDay(inMonth);
  return [inMonth, periodOfLocalDate(first, 'QUARTER'), periodOfLocalDate(first, 'YEAR')];
}

/**
 * The target that holds in a month: the month's own, else its quarter's, else its year's. It is not divided: what a
 * quarter or a year asks for is shown as it was set.
 *
 * @param targets decimals by period
 * @returns undefined when no period that contains the month has one
 */
export function targetIn(inMonth: string, targets: Readonly<Record<string, string>>): string | undefined {
  const period = periodsOver(inMonth).find((each) => Object.hasOwn(targets, each));
  return period === undefined ? undefined : targets[period];
}

/**
 * The local date on which a task of a month is due: the last working day of the month.
 *
 * @throws DomainError CALENDAR_NOT_ANNOUNCED for a year whose holidays are not known yet
 */
export function dueOn(inMonth: string, calendar: WorkingCalendar): string {
  const last = lastDay(inMonth);
  return calendar.isWorkingDay(last) ? last : calendar.addWorkingDays(last, -1);
}

/**
 * Tasks due before this local date are overdue at that instant: the whole due date still belongs to the unit.
 *
 * @param zone the tenant's, IANA
 * @throws DomainError ZONE_UNKNOWN
 */
export function overdueBefore(now: Date, zone: string): string {
  return localDateAt(now, zone);
}

function periodOfKind(field: string, text: string, kind: 'MONTH' | 'WEEK', example: string): string {
  if (kindOf(text) === kind) return text;
  const [en, zh] = kind === 'MONTH' ? ['a month', '月份'] : ['an ISO week', 'ISO 周'];
  throw invalid(
    field,
    'INVALID_PERIOD',
    `${field} must be ${en} such as ${example}, got "${text}".`,
    `${field} 应为${zh}（例如 ${example}），收到的是“${text}”。`,
  );
}

function kindOf(text: string): string | undefined {
  try {
    return periodKind(text);
  } catch (error) {
    if (error instanceof DomainError) return undefined;
    throw error;
  }
}
