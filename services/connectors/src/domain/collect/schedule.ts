import { chinaCalendar, chinaYears, localDateAt } from '@fuxing/calendar';
import { CronExpressionParser } from 'cron-parser';

/** When a source is pulled by itself. */
export interface Times {
  /** Five fields of crontab. */
  cron: string;
  workingDays: boolean;
}

const FIELDS = /^\S+(?: \S+){4}$/;
/** A schedule that falls on days off so many days in a row is taken for one that never comes. */
const MOST_DAYS = 400;
const calendar = chinaCalendar();
const announced = new Set(chinaYears);

/** Whether a text is a schedule of crontab that comes around at all. */
export function isCron(cron: string): boolean {
  if (!FIELDS.test(cron)) return false;
  try {
    CronExpressionParser.parse(cron, { tz: 'UTC' }).next();
    return true;
  } catch {
    return false;
  }
}

/**
 * The first moment of a schedule after another one, by the wall clock of a zone: a time that daylight saving skips is
 * taken when it would have been, one that comes twice is taken once.
 *
 * @returns undefined when it falls on {@link MOST_DAYS} days off in a row
 */
export function nextTime({ cron, workingDays }: Times, after: Date, zone: string): Date | undefined {
  let from = after;
  for (let days = 0; days < MOST_DAYS; days++) {
    const next = CronExpressionParser.parse(cron, { currentDate: from, tz: zone }).next().toDate();
    if (!workingDays || isWorkingDay(localDateAt(next, zone))) return next;
    // The rest of a day off cannot hold it either.
    from = lastMomentOf(next, zone);
  }
  return undefined;
}

/** In a year that is not announced yet, Monday to Friday: collecting must not end with the year. */
function isWorkingDay(day: string): boolean {
  if (announced.has(Number(day.slice(0, 4)))) return calendar.isWorkingDay(day);
  return ![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());
}

function lastMomentOf(moment: Date, zone: string): Date {
  const midnight = CronExpressionParser.parse('0 0 * * *', { currentDate: moment, tz: zone }).next().toDate();
  return new Date(midnight.getTime() - 1);
}
