import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { evaluate, Inputs } from '../evaluate';
import { PACKAGE_FORMAT, ScoringPackage } from '../package';
import { randomPackage } from '../samples/random-package';
import { exp, ln } from './elementary';
import { type Enough, type Phase, SensitivityOptions } from './options';
import { shakeValues } from './shaken-values';
import { type Sensitivity, sensitivity, sensitivitySteps } from './sensitivity';

const options = (more: object = {}) => SensitivityOptions.parse({ seed: 'seed', draws: 200, ...more });
const ranksOf = (of: ScoringPackage, more: object = {}) => sensitivity(of, options(more)).ranks;

/** Units with two equal weights and the given values, scored as they are. */
function packageOf(values: Record<string, [string, string]>, scheme: object = {}): ScoringPackage {
  const leaf = (nodeId: string) => ({
    nodeId,
    share: '50',
    indicatorId: nodeId,
    time: 'TIME_AGGREGATION_LAST',
    points: {},
  });
  return ScoringPackage.parse({
    format: PACKAGE_FORMAT,
    cyclePeriod: '2026',
    scheme: {
      nodes: [leaf('a'), leaf('b')],
      grades: [{ gradeId: 'A', minScore: '80' }, { gradeId: 'B' }],
      ...scheme,
    },
    indicators: [{ indicatorId: 'a' }, { indicatorId: 'b' }],
    units: Object.keys(values).map((unitId) => ({ unitId })),
    observations: Object.entries(values).flatMap(([unitId, own]) =>
      own.map((value, i) => ({ indicatorId: 'ab'[i], unitId, period: '2026', value })),
    ),
  });
}

it.each([
  {
    why: 'a dominated unit far behind never moves',
    of: packageOf({ u1: ['90', '80'], u2: ['70', '60'] }),
    more: {},
    is: [
      { unitId: 'u1', rank: 1, best: 1, worst: 1, median: 1, p5: 1, p95: 1, stays: '1.0000', firm: true },
      { unitId: 'u2', rank: 2, best: 2, worst: 2, median: 2, p5: 2, p95: 2, stays: '1.0000', firm: true },
    ],
  },
  {
    why: 'two that differ by less than a changed weight are not firm',
    of: packageOf({ u1: ['90', '69.9'], u2: ['70', '89.8'] }),
    more: { values: '0' },
    is: [
      { unitId: 'u1', rank: 1, best: 1, worst: 2, firm: false },
      { unitId: 'u2', rank: 2, best: 1, worst: 2, firm: false },
    ],
  },
  {
    why: 'values that differ by more than their last digit hides stay in order',
    of: packageOf({ u1: ['80.2', '80.2'], u2: ['80.1', '80.1'] }),
    more: { weights: '0', values: '0.5', valuesBy: 'LAST_DIGIT' },
    is: [
      { unitId: 'u1', stays: '1.0000' },
      { unitId: 'u2', stays: '1.0000' },
    ],
  },
  {
    why: 'values that differ by less than a hundredth of themselves do not',
    of: packageOf({ u1: ['80.2', '80.2'], u2: ['80.1', '80.1'] }),
    more: { weights: '0', values: '0.01' },
    is: [
      { unitId: 'u1', best: 1, worst: 2, firm: false },
      { unitId: 'u2', best: 1, worst: 2, firm: false },
    ],
  },
])('$why', ({ of, more, is }) => {
  expect(ranksOf(of, more)).toMatchObject(is);
});

it('counts other grades apart from other places', () => {
  const of = packageOf({ u1: ['80.1', '80.1'], u2: ['60', '60'] });
  const [first, second] = ranksOf(of, { weights: '0', values: '0.01' });
  expect(first).toMatchObject({ stays: '1.0000', firm: true });
  expect(Number(first?.gradeChanges)).toBeGreaterThan(0.3);
  expect(Number(first?.gradeChanges)).toBeLessThan(0.6);
  expect(second?.gradeChanges).toBe('0.0000');
});

it('keeps a part of a whole within the whole', () => {
  const of = packageOf({ u1: ['100', '100'], u2: ['99.9', '99.9'] });
  of.observations = of.observations.map((each) => ({ ...each, numerator: each.value, denominator: '100' }));
  expect(ranksOf(of, { values: '0.0005' })).toMatchObject([{ unitId: 'u1', worst: 1 }, { unitId: 'u2' }]);
});

it('leaves what a veto set to 0 at 0', () => {
  const of = packageOf(
    { u1: ['90', '80'], u2: ['70', '60'] },
    { vetoes: [{ vetoId: 'v', effect: 'VETO_EFFECT_ZERO_NODE', nodeId: 'a', basis: '办法' }] },
  );
  of.events = [
    { eventId: 'e', unitId: 'u1', itemId: 'v', matterId: '', tier: '', count: '1', document: '', date: '' },
  ];
  expect(ranksOf(of, { weights: '0' })).toMatchObject([
    { unitId: 'u2', stays: '1.0000' },
    { unitId: 'u1', rank: 2, stays: '1.0000' },
  ]);
});

it('leaves everything at its place when nothing moves, for any scheme', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const of = randomPackage(`still ${seed}`, true);
      const places = evaluate(of).standings.filter(({ rank }) => rank > 0);
      const still = ranksOf(of, { weights: '0', values: '0', draws: 1 });
      expect(
        still.map(({ unitId, rank, best, worst, gradeChanges }) => [unitId, rank, best, worst, gradeChanges]),
      ).toEqual(places.map(({ unitId, rank }) => [unitId, rank, rank, rank, '0.0000']));
    }),
    { numRuns: 150 },
  );
});

const hash = (found: Sensitivity): string => createHash('sha256').update(JSON.stringify(found)).digest('hex');

it('gives the same bytes for the same seed, and others for another', () => {
  const of = packageOf({ u1: ['90', '69.9'], u2: ['70', '89.8'], u3: ['80.1', '79.8'] });
  const [first, again, other] = ['x', 'x', 'y'].map((seed) => hash(sensitivity(of, options({ seed }))));
  expect(again).toBe(first);
  expect(other).not.toBe(first);
  expect(first).toBe('1c3488b79dc37d226cbdc100a2f5592fe937bab9669bc10c9a9eb361846d87f1');
});

it('does not depend on the order of units and nodes', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
      const of = randomPackage(`order ${seed}`, true);
      const turned = {
        ...of,
        units: of.units.toReversed(),
        scheme: { ...of.scheme, nodes: of.scheme.nodes.toReversed() },
      };
      const [straight, other] = [of, turned].map((each) => sensitivity(each, options({ draws: 40 })));
      expect(other?.ranks).toEqual(straight?.ranks);
      const sorted = (found?: Sensitivity) =>
        found?.shares
          .toSorted((a, b) => (a.nodeId + a.classId < b.nodeId + b.classId ? -1 : 1))
          .map(({ whole: _, ...each }) => each);
      expect(sorted(other)).toEqual(sorted(straight));
    }),
    { numRuns: 30 },
  );
});

it('works in steps between which others may work', () => {
  let steps = 0;
  const run = sensitivitySteps(packageOf({ u1: ['90', '80'], u2: ['70', '60'] }), options({ draws: 50 }));
  while (!run.next().done) steps += 1;
  // Two leaves, two trees, the standings, one group of siblings, two shares of two units, 50 trials of two leaves, 50 draws.
  expect(steps).toBe(2 + 2 + 1 + 1 + 2 * 3 + 100 + 50);
});

it.each([
  { field: 'weights', value: '-0.1' },
  { field: 'weights', value: '1.1' },
  { field: 'values', value: 'a tenth' },
  { field: 'values', value: '' },
  { field: 'draws', value: 0 },
  { field: 'draws', value: 10_001 },
  { field: 'draws', value: 1.5 },
  { field: 'seed', value: '' },
  { field: 'valuesBy', value: 'MAGIC' },
])('refuses $value as $field', ({ field, value }) => {
  const read = SensitivityOptions.safeParse({ seed: 's', [field]: value });
  expect(read.error?.issues.map(({ path }) => path)).toEqual([[field]]);
});

it.each([1e-9, 0.03, 0.5, 0.999999, 1, 1.2, 3, 250])('ln and exp of %d', (x) => {
  expect(Math.abs(ln(x) - Math.log(x))).toBeLessThanOrEqual(4e-15 * Math.max(1, Math.abs(Math.log(x))));
  expect(Math.abs(exp(-x) / Math.exp(-x) - 1)).toBeLessThan(1e-13);
  expect(Math.abs(exp(ln(x)) / x - 1)).toBeLessThan(1e-13);
});

/** The answer where `enough` decides. */
function within(of: ScoringPackage, asked: SensitivityOptions, enough: Enough): Sensitivity {
  const steps = sensitivitySteps(of, asked, enough);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** Time for so many questions of one phase, and for all of the others. */
const timeFor = (phase: Phase, times: number): Enough => {
  let asked = 0;
  return (of) => of === phase && (asked += 1) > times;
};

const near: Record<string, [string, string]> = { u1: ['90', '69.9'], u2: ['70', '89.8'], u3: ['75', '81'] };

it.each([
  {
    why: 'one draw is made without time for any',
    phase: 'DRAWS',
    times: 0,
    values: '0',
    draws: 1,
    trials: 0,
  },
  { why: 'draws end', phase: 'DRAWS', times: 40, values: '0', draws: 41, trials: 0 },
  {
    why: 'draws end among those that have a trial each',
    phase: 'DRAWS',
    times: 40,
    values: '0.05',
    draws: 41,
    trials: 41,
  },
  {
    why: 'one trial is made without time for any',
    phase: 'TRIALS',
    times: 0,
    values: '0.05',
    draws: 1,
    trials: 1,
  },
  { why: 'trials end, and with them draws', phase: 'TRIALS', times: 6, values: '0.05', draws: 7, trials: 7 },
] as const)('$why, with what asking for so many gives', ({ phase, times, values, draws, trials }) => {
  const of = packageOf(near);
  const many = options({ draws: 500, values });
  const cut = within(of, many, timeFor(phase, times));
  expect(cut).toMatchObject({ draws, trials });
  expect(cut).toEqual(sensitivity(of, { ...many, draws }));
  for (const { stays } of cut.ranks) expect(stays).toMatch(/^[01]\.\d{4}$/);
});

it('draws end among those that share trials, with what asking for so many gives', () => {
  const of = packageOf(near);
  // 100,000 observations are scored in all: with 1,002 of them 99 trials.
  of.observations = of.observations.flatMap((each) =>
    Array.from({ length: 167 }, (_, i) => ({ ...each, period: String(1000 + i) })),
  );
  const many = options({ draws: 150, values: '0.05' });
  const cut = within(of, many, timeFor('DRAWS', 120));
  expect(cut).toMatchObject({ draws: 121, trials: 99 });
  expect(cut).toEqual(sensitivity(of, { ...many, draws: 121 }));
});

it.each([
  { times: 0, told: [], left: ['a', 'b'] },
  { times: 2, told: [], left: ['a', 'b'] },
  { times: 4, told: ['a'], left: ['b'] },
])('says for which shares there was no time: $left', ({ times, told, left }) => {
  const of = packageOf(near);
  const { shares, sharesLeft, ...rest } = within(of, options(), timeFor('SHARES', times));
  const all = sensitivity(of, options());
  expect(shares).toEqual(all.shares.filter(({ nodeId }) => told.includes(nodeId)));
  expect(sharesLeft).toEqual(left);
  expect({ ...rest, shares: all.shares, sharesLeft: [] }).toEqual(all);
});

it.each([
  { why: 'a balance below 0', rate: { value: '-50', numerator: '-50', denominator: '100' } },
  { why: 'a value whose parts are empty', rate: { value: '50', numerator: '', denominator: '' } },
])('$why moves by as much as it may, to either side', ({ rate }) => {
  const of = packageOf({ u1: ['90', '80'], u2: ['70', '60'] });
  of.observations = of.observations.map((each) => ({ ...each, ...rate }));
  of.scheme.nodes = of.scheme.nodes.map((node) => ({
    ...node,
    points: undefined,
    linear: { unacceptable: '-100', satisfactory: '100', baseShare: '0', ends: 'ENDS_FIXED' as const },
    time:
      rate.numerator === '' ? ('TIME_AGGREGATION_LAST' as const) : ('TIME_AGGREGATION_POOLED_RATIO' as const),
  }));
  const steps = shakeValues(new Inputs(of), options({ values: '0.1', draws: 200 }), () => false);
  let step = steps.next();
  while (!step.done) step = steps.next();
  const parts = [...(step.value.parts('a', 'u1') ?? [])];
  const stands = (100 + Number(rate.value)) / 200;
  expect(Math.min(...parts)).toBeGreaterThan(stands - 0.0251);
  expect(Math.min(...parts)).toBeLessThan(stands - 0.02);
  expect(Math.max(...parts)).toBeLessThan(stands + 0.0251);
  expect(Math.max(...parts)).toBeGreaterThan(stands + 0.02);
});
