import { checkScheme } from './check-scheme';
import type { Direction } from './methods/method-score';
import { Scheme } from './scheme';

const indicators = new Map<string, { direction: Direction }>([
  ['up', { direction: 'DIRECTION_HIGHER_IS_BETTER' }],
  ['down', { direction: 'DIRECTION_LOWER_IS_BETTER' }],
  ['band', { direction: 'DIRECTION_TARGET_BAND' }],
]);

const leaf = (nodeId: string, share: string, more: object = { ratioToTarget: {} }) => ({
  nodeId,
  share,
  indicatorId: 'up',
  ...more,
});
const single = (more: object) => ({ nodes: [leaf('a', '100', more)] });
const deep = (levels: number): object =>
  levels === 1 ? leaf('n1', '100') : { nodeId: `n${levels}`, share: '100', children: [deep(levels - 1)] };

it('reads proto JSON, where absent means default', () => {
  const scheme = Scheme.parse({
    nodes: [{ nodeId: 'a', ratioToTarget: {}, rankPoints: { form: 'RANK_FORM_UNSPECIFIED', floor: '' } }],
    tieRule: 'TIE_RULE_UNSPECIFIED',
  });
  expect(scheme).toMatchObject({
    fullMark: '100',
    shareKind: 'SHARE_KIND_WEIGHTS',
    rounding: { itemDigits: 2, totalDigits: 2, mode: 'ROUNDING_MODE_HALF_UP' },
    tieRule: 'TIE_RULE_SHARED',
    tieNodeIds: [],
    grades: [],
    version: 0,
    nodes: [
      {
        share: '0',
        children: [],
        missing: 'MISSING_RULE_BLOCK',
        availability: '0',
        time: 'TIME_AGGREGATION_MEAN_OF_VALUES',
        ratioToTarget: { floor: '0', cap: '1' },
        rankPoints: { form: 'RANK_FORM_SHARE_DECREMENT', decrement: '0', floor: '0' },
      },
    ],
  });
});

it('keeps digits of 0 that are set', () => {
  expect(Scheme.parse({ rounding: { itemDigits: 0 } }).rounding).toMatchObject({
    itemDigits: 0,
    totalDigits: 2,
  });
});

it.each([{ shareKind: 'SHARE_KIND_OTHER' }, { nodes: [{ share: 5 }] }, { rounding: { itemDigits: 1.5 } }])(
  'refuses what is not of the shape: %j',
  (json) => {
    expect(Scheme.safeParse(json).success).toBe(false);
  },
);

it.each([
  {
    why: 'weights in a tree',
    scheme: {
      nodes: [
        { nodeId: 'p', share: '60', availability: '0.5', children: [leaf('a', '33.5'), leaf('b', '66.5')] },
        leaf('c', '40'),
      ],
    },
  },
  {
    why: 'full marks in a tree',
    scheme: {
      fullMark: '150',
      shareKind: 'SHARE_KIND_FULL_MARKS',
      nodes: [
        { nodeId: 'p', share: '90', children: [leaf('a', '30.5'), leaf('b', '59.5')] },
        leaf('c', '60'),
      ],
    },
  },
  {
    why: 'grades, ties and eight levels',
    scheme: {
      nodes: [deep(8)],
      tieRule: 'TIE_RULE_BY_NODES',
      tieNodeIds: ['n1'],
      grades: [{ gradeId: 'A', minScore: '90' }, { gradeId: 'B' }],
    },
  },
  {
    why: 'lower is better along a line',
    scheme: single({ indicatorId: 'down', linear: { unacceptable: '10', satisfactory: '2' } }),
  },
])('accepts $why', ({ scheme }) => {
  expect(checkScheme(Scheme.parse(scheme), indicators)).toEqual([]);
});

it.each([
  { scheme: {}, field: 'nodes', reason: 'SCHEME_EMPTY' },
  {
    scheme: { nodes: Array.from({ length: 2001 }, (_, i) => leaf(`n${i}`, '0')) },
    field: 'nodes',
    reason: 'TOO_MANY_NODES',
  },
  {
    scheme: { nodes: [deep(9)] },
    field:
      'nodes[0].children[0].children[0].children[0].children[0].children[0].children[0].children[0].children[0]',
    reason: 'TOO_DEEP',
  },
  {
    scheme: {
      nodes: [
        {
          ...leaf('a', '100'),
          time: 'TIME_AGGREGATION_MEAN_OF_SCORES',
          valueRule: { growth: 'GROWTH_RELATIVE' },
        },
      ],
    },
    field: 'nodes[0].valueRule.growth',
    reason: 'GROWTH_BY_PERIOD',
  },
  ...[
    { digits: 2 },
    { coefficients: [{ unitId: 'u', coefficient: '1.1' }] },
    { imputation: 'IMPUTATION_GROUP_MEAN' },
  ].map((valueRule) => ({
    scheme: { nodes: [{ ...leaf('a', '100'), time: 'TIME_AGGREGATION_MEAN_OF_SCORES', valueRule }] },
    field: 'nodes[0].valueRule',
    reason: 'VALUE_RULE_BY_PERIOD',
  })),
  ...[
    { mean: 'MEAN_POWER', meanPower: '0', reason: 'POWER_IS_ZERO' },
    { mean: 'MEAN_POWER', meanPower: '11', reason: 'OUT_OF_RANGE' },
    { mean: 'MEAN_HARMONIC', meanPower: '2', reason: 'POWER_WITHOUT_MEAN' },
  ].map(({ reason, ...rule }) => ({
    scheme: { nodes: [leaf('a', '100')], ...rule },
    field: 'meanPower',
    reason,
  })),
  ...[{ valueRule: { growth: 'GROWTH_RELATIVE' } }, { time: 'TIME_AGGREGATION_MEAN_OF_SCORES' }].map(
    (more) => ({
      scheme: {
        nodes: [{ ...leaf('a', '100'), absence: { pending: 'MISSING_RULE_LAST_CYCLE' }, ...more }],
      },
      field: 'nodes[0].absence.pending',
      reason: 'LAST_CYCLE_WITHOUT_VALUE',
    }),
  ),
  {
    scheme: { nodes: [leaf('a', '100')], rounding: { wholeFrom: '-1' } },
    field: 'rounding.wholeFrom',
    reason: 'OUT_OF_RANGE',
  },
  {
    scheme: { nodes: [leaf('a', '50'), leaf('a', '50')] },
    field: 'nodes[1].nodeId',
    reason: 'NODE_ID_DUPLICATE',
  },
  { scheme: { nodes: [leaf('', '100')] }, field: 'nodes[0].nodeId', reason: 'NODE_ID_EMPTY' },
  { scheme: { nodes: [leaf('a', '99.99')] }, field: 'nodes', reason: 'SHARES_DO_NOT_SUM' },
  {
    scheme: { nodes: [{ nodeId: 'p', share: '100', children: [leaf('a', '60')] }] },
    field: 'nodes[0].children',
    reason: 'SHARES_DO_NOT_SUM',
  },
  {
    scheme: {
      shareKind: 'SHARE_KIND_FULL_MARKS',
      nodes: [{ nodeId: 'p', share: '100', children: [leaf('a', '60'), leaf('b', '50')] }],
    },
    field: 'nodes[0].children',
    reason: 'SHARES_DO_NOT_SUM',
  },
  { scheme: { nodes: [leaf('a', 'ten')] }, field: 'nodes[0].share', reason: 'DECIMAL_INVALID' },
  { scheme: { nodes: [leaf('a', '-1'), leaf('b', '101')] }, field: 'nodes[0].share', reason: 'OUT_OF_RANGE' },
  {
    scheme: { ...single({ ratioToTarget: {} }), fullMark: '0' },
    field: 'fullMark',
    reason: 'FULL_MARK_NOT_POSITIVE',
  },
  {
    scheme: { nodes: [{ nodeId: 'p', share: '100', availability: '1.1', children: [leaf('a', '100')] }] },
    field: 'nodes[0].availability',
    reason: 'OUT_OF_RANGE',
  },
  {
    scheme: single({ ratioToTarget: {}, availability: '0.5' }),
    field: 'nodes[0].availability',
    reason: 'LEAF_WITH_AVAILABILITY',
  },
  {
    scheme: single({ ratioToTarget: {}, indicatorId: '' }),
    field: 'nodes[0].indicatorId',
    reason: 'LEAF_WITHOUT_INDICATOR',
  },
  {
    scheme: single({ ratioToTarget: {}, indicatorId: 'gone' }),
    field: 'nodes[0].indicatorId',
    reason: 'INDICATOR_UNKNOWN',
  },
  { scheme: single({}), field: 'nodes[0]', reason: 'LEAF_METHOD_COUNT' },
  {
    scheme: single({ ratioToTarget: {}, deduction: { perStep: '1' } }),
    field: 'nodes[0]',
    reason: 'LEAF_METHOD_COUNT',
  },
  {
    scheme: { nodes: [{ nodeId: 'p', share: '100', ratioToTarget: {}, children: [leaf('a', '100')] }] },
    field: 'nodes[0].ratioToTarget',
    reason: 'PARENT_WITH_METHOD',
  },
  {
    scheme: { nodes: [{ nodeId: 'p', share: '100', indicatorId: 'up', children: [leaf('a', '100')] }] },
    field: 'nodes[0].indicatorId',
    reason: 'PARENT_WITH_METHOD',
  },
  {
    scheme: single({ ratioToTarget: {}, indicatorId: 'band' }),
    field: 'nodes[0].ratioToTarget',
    reason: 'METHOD_NOT_FOR_BAND',
  },
  {
    scheme: single({ ratioToTarget: { floor: '1', cap: '0.5' } }),
    field: 'nodes[0].ratioToTarget.floor',
    reason: 'FLOOR_ABOVE_CAP',
  },
  {
    scheme: single({ ratioToTarget: { floor: '-1' } }),
    field: 'nodes[0].ratioToTarget.floor',
    reason: 'OUT_OF_RANGE',
  },
  {
    scheme: single({ deduction: { step: '0', perStep: '1' } }),
    field: 'nodes[0].deduction.step',
    reason: 'STEP_NOT_POSITIVE',
  },
  {
    scheme: single({ deduction: { perStep: '-1' } }),
    field: 'nodes[0].deduction.perStep',
    reason: 'OUT_OF_RANGE',
  },
  { scheme: single({ deduction: {} }), field: 'nodes[0].deduction.perStep', reason: 'DECIMAL_INVALID' },
  {
    scheme: single({ deduction: { perStep: '1', floor: '101' } }),
    field: 'nodes[0].deduction.floor',
    reason: 'OUT_OF_RANGE',
  },
  {
    scheme: single({ linear: { unacceptable: '5', satisfactory: '5.0' } }),
    field: 'nodes[0].linear.satisfactory',
    reason: 'LINEAR_ENDS_EQUAL',
  },
  {
    scheme: single({ linear: { unacceptable: '5', satisfactory: '4' } }),
    field: 'nodes[0].linear.satisfactory',
    reason: 'LINEAR_ENDS_CONTRARY',
  },
  {
    scheme: single({ indicatorId: 'down', linear: { unacceptable: '4', satisfactory: '5' } }),
    field: 'nodes[0].linear.satisfactory',
    reason: 'LINEAR_ENDS_CONTRARY',
  },
  {
    scheme: single({ linear: { unacceptable: '4', satisfactory: '5', baseShare: '2' } }),
    field: 'nodes[0].linear.baseShare',
    reason: 'OUT_OF_RANGE',
  },
  {
    scheme: single({ linear: { unacceptable: '4' } }),
    field: 'nodes[0].linear.satisfactory',
    reason: 'DECIMAL_INVALID',
  },
  { scheme: single({ rankPoints: {} }), field: 'nodes[0].rankPoints.decrement', reason: 'DECREMENT_ZERO' },
  {
    scheme: single({ rankPoints: { decrement: '5' } }),
    field: 'nodes[0].rankPoints.decrement',
    reason: 'OUT_OF_RANGE',
  },
  {
    scheme: single({ rankPoints: { form: 'RANK_FORM_LINEAR', floor: '120' } }),
    field: 'nodes[0].rankPoints.floor',
    reason: 'OUT_OF_RANGE',
  },
  {
    scheme: { ...single({ ratioToTarget: {} }), rounding: { itemDigits: 9 } },
    field: 'rounding.itemDigits',
    reason: 'DIGITS_OUT_OF_RANGE',
  },
  {
    scheme: { ...single({ ratioToTarget: {} }), rounding: { totalDigits: -1 } },
    field: 'rounding.totalDigits',
    reason: 'DIGITS_OUT_OF_RANGE',
  },
  {
    scheme: { ...single({ ratioToTarget: {} }), tieRule: 'TIE_RULE_BY_NODES' },
    field: 'tieNodeIds',
    reason: 'TIE_NODES_EMPTY',
  },
  {
    scheme: { ...single({ ratioToTarget: {} }), tieNodeIds: ['z'] },
    field: 'tieNodeIds[0]',
    reason: 'TIE_NODE_UNKNOWN',
  },
  {
    scheme: {
      ...single({ ratioToTarget: {} }),
      grades: [{ gradeId: 'A', minScore: '80' }, { gradeId: 'B', minScore: '90' }, { gradeId: 'C' }],
    },
    field: 'grades[1].minScore',
    reason: 'GRADES_NOT_DECREASING',
  },
  {
    scheme: {
      ...single({ ratioToTarget: {} }),
      grades: [{ gradeId: 'A', minScore: '80' }, { gradeId: 'B', minScore: '80' }, { gradeId: 'C' }],
    },
    field: 'grades[1].minScore',
    reason: 'GRADES_NOT_DECREASING',
  },
  {
    scheme: {
      ...single({ ratioToTarget: {} }),
      grades: [
        { gradeId: 'A', minScore: '80' },
        { gradeId: 'B', minScore: '60' },
      ],
    },
    field: 'grades[1].minScore',
    reason: 'GRADES_LEAVE_GAP',
  },
  {
    scheme: {
      ...single({ ratioToTarget: {} }),
      grades: [{ gradeId: 'A', minScore: '80' }, { gradeId: 'A' }],
    },
    field: 'grades[1].gradeId',
    reason: 'GRADE_ID_DUPLICATE',
  },
])('refuses $reason at $field', ({ scheme, field, reason }) => {
  const faults = checkScheme(Scheme.parse(scheme), indicators);
  expect(faults.filter((fault) => fault.field === field).map((fault) => fault.reason)).toContain(reason);
  expect(faults.every(({ en, zh }) => /[.]$/.test(en) && /[。]$/.test(zh))).toBe(true);
});

it('says what the shares sum to and what they should', () => {
  const [fault] = checkScheme(Scheme.parse({ nodes: [leaf('a', '33.3'), leaf('b', '66.6')] }), indicators);
  expect(fault?.en).toBe('The shares sum to 99.9, but must sum to 100.');
});
