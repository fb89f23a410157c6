import fc from 'fast-check';
import { isFiner, periodKind, previousPeriod, yearEarlier, yearOf, yearToDatePeriods } from './period';

it.each([
  ['2026', '2025', '2025', '2026'],
  ['2026-Q1', '2025-Q4', '2025-Q1', '2026'],
  ['2026-Q3', '2026-Q2', '2025-Q3', '2026'],
  ['2026-01', '2025-12', '2025-01', '2026'],
  ['2026-10', '2026-09', '2025-10', '2026'],
])('%s: before %s, a year earlier %s, in %s', (period, before, earlier, year) => {
  expect([previousPeriod(period), yearEarlier(period), yearOf(period)]).toEqual([before, earlier, year]);
});

it.each([
  ['2026-03', 'MONTH', ['2026-01', '2026-02', '2026-03']],
  ['2026-Q1', 'MONTH', ['2026-01', '2026-02', '2026-03']],
  ['2026-Q2', 'QUARTER', ['2026-Q1', '2026-Q2']],
  ['2026', 'QUARTER', ['2026-Q1', '2026-Q2', '2026-Q3', '2026-Q4']],
  ['2026', 'YEAR', ['2026']],
] as const)('the year up to %s has in %s: %j', (period, kind, periods) => {
  expect(yearToDatePeriods(period, kind)).toEqual(periods);
});

it.each(['2026-13', '2026-00', '2026-Q5', '26', '2026-9', '2026-W37', ''])('refuses %j', (period) => {
  expect(() => periodKind(period)).toThrow('A period is written 2026, 2026-Q3 or 2026-09');
});

it('knows which kind is shorter', () => {
  expect([isFiner('MONTH', 'QUARTER'), isFiner('YEAR', 'MONTH'), isFiner('YEAR', 'YEAR')]).toEqual([
    true,
    false,
    false,
  ]);
});

const months = fc
  .tuple(fc.integer({ min: 1900, max: 2900 }), fc.integer({ min: 1, max: 12 }))
  .map(([year, month]) => `${year}-${String(month).padStart(2, '0')}`);

it('twelve months before is a year earlier', () => {
  fc.assert(
    fc.property(months, (month) => {
      let before = month;
      for (let i = 0; i < 12; i += 1) before = previousPeriod(before);
      expect(before).toBe(yearEarlier(month));
      expect(yearToDatePeriods(month, 'MONTH').at(-1)).toBe(month);
    }),
  );
});
