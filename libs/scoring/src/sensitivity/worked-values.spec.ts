import { Inputs } from '../evaluate';
import { type Nodes, packageOf } from '../samples/points-package';
import type { ScoringPackage } from '../package';
import { type Enough, SensitivityOptions } from './options';
import { Random } from './random';
import { evenly, shakeValues, type Shaken } from './shaken-values';
import { sensitivity, sensitivitySteps } from './sensitivity';

const DRAWS = 30;

function shaken(of: ScoringPackage, more: object, enough: Enough = () => false): Shaken {
  const options = SensitivityOptions.parse({ seed: 's', draws: DRAWS, ...more });
  const steps = shakeValues(new Inputs(of), options, enough);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** What is drawn for a unit's value in each trial, from −1 to 1. */
const drawnFor = (unitId: string): number[] => {
  const random = new Random(JSON.stringify(['s', 'value', 'a', unitId]));
  return Array.from({ length: DRAWS }, () => (random.below(2_000_001) - 1_000_000) / 1_000_000);
};

const fine = { rounding: { itemDigits: 8 } };

/** One leaf a, scored 0 at `worst` and 100 at `best`, of one unit with the given observations of 2026. */
function linear(
  best: string,
  observations: object[],
  time = 'TIME_AGGREGATION_LAST',
  worst = '0',
): ScoringPackage {
  const more = {
    points: undefined,
    linear: { unacceptable: worst, satisfactory: best, baseShare: '0' },
    time,
  };
  const of = packageOf({ a: { share: 100, scores: [1], more } }, fine);
  const [first] = of.observations;
  return { ...of, observations: observations.map((each) => ({ ...first!, ...each })) };
}

it.each<{ why: string; value: string; best?: string; more: object; is: (drawn: number) => number }>([
  { why: 'a tenth of 80 of 100', value: '80', more: { values: '0.1' }, is: (e) => 0.8 * (1 + 0.1 * e) },
  {
    why: 'a tenth of 0.00002 of 0.0001, told with more than six digits',
    value: '0.00002',
    best: '0.0001',
    more: { values: '0.1' },
    is: (e) => 0.2 * (1 + 0.1 * e),
  },
  {
    why: 'half a unit, to six digits',
    value: '80',
    more: { values: '0.5', valuesBy: 'LAST_DIGIT' },
    is: (e) => Number((80 + 0.5 * e).toFixed(6)) / 100,
  },
  {
    why: 'half a tenth, to six digits',
    value: '80.2',
    more: { values: '0.5', valuesBy: 'LAST_DIGIT' },
    is: (e) => Number((80.2 + 0.05 * e).toFixed(6)) / 100,
  },
  {
    why: 'half of 0.000001, which six digits would not tell',
    value: '80.200000',
    more: { values: '0.5', valuesBy: 'LAST_DIGIT' },
    is: (e) => 0.802 + 5e-9 * e,
  },
  {
    why: 'half of 0.001, which six digits would tell to a thousandth only',
    value: '80.203',
    more: { values: '0.5', valuesBy: 'LAST_DIGIT' },
    is: (e) => 0.80203 + 0.000005 * e,
  },
  { why: 'nothing of 0', value: '0', more: { values: '0.1' }, is: () => 0 },
])('moves $why', ({ value, best = '100', more, is }) => {
  const of = linear(best, [{ value }]);
  const { trials, cut, parts, indicatorOf } = shaken(of, more);
  expect({ trials, cut, indicator: indicatorOf.get('a') }).toEqual({
    trials: DRAWS,
    cut: false,
    indicator: 'a',
  });
  const found = [...(parts('a', 'u1') ?? [])];
  for (const [i, drawn] of drawnFor('u1').entries()) expect(found[i]).toBeCloseTo(is(drawn), 9);
  expect(parts('a', 'u2')).toBeUndefined();
  expect(parts('z', 'u1')).toBeUndefined();
});

it.each<{ why: string; numerator: string; denominator: string; is: (drawn: number) => number }>([
  { why: 'a part', numerator: '50', denominator: '100', is: (e) => 50 * (1 + 0.1 * e) },
  {
    why: 'a part near the whole',
    numerator: '99',
    denominator: '100',
    is: (e) => Math.min(100, 99 * (1 + 0.1 * e)),
  },
  { why: 'the whole', numerator: '100', denominator: '100', is: (e) => Math.min(100, 100 * (1 + 0.1 * e)) },
  { why: 'more than the whole', numerator: '150', denominator: '100', is: (e) => 150 * (1 + 0.1 * e) },
  { why: 'less than nothing', numerator: '-50', denominator: '100', is: (e) => -50 * (1 + 0.1 * e) },
  { why: 'none', numerator: '0', denominator: '100', is: () => 0 },
])('a rate keeps its denominator: $why', ({ numerator, denominator, is }) => {
  const rate = { value: numerator, numerator, denominator };
  for (const time of ['TIME_AGGREGATION_POOLED_RATIO', 'TIME_AGGREGATION_LAST']) {
    const found = shaken(linear('200', [rate], time, '-200'), { values: '0.1' }).parts('a', 'u1');
    for (const [i, drawn] of drawnFor('u1').entries())
      expect(found?.[i]).toBeCloseTo((200 + is(drawn)) / 400, 7);
  }
});

it.each([
  { numerator: '', denominator: '100' },
  { numerator: '50', denominator: '' },
])('a value of which a part is not told moves: $numerator of $denominator', (rate) => {
  const found = shaken(linear('100', [{ value: '50', ...rate }]), { values: '0.1' }).parts('a', 'u1');
  for (const [i, drawn] of drawnFor('u1').entries()) expect(found?.[i]).toBeCloseTo(0.5 + 0.05 * drawn, 7);
});

it('moves a unit by one factor in all its periods, and on every leaf of the indicator', () => {
  const nodes: Nodes = {
    a: { share: 50, scores: [80, 60], more: { time: 'TIME_AGGREGATION_SUM' } },
    b: { share: 50, scores: [1, 1], more: { indicatorId: 'a', time: 'TIME_AGGREGATION_SUM' } },
  };
  const of = packageOf(nodes, fine);
  of.observations = [
    ...of.observations.filter(({ indicatorId }) => indicatorId === 'a'),
    { ...of.observations[0]!, period: '2026-02', value: '10' },
  ].map((each) => ({ ...each, period: each.period === '2026' ? '2026-01' : each.period }));
  const { parts } = shaken(of, { values: '0.1' });
  const [a, b, other] = [parts('a', 'u1'), parts('b', 'u1'), parts('a', 'u2')].map((each) => [
    ...(each ?? []),
  ]);
  expect(b).toEqual(a);
  for (const [i, drawn] of drawnFor('u1').entries()) expect(a?.[i]).toBeCloseTo(0.9 * (1 + 0.1 * drawn), 7);
  for (const [i, drawn] of drawnFor('u2').entries())
    expect(other?.[i]).toBeCloseTo(0.6 * (1 + 0.1 * drawn), 7);
});

it.each<[why: string, more: object, enough: Enough, trials: number, cut: boolean]>([
  ['nothing moves', { values: '0' }, () => false, 0, false],
  ['one each', {}, () => false, DRAWS, false],
  ['no time', {}, () => true, 1, true],
  ['no time for draws', {}, (phase) => phase === 'DRAWS', DRAWS, false],
])('trials: %s', (_, more, enough, trials, cut) => {
  const found = shaken(linear('100', [{ value: '80' }]), more, enough);
  expect([found.trials, found.cut]).toEqual([trials, cut]);
});

it('without observations there is nothing to try, and a missing leaf keeps its own part', () => {
  expect(shaken(linear('100', []), {})).toMatchObject({ trials: 0, cut: false });
  const of = packageOf({ a: { share: 50, scores: [80, undefined] }, b: { share: 50, scores: [1, 1] } });
  expect([...(shaken(of, {}).parts('a', 'u2') ?? [])]).toEqual(Array.from({ length: DRAWS }, () => NaN));
});

it('numbers are drawn evenly from −1 to 1', () => {
  const random = new Random('s');
  const drawn = Array.from({ length: 2000 }, () => evenly(random));
  expect(Math.max(...drawn)).toBeLessThanOrEqual(1_000_000);
  expect(Math.max(...drawn)).toBeGreaterThan(990_000);
  expect(Math.min(...drawn)).toBeGreaterThanOrEqual(-1_000_000);
  expect(Math.min(...drawn)).toBeLessThan(-990_000);
});

const three: Nodes = {
  h: { share: 60, below: { b: { share: 50, scores: [80, 60, 60] }, a: { share: 50, scores: [60, 90, 70] } } },
  c: { share: 40, scores: [50, 50, 50] },
};
const options = SensitivityOptions.parse({ seed: 's', values: '0', draws: 3 });
const apart = {
  rankWithinClasses: true,
  unitClasses: [
    { classId: 'y', unitIds: ['u2'] },
    { classId: 'x', unitIds: ['u3', 'u1'] },
  ],
};

it('tells ranks by place and shares in the order of the scheme', () => {
  // 70, 75 and 65 under h.
  const { ranks, shares, sharesLeft, trials, draws } = sensitivity(packageOf(three), options);
  expect(ranks.map(({ unitId, rank }) => `${unitId} ${rank}`)).toEqual(['u2 1', 'u1 2', 'u3 3']);
  expect(shares.map(({ nodeId, classId }) => nodeId + classId)).toEqual(['h', 'c', 'b', 'a']);
  expect({ sharesLeft, trials, draws }).toEqual({ sharesLeft: [], trials: 0, draws: 3 });
});

it('tells units that share a place by id', () => {
  const level = packageOf({ a: { share: 100, scores: [60, 80, 60] } });
  level.units.reverse();
  expect(sensitivity(level, options).ranks.map(({ unitId }) => unitId)).toEqual(['u2', 'u1', 'u3']);
});

it('tells classes in their order, units of none last, and shares of a node by class', () => {
  const of = packageOf(three, {
    ...apart,
    unitClasses: [...apart.unitClasses.slice(1), { classId: 'w', unitIds: [] }],
  });
  const { ranks, shares } = sensitivity(of, options);
  expect(ranks.map(({ unitId, rank }) => `${unitId} ${rank}`)).toEqual(['u1 1', 'u3 2', 'u2 1']);
  expect(shares.filter(({ classId }) => classId === 'x').map(({ nodeId }) => nodeId)).toEqual([
    'h',
    'c',
    'b',
    'a',
  ]);
  expect(sensitivity(packageOf(three, apart), options).ranks.map(({ unitId }) => unitId)).toEqual([
    'u2',
    'u1',
    'u3',
  ]);
});

it('tells shares of one node by the id of the class', () => {
  const { shares } = sensitivity(packageOf(three, apart), options);
  expect(shares.map(({ nodeId, classId }) => `${nodeId} ${classId}`)).toEqual(
    ['h', 'c', 'b', 'a'].flatMap((nodeId) => [`${nodeId} x`, `${nodeId} y`]),
  );
});

it('leaves out units without a total or a place', () => {
  const nodes: Nodes = {
    a: { share: 50, scores: [80, undefined, 60, 90], more: { missing: 'MISSING_RULE_BLOCK' } },
    b: { share: 50, scores: [60, 90, 70, 95] },
  };
  const { ranks, shares } = sensitivity(packageOf(nodes, { horsConcoursUnitIds: ['u4'] }), options);
  expect(ranks.map(({ unitId }) => unitId)).toEqual(['u1', 'u3']);
  expect(shares[0]?.units.map(({ unitId }) => unitId)).toEqual(['u1', 'u3']);
});

it.each<[why: string, times: number, told: string[], left: string[]]>([
  ['none', 0, [], ['h', 'b', 'a', 'c']],
  ['none whole', 2, [], ['h', 'b', 'a', 'c']],
  ['the first only', 4, ['h'], ['b', 'a', 'c']],
  ['all', 99, ['h', 'c', 'b', 'a'], []],
])('shares for which there was time: %s', (_, times, told, left) => {
  let asked = 0;
  const steps = sensitivitySteps(
    packageOf(three),
    options,
    (phase) => phase === 'SHARES' && (asked += 1) > times,
  );
  for (;;) {
    const { done, value } = steps.next();
    if (!done) continue;
    expect([value.shares.map(({ nodeId }) => nodeId), value.sharesLeft]).toEqual([told, left]);
    return;
  }
});
