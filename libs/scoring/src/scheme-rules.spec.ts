import { checkScheme } from './check-scheme';
import { Scheme } from './scheme';
import type { FieldViolation } from './scoring-error';

const indicators = new Map([['x', { direction: 'DIRECTION_HIGHER_IS_BETTER' }]] as const);
const check = (scheme: object): FieldViolation[] => checkScheme(Scheme.parse(scheme), indicators);
const told = (scheme: object): string[] => check(scheme).map(({ field, reason }) => `${field} ${reason}`);

const leaf = (nodeId: string, share = '100', more: object = {}) => ({
  nodeId,
  share,
  indicatorId: 'x',
  points: {},
  ...more,
});
const parent = (more: object) => ({ nodeId: 'p', share: '100', children: [leaf('n')], ...more });
const ladder = (points: string) => ({ ladder: { rungs: [{ bound: '1', points }] }, points: undefined });
const classes = [
  { classId: 'c', unitIds: ['u', 'v'] },
  { classId: 'd', unitIds: ['w'] },
  { classId: 'e', unitIds: [] },
];
const shared = (nodeId: string, share: string, forC: string, forD: string) =>
  leaf(nodeId, share, {
    classShares: [
      { classId: 'c', share: forC },
      { classId: 'd', share: forD },
    ],
  });
const grades = [{ gradeId: 'A', minScore: '90' }, { gradeId: 'B' }];
const veto = { vetoId: 'v', basis: '文' };

it.each<[scheme: object, ...told: string[]]>([
  [{ fullMark: 'x', nodes: [leaf('n')] }, 'fullMark DECIMAL_INVALID'],
  [{ nodes: [leaf('n')], rounding: { itemDigits: 0, totalDigits: 8 } }],
  [
    { nodes: [leaf('n')], rounding: { itemDigits: 9, totalDigits: -1 } },
    'rounding.itemDigits DIGITS_OUT_OF_RANGE',
    'rounding.totalDigits DIGITS_OUT_OF_RANGE',
  ],

  // A leaf is out of the full mark of the scheme, or out of its share where shares are full marks.
  [{ nodes: [leaf('m', '20', ladder('100')), leaf('n', '80')] }],
  [{ nodes: [leaf('n', '100', ladder('101'))] }, 'nodes[0].ladder.rungs[0].points OUT_OF_RANGE'],
  [
    { shareKind: 'SHARE_KIND_FULL_MARKS', nodes: [leaf('m', '20', ladder('21')), leaf('n', '80')] },
    'nodes[0].ladder.rungs[0].points OUT_OF_RANGE',
  ],
  [{ shareKind: 'SHARE_KIND_FULL_MARKS', nodes: [leaf('m', '20', ladder('20')), leaf('n', '80')] }],

  [{ nodes: [parent({})] }],
  [
    { nodes: [parent({ valueRule: {}, raters: {} })] },
    'nodes[0].valueRule PARENT_WITH_METHOD',
    'nodes[0].raters PARENT_WITH_METHOD',
  ],
  [{ nodes: [parent({ mean: 'MEAN_POWER', meanPower: '10' })] }],
  [{ nodes: [parent({ mean: 'MEAN_POWER', meanPower: '10.1' })] }, 'nodes[0].meanPower OUT_OF_RANGE'],
  [{ nodes: [parent({ mean: 'MEAN_POWER', meanPower: 'x' })] }, 'nodes[0].meanPower DECIMAL_INVALID'],
  [{ nodes: [leaf('n', '100', { availability: 'x' })] }, 'nodes[0].availability LEAF_WITH_AVAILABILITY'],
  [{ nodes: [leaf('n', '100', { absence: { pending: 'MISSING_RULE_LAST_CYCLE' } })] }],
  [
    {
      nodes: [
        {
          nodeId: 'n',
          share: '100',
          eventCount: { items: [{ itemId: 'a', points: '1' }] },
          absence: { pending: 'MISSING_RULE_LAST_CYCLE' },
        },
      ],
    },
    'nodes[0].absence.pending LAST_CYCLE_WITHOUT_VALUE',
  ],

  // Shares add up for every class, and for units of none; only the first that does not is told.
  [{ unitClasses: classes, nodes: [shared('m', '50', '60', '30'), shared('n', '50', '40', '70')] }],
  [
    { unitClasses: classes, nodes: [shared('m', '50', '60', '30'), shared('n', '50', '40', '71')] },
    'nodes SHARES_DO_NOT_SUM',
  ],
  [
    { unitClasses: classes, nodes: [shared('m', '50', '60', '30'), shared('n', '51', '41', '71')] },
    'nodes SHARES_DO_NOT_SUM',
  ],
  [
    { nodes: [leaf('m', '90'), { ...parent({ share: '9' }), children: [leaf('n', '99')] }] },
    'nodes SHARES_DO_NOT_SUM',
    'nodes[1].children SHARES_DO_NOT_SUM',
  ],
  [{ nodes: [leaf('m', '90'), leaf('n', 'x')] }, 'nodes[1].share DECIMAL_INVALID'],
  [
    {
      shareKind: 'SHARE_KIND_FULL_MARKS',
      nodes: [{ ...parent({}), share: 'x' }],
    },
    'nodes[0].share DECIMAL_INVALID',
  ],
  [
    { unitClasses: [{ classId: 'c' }, { classId: 'c' }, { classId: '' }], nodes: [leaf('n')] },
    'unitClasses[1].classId NODE_ID_DUPLICATE',
    'unitClasses[2].classId NODE_ID_EMPTY',
  ],
  [{ unitClasses: classes, rankWithinClasses: true, nodes: [leaf('n')] }],
  [
    {
      unitClasses: classes,
      nodes: [
        { ...parent({}), children: [leaf('n', '100', { classShares: [{ classId: 'x', share: '-1' }] })] },
      ],
    },
    'nodes[0].children[0].classShares[0].share OUT_OF_RANGE',
    'nodes[0].children[0].classShares[0].classId CLASS_UNKNOWN',
  ],

  [{ nodes: [leaf('n')], grades: [{ gradeId: '' }] }, 'grades[0].gradeId GRADE_ID_DUPLICATE'],
  [
    { nodes: [leaf('n')], grades: [{ ...grades[0], quota: { share: '1.1' } }, grades[1]] },
    'grades[0].quota.share OUT_OF_RANGE',
    'grades QUOTAS_ABOVE_ONE',
  ],
  [{ nodes: [leaf('n')], grades, vetoes: [veto, veto] }, 'vetoes[1].vetoId NODE_ID_DUPLICATE'],
  [{ nodes: [leaf('n')], grades, vetoes: [{ ...veto, effect: 'VETO_EFFECT_DOWNGRADE', levels: 1 }] }],
  [{ nodes: [leaf('n')], grades, vetoes: [{ ...veto, effect: 'VETO_EFFECT_FAIL', levels: 0 }] }],

  [
    {
      nodes: [leaf('n')],
      adjustments: [
        { adjustmentId: 'n', cap: '5', leaves: [] },
        { adjustmentId: 'b', cap: 'x', leaves: [leaf('m', '-1', { indicatorId: '' })] },
      ],
    },
    'adjustments[0].adjustmentId NODE_ID_DUPLICATE',
    'adjustments[0].leaves ADJUSTMENT_EMPTY',
    'adjustments[1].cap DECIMAL_INVALID',
    'adjustments[1].leaves[0].share OUT_OF_RANGE',
    'adjustments[1].leaves[0].indicatorId LEAF_WITHOUT_INDICATOR',
  ],
  // Growth may be negative, whatever the indicator says of its values.
  [
    {
      nodes: [
        leaf('n', '100', { points: undefined, ratioToTarget: {}, valueRule: { growth: 'GROWTH_RELATIVE' } }),
      ],
    },
    'nodes[0].ratioToTarget METHOD_NOT_FOR_SIGN_CHANGE',
  ],
  [{ nodes: [leaf('n', '100', { points: undefined, ratioToTarget: {}, valueRule: { digits: 1 } })] }],
])('a scheme with %j: %s', (scheme, ...is) => {
  expect(told(scheme)).toEqual(is);
});

it('a scheme may have 2000 nodes', () => {
  expect(told({ nodes: Array.from({ length: 2000 }, (_, i) => leaf(`n${i}`, '0.05')) })).toEqual([]);
});

it.each([
  {
    why: 'a range',
    scheme: { nodes: [parent({ availability: '1.1' })] },
    en: 'Must be between 0 and 1, got 1.1.',
    zh: '应在 0 与 1 之间，收到的是 1.1。',
  },
  {
    why: 'a least value',
    scheme: { nodes: [leaf('n')], rounding: { wholeFrom: '-1' } },
    en: 'Must be at least 0, got -1.',
    zh: '应不小于 0，收到的是 -1。',
  },
  {
    why: 'shares of a class',
    scheme: { unitClasses: classes, nodes: [shared('n', '100', '99', '100')] },
    en: 'The shares of class c sum to 99, but must sum to 100.',
    zh: '类别 c 的各项份额之和为 99，应为 100。',
  },
  {
    why: 'shares of units without a class',
    scheme: { unitClasses: classes, nodes: [shared('n', '99', '100', '100')] },
    en: 'The shares sum to 99, but must sum to 100.',
    zh: '各项份额之和为 99，应为 100。',
  },
  {
    why: 'an indicator where events are counted',
    scheme: {
      nodes: [leaf('n', '100', { points: undefined, eventCount: { items: [{ itemId: 'a', points: '1' }] } })],
    },
    en: 'Leaf "n" is scored by events and measures no indicator, got "x".',
    zh: '末级节点“n”按事件计分，不能再指定指标“x”。',
  },
  {
    why: 'a value rule where ballots are counted',
    scheme: {
      nodes: [
        {
          nodeId: 'n',
          share: '100',
          opinionLadder: { excellent: ['A'], rungs: [{ share: '0.9', points: '9' }], otherwise: '0' },
          valueRule: {},
        },
      ],
    },
    en: 'Leaf "n" is scored by ballots, which have no value that a value rule could change.',
    zh: '末级节点“n”按测评票计分，没有可处理的指标值，不能设置数值处理规则。',
  },
])('$why is told in both languages', ({ scheme, en, zh }) => {
  expect(check(scheme).map((fault) => [fault.en, fault.zh])).toEqual([[en, zh]]);
});
