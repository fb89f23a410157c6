import fc from 'fast-check';
import { WorkingCalendar } from './working-days';

const calendar = new WorkingCalendar(
  [
    { date: '2026-10-01', off: true },
    { date: '2026-10-02', off: true },
    { date: '2026-10-10', off: false },
  ],
  [2026],
);

it.each([
  { why: 'nothing', from: '2026-09-30', n: 0, is: '2026-09-30' },
  { why: 'over a holiday and a weekend', from: '2026-09-30', n: 1, is: '2026-10-05' },
  { why: 'received on a day off', from: '2026-10-03', n: 1, is: '2026-10-05' },
  { why: 'a Saturday worked in exchange counts', from: '2026-10-09', n: 1, is: '2026-10-10' },
  { why: 'back over the holiday', from: '2026-10-05', n: -1, is: '2026-09-30' },
])('$why: $from $n', ({ from, n, is }) => {
  expect(calendar.addWorkingDays(from, n)).toBe(is);
});

it.each([
  { why: 'the same day', from: '2026-10-05', to: '2026-10-05', is: 0 },
  { why: 'the first day is not counted, the last is', from: '2026-09-29', to: '2026-10-05', is: 2 },
  { why: 'backwards', from: '2026-10-05', to: '2026-09-29', is: -2 },
  { why: 'only days off', from: '2026-09-30', to: '2026-10-04', is: 0 },
])('$why: $from to $to', ({ from, to, is }) => {
  expect(calendar.workingDaysBetween(from, to) + 0).toBe(is);
});

it.each([
  {
    why: 'a limit that runs into an unannounced year',
    run: () => calendar.addWorkingDays('2026-12-31', 1),
    reason: 'CALENDAR_NOT_ANNOUNCED',
  },
  {
    why: 'a span that begins in one',
    run: () => calendar.workingDaysBetween('2025-12-30', '2026-01-05'),
    reason: 'CALENDAR_NOT_ANNOUNCED',
  },
  {
    why: 'a day that does not exist',
    run: () => calendar.isWorkingDay('2026-02-29'),
    reason: 'DATE_INVALID',
  },
  {
    why: 'half a day',
    run: () => calendar.addWorkingDays('2026-02-02', 0.5),
    reason: 'WORKING_DAYS_INVALID',
  },
  {
    why: 'a special day that does not exist',
    run: () => new WorkingCalendar([{ date: '2026-2-1', off: true }], []),
    reason: 'DATE_INVALID',
  },
])('refuses $why', ({ run, reason }) => {
  expect(run).toThrow(expect.objectContaining({ reason }));
});

it('counts back what it added', () => {
  const dates = fc
    .integer({ min: 0, max: 200 })
    .map((n) => new Date(Date.UTC(2026, 0, 1 + n)).toISOString().slice(0, 10));
  fc.assert(
    fc.property(dates, fc.integer({ min: 0, max: 100 }), (from, n) => {
      expect(calendar.workingDaysBetween(from, calendar.addWorkingDays(from, n))).toBe(n);
    }),
  );
});
