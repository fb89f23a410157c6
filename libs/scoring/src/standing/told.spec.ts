import type { UnitResult } from '../aggregate';
import { Scheme } from '../scheme';
import { comparedBy, parts } from './rank';
import { type Candidate, type Promotion, standings, zeroedNodes } from './standings';

const result = (total: string | undefined): UnitResult => ({
  state: total === undefined ? 'MISSING' : 'SCORED',
  ...(total !== undefined && { total }),
  adjustments: [],
  obstacles: [],
  nodes: [],
});
const veto = (vetoId: string, effect: string, more: object = {}) => ({ vetoId, effect, ...more });
const event = (unitId: string, itemId: string, document = '安办〔2026〕1号') => ({
  eventId: `${unitId}-${itemId}`,
  unitId,
  itemId,
  matterId: '',
  tier: '',
  count: '1',
  document,
  date: '2026-01-01',
});

/** The steps of every unit, as `RULE grade: English / Chinese`. */
function told(
  scheme: object,
  totals: Record<string, string | undefined>,
  events: ReturnType<typeof event>[] = [],
  promotions: Promotion[] = [],
) {
  const candidates = Object.entries(totals).map(([unitId, total]): Candidate => ({
    unitId,
    result: result(total),
    events: events.filter((each) => each.unitId === unitId),
  }));
  const list = standings(Scheme.parse(scheme), candidates, promotions);
  return Object.fromEntries(
    list.map(({ unitId, steps }) => [
      unitId,
      steps.map(({ rule, gradeId, en, zh }) => `${rule} ${gradeId}: ${en} / ${zh}`),
    ]),
  );
}

const grades = (quota?: object) => [
  { gradeId: 'A', name: '优秀', minScore: '80', quota },
  { gradeId: 'B', name: '良好', minScore: '60' },
  { gradeId: 'C', minScore: '0' },
];

it('a threshold, by name or else by id; a total below 0 has the lowest grade; without total or grades nothing', () => {
  expect(told({ grades: grades() }, { a: '80', b: '59.99', c: '-1', d: undefined })).toEqual({
    a: ['THRESHOLD A: 80 reaches 80: 优秀. / 得分 80 达到 80 分：优秀。'],
    b: ['THRESHOLD C: 59.99 reaches 0: C. / 得分 59.99 达到 0 分：C。'],
    c: ['THRESHOLD C: -1 reaches 0: C. / 得分 -1 达到 0 分：C。'],
    d: [],
  });
  expect(told({}, { a: '80' })).toEqual({ a: [] });
});

it.each<[more: object, document: string, step: string]>([
  [{ name: '事故', nameEn: 'Accident' }, '安办1号', 'VETO B: Accident (安办1号). / 事故(安办1号)。'],
  [{ name: '事故' }, '', 'VETO B: 事故 (a-v). / 事故(a-v)。'],
  [{}, '安办1号', 'VETO B: v (安办1号). / v(安办1号)。'],
])('a veto %j with document "%s"', (more, document, step) => {
  const scheme = { grades: grades(), vetoes: [veto('v', 'VETO_EFFECT_NOT_BEST', more)] };
  expect(told(scheme, { a: '90' }, [event('a', 'v', document)])['a']?.at(-1)).toBe(step);
});

it.each<[effect: object, total: string, grade: string | undefined]>([
  [{ effect: 'VETO_EFFECT_NOT_BEST' }, '90', 'B'],
  [{ effect: 'VETO_EFFECT_NOT_BEST' }, '10', 'C'],
  [{ effect: 'VETO_EFFECT_DOWNGRADE', levels: 1 }, '90', 'B'],
  [{ effect: 'VETO_EFFECT_DOWNGRADE', levels: 1 }, '70', 'C'],
  [{ effect: 'VETO_EFFECT_DOWNGRADE', levels: 5 }, '90', 'C'],
  [{ effect: 'VETO_EFFECT_FAIL' }, '90', 'C'],
  // Acts on the score, not on the grade.
  [{ effect: 'VETO_EFFECT_ZERO_NODE', nodeId: 'n' }, '90', undefined],
])('%j of a unit with %s', (of, total, grade) => {
  const steps = told({ grades: grades(), vetoes: [{ vetoId: 'v', ...of }] }, { a: total }, [event('a', 'v')])[
    'a'
  ];
  expect(steps?.slice(1).map((step) => step.slice(0, 6))).toEqual(
    grade === undefined ? [] : [`VETO ${grade}`],
  );
});

const five = ['A', 'B', 'C', 'D', 'E'].map((gradeId, i) => ({ gradeId, minScore: String(80 - 20 * i) }));
const lowering = [
  veto('one', 'VETO_EFFECT_DOWNGRADE', { levels: 1 }),
  veto('two', 'VETO_EFFECT_DOWNGRADE', { levels: 2 }),
  veto('best', 'VETO_EFFECT_NOT_BEST'),
];

it.each<[rule: string, hits: string[], grades: string]>([
  ['UNSPECIFIED', ['one', 'two'], 'B D'],
  ['CUMULATIVE', ['one', 'two'], 'B D'],
  ['CUMULATIVE', ['one', 'one'], 'B C'],
  ['CUMULATIVE', ['two', 'two', 'one'], 'B D E'],
  ['CUMULATIVE', ['two', 'best'], 'C C'],
  ['HEAVIEST', ['one', 'two'], 'B C'],
  ['HEAVIEST', ['two', 'one'], 'B C'],
  ['HEAVIEST', ['one', 'one'], 'B B'],
  ['HEAVIEST', ['best', 'one'], 'B B'],
])('downgrades by the rule %s: %j leave A at %s', (rule, hits, left) => {
  const scheme = { grades: five, vetoes: lowering, downgradeRule: `DOWNGRADE_RULE_${rule}` };
  const steps = told(
    scheme,
    { a: '90' },
    hits.map((hit) => event('a', hit)),
  )['a'];
  expect(steps?.slice(1).map((step) => step.slice(5, 6))).toEqual(left.split(' '));
});

it('says of a downgrade that a heavier or equal one before it leaves without effect, and of no other', () => {
  const scheme = { grades: five, vetoes: lowering.toReversed(), downgradeRule: 'DOWNGRADE_RULE_HEAVIEST' };
  const events = [event('a', 'two', 'd2'), event('a', 'one', 'd1')];
  expect(told(scheme, { a: '90' }, events)['a']?.slice(1)).toEqual([
    'VETO C: two (d2). / two(d2)。',
    'VETO C: one (d1): only the heaviest downgrade counts. / one(d1)：降等从重，不累计。',
  ]);
  const adding = { ...scheme, downgradeRule: 'DOWNGRADE_RULE_CUMULATIVE' };
  expect(told(adding, { a: '90' }, events)['a']?.slice(1)).toEqual([
    'VETO C: two (d2). / two(d2)。',
    'VETO D: one (d1). / one(d1)。',
  ]);
});

it('nodes are zeroed by vetoes of that effect only', () => {
  const scheme = Scheme.parse({
    vetoes: [
      veto('z', 'VETO_EFFECT_ZERO_NODE', { nodeId: 'n' }),
      veto('y', 'VETO_EFFECT_ZERO_NODE', { nodeId: 'm' }),
      veto('f', 'VETO_EFFECT_FAIL', { nodeId: 'x' }),
    ],
  });
  expect([...zeroedNodes(scheme, [event('a', 'z'), event('a', 'f')])]).toEqual(['n']);
  expect([...zeroedNodes(scheme, [])]).toEqual([]);
});

it('a quota, a border that the committee decides, and a promotion', () => {
  const totals = { a: '95', b: '90', c: '90', d: '85' };
  const scheme = { grades: grades({ share: '0.5', border: 'BORDER_COMMITTEE' }) };
  const promotions = [{ unitId: 'c', gradeId: 'A', document: '纪要3号' }];
  const steps = told(scheme, totals, [], promotions);
  expect(steps['b']?.slice(1)).toEqual([
    'BORDER B: Ties at place 2 for the last of 2 places in 优秀: the committee decides. / 第 2 名并列，超出优秀名额 2 个，由委员会决定。',
  ]);
  expect(steps['c']?.at(-1)).toBe(
    'PROMOTION A: Decided by the committee (纪要3号). / 经委员会决定晋等（纪要3号）。',
  );
  expect(steps['d']?.slice(1)).toEqual([
    'QUOTA B: 优秀 has 2 places, this is place 4. / 优秀名额 2 个，本单位列第 4 名。',
  ]);
});

it('a veto bars a promotion; one that does not raise, to no grade or of nobody does nothing', () => {
  const scheme = { grades: grades(), vetoes: [veto('v', 'VETO_EFFECT_FAIL')] };
  const promotions = [
    { unitId: 'a', gradeId: 'B', document: 'd' },
    { unitId: 'b', gradeId: 'B', document: 'd' },
    { unitId: 'b', gradeId: 'C', document: 'd' },
    { unitId: 'c', gradeId: 'Z', document: 'd' },
    { unitId: 'd', gradeId: 'A', document: 'd' },
    { unitId: 'z', gradeId: 'A', document: 'd' },
  ];
  const steps = told(scheme, { a: '90', b: '70', c: '10', d: undefined }, [event('a', 'v')], promotions);
  expect(steps['a']?.at(-1)).toBe(
    'PROMOTION C: A veto bars the promotion (d). / 有否决事项，不予晋等（d）。',
  );
  expect([steps['b'], steps['c'], steps['d']].map((each) => each?.length)).toEqual([1, 1, 0]);
});

it('a unit hors concours is graded, told so, and takes no place and no room', () => {
  const scheme = { grades: grades({ share: '0.5' }), horsConcoursUnitIds: ['a'] };
  expect(told(scheme, { a: '99', b: '90', c: '85' })).toMatchObject({
    a: [
      expect.stringContaining('THRESHOLD A'),
      'HORS_CONCOURS A: Graded by score, not ranked. / 单列考核，按得分定等，不参加排名。',
    ],
    b: [expect.stringContaining('THRESHOLD A')],
    c: [expect.stringContaining('THRESHOLD A'), expect.stringContaining('QUOTA B: 优秀 has 1 places')],
  });
});

it.each<[scheme: object, by: string[]]>([
  [{}, ['TOTAL']],
  [{ tieRule: 'TIE_RULE_SHARED', tieNodeIds: ['n'] }, ['TOTAL']],
  [
    {
      tieRule: 'TIE_RULE_BY_NODES',
      tieNodeIds: ['n', 'm'],
      taskLoads: [{ unitId: 'a', load: '1' }],
      tieByImprovement: true,
    },
    ['TOTAL', 'n', 'm', 'LOAD', 'IMPROVEMENT'],
  ],
])('places under %j are decided by %j', (scheme, by) => expect(comparedBy(Scheme.parse(scheme))).toEqual(by));

it('units are ranked together, or by class with those of no class by themselves', () => {
  const units = ['a', 'b', 'c', 'd'].map((unitId) => ({ unitId }));
  const unitClasses = [
    { classId: 'x', unitIds: ['a', 'c'] },
    { classId: 'y', unitIds: ['b'] },
  ];
  const ids = (scheme: object) =>
    parts(Scheme.parse(scheme), units).map((part) => part.map(({ unitId }) => unitId));
  expect(ids({ unitClasses })).toEqual([['a', 'b', 'c', 'd']]);
  expect(ids({ unitClasses, rankWithinClasses: true })).toEqual([['a', 'c'], ['b'], ['d']]);
});
