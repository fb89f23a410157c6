import { missingValues } from './missing';

const expected = { unitIds: ['b', 'a'], firstPeriod: '2026-01', graceDays: 5, kind: 'MONTH' as const };
const CN = 'Asia/Shanghai';

it.each([
  { why: 'the grace is not over', now: '2026-02-05T23:59:00+08:00', present: [], is: [] },
  {
    why: 'the grace is over',
    now: '2026-02-06T00:00:00+08:00',
    present: [],
    is: ['a 2026-01 6', 'b 2026-01 6'],
  },
  {
    why: 'in another zone it is not',
    now: '2026-02-06T00:00:00Z',
    zone: 'America/New_York',
    present: [],
    is: [],
  },
  { why: 'one is there', now: '2026-02-28T00:00:00Z', present: ['a~2026-01'], is: ['b 2026-01 28'] },
  {
    why: 'a gap between',
    now: '2026-04-10T00:00:00Z',
    present: ['a~2026-01', 'b~2026-01', 'a~2026-03', 'b~2026-02', 'b~2026-03'],
    is: ['a 2026-02 41'],
  },
])('is missing, $why: $is', ({ now, present, is, zone = CN }) => {
  const found = missingValues(expected, new Set(present), Date.parse(now), zone);
  expect(found.map(({ unitId, period, days }) => `${unitId} ${period} ${days}`)).toEqual(is);
});

it('counts years by years', () => {
  const years = { ...expected, unitIds: ['a'], firstPeriod: '2024', kind: 'YEAR' as const };
  const found = missingValues(years, new Set(['a~2025']), Date.parse('2026-11-01T00:00:00Z'), CN);
  expect(found).toMatchObject([{ unitId: 'a', period: '2024' }]);
});
