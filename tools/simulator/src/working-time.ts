/**
 * Office time in China: 08:30–12:00 and 14:30–18:00 on working days.
 *
 * Days off and make-up days: General Office of the State Council, notices on
 * holiday arrangements for 2024 and 2025. Other years have plain weekdays.
 */
const daysOff = [
  '2024-01-01',
  '2024-02-10/17',
  '2024-04-04/06',
  '2024-05-01/05',
  '2024-06-10/10',
  '2024-09-15/17',
  '2024-10-01/07',
  '2025-01-01',
  '2025-01-28/31',
  '2025-02-01/04',
  '2025-04-04/06',
  '2025-05-01/05',
  '2025-05-31/31',
  '2025-06-01/02',
  '2025-10-01/08',
];
const makeUpDays = new Set([
  '2024-02-04',
  '2024-02-18',
  '2024-04-07',
  '2024-04-28',
  '2024-05-11',
  '2024-09-14',
  '2024-09-29',
  '2024-10-12',
  '2025-01-26',
  '2025-02-08',
  '2025-04-27',
  '2025-09-28',
  '2025-10-11',
]);

const dayMs = 86_400_000;
const halfDay = 3.5 * 3600;

/** Seconds of office time in a day. */
export const workingDay = 2 * halfDay;

const off = new Set(
  daysOff.flatMap((span) => {
    const [first, last = first!.slice(8)] = span.split('/');
    const days: string[] = [];
    for (let day = Number(first!.slice(8)); day <= Number(last); day++)
      days.push(`${first!.slice(0, 8)}${String(day).padStart(2, '0')}`);
    return days;
  }),
);

function isWorkingDay(date: string, weekday: number): boolean {
  return makeUpDays.has(date) || (weekday >= 1 && weekday <= 5 && !off.has(date));
}

/**
 * The office seconds from the first of a month on, laid end to end.
 *
 * A moment is a count of office seconds, so adding a duration skips nights,
 * weekends and holidays by itself.
 */
export class WorkingTime {
  private readonly days: string[] = [];

  /** @param months how many, from `from` ('YYYY-MM') on */
  constructor(from: string, months: number) {
    const start = new Date(`${from}-01T00:00:00Z`);
    const end = Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + months, 1);
    for (let at = start.getTime(); at < end; at += dayMs) {
      const date = new Date(at).toISOString().slice(0, 10);
      if (isWorkingDay(date, new Date(at).getUTCDay())) this.days.push(date);
    }
  }

  /** First moment of a month and first moment after it. */
  month(month: string): [number, number] {
    const first = this.days.findIndex((day) => day.startsWith(month));
    const last = this.days.findLastIndex((day) => day.startsWith(month));
    return [first * workingDay, (last + 1) * workingDay];
  }

  /** Local wall clock, `2024-03-05T09:12:33.000`, as SODA writes timestamps without a zone. */
  clock(moment: number): string {
    const seconds = Math.floor(moment);
    const day = this.days[Math.floor(seconds / workingDay)];
    if (day === undefined) throw new Error(`Office second ${seconds} lies after the calendar's end.`);
    const within = seconds % workingDay;
    const clock = within < halfDay ? 8.5 * 3600 + within : 14.5 * 3600 + within - halfDay;
    return `${day}T${new Date(clock * 1000).toISOString().slice(11, 23)}`;
  }

  /** Close of business, `days` working days later. */
  closeOfBusiness(moment: number, days: number): string {
    return this.clock((Math.floor(moment / workingDay) + days + 1) * workingDay - 1);
  }
}
