import fc from 'fast-check';
import { star } from './star';
import { year } from './years.fixture';

it.each<{ why: string; ranks: Record<string, number>; places: number; is: string[] }>([
  { why: 'the first places', ranks: { a: 1, b: 2, c: 3 }, places: 2, is: ['a', 'b'] },
  { why: 'all that share the last', ranks: { a: 1, b: 2, c: 2, d: 4 }, places: 2, is: ['a', 'b', 'c'] },
  {
    why: 'nobody behind a tie that fills the places',
    ranks: { a: 1, b: 1, c: 3 },
    places: 2,
    is: ['a', 'b'],
  },
  { why: 'nobody who is not ranked', ranks: { a: 0, b: 1 }, places: 5, is: ['b'] },
  { why: 'nobody without places', ranks: { a: 1 }, places: 0, is: [] },
])('stars $why', ({ ranks, places, is }) => {
  const decisions = star(year('2026', ranks), { places });
  expect(decisions.map(({ unitId }) => unitId)).toEqual(is);
});

it('explains itself with the numbers', () => {
  const [first] = star(year('2026', { a: 1, b: 2 }), { places: 1 });
  expect(first).toEqual({
    unitId: 'a',
    place: 0,
    coefficient: '',
    zh: '2026 年度总分 99，在 2 个参加排名的单位中名列第 1。规则：前 1 名授予绩效之星，并列最后一个名次的单位全部入选。',
    en: 'Total of 99 in 2026, rank 1 of 2 ranked units. Rule: the first 1 ranks get the Performance Star; units that share the last of them are all in.',
    evidence: [{ cycleId: 'y2026', period: '2026', rank: 1, rankedUnits: 2, total: '99', gradeId: 'b' }],
  });
});

it('never leaves out a unit that is at least as good as one with a star', () => {
  const ranks = fc.dictionary(fc.string({ minLength: 1 }), fc.integer({ min: 0, max: 20 }));
  fc.assert(
    fc.property(ranks, fc.integer({ min: 0, max: 25 }), (of, places) => {
      const starred = new Set(star(year('2026', of), { places }).map(({ unitId }) => unitId));
      const worst = Math.max(0, ...[...starred].map((unitId) => of[unitId] ?? 0));
      for (const [unitId, rank] of Object.entries(of)) {
        if (rank > 0 && rank <= worst) expect(starred.has(unitId)).toBe(true);
      }
    }),
  );
});
