import fc from 'fast-check';
import { accountability } from './accountability';
import { group, year } from './years.fixture';

it.each([
  { why: 'the last of one year', years: [group('2026', 3)], n: 1, is: ['u3'] },
  { why: 'the last of both years', years: [group('2026', 3), group('2025', 3)], n: 2, is: ['u3'] },
  { why: 'nobody who was last once only', years: [group('2026', 3), group('2025', 4)], n: 2, is: [] },
  { why: 'nobody across a gap', years: [group('2026', 3), group('2024', 3)], n: 2, is: [] },
  { why: 'all that share the last place', years: [year('2026', { a: 1, b: 2, c: 2 })], n: 1, is: ['b', 'c'] },
  { why: 'nobody of a group of one', years: [group('2026', 1)], n: 1, is: [] },
  { why: 'nobody when all are equal', years: [year('2026', { a: 1, b: 1 })], n: 1, is: [] },
  { why: 'nobody who is not ranked', years: [year('2026', { a: 1, b: 2, c: 0 })], n: 1, is: ['b'] },
])('opens a case for $why', ({ years, n, is }) => {
  expect(accountability(years, { years: n }).map(({ unitId }) => unitId)).toEqual(is);
});

it('explains itself with every year, newest first', () => {
  const [only] = accountability([group('2026', 3), group('2025', 3)], { years: 2 });
  expect(only?.evidence.map(({ period, rank }) => `${period} ${rank}`)).toEqual(['2026 3', '2025 3']);
  expect(only?.zh).toContain('2026 年在 3 个参加排名的单位中名列第 3，为末位；2025 年');
  expect(only?.zh).toContain('规则：连续 2 年末位的单位启动问责程序');
  expect(only?.en).toContain('2026: rank 3 of 3 ranked units, the last place; 2025: rank 3');
});

it('never names a unit that somebody is behind, nor a unit on the first place', () => {
  const ranks = fc.dictionary(fc.string({ minLength: 1 }), fc.integer({ min: 0, max: 6 }));
  fc.assert(
    fc.property(ranks, (of) => {
      const worst = Math.max(0, ...Object.values(of));
      for (const { evidence } of accountability([year('2026', of)], { years: 1 })) {
        expect(evidence[0]?.rank).toBe(worst);
        expect(worst).toBeGreaterThan(1);
      }
    }),
  );
});
