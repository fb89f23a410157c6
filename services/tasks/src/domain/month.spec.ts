import { chinaCalendar } from '@fuxing/calendar';
import type { DomainError } from '@fuxing/errors';
import fc from 'fast-check';
import { dueOn, month, overdueBefore, periodsOver, targetIn, week } from './month';
import { progress } from './progress';

const reason = (work: () => unknown): string => {
  try {
    work();
    return 'accepted';
  } catch (error) {
    return (error as DomainError).reason;
  }
};

it.each<{ why: string; targets: Record<string, string>; is: string | undefined }>([
  { why: 'its own', targets: { '2026-09': '1', '2026-Q3': '2', '2026': '3' }, is: '1' },
  { why: 'else its quarter’s', targets: { '2026-Q3': '2', '2026': '3', '2026-08': '9' }, is: '2' },
  { why: 'else its year’s', targets: { '2026': '3', '2026-Q4': '9', '2025': '9' }, is: '3' },
  { why: 'else none', targets: { '2026-10': '9', '2026-Q2': '9', '2025': '9' }, is: undefined },
])('the target of September 2026: $why', ({ targets, is }) => {
  expect(targetIn('2026-09', targets)).toBe(is);
});

// From the State Council's notices of the holidays; see @fuxing/calendar.
it.each([
  { month: '2026-08', is: '2026-08-31', why: 'the last day is a Monday' },
  { month: '2026-05', is: '2026-05-29', why: 'it ends on a Sunday' },
  {
    month: '2026-02',
    is: '2026-02-28',
    why: 'a Saturday that is worked in exchange for the Spring Festival',
  },
  { month: '2024-02', is: '2024-02-29', why: 'a leap year' },
  { month: '2022-12', is: '2022-12-30', why: 'New Year’s holiday begins on 31 December' },
  { month: '2025-09', is: '2025-09-30', why: 'the day before the National Day' },
])('tasks of $month are due on $is: $why', ({ month: of, is }) => {
  expect(dueOn(of, chinaCalendar())).toBe(is);
});

it('does not guess the holidays of a year that was not announced', () => {
  expect(reason(() => dueOn('2031-01', chinaCalendar()))).toBe('CALENDAR_NOT_ANNOUNCED');
});

it('is due on a working day of the month after which nobody works in it', () => {
  const months = fc.tuple(fc.integer({ min: 2016, max: 2025 }), fc.integer({ min: 1, max: 12 }));
  fc.assert(
    fc.property(months, ([year, n]) => {
      const of = `${year}-${String(n).padStart(2, '0')}`;
      const due = dueOn(of, chinaCalendar());
      expect(due.startsWith(of)).toBe(true);
      expect(chinaCalendar().isWorkingDay(due)).toBe(true);
      expect(chinaCalendar().addWorkingDays(due, 1).startsWith(of)).toBe(false);
      expect(periodsOver(of)).toEqual([of, `${year}-Q${Math.ceil(n / 3)}`, String(year)]);
    }),
  );
});

it.each([
  { at: '2026-09-30T15:59:59Z', zone: 'Asia/Shanghai', is: '2026-09-30' },
  { at: '2026-09-30T16:00:00Z', zone: 'Asia/Shanghai', is: '2026-10-01' },
  { at: '2026-09-30T16:00:00Z', zone: 'UTC', is: '2026-09-30' },
])('at $at in $zone tasks due before $is are overdue', ({ at, zone, is }) => {
  expect(overdueBefore(new Date(at), zone)).toBe(is);
});

it.each([
  { text: '2026-09', month: 'accepted', week: 'INVALID_PERIOD' },
  { text: '2026-W37', month: 'INVALID_PERIOD', week: 'accepted' },
  { text: '2026-W53', month: 'INVALID_PERIOD', week: 'accepted' },
  { text: '2025-W53', month: 'INVALID_PERIOD', week: 'INVALID_PERIOD' },
  { text: '2026-13', month: 'INVALID_PERIOD', week: 'INVALID_PERIOD' },
  { text: '2026', month: 'INVALID_PERIOD', week: 'INVALID_PERIOD' },
  { text: '', month: 'INVALID_PERIOD', week: 'INVALID_PERIOD' },
])('"$text" as a month is $month, as a week $week', ({ text, ...is }) => {
  expect(reason(() => month(text))).toBe(is.month);
  expect(reason(() => week(text))).toBe(is.week);
});

it.each([
  { text: '0', is: 'accepted' },
  { text: '100', is: 'accepted' },
  { text: '33.3', is: 'accepted' },
  { text: '100.01', is: 'INVALID_REQUEST' },
  { text: '-1', is: 'INVALID_REQUEST' },
  { text: '1e1', is: 'DECIMAL_INVALID' },
  { text: '', is: 'DECIMAL_INVALID' },
])('a progress of "$text" is $is', ({ text, is }) => {
  expect(reason(() => progress(text))).toBe(is);
});
