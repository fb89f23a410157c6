import fc from 'fast-check';
import {
  firstDay,
  lastDay,
  periodBounds,
  periodContains,
  periodKind,
  type PeriodKind,
  periodOf,
  periodOfLocalDate,
  periodsWithin,
  previousPeriod,
  yearEarlier,
} from './period';

const SHANGHAI = 'Asia/Shanghai';
const kinds: PeriodKind[] = ['YEAR', 'QUARTER', 'MONTH', 'WEEK', 'DAY'];
const localDates = fc
  .date({ min: new Date('1980-01-01'), max: new Date('2120-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const periods = fc
  .tuple(localDates, fc.constantFrom(...kinds))
  .map(([date, kind]) => periodOfLocalDate(date, kind));

it.each([
  {
    period: '2026',
    kind: 'YEAR',
    first: '2026-01-01',
    last: '2026-12-31',
    previous: '2025',
    yearAgo: '2025',
  },
  {
    period: '2026-Q1',
    kind: 'QUARTER',
    first: '2026-01-01',
    last: '2026-03-31',
    previous: '2025-Q4',
    yearAgo: '2025-Q1',
  },
  {
    period: '2026-Q3',
    kind: 'QUARTER',
    first: '2026-07-01',
    last: '2026-09-30',
    previous: '2026-Q2',
    yearAgo: '2025-Q3',
  },
  {
    period: '2024-02',
    kind: 'MONTH',
    first: '2024-02-01',
    last: '2024-02-29',
    previous: '2024-01',
    yearAgo: '2023-02',
  },
  {
    period: '2026-01',
    kind: 'MONTH',
    first: '2026-01-01',
    last: '2026-01-31',
    previous: '2025-12',
    yearAgo: '2025-01',
  },
  {
    period: '2026-W37',
    kind: 'WEEK',
    first: '2026-09-07',
    last: '2026-09-13',
    previous: '2026-W36',
    yearAgo: '2025-W37',
  },
  {
    period: '2026-W01',
    kind: 'WEEK',
    first: '2025-12-29',
    last: '2026-01-04',
    previous: '2025-W52',
    yearAgo: '2025-W01',
  },
  {
    period: '2026-W53',
    kind: 'WEEK',
    first: '2026-12-28',
    last: '2027-01-03',
    previous: '2026-W52',
    yearAgo: '2025-W52',
  },
  {
    period: '2024-02-29',
    kind: 'DAY',
    first: '2024-02-29',
    last: '2024-02-29',
    previous: '2024-02-28',
    yearAgo: '2023-02-28',
  },
  {
    period: '2026-03-01',
    kind: 'DAY',
    first: '2026-03-01',
    last: '2026-03-01',
    previous: '2026-02-28',
    yearAgo: '2025-03-01',
  },
])('$period is a $kind', ({ period, kind, first, last, previous, yearAgo }) => {
  expect(periodKind(period)).toBe(kind);
  expect(firstDay(period)).toBe(first);
  expect(lastDay(period)).toBe(last);
  expect(previousPeriod(period)).toBe(previous);
  expect(yearEarlier(period)).toBe(yearAgo);
});

it.each([
  '',
  '26',
  '2026-13',
  '2026-00',
  '2026-9',
  '2026-Q0',
  '2026-Q5',
  '2026-W00',
  '2026-W54',
  '2025-W53',
  '2026-02-30',
  '2100-02-29',
  '2026-04-31',
  '2026-9-14',
  '0999',
  ' 2026',
  '2026\n',
  '2026-09-14T00:00',
  '２０２６',
])('refuses "%s"', (period) => {
  expect(() => periodKind(period)).toThrow(expect.objectContaining({ reason: 'INVALID_PERIOD' }));
  expect(() => periodContains(period, period)).toThrow(expect.objectContaining({ reason: 'INVALID_PERIOD' }));
});

it.each([
  {
    why: 'already the next day in China',
    instant: '2026-08-31T16:00:00Z',
    zone: SHANGHAI,
    kind: 'MONTH',
    is: '2026-09',
  },
  {
    why: 'a millisecond before',
    instant: '2026-08-31T15:59:59.999Z',
    zone: SHANGHAI,
    kind: 'MONTH',
    is: '2026-08',
  },
  { why: 'another zone', instant: '2026-08-31T16:00:00Z', zone: 'UTC', kind: 'DAY', is: '2026-08-31' },
  {
    why: 'a week of the year before',
    instant: '2027-01-01T00:00:00Z',
    zone: SHANGHAI,
    kind: 'WEEK',
    is: '2026-W53',
  },
  { why: 'a quarter', instant: '2026-12-31T15:00:00Z', zone: SHANGHAI, kind: 'QUARTER', is: '2026-Q4' },
] as const)('$why', ({ instant, zone, kind, is }) => {
  expect(periodOf({ instant: new Date(instant) }, zone, kind)).toBe(is);
});

it.each([
  {
    why: 'a month in China',
    period: '2026-09',
    zone: SHANGHAI,
    start: '2026-08-31T16:00:00Z',
    end: '2026-09-30T16:00:00Z',
  },
  {
    why: 'a day of 23 hours',
    period: '2026-03-29',
    zone: 'Europe/Berlin',
    start: '2026-03-28T23:00:00Z',
    end: '2026-03-29T22:00:00Z',
  },
  {
    why: 'a day of 25 hours',
    period: '2026-10-25',
    zone: 'Europe/Berlin',
    start: '2026-10-24T22:00:00Z',
    end: '2026-10-25T23:00:00Z',
  },
  {
    why: 'a day without midnight',
    period: '2018-11-04',
    zone: 'America/Sao_Paulo',
    start: '2018-11-04T03:00:00Z',
    end: '2018-11-05T02:00:00Z',
  },
  {
    why: 'midnight twice',
    period: '2026-11-01',
    zone: 'America/Havana',
    start: '2026-11-01T04:00:00Z',
    end: '2026-11-02T05:00:00Z',
  },
  {
    why: 'a day that was skipped',
    period: '2011-12-30',
    zone: 'Pacific/Apia',
    start: '2011-12-30T10:00:00Z',
    end: '2011-12-30T10:00:00Z',
  },
])('$why', ({ period, zone, start, end }) => {
  expect(periodBounds(period, zone)).toEqual({ start: new Date(start), end: new Date(end) });
});

it.each([
  { run: () => periodBounds('2026', 'Asia/Handan'), reason: 'ZONE_UNKNOWN' },
  { run: () => periodOf({ instant: new Date(Number.NaN) }, SHANGHAI, 'DAY'), reason: 'INSTANT_INVALID' },
  { run: () => periodOfLocalDate('2026-09', 'MONTH'), reason: 'INVALID_PERIOD' },
])('refuses with $reason', ({ run, reason }) => {
  expect(run).toThrow(expect.objectContaining({ reason }));
});

it.each([
  { outer: '2026-Q1', kind: 'MONTH', is: ['2026-01', '2026-02', '2026-03'] },
  { outer: '2026', kind: 'QUARTER', is: ['2026-Q1', '2026-Q2', '2026-Q3', '2026-Q4'] },
  { outer: '2026-01', kind: 'WEEK', is: ['2026-W01', '2026-W02', '2026-W03', '2026-W04', '2026-W05'] },
  {
    outer: '2026-W01',
    kind: 'DAY',
    is: ['2025-12-29', '2025-12-30', '2025-12-31', '2026-01-01', '2026-01-02', '2026-01-03', '2026-01-04'],
  },
  { outer: '2026-09', kind: 'MONTH', is: ['2026-09'] },
  { outer: '2026-09', kind: 'YEAR', is: [] },
  { outer: '2026-W37', kind: 'MONTH', is: [] },
] as const)('$kind in $outer', ({ outer, kind, is }) => {
  expect(periodsWithin(outer, kind)).toEqual(is);
});

it.each([
  { year: '2026', kind: 'WEEK', n: 53 },
  { year: '2025', kind: 'WEEK', n: 52 },
  { year: '2026', kind: 'MONTH', n: 12 },
  { year: '2024', kind: 'DAY', n: 366 },
] as const)('$year has $n of $kind', ({ year, kind, n }) => {
  expect(periodsWithin(year, kind)).toHaveLength(n);
});

it('places every day in exactly one period of each kind', () => {
  fc.assert(
    fc.property(localDates, fc.constantFrom(...kinds), (date, kind) => {
      const period = periodOfLocalDate(date, kind);
      expect(periodKind(period)).toBe(kind);
      expect(firstDay(period) <= date && date <= lastDay(period)).toBe(true);
      expect(periodContains(period, date)).toBe(true);
      expect(periodContains(previousPeriod(period), date)).toBe(false);
      expect(previousPeriod(period) < period).toBe(true);
    }),
  );
});

it('contains what it lists, each once and in order', () => {
  fc.assert(
    fc.property(periods, fc.constantFrom(...kinds), (outer, kind) => {
      const inner = periodsWithin(outer, kind);
      expect(inner.every((period) => periodContains(outer, period))).toBe(true);
      expect(inner).toEqual([...new Set(inner)].sort());
    }),
    { numRuns: 50 },
  );
});

it('joins consecutive periods without gap, in any zone', () => {
  const zones = fc.constantFrom(
    SHANGHAI,
    'UTC',
    'America/New_York',
    'Australia/Lord_Howe',
    'Africa/Cairo',
    'Asia/Tehran',
  );
  fc.assert(
    fc.property(periods, zones, (period, zone) => {
      const { start, end } = periodBounds(period, zone);
      const kind = periodKind(period);
      expect(periodBounds(previousPeriod(period), zone).end).toEqual(start);
      expect(periodOf({ instant: start }, zone, kind)).toBe(period);
      expect(periodOf({ instant: new Date(end.getTime() - 1) }, zone, kind)).toBe(period);
      expect(periodOf({ instant: end }, zone, kind)).not.toBe(period);
    }),
  );
});
