import { QuotaRounding } from '@fuxing/contracts/incentives/v1/incentives';
import fc from 'fast-check';
import { quota } from './quota';
import { reserve } from './reserve';
import { group, year } from './years.fixture';

const { QUOTA_ROUNDING_DOWN: DOWN, QUOTA_ROUNDING_HALF_UP: HALF_UP, QUOTA_ROUNDING_UP: UP } = QuotaRounding;

it.each([
  // 杭州 2020: 78 units make 16 places and 15 make 3 (hznews.hangzhou.com.cn, 2021-04-30; 20 % half up inferred).
  { share: '0.2', units: 78, rounding: HALF_UP, places: 16, product: '15.6' },
  { share: '0.2', units: 15, rounding: HALF_UP, places: 3, product: '3' },
  { share: '0.25', units: 10, rounding: HALF_UP, places: 3, product: '2.5' },
  { share: '0.25', units: 10, rounding: DOWN, places: 2, product: '2.5' },
  { share: '0.21', units: 10, rounding: UP, places: 3, product: '2.1' },
  { share: '0.1', units: 3, rounding: DOWN, places: 1, product: '0.3' },
  { share: '1', units: 7, rounding: QuotaRounding.QUOTA_ROUNDING_UNSPECIFIED, places: 7, product: '7' },
])('$share of $units units, $rounding, makes $places places', ({ share, units, rounding, ...is }) => {
  expect(quota(share, units, rounding)).toEqual(is);
});

const rule = { topShare: '0.2', rounding: HALF_UP, years: 2 };
it.each([
  { why: 'the top of both years', years: [group('2026', 10), group('2025', 10)], is: ['u1', 'u2'] },
  { why: 'nobody when the year before is unknown', years: [group('2026', 10)], is: [] },
  { why: 'nobody across a gap', years: [group('2026', 10), group('2024', 10)], is: [] },
  { why: 'each year by its own size', years: [group('2026', 10), group('2025', 5)], is: ['u1'] },
  {
    why: 'all that share the last place',
    years: [year('2026', { a: 1, b: 1, c: 3, d: 4, e: 5 }), year('2025', { a: 1, b: 1, c: 3, d: 4, e: 5 })],
    is: ['a', 'b'],
  },
  {
    why: 'nobody who was not ranked in one of them',
    years: [year('2026', { a: 1, b: 2 }), year('2025', { a: 0, b: 1 })],
    is: [],
  },
  { why: 'the first of a small group', years: [group('2026', 2), group('2025', 2)], is: ['u1'] },
])('proposes $why', ({ years, is }) => {
  expect(reserve(years, rule).map(({ unitId }) => unitId)).toEqual(is);
});

it('explains itself with every year, newest first', () => {
  const [first] = reserve([group('2026', 8), group('2025', 10)], rule);
  expect(first?.evidence.map(({ period }) => period)).toEqual(['2026', '2025']);
  expect(first?.zh).toContain(
    '2026 年第 1 名，名额 0.2 × 8 = 1.6，四舍五入取 2；2025 年第 1 名，名额 0.2 × 10 = 2，四舍五入取 2。规则：连续 2 年',
  );
  expect(first?.en).toContain('2026: rank 1, 0.2 × 8 = 1.6, rounded half up 2 places; 2025: rank 1');
});

it('proposes no more for more years, and always somebody for one year of a ranked group', () => {
  const ranks = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.integer({ min: 1, max: 5 }), {
    minKeys: 1,
  });
  fc.assert(
    fc.property(ranks, ranks, (now, before) => {
      const best = Math.min(...Object.values(now)) - 1;
      const shifted = Object.fromEntries(Object.entries(now).map(([id, rank]) => [id, rank - best]));
      const years = [year('2026', shifted), year('2025', before)];
      const one = reserve(years, { ...rule, years: 1 }).map(({ unitId }) => unitId);
      expect(one.length).toBeGreaterThan(0);
      expect(one).toEqual(expect.arrayContaining(reserve(years, rule).map(({ unitId }) => unitId)));
    }),
  );
});
