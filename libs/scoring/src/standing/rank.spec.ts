import fc from 'fast-check';
import { grade } from './grade';
import { rank, type Ranking } from './rank';

const unit = (unitId: string, total?: string, ...scores: string[]): Ranking => ({
  unitId,
  total,
  nodes: scores.map((score, i) => ({ nodeId: `n${i}`, score })),
});
const shared = { tieRule: 'TIE_RULE_SHARED', tieNodeIds: ['n0'] } as const;
const byNodes = { tieRule: 'TIE_RULE_BY_NODES', tieNodeIds: ['n0', 'n1'] } as const;
const listed = (scheme: Parameters<typeof rank>[0], units: Ranking[]) =>
  rank(scheme, units).map(({ unitId, rank: place }) => `${unitId}${place}`);

it.each([
  {
    why: 'ties share 1-2-2-4',
    scheme: shared,
    units: [unit('d', '70'), unit('c', '80', '1'), unit('b', '80', '2'), unit('a', '90')],
    is: ['a1', 'b2', 'c2', 'd4'],
  },
  {
    why: 'as numbers, not as text',
    scheme: shared,
    units: [unit('a', '9.5'), unit('b', '100.00'), unit('c', '100')],
    is: ['b1', 'c1', 'a3'],
  },
  {
    why: 'without total last and unranked',
    scheme: shared,
    units: [unit('a'), unit('b', '0')],
    is: ['b1', 'a0'],
  },
  {
    why: 'told apart by the first node',
    scheme: byNodes,
    units: [unit('a', '80', '5', '9'), unit('b', '80', '6', '1')],
    is: ['b1', 'a2'],
  },
  {
    why: 'told apart by the second node',
    scheme: byNodes,
    units: [unit('a', '80', '5', '1'), unit('b', '80', '5', '9')],
    is: ['b1', 'a2'],
  },
  {
    why: 'equal in all nodes',
    scheme: byNodes,
    units: [unit('b', '80', '5', '9'), unit('a', '80', '5', '9')],
    is: ['a1', 'b1'],
  },
  {
    why: 'a missing node after all others',
    scheme: byNodes,
    units: [unit('a', '80'), unit('b', '80', '0')],
    is: ['b1', 'a2'],
  },
  { why: 'nobody', scheme: shared, units: [], is: [] },
])('$why', ({ scheme, units, is }) => {
  expect(listed(scheme, units)).toEqual(is);
});

const grades = [
  { gradeId: 'A', name: '优秀', minScore: '90' },
  { gradeId: 'B', name: '良好', minScore: '80' },
  { gradeId: 'C', name: '不达标', minScore: '0' },
];

it.each([
  { total: '90', is: 'A' },
  { total: '89.99', is: 'B' },
  { total: '80.00', is: 'B' },
  { total: '0', is: 'C' },
])('$total is $is', ({ total, is }) => {
  expect(grade(grades, total)?.gradeId).toBe(is);
});

it('has no grade where the scheme has none', () => {
  expect(grade([], '90')).toBeUndefined();
});

it('orders by total whatever the order of the units', () => {
  const units = fc.uniqueArray(
    fc.record({ id: fc.integer(), total: fc.option(fc.integer({ min: 0, max: 20 })) }),
    { selector: ({ id }) => id },
  );
  fc.assert(
    fc.property(units, (list) => {
      const given = list.map(({ id, total }) => unit(String(id), total === null ? undefined : String(total)));
      const ranked = rank(shared, given);
      expect(rank(shared, given.toReversed())).toEqual(ranked);
      for (const { rank: place, total } of ranked) {
        const better = given.filter((each) => each.total !== undefined && Number(each.total) > Number(total));
        expect(place).toBe(total === undefined ? 0 : better.length + 1);
      }
    }),
  );
});
