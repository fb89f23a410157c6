import fc from 'fast-check';
import type { LeafContext } from './assess';
import { Decimal, difference } from './decimal';
import { explainLeaf } from './explain-leaf';
import { leafStateText } from './leaf-state';
import type { Direction } from './methods/method-score';
import { Scheme, type SchemeNode } from './scheme';
import { scoreLeaf } from './score-leaf';
import type { Observation } from './time';
import { growth } from './value/growth';

interface Given {
  node: object;
  series: Record<string, Partial<Observation>[]>;
  targets?: Record<string, string | undefined>;
  direction?: Direction;
  scheme?: object;
}

function given({
  node,
  series,
  targets = {},
  direction = 'DIRECTION_HIGHER_IS_BETTER',
  scheme,
}: Given): [SchemeNode, LeafContext] {
  const read = Scheme.parse({
    nodes: [{ nodeId: 'leaf', share: '100', indicatorId: 'i', ...node }],
    ...scheme,
  });
  return [
    read.nodes[0]!,
    {
      scheme: read,
      indicator: { indicatorId: 'i', version: 1, direction, unitOfMeasure: '%' },
      cyclePeriod: '2026',
      series: Object.entries(series).map(([unitId, observations]) => ({
        unitId,
        observations: observations.map((each, n) => ({
          observationId: `${unitId}-${n}`,
          period: `2026-${String(n + 1).padStart(2, '0')}`,
          value: '0',
          ...each,
        })),
      })),
      target: (unitId, period) => targets[`${unitId} ${period}`] ?? targets[period],
    },
  ];
}

const values = (...list: string[]) => list.map((value) => ({ value }));
const ratio = { ratioToTarget: {} };

it.each([
  {
    why: 'mean of values',
    time: 'MEAN_OF_VALUES',
    observations: values('80', '90', '91'),
    value: '87',
    score: '87.00',
  },
  { why: 'sum', time: 'SUM', observations: values('10', '20', '30.5'), value: '60.5', score: '60.50' },
  {
    why: 'last by period, not by position',
    time: 'LAST',
    observations: [
      { period: '2026-12', value: '70' },
      { period: '2026-02', value: '50' },
    ],
    value: '70',
    score: '70.00',
  },
  {
    why: 'pooled, large months weigh more',
    time: 'POOLED_RATIO',
    observations: [
      { numerator: '90', denominator: '100' },
      { numerator: '5', denominator: '10' },
    ],
    value: '86.363636363636363636',
    score: '86.36',
  },
  {
    why: 'pooled per mille',
    time: 'POOLED_RATIO',
    observations: [{ numerator: '1', denominator: '40', factor: '1000' }],
    value: '25',
    score: '25.00',
  },
  {
    why: 'good days of a quarter',
    time: 'POOLED_RATIO',
    observations: [{ numerator: '86', denominator: '91' }],
    value: '94.505494505494505495',
    score: '94.51',
  },
])('$why', ({ time, observations, value, score }) => {
  const [node, context] = given({
    node: { ...ratio, time: `TIME_AGGREGATION_${time}` },
    series: { u: observations },
    targets: { '2026': '100' },
  });
  expect(scoreLeaf(node, context)).toEqual([{ unitId: 'u', nodeId: 'leaf', state: 'SCORED', value, score }]);
});

it.each([
  { why: 'nothing reported', node: ratio, observations: [], targets: { '2026': '100' }, state: 'MISSING' },
  {
    why: 'nothing reported, scores of periods',
    node: { ...ratio, time: 'TIME_AGGREGATION_MEAN_OF_SCORES' },
    observations: [],
    targets: { '2026': '100' },
    state: 'MISSING',
  },
  { why: 'no target', node: ratio, observations: values('5'), targets: {}, state: 'TARGET_MISSING' },
  {
    why: 'a target of 0',
    node: ratio,
    observations: values('5'),
    targets: { '2026': '0' },
    state: 'TARGET_NOT_POSITIVE',
  },
  {
    why: 'a target below 0',
    node: ratio,
    observations: values('5'),
    targets: { '2026': '-3' },
    state: 'TARGET_NOT_POSITIVE',
  },
  {
    why: 'a ratio of a loss',
    node: ratio,
    observations: values('-5'),
    targets: { '2026': '3' },
    state: 'VALUE_NEGATIVE',
  },
  {
    why: 'no cases',
    node: { ...ratio, time: 'TIME_AGGREGATION_POOLED_RATIO' },
    observations: [{ numerator: '0', denominator: '0' }],
    targets: { '2026': '3' },
    state: 'DENOMINATOR_ZERO',
  },
  {
    why: 'a rate without its parts',
    node: { ...ratio, time: 'TIME_AGGREGATION_POOLED_RATIO' },
    observations: values('90'),
    targets: { '2026': '3' },
    state: 'COMPONENTS_MISSING',
  },
  {
    why: 'one month without target',
    node: { ...ratio, time: 'TIME_AGGREGATION_MEAN_OF_SCORES' },
    observations: values('5', '6'),
    targets: { '2026-01': '3' },
    state: 'TARGET_MISSING',
  },
] as const)('has no score for $why', ({ node, observations, targets, state }) => {
  const [leaf, context] = given({ node, series: { u: [...observations] }, targets });
  const [score] = scoreLeaf(leaf, context);
  expect(score).toMatchObject({ state });
  expect(score).not.toHaveProperty('score');
  const receipt = explainLeaf(leaf, context, 'u');
  expect(receipt).toMatchObject({ state, reason: leafStateText[state] });
  expect(receipt).not.toHaveProperty('after');
});

it('does not need a target where the method has none, nor mind its sign', () => {
  const line = given({
    node: { linear: { unacceptable: '-10', satisfactory: '10' } },
    series: { u: values('-5') },
  });
  expect(scoreLeaf(...line)).toMatchObject([{ score: '25.00' }]);
  const steps = given({
    node: { deduction: { perStep: '1' } },
    series: { u: values('-5') },
    targets: { '2026': '0' },
  });
  expect(scoreLeaf(...steps)).toMatchObject([{ score: '95.00' }]);
});

it('scores each period against its own target and averages the scores', () => {
  const [node, context] = given({
    node: { ...ratio, time: 'TIME_AGGREGATION_MEAN_OF_SCORES' },
    series: { u: values('5', '15', '30') },
    targets: { '2026-01': '10', 'u 2026-02': '20', '2026': '30' },
  });
  expect(scoreLeaf(node, context)).toEqual([
    { unitId: 'u', nodeId: 'leaf', state: 'SCORED', score: '75.00' },
  ]);
  expect(explainLeaf(node, context, 'u').time).toMatchObject({
    formula: 'Σs ÷ n',
    worked: '(50 + 75 + 100) ÷ 3',
  });
});

it('turns places into points among units with a value, ties sharing', () => {
  const node = { rankPoints: { decrement: '0.05' } };
  const series = { a: values('90'), b: values('95'), c: [], d: values('95'), e: values('80') };
  expect(scoreLeaf(...given({ node, series })).map(({ score }) => score)).toEqual([
    '90.00',
    '100.00',
    undefined,
    '100.00',
    '85.00',
  ]);
  expect(
    scoreLeaf(...given({ node, series, direction: 'DIRECTION_LOWER_IS_BETTER' })).map(({ score }) => score),
  ).toEqual(['95.00', '90.00', undefined, '90.00', '100.00']);
});

it('averages the points of monthly places, not the place of the average', () => {
  const [node, context] = given({
    node: { rankPoints: { decrement: '0.1' }, time: 'TIME_AGGREGATION_MEAN_OF_SCORES' },
    series: { a: values('100', '1'), b: values('3', '3'), c: values('2', '2') },
  });
  expect(scoreLeaf(node, context).map(({ score }) => score)).toEqual(['90.00', '95.00', '85.00']);
  expect(explainLeaf(node, context, 'a').sittings).toMatchObject([
    { rank: 1, count: 3 },
    { rank: 3, count: 3 },
  ]);
});

it('scores out of the share where shares are full marks', () => {
  const scheme = {
    shareKind: 'SHARE_KIND_FULL_MARKS',
    fullMark: '25',
    rounding: { itemDigits: 1, mode: 'ROUNDING_MODE_HALF_EVEN' },
  };
  const [node, context] = given({
    node: { ...ratio, share: '25' },
    series: { u: values('81') },
    targets: { '2026': '100' },
    scheme,
  });
  expect(scoreLeaf(node, context)).toMatchObject([{ score: '20.2' }]);
});

it('gives a receipt that can be followed by hand', () => {
  const [node, context] = given({
    node: { deduction: { perStep: '0.5', floor: '12.5' }, share: '25' },
    scheme: { shareKind: 'SHARE_KIND_FULL_MARKS', fullMark: '25' },
    series: {
      u: [
        { period: '2026-02', value: '86.66' },
        { period: '2026-01', value: '80' },
      ],
    },
    targets: { '2026': '98' },
  });
  expect(explainLeaf(node, context, 'u')).toEqual({
    unitId: 'u',
    nodeId: 'leaf',
    state: 'SCORED',
    reason: leafStateText.SCORED,
    indicator: context.indicator,
    cyclePeriod: '2026',
    observations: [
      { observationId: 'u-1', period: '2026-01', value: '80' },
      { observationId: 'u-0', period: '2026-02', value: '86.66' },
    ],
    time: {
      rule: 'TIME_AGGREGATION_MEAN_OF_VALUES',
      formula: 'Σx ÷ n',
      worked: '(80 + 86.66) ÷ 2',
      value: '83.33',
    },
    method: 'DEDUCTION',
    parameters: {
      step: '1',
      perStep: '0.5',
      floor: '12.5',
      stepping: 'STEPPING_LINEAR',
      reference: 'REFERENCE_TARGET',
    },
    steps: [],
    events: [],
    outOf: '25',
    sittings: [
      {
        period: '2026',
        value: '83.33',
        target: '98',
        formula: 'clip(W − k × max(0, T − x) ÷ u, F, W)',
        worked: 'clip(25 − 0.5 × max(0, 98 − 83.33) ÷ 1, 12.5, 25)',
        score: '17.665',
      },
    ],
    before: '17.665',
    rounding: { digits: 2, mode: 'ROUNDING_MODE_HALF_UP' },
    after: '17.67',
  });
});

it.each([
  {
    why: 'one period twice',
    run: () =>
      scoreLeaf(...given({ node: ratio, series: { u: [{ period: '2026-01' }, { period: '2026-01' }] } })),
    reason: 'OBSERVATION_DUPLICATE',
  },
  {
    why: 'a value that is not a number',
    run: () => scoreLeaf(...given({ node: ratio, series: { u: values('n/a') } })),
    reason: 'DECIMAL_INVALID',
  },
  {
    why: 'a leaf without method',
    run: () => scoreLeaf(...given({ node: {}, series: {} })),
    reason: 'METHOD_MISSING',
  },
  {
    why: 'a target band',
    run: () => scoreLeaf(...given({ node: ratio, series: {}, direction: 'DIRECTION_TARGET_BAND' })),
    reason: 'METHOD_NOT_FOR_BAND',
  },
  {
    why: 'a unit of another group',
    run: () => explainLeaf(...given({ node: ratio, series: {} }), 'u'),
    reason: 'UNIT_NOT_IN_GROUP',
  },
])('refuses $why', ({ run, reason }) => {
  expect(run).toThrow(expect.objectContaining({ reason }));
});

const nodes = fc.constantFrom<object>(
  ratio,
  { deduction: { perStep: '0.37', floor: '3' } },
  { linear: { unacceptable: '10', satisfactory: '77.7', baseShare: '0.6' } },
  { rankPoints: { decrement: '0.03', floor: '0.4' } },
  { rankPoints: { form: 'RANK_FORM_LINEAR', floor: '20' } },
);
const times = fc.constantFrom('MEAN_OF_VALUES', 'MEAN_OF_SCORES', 'SUM', 'LAST', 'POOLED_RATIO');
const groups = fc.array(fc.array(fc.integer({ min: 0, max: 1200 }), { maxLength: 12 }), {
  minLength: 1,
  maxLength: 6,
});

it('explains exactly what it scored, whatever the order of units and observations', () => {
  fc.assert(
    fc.property(nodes, times, groups, (node, time, group) => {
      const series = Object.fromEntries(
        group.map((list, u) => [
          `u${u}`,
          list.map((n, m) => ({
            value: String(n / 10),
            numerator: String(n),
            denominator: '1000',
            period: `2026-${String(m + 1).padStart(2, '0')}`,
          })),
        ]),
      );
      const turned = Object.fromEntries(
        Object.entries(series)
          .reverse()
          .map(([unitId, list]) => [unitId, list.toReversed()]),
      );
      const shape = { node: { ...node, time: `TIME_AGGREGATION_${time}` }, targets: { '2026': '93' } };
      const [leaf, context] = given({ ...shape, series });
      const scores = scoreLeaf(leaf, context);
      expect(scoreLeaf(...given({ ...shape, series: turned })).toReversed()).toEqual(scores);
      for (const { unitId, state, value, score } of scores) {
        const receipt = explainLeaf(leaf, context, unitId);
        expect([receipt.state, receipt.time.value, receipt.after]).toEqual([state, value, score]);
      }
    }),
  );
});

describe('what division leaves in the last digit counts for nothing', () => {
  const node = {
    time: 'TIME_AGGREGATION_MEAN_OF_VALUES',
    valueRule: { imputation: 'IMPUTATION_GROUP_MEAN' },
    deduction: {
      reference: 'REFERENCE_GROUP_MEAN',
      perStep: '5',
      step: '0.1',
      stepping: 'STEPPING_WHOLE_UP',
    },
  };
  // Whoever is given the mean of the others is at the mean, not a step of 10⁻³⁸ behind it.
  const groups: Record<string, Partial<Observation>[]>[] = [
    { a: values('91.6'), b: values('75.787'), c: values('107.7'), d: [] },
    { a: values('33', '33', '34'), b: values('0', '50', '51'), c: values('100', '0', '0'), d: [], e: [] },
  ];

  it.each(groups)('in a distance from the mean of the group %#', (series) => {
    for (const direction of ['DIRECTION_HIGHER_IS_BETTER', 'DIRECTION_LOWER_IS_BETTER'] as const) {
      const scores = scoreLeaf(...given({ node, series, direction }));
      const imputed = scores.filter(({ unitId }) => series[unitId]?.length === 0);
      expect(imputed.map(({ score }) => score)).toEqual(imputed.map(() => '100.00'));
    }
  });

  it('in a difference or a growth of 0', () => {
    const third = new Decimal(100).div(3);
    expect(difference(third.plus('1e-57'), third).toFixed()).toBe('0');
    expect(growth('GROWTH_RELATIVE', third.plus('1e-57'), third)?.value.toFixed()).toBe('0');
    expect(growth('GROWTH_DIFFERENCE', third.plus('1e-18'), third)?.value.toFixed()).toBe(
      '0.000000000000000001',
    );
  });
});

describe('the group of a unit is all that have a value', () => {
  const targets = { 'a 2026': '100', 'c 2026': '100', 'd 2026': '100' };
  const scores = (node: object, series: Record<string, Partial<Observation>[]>) =>
    scoreLeaf(...given({ node: { time: 'TIME_AGGREGATION_LAST', ...node }, series, targets })).map(
      ({ state, value, score }) => [state, value, score],
    );

  it('when a value is imputed: also those that have no target', () => {
    const node = { ...ratio, valueRule: { imputation: 'IMPUTATION_GROUP_MEAN' } };
    expect(scores(node, { a: values('80'), b: values('40'), c: [] })).toEqual([
      ['SCORED', '80', '80.00'],
      ['TARGET_MISSING', '40', undefined],
      ['SCORED', '60', '60.00'],
    ]);
  });

  it('when outliers are drawn in: also imputed values, which keep the group together', () => {
    const node = {
      ratioToBest: {},
      valueRule: { imputation: 'IMPUTATION_GROUP_MEDIAN', outliers: 'OUTLIERS_WINSORISE' },
    };
    // Of 10, 11, 12 and 1000 alone G1 is 2.0 (1.99997): not distorted. With two medians of 11.5 it is 2.4 and kurtosis 6.
    const series = { a: values('10'), b: values('11'), c: values('12'), d: values('1000'), e: [], f: [] };
    expect(scores(node, series).map(([, value]) => value)).toEqual(['10', '11', '12', '12', '11.5', '11.5']);
  });

  it('when a value is held against the furthest of the group: also one without a target', () => {
    const node = { normalise: { form: 'NORMAL_FORM_DISTANCE_TO_TARGET' } };
    // (80 − 40) ÷ (100 − 40).
    expect(scores(node, { a: values('80'), b: values('40'), c: values('70') })[0]).toEqual([
      'SCORED',
      '80',
      '66.67',
    ]);
  });
});
