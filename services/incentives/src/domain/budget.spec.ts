import fc from 'fast-check';
import { budget } from './budget';
import { year } from './years.fixture';

const grades = { a: 'good', b: 'best', c: 'best', d: 'poor', e: 'other' };

it.each<{
  why: string;
  ranks: Record<string, number>;
  coefficients: Record<string, string>;
  is: string[];
}>([
  {
    why: 'the higher coefficient first, then the better rank',
    ranks: { a: 1, b: 2, c: 3, d: 4 },
    coefficients: { best: '1.2', good: '1.1', poor: '0' },
    is: ['b 1 1.2', 'c 2 1.2', 'a 3 1.1', 'd 4 0'],
  },
  {
    why: 'a grade without a coefficient at 1, equal units on one place',
    ranks: { b: 1, c: 1, e: 3, d: 4 },
    coefficients: { best: '1.5', poor: '0.5' },
    is: ['b 1 1.5', 'c 1 1.5', 'e 3 1', 'd 4 0.5'],
  },
  {
    why: 'coefficients by their value, not their text',
    ranks: { a: 1, b: 2 },
    coefficients: { good: '9', best: '10' },
    is: ['b 1 10', 'a 2 9'],
  },
  { why: 'no unit without a rank', ranks: { a: 0, b: 1 }, coefficients: {}, is: ['b 1 1'] },
])('lists $why', ({ ranks, coefficients, is }) => {
  const of = year('2026', ranks, grades);
  const list = budget(of, { coefficients });
  expect(list.map(({ unitId, place, coefficient }) => `${unitId} ${place} ${coefficient}`)).toEqual(is);
});

it('explains itself with the numbers', () => {
  const [first] = budget(year('2026', { a: 1 }, grades), { coefficients: { good: '1.1' } });
  expect(first?.zh).toContain(
    '2026 年度等次 good，资金分配系数 1.1；在 1 个参加排名的单位中名列第 1；列资金分配第 1 位。',
  );
  expect(first?.en).toContain(
    'Grade good in 2026, coefficient 1.1; rank 1 of 1 ranked units; place 1 in the list.',
  );
});

it('gives every ranked unit exactly one place, in order', () => {
  const units = fc.dictionary(
    fc.string({ minLength: 1 }),
    fc.record({ rank: fc.integer({ min: 0, max: 9 }), grade: fc.constantFrom('best', 'good', 'other') }),
  );
  fc.assert(
    fc.property(units, (of) => {
      const entries = Object.entries(of);
      const ranks = Object.fromEntries(entries.map(([id, { rank }]) => [id, rank]));
      const by = Object.fromEntries(entries.map(([id, { grade }]) => [id, grade]));
      const list = budget(year('2026', ranks, by), { coefficients: { best: '2', good: '1.5' } });
      expect(list).toHaveLength(entries.filter(([, { rank }]) => rank > 0).length);
      for (const [n, { place }] of list.entries()) {
        expect(place).toBeLessThanOrEqual(n + 1);
        expect(place).toBeGreaterThanOrEqual(list[n - 1]?.place ?? 1);
      }
    }),
  );
});
