import { evaluate, type ResultOfUnit } from '../evaluate';
import { PACKAGE_FORMAT, ScoringPackage } from '../package';
import { comparisonOf } from './compared';

const leaf = (nodeId: string) => ({ nodeId, share: '50', indicatorId: nodeId, points: {} });
const of = (scheme: object): ScoringPackage =>
  ScoringPackage.parse({
    format: PACKAGE_FORMAT,
    cyclePeriod: '2026',
    scheme: { nodes: [leaf('a'), leaf('b')], ...scheme },
    indicators: [{ indicatorId: 'a' }, { indicatorId: 'b' }],
    units: ['u1', 'u2', 'u3'].map((unitId) => ({ unitId })),
    observations: ['a', 'b'].flatMap((indicatorId) =>
      ['u1', 'u2', 'u3'].map((unitId) => ({ indicatorId, unitId, period: '2026', value: '80' })),
    ),
  });

const taskLoads = [
  { unitId: 'u2', load: '310' },
  { unitId: 'u3', load: '0' },
];

it.each([
  {
    why: 'the total alone',
    scheme: {},
    by: ['TOTAL'],
    units: [
      ['u1', 1, '80.00'],
      ['u2', 1, '80.00'],
      ['u3', 1, '80.00'],
    ],
  },
  {
    why: 'loads: a load of 0 before none',
    scheme: { taskLoads },
    by: ['TOTAL', 'LOAD'],
    units: [
      ['u2', 1, '80.00', '310'],
      ['u3', 2, '80.00', '0'],
      ['u1', 3, '80.00', ''],
    ],
  },
  {
    why: 'nodes, then loads',
    scheme: { taskLoads, tieRule: 'TIE_RULE_BY_NODES', tieNodeIds: ['b'] },
    by: ['TOTAL', 'b', 'LOAD'],
    units: [
      ['u2', 1, '80.00', '80.00', '310'],
      ['u3', 2, '80.00', '80.00', '0'],
      ['u1', 3, '80.00', '80.00', ''],
    ],
  },
])('a place is shown with $why', ({ scheme, by, units }) => {
  const input = of(scheme);
  const comparison = comparisonOf(input, evaluate(input), 'u1');
  expect(comparison.by).toEqual(by);
  expect(comparison.units.map(({ unitId, rank, keys }) => [unitId, rank, ...keys])).toEqual(units);
});

it('a place is shown with the rise over the cycle before, of units of the own class that are ranked', () => {
  const input = of({
    tieByImprovement: true,
    rankWithinClasses: true,
    unitClasses: [
      { classId: 'other', name: '其他', nameEn: 'Other', unitIds: ['u3'] },
      { classId: 'own', name: '本类', nameEn: 'Own', unitIds: ['u1', 'u2', 'u4'] },
    ],
    horsConcoursUnitIds: ['u4'],
  });
  input.units.push({ unitId: 'u4', name: '', nameEn: '' });
  Object.assign(input.units[0]!, { name: '甲', nameEn: 'A' });
  input.previousTotals = [
    { unitId: 'u1', total: '81.5' },
    { unitId: 'u3', total: '1' },
  ];
  expect(comparisonOf(input, evaluate(input), 'u1')).toEqual({
    classId: 'own',
    name: '本类',
    nameEn: 'Own',
    by: ['TOTAL', 'IMPROVEMENT'],
    units: [
      { unitId: 'u1', name: '甲', nameEn: 'A', rank: 1, keys: ['80.00', '-1.5'] },
      { unitId: 'u2', name: '', nameEn: '', rank: 2, keys: ['80.00', ''] },
    ],
  });
});

it('a tie is shown with the node that told it apart, for a unit of the second class too', () => {
  const input = of({
    tieRule: 'TIE_RULE_BY_NODES',
    tieNodeIds: ['b'],
    rankWithinClasses: true,
    unitClasses: [
      { classId: 'first', unitIds: ['u1'] },
      { classId: 'second', unitIds: ['u2', 'u3'] },
    ],
  });
  for (const row of input.observations.filter(({ unitId }) => unitId === 'u3')) {
    row.value = row.indicatorId === 'a' ? '75' : '85';
  }
  const { classId, units } = comparisonOf(input, evaluate(input), 'u2');
  expect([classId, units.map(({ unitId, rank, keys }) => [unitId, rank, ...keys])]).toEqual([
    'second',
    [
      ['u3', 1, '80.00', '85.00'],
      ['u2', 2, '80.00', '80.00'],
    ],
  ]);
});

it('the nodes of other units are not worked out where places do not ask for them', () => {
  const input = of({ taskLoads });
  const evaluation = evaluate(input);
  let read = 0;
  const results = evaluation.results.map((result): ResultOfUnit => ({
    ...result,
    get nodes() {
      read += 1;
      return result.nodes;
    },
  }));
  comparisonOf(input, { ...evaluation, results }, 'u1');
  expect(read).toBe(0);
});

it('nodes are written out once', () => {
  const [result] = evaluate(of({})).results;
  expect(result?.nodes).toHaveLength(2);
  expect(result?.nodes).toBe(result?.nodes);
});
