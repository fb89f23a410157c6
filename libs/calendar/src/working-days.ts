import { DomainError, invalid } from '@fuxing/errors';
import { dayNumber, isoWeekday, localDateOf } from './local-date';

/** A day on which the announced calendar differs from the plain week: `off` a holiday, otherwise a make-up working day. */
export interface SpecialDay {
  /** YYYY-MM-DD. */
  date: string;
  off: boolean;
}

/**
 * Working days of an announced calendar: Monday to Friday, except as its notices say.
 *
 * Holidays of a year that has not been announced are unknown, not absent; any question that touches such a
 * year is refused.
 */
export class WorkingCalendar {
  readonly #off = new Map<number, boolean>();
  readonly #years: ReadonlySet<number>;

  /**
   * @param announced the years whose notice is complete in `days`
   * @throws DomainError DATE_INVALID
   */
  constructor(days: Iterable<SpecialDay>, announced: Iterable<number>) {
    for (const { date, off } of days) this.#off.set(dayNumber(date), off);
    this.#years = new Set(announced);
  }

  /**
   * Whether people work on a local date.
   *
   * @throws DomainError CALENDAR_NOT_ANNOUNCED, DATE_INVALID
   */
  isWorkingDay(localDate: string): boolean {
    return this.#works(dayNumber(localDate));
  }

  /**
   * The last day of a time limit of `n` working days. The day of receipt is not counted, so the count begins
   * with the next working day; 0 gives the day itself, a negative `n` counts back.
   * Source: Administrative Licensing Law of the PRC (2019), article 82: limits in working days leave out
   * statutory holidays.
   *
   * @throws DomainError WORKING_DAYS_INVALID when `n` is not a whole number, CALENDAR_NOT_ANNOUNCED, DATE_INVALID
   */
  addWorkingDays(localDate: string, n: number): string {
    if (!Number.isSafeInteger(n)) {
      throw invalid(
        'n',
        'WORKING_DAYS_INVALID',
        `A number of working days is a whole number, got ${n}.`,
        `工作日数应为整数，收到的是 ${n}。`,
      );
    }
    const step = Math.sign(n);
    let day = dayNumber(localDate);
    for (let left = Math.abs(n); left > 0;) {
      day += step;
      if (this.#works(day)) left -= 1;
    }
    return localDateOf(day);
  }

  /**
   * Working days after `from` up to and including `to`; negative, with the ends exchanged, when `to` is earlier.
   * For a working day `to` it is the inverse of {@link addWorkingDays}.
   *
   * @throws DomainError CALENDAR_NOT_ANNOUNCED, DATE_INVALID
   */
  workingDaysBetween(from: string, to: string): number {
    const [start, end] = [dayNumber(from), dayNumber(to)];
    if (end < start) return -this.workingDaysBetween(to, from);
    let count = 0;
    for (let day = start + 1; day <= end; day += 1) if (this.#works(day)) count += 1;
    return count;
  }

  #works(day: number): boolean {
    const year = new Date(day * 86_400_000).getUTCFullYear();
    if (!this.#years.has(year)) {
      throw new DomainError(
        'FAILED_PRECONDITION',
        'CALENDAR_NOT_ANNOUNCED',
        {
          en: `The holidays of ${year} have not been announced to this calendar, so ${localDateOf(day)} cannot be judged.`,
          zh: `本日历尚无 ${year} 年的节假日安排，无法判断 ${localDateOf(day)} 是否为工作日。`,
        },
        [],
        { year: String(year) },
      );
    }
    const off = this.#off.get(day);
    return off === undefined ? isoWeekday(day) <= 5 : !off;
  }
}
