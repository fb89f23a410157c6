import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { evaluate } from '../evaluate';
import { PACKAGE_FORMAT, ScoringPackage } from '../package';
import { randomPackage } from '../samples/random-package';
import { exp, ln } from './elementary';
import { SensitivityOptions } from './options';
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
  expect(first).toBe('da1001e49c4c2f806a1222a2cdebc3c7091a128924a94fce5e9d7dc41568f848');
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
  // Two leaves, two trees, the standings, two shares, 50 trials of two leaves, 50 draws.
  expect(steps).toBe(2 + 2 + 1 + 2 + 100 + 50);
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

it('stops where there is time for no more, with what asking for so many gives', () => {
  const of = packageOf({ u1: ['90', '69.9'], u2: ['70', '89.8'], u3: ['75', '81'] });
  const many = options({ draws: 500, values: '0' });
  const steps = sensitivitySteps(of, many, () => true);
  let step = steps.next();
  while (!step.done) step = steps.next();
  expect(step.value.draws).toBe(1);
  expect(step.value).toEqual(sensitivity(of, { ...many, draws: 1 }));

  let asked = 0;
  const some = sensitivitySteps(of, many, () => (asked += 1) > 40);
  for (step = some.next(); !step.done;) step = some.next();
  expect(step.value.draws).toBe(41);
  expect(step.value).toEqual(sensitivity(of, { ...many, draws: 41 }));
});
