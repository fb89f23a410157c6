import { checkScheme } from '../check-scheme';
import { Scheme } from '../scheme';
import type { FieldViolation } from '../scoring-error';
import { methodName } from './index';

const indicators = new Map([
  ['higher', { direction: 'DIRECTION_HIGHER_IS_BETTER' }],
  ['lower', { direction: 'DIRECTION_LOWER_IS_BETTER' }],
  ['band', { direction: 'DIRECTION_TARGET_BAND' }],
] as const);

/** What is wrong with the one leaf of a scheme, out of 100 unless it says otherwise. */
const violations = (leaf: object): FieldViolation[] => [
  ...checkScheme(Scheme.parse({ nodes: [{ nodeId: 'n', share: '100', ...leaf }] }), indicators),
];
const told = (leaf: object): string[] =>
  violations(leaf).map(({ field, reason }) => `${field.replace(/^nodes\[0\]\.?/, '')} ${reason}`);

const line = (...points: [string, string][]) => ({
  anchors: points.map(([value, share]) => ({ value, share })),
});
const bands = (...list: [string, string][]) => ({
  bands: list.map(([value, coefficient]) => ({ name: value, value, coefficient })),
});
const rungs = (...list: [string, string][]) => ({
  rungs: list.map(([bound, points]) => ({ bound, points })),
});
const ends = (unacceptable: string, satisfactory: string) => ({ unacceptable, satisfactory });
const table = (form: string, more: object) => ({ form: `RANK_FORM_${form}`, ...more });

it.each<[method: string, on: string, parameters: object, ...told: string[]]>([
  // A faulty anchor, band or rung is told once, and the next is held against the last good one.
  [
    'anchors',
    'higher',
    line(['x', '0'], ['1', '0.5'], ['2', '1']),
    'anchors.anchors[0].value DECIMAL_INVALID',
  ],
  ['anchors', 'higher', line(['0', '2'], ['0', '0.5']), 'anchors.anchors[0].share OUT_OF_RANGE'],
  [
    'anchors',
    'higher',
    line(['5', '0'], ['x', '0.5'], ['4', '1']),
    'anchors.anchors[1].value DECIMAL_INVALID',
    'anchors.anchors[2].value ANCHORS_NOT_INCREASING',
  ],
  ['bands', 'higher', bands(['x', '1'], ['80', '0.8']), 'bands.bands[0].value DECIMAL_INVALID'],
  ['bands', 'higher', bands(['90', '2'], ['95', '0.8']), 'bands.bands[0].coefficient OUT_OF_RANGE'],
  ['ladder', 'higher', rungs(['x', '90'], ['80', '80']), 'ladder.rungs[0].bound DECIMAL_INVALID'],
  ['ladder', 'higher', rungs(['90', 'x'], ['95', '80']), 'ladder.rungs[0].points DECIMAL_INVALID'],

  ['deduction', 'higher', { perStep: '0.01', step: '0.1', floor: '100' }],
  ['deduction', 'higher', { perStep: '0' }, 'deduction.perStep STEP_WITHOUT_POINTS'],
  ['deduction', 'higher', { perStep: '1', step: '0' }, 'deduction.step STEP_NOT_POSITIVE'],
  ['deduction', 'higher', { perStep: '1', step: '-1' }, 'deduction.step STEP_NOT_POSITIVE'],
  ['deduction', 'higher', { perStep: '1', step: 'x' }, 'deduction.step DECIMAL_INVALID'],
  ['deduction', 'higher', { perStep: '-1' }, 'deduction.perStep OUT_OF_RANGE'],
  ['deduction', 'higher', {}, 'deduction.perStep DECIMAL_INVALID'],
  ['deduction', 'higher', { perStep: '1', floor: '101' }, 'deduction.floor OUT_OF_RANGE'],
  ['deviation', 'higher', { perStep: '1', baseShare: '0.8', cap: '0.8' }],
  ['deviation', 'higher', { perStep: '1', step: '0' }, 'deviation.step STEP_NOT_POSITIVE'],
  ['deviation', 'higher', { perStep: '1', baseShare: '1.1', cap: '2' }, 'deviation.baseShare OUT_OF_RANGE'],
  ['deviation', 'higher', { perStep: '1', floor: '101' }, 'deviation.floor OUT_OF_RANGE'],
  ['deviation', 'higher', { perStep: '1', cap: '0.7' }, 'deviation.cap CAP_BELOW_BASE'],
  ['deviation', 'higher', { perStep: '1', cap: '-1' }, 'deviation.cap OUT_OF_RANGE'],
  ['deviation', 'higher', { perStep: '1', cap: 'x' }, 'deviation.cap DECIMAL_INVALID'],

  ['deviation', 'higher', { perStep: '1', baseShare: 'x' }, 'deviation.baseShare DECIMAL_INVALID'],

  ['linear', 'higher', { ...ends('60', '100'), baseShare: '1' }],
  ['linear', 'lower', ends('100', '60')],
  ['linear', 'higher', ends('60', '60'), 'linear.satisfactory LINEAR_ENDS_EQUAL'],
  ['linear', 'higher', ends('100', '60'), 'linear.satisfactory LINEAR_ENDS_CONTRARY'],
  ['linear', 'lower', ends('60', '100'), 'linear.satisfactory LINEAR_ENDS_CONTRARY'],
  ['linear', 'higher', ends('x', '60'), 'linear.unacceptable DECIMAL_INVALID'],
  ['linear', 'higher', ends('60', ''), 'linear.satisfactory DECIMAL_INVALID'],
  ['linear', 'higher', { ...ends('60', '100'), baseShare: '1.1' }, 'linear.baseShare OUT_OF_RANGE'],
  ['exponential', 'higher', ends('60', '100')],
  ['exponential', 'higher', ends('60', '60'), 'exponential.satisfactory LINEAR_ENDS_EQUAL'],
  [
    'exponential',
    'higher',
    { ...ends('60', '100'), baseShare: 'x' },
    'exponential.baseShare DECIMAL_INVALID',
  ],

  ['ratioToTarget', 'higher', { bonusFactor: '-1', cap: '1.2' }, 'ratioToTarget.bonusFactor OUT_OF_RANGE'],
  [
    'twoTargets',
    'higher',
    { bonusPerPoint: '1', penaltyPerPoint: '0' },
    'twoTargets.standard DECIMAL_INVALID',
  ],
  [
    'twoTargets',
    'higher',
    { standard: '1', bonusPerPoint: 'x', penaltyPerPoint: '0' },
    'twoTargets.bonusPerPoint DECIMAL_INVALID',
  ],
  ['ratioToBest', 'higher', { floor: '1' }],
  ['ratioToBest', 'higher', { floor: '1.1' }, 'ratioToBest.floor OUT_OF_RANGE'],
  ['normalise', 'higher', { low: '20', high: '30' }],
  ['normalise', 'higher', { low: '20', high: '20' }, 'normalise.low RANGE_EMPTY'],
  ['normalise', 'higher', { low: 'x' }, 'normalise.low DECIMAL_INVALID'],
  ['normalise', 'higher', { high: 'x' }, 'normalise.high DECIMAL_INVALID'],
  ['normalise', 'higher', { mean: 'x' }, 'normalise.mean DECIMAL_INVALID'],
  ['normalise', 'higher', { deviation: 'x' }, 'normalise.deviation DECIMAL_INVALID'],

  ['moderate', 'band', { optimum: '1' }, 'moderate.tolerance DECIMAL_INVALID'],
  ['moderate', 'band', { optimum: '1', tolerance: 'x', bestTo: '3' }, 'moderate.tolerance DECIMAL_INVALID'],
  [
    'moderate',
    'band',
    { bestFrom: '1' },
    'moderate.worstLow DECIMAL_INVALID',
    'moderate.bestTo DECIMAL_INVALID',
    'moderate.worstHigh DECIMAL_INVALID',
  ],

  // Of shares the floor and the decrement are at most 1, of points the floor at most the full mark.
  ['rankPoints', 'higher', table('SHARE_DECREMENT', { decrement: '1', floor: '1' })],
  [
    'rankPoints',
    'higher',
    table('SHARE_DECREMENT', { decrement: '1.1', floor: '1.1' }),
    'rankPoints.floor OUT_OF_RANGE',
    'rankPoints.decrement OUT_OF_RANGE',
  ],
  ['rankPoints', 'higher', table('FIXED_DECREMENT', { decrement: '2', floor: '100' })],
  [
    'rankPoints',
    'higher',
    table('FIXED_DECREMENT', { decrement: '2', floor: '101' }),
    'rankPoints.floor OUT_OF_RANGE',
  ],
  ['rankPoints', 'higher', table('SHARE_DECREMENT', {}), 'rankPoints.decrement DECREMENT_ZERO'],
  ['rankPoints', 'higher', table('FIXED_DECREMENT', {}), 'rankPoints.decrement DECREMENT_ZERO'],
  [
    'rankPoints',
    'higher',
    table('FIXED_DECREMENT', { decrement: 'x' }),
    'rankPoints.decrement DECIMAL_INVALID',
  ],
  ['rankPoints', 'higher', table('LINEAR', {})],
  [
    'rankPoints',
    'higher',
    table('TABLE', { table: ['101', 'x', '5', '6'] }),
    'rankPoints.table[0] OUT_OF_RANGE',
    'rankPoints.table[1] DECIMAL_INVALID',
    'rankPoints.table[3] POINTS_NOT_DECREASING',
  ],
  [
    'rankPoints',
    'higher',
    table('TABLE', { table: ['5', 'x', '6'] }),
    'rankPoints.table[1] DECIMAL_INVALID',
    'rankPoints.table[2] POINTS_NOT_DECREASING',
  ],
  ['rankPoints', 'higher', table('ENDS', { middle: '100', top: ['5', '3'], bottom: ['2'] })],
  [
    'rankPoints',
    'higher',
    table('ENDS', { middle: '101', top: ['3', '5'], bottom: ['1', '2'] }),
    'rankPoints.middle OUT_OF_RANGE',
    'rankPoints.top[1] POINTS_NOT_DECREASING',
    'rankPoints.bottom[1] POINTS_NOT_DECREASING',
  ],
])('%s on %s with %j: %s', (method, on, parameters, ...is) => {
  expect(told({ indicatorId: on, [method]: parameters })).toEqual(is);
});

const scale = [
  { option: '好', value: '100' },
  { option: '差', value: '0' },
];
const votes = {
  excellent: ['优秀'],
  rungs: [{ share: '1', points: '100' }],
  poor: ['不称职'],
  poorShare: '0.3',
  poorPoints: '100',
  otherwise: '100',
};
const items = [{ itemId: 'a', points: '1' }];

it.each<[leaf: object, ...told: string[]]>([
  [{ opinion: { scale, scaleFull: '100' } }],
  [
    { opinion: { scale, scaleFull: '0' } },
    'opinion.scale[0].value OUT_OF_RANGE',
    'opinion.scaleFull SCALE_FULL_ZERO',
  ],
  [{ opinion: { scale, scaleFull: 'x' } }, 'opinion.scaleFull DECIMAL_INVALID'],
  [{ opinionLadder: votes }],
  [
    { opinionLadder: { ...votes, rungs: [{ share: '1.1', points: '101' }], otherwise: '101' } },
    'opinionLadder.rungs[0].share OUT_OF_RANGE',
    'opinionLadder.rungs[0].points OUT_OF_RANGE',
    'opinionLadder.otherwise OUT_OF_RANGE',
  ],
  [
    { opinionLadder: { ...votes, poorShare: '1.1', poorPoints: '101' } },
    'opinionLadder.poorShare OUT_OF_RANGE',
    'opinionLadder.poorPoints OUT_OF_RANGE',
  ],
  [{ opinionLadder: { ...votes, poor: [], poorShare: '', poorPoints: '' } }],
  [{ eventCount: { items: [{ ...items[0], cap: '0' }], tiers: [{ tier: 't', share: '1' }] } }],
  [{ eventCount: { items: [{ itemId: '', points: '1' }] } }, 'eventCount.items[0].itemId ITEM_ID_DUPLICATE'],
  [{ eventCount: { items: [{ itemId: 'a', points: 'x' }] } }, 'eventCount.items[0].points DECIMAL_INVALID'],
  [{ eventCount: { items: [{ ...items[0], cap: '-1' }] } }, 'eventCount.items[0].cap OUT_OF_RANGE'],
  [{ eventCount: { items, tiers: [{ tier: 't', share: '1.1' }] } }, 'eventCount.tiers[0].share OUT_OF_RANGE'],
  [{ eventCount: { items, floor: '4', start: '4', cap: '5' } }],
  [{ eventCount: { items, floor: '5', start: '5', cap: '5' } }, 'eventCount.start EVENTS_WITHOUT_EFFECT'],
  [
    { eventCount: { items, floor: '6', cap: '5', start: '5' } },
    'eventCount.floor FLOOR_ABOVE_CAP',
    'eventCount.start START_OUTSIDE',
  ],
  [{ eventCount: { items, floor: '1' } }, 'eventCount.start START_OUTSIDE'],
  [{ eventCount: { items, start: '9', cap: '8' } }, 'eventCount.start START_OUTSIDE'],
  [{ eventCount: { items, floor: 'x' } }, 'eventCount.floor DECIMAL_INVALID'],
  [{ eventCount: { items, cap: 'x', start: '9' } }, 'eventCount.cap DECIMAL_INVALID'],
  [{ eventCount: { items, start: 'x' } }, 'eventCount.start DECIMAL_INVALID'],
])('a leaf %j: %s', (leaf, ...is) => {
  expect(told(leaf)).toEqual(is);
});

it('ends the wrong way round are told with the way of the indicator', () => {
  const [higher] = violations({ indicatorId: 'higher', linear: ends('100', '60') });
  const [lower] = violations({ indicatorId: 'lower', linear: ends('60', '100') });
  expect([higher?.zh, lower?.zh]).toEqual([
    '指标为正向指标，但满意值为 60、不允许值为 100，方向相反。',
    '指标为逆向指标，但满意值为 100、不允许值为 60，方向相反。',
  ]);
  expect([higher?.en, lower?.en]).toEqual([
    'The indicator is better when higher, but 60 is satisfactory and 100 unacceptable.',
    'The indicator is better when lower, but 100 is satisfactory and 60 unacceptable.',
  ]);
});

it('an interval out of order is told with its four ends', () => {
  const [fault] = violations({
    indicatorId: 'band',
    moderate: { worstLow: '1', bestFrom: '0', bestTo: '5', worstHigh: '9' },
  });
  expect([fault?.en, fault?.zh]).toEqual([
    'It must hold that worstLow ≤ bestFrom ≤ bestTo ≤ worstHigh with room outside, got 1, 0, 5, 9.',
    '应满足 最差下限 ≤ 最优下限 ≤ 最优上限 ≤ 最差上限 且区间外有余地，收到的是 1、0、5、9。',
  ]);
});

it.each([
  ['ratioToTarget', 'RATIO_TO_TARGET'],
  ['points', 'POINTS'],
] as const)('a receipt writes %s as %s', (field, name) => {
  expect(methodName(field)).toBe(name);
});
