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

const rose = (unitId: string, total: string | undefined, previousTotal?: string): Ranking => ({
  unitId,
  total,
  nodes: [],
  previousTotal,
});

it('the rise decides a tie only where the scheme says so; one without a rise comes last, one without a total has no place', () => {
  const units = [rose('a', '80', '79'), rose('b', '80', '70'), rose('c', '80'), rose('d', undefined, '99')];
  expect(listed(shared, units)).toEqual(['a1', 'b1', 'c1', 'd0']);
  expect(listed({ ...shared, tieByImprovement: true }, units)).toEqual(['b1', 'a2', 'c3', 'd0']);
});

it.each([
  {
    why: 'a heavier load first, a load of 0 before none',
    loads: { b: '2.5', c: '10', d: '0' },
    is: ['c1', 'b2', 'd3', 'a4'],
  },
  { why: 'equal loads share', loads: { a: '7', b: '7.0', c: '7', d: '7' }, is: ['a1', 'b1', 'c1', 'd1'] },
  { why: 'two without a load share', loads: { b: '1', c: '2' }, is: ['c1', 'b2', 'a3', 'd3'] },
  { why: 'a load of nobody here decides nothing', loads: { x: '1', y: '2' }, is: ['a1', 'b1', 'c1', 'd1'] },
])('$why', ({ loads, is }) => {
  const taskLoads = Object.entries(loads).map(([unitId, load]) => ({ unitId, load }));
  const units = ['d', 'c', 'b', 'a'].map((unitId) => rose(unitId, '80'));
  expect(listed({ ...shared, taskLoads }, units)).toEqual(is);
});

it('a load never counts before the total or a node', () => {
  const taskLoads = [
    { unitId: 'a', load: '99' },
    { unitId: 'b', load: '1' },
  ];
  expect(listed({ ...shared, taskLoads }, [unit('a', '79.99'), unit('b', '80')])).toEqual(['b1', 'a2']);
  expect(listed({ ...byNodes, taskLoads }, [unit('a', '80', '5'), unit('b', '80', '6')])).toEqual([
    'b1',
    'a2',
  ]);
});
