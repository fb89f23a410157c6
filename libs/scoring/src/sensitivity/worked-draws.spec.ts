import { evaluate, Inputs, LeafTable } from '../evaluate';
import { type Nodes, packageOf } from '../samples/points-package';
import { leavesOf } from '../scheme';
import { scoreLeaf } from '../score-leaf';
import { trunkOf, type Trunk } from './branch';
import { type Enough, SensitivityOptions } from './options';
import { Random } from './random';
import { drawRanks, type RankInterval } from './rank-draws';
import type { Shaken } from './shaken-values';
import { unitTree } from './unit-tree';

/** Two leaves of half the weight: u1 has 80, u2 70 of 100 points. */
const two: Nodes = { a: { share: 50, scores: [80, 70] }, b: { share: 50, scores: [80, 70] } };
const always: Enough = () => false;

interface Drawn {
  nodes?: Nodes;
  scheme?: object;
  events?: object[];
  previousTotals?: { unitId: string; total: string }[];
  /** Parts by trial, by unit and leaf; NaN keeps the own part. */
  parts?: Record<string, number[]>;
  trials?: number;
  cut?: boolean;
  draws?: number;
  weights?: string;
  enough?: Enough;
  change?: (trunk: Trunk) => Trunk;
}

/** Places in draws that take the given parts one after the other. */
function drawn({
  nodes = two,
  scheme,
  events,
  previousTotals = [],
  parts = {},
  trials = 0,
  cut = false,
  draws = trials,
  weights = '0',
  enough = always,
  change = (trunk) => trunk,
}: Drawn): { ranks: RankInterval[]; draws: number } {
  const of = { ...packageOf(nodes, { totalFloor: '-1000', ...scheme }, events), previousTotals };
  const inputs = new Inputs(of);
  const table = new LeafTable(of.units);
  for (const [node] of leavesOf(of.scheme)) table.add(node.nodeId, scoreLeaf(node, inputs.context(node)));
  const trunks = of.units.flatMap(({ unitId }) => {
    const tree = unitTree(inputs, table, unitId);
    return tree ? [change(trunkOf(tree))] : [];
  });
  const shaken: Shaken = {
    trials,
    cut,
    parts: (nodeId, unitId) => {
      const own = parts[`${unitId} ${nodeId}`];
      return own && Float64Array.from(own);
    },
    indicatorOf: new Map([
      ['a', 'a'],
      ['b', 'b'],
    ]),
  };
  const options = SensitivityOptions.parse({ seed: 's', draws, weights });
  const steps = drawRanks(inputs, evaluate(of).standings, trunks, shaken, options, enough);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

const times = (count: number, part: number): number[] => Array.from({ length: count }, () => part);

it.each<{ why: string; above: number; of: number; is: Partial<RankInterval> }>([
  {
    why: '0 of 20: firm',
    above: 0,
    of: 20,
    is: { best: 1, worst: 1, median: 1, p5: 1, p95: 1, stays: '1.0000', firm: true },
  },
  {
    why: '1 of 20 is 5 %: firm',
    above: 1,
    of: 20,
    is: { best: 1, worst: 2, median: 1, p5: 1, p95: 1, stays: '0.9500', firm: true },
  },
  {
    why: '2 of 20',
    above: 2,
    of: 20,
    is: { best: 1, worst: 2, median: 1, p5: 1, p95: 2, stays: '0.9000', firm: false },
  },
  {
    why: '10 of 20: the better one is in the middle',
    above: 10,
    of: 20,
    is: { median: 1, stays: '0.5000' },
  },
  { why: '11 of 20', above: 11, of: 20, is: { best: 1, median: 2, p5: 1, p95: 2, stays: '0.4500' } },
  { why: '19 of 20', above: 19, of: 20, is: { best: 1, median: 2, p5: 1, p95: 2, stays: '0.0500' } },
  { why: '20 of 20', above: 20, of: 20, is: { best: 2, worst: 2, p5: 2, p95: 2, stays: '0.0000' } },
  { why: '1 of 3', above: 1, of: 3, is: { median: 1, p5: 1, p95: 2, stays: '0.6667', firm: false } },
])('u2 passes u1 in so many draws: $why', ({ above, of, is }) => {
  // With 0.9 on both leaves u2 has 90, with NaN its 70.
  const own = [...times(of - above, NaN), ...times(above, 0.9)];
  const { ranks, draws } = drawn({ parts: { 'u2 a': own, 'u2 b': own }, trials: of });
  expect(draws).toBe(of);
  expect(ranks[0]).toMatchObject({ unitId: 'u1', rank: 1, ...is });
});

/** The place of u2 in one draw in which a gives it so many points and b as many. */
const place = (points: number, more: Drawn = {}): number | undefined =>
  drawn({ parts: { 'u2 a': [points / 100], 'u2 b': [points / 100] }, trials: 1, ...more }).ranks[1]?.best;

const halfEven = { rounding: { mode: 'ROUNDING_MODE_HALF_EVEN' } };
it.each<[points: number, scheme: object, is: number, why: string]>([
  [80, {}, 1, 'level'],
  [79.996, {}, 1, '79.996 is 80.00'],
  [79.995, {}, 1, '79.995 is 80.00'],
  [79.9949, {}, 2, '79.9949 is 79.99'],
  [79.995, halfEven, 1, '79.995 is 80.00, the even one'],
  [79.9949, halfEven, 2, '79.9949 is 79.99'],
  [79.5, { rounding: { totalDigits: 0 } }, 1, '79.5 is 80'],
  [79.4, { rounding: { totalDigits: 0 } }, 2, '79.4 is 79'],
  [79.6, { rounding: { totalDigits: 0 } }, 1, '79.6 is 80'],
  [79.999999999, {}, 1, 'a last digit of doubles'],
])('%d under %j takes place %d: %s', (points, scheme, is) => {
  expect(place(points, { scheme })).toBe(is);
});

it.each<[points: number, added: number, scheme: object, is: number, why: string]>([
  // u1 has 80 − 80 = 0 and u2 a little less.
  [79.996, -80, {}, 1, '−0.004 is 0.00'],
  [79.994, -80, {}, 2, '−0.006 is −0.01'],
  [79.995, -80, {}, 2, '−0.005 is −0.01, away from nought'],
  [79.995, -80, halfEven, 1, '−0.005 is 0.00, the even one'],
  [79.985, -80, halfEven, 2, '−0.015 is −0.02, the even one'],
  [90, -200, {}, 1, '−110 is above −120'],
  [70, -200, {}, 2, '−130 is below −120'],
])('%d with %d takes place %d: %s', (points, added, scheme, is) => {
  expect(place(points, { scheme, change: (trunk) => ({ ...trunk, added }) })).toBe(is);
});

describe('ties by nodes', () => {
  const scheme = { tieRule: 'TIE_RULE_BY_NODES', tieNodeIds: ['a'] };
  const tied = (a: number, b: number, more: Partial<Drawn> = {}) =>
    drawn({ scheme, parts: { 'u2 a': [a], 'u2 b': [b] }, trials: 1, ...more }).ranks.map(({ best }) => best);

  it.each<[a: number, b: number, is: number[], why: string]>([
    [0.9, 0.7, [2, 1], '80 with 90 on a is before 80 with 80'],
    [0.7, 0.9, [1, 2], 'with 70 it is behind'],
    [0.8, 0.8, [1, 1], 'with 80 it is level'],
    [0.80004, 0.79996, [1, 1], '80.004 is told as 80.00'],
    [0.80006, 0.79994, [2, 1], '80.006 is told as 80.01'],
  ])('%d and %d: %j, as %s', (a, b, is) => {
    expect(tied(a, b)).toEqual(is);
  });

  it('a heading is compared by the part that it comes to', () => {
    const nodes: Nodes = {
      h: { share: 50, below: { a: { share: 50, scores: [80, 70] }, c: { share: 50, scores: [80, 80] } } },
      b: { share: 50, scores: [80, 70] },
    };
    // h of u2: (90 + 80) ÷ 2 = 85, and b 75: 80 together.
    const by = { scheme: { ...scheme, tieNodeIds: ['h'] }, nodes };
    expect(tied(0.9, 0.75, by)).toEqual([2, 1]);
    expect(tied(0.7, 0.85, by)).toEqual([1, 2]);
  });

  it('a leaf that does not count has no score and stands last', () => {
    const nodes: Nodes = {
      a: { share: 20, scores: [80, undefined] },
      b: { share: 80, scores: [80, 70] },
    };
    expect(
      drawn({ nodes, scheme, parts: { 'u2 b': [0.8] }, trials: 1 }).ranks.map(({ best }) => best),
    ).toEqual([1, 2]);
  });
});

it('counts draws with another grade', () => {
  const scheme = { grades: [{ gradeId: 'A', minScore: '75' }, { gradeId: 'B' }] };
  // u2: 70, 74, 76 and 79; never above u1.
  const own = [NaN, 0.74, 0.76, 0.79];
  const { ranks } = drawn({ scheme, parts: { 'u2 a': own, 'u2 b': own }, trials: 4 });
  expect(ranks).toMatchObject([
    { unitId: 'u1', stays: '1.0000', gradeChanges: '0.0000' },
    { unitId: 'u2', stays: '1.0000', gradeChanges: '0.5000' },
  ]);
});

it.each<[why: string, more: Drawn, draws: number]>([
  ['as many as asked for', { draws: 7 }, 7],
  ['more draws than trials', { trials: 2, draws: 7 }, 7],
  ['trials were cut short', { trials: 2, draws: 7, cut: true }, 2],
  ['no time', { draws: 7, enough: () => true }, 1],
  ['time for other phases only', { draws: 7, enough: (phase) => phase === 'DRAWS' }, 1],
  ['no time for other phases', { draws: 7, enough: (phase) => phase !== 'DRAWS' }, 7],
])('draws: %s', (_, more, draws) => {
  expect(drawn(more).draws).toBe(draws);
});

it('later draws take any of the trials, one indicator apart from another', () => {
  // 70 or 90 on each leaf: below, level with or above the 80 of u1.
  const own = [0.7, 0.9];
  const { ranks } = drawn({ parts: { 'u2 a': own, 'u2 b': own }, trials: 2, draws: 202 });
  const [a, b] = ['a', 'b'].map((indicatorId) => {
    const random = new Random(JSON.stringify(['s', 'trial', indicatorId]));
    return Array.from({ length: 202 }, (_, draw) => (draw < 2 ? draw : random.below(2)));
  });
  const behind = a?.filter((trial, i) => trial === 0 && b?.[i] === 0).length ?? 0;
  expect(ranks[1]?.stays).toBe((behind / 202).toFixed(4));
  expect(behind).toBeLessThan(80);
});

it('keeps vetoes of grades, and tells level ones apart by their rise', () => {
  const graded = drawn({
    scheme: {
      grades: [{ gradeId: 'A', minScore: '75' }, { gradeId: 'B' }],
      vetoes: [{ vetoId: 'v', effect: 'VETO_EFFECT_FAIL', basis: '文' }],
    },
    events: [{ eventId: 'e', unitId: 'u1', itemId: 'v' }],
    draws: 2,
  });
  expect(graded.ranks.map(({ gradeChanges }) => gradeChanges)).toEqual(['0.0000', '0.0000']);
  const risen = drawn({
    nodes: { a: { share: 100, scores: [80, 80] } },
    scheme: { tieByImprovement: true },
    previousTotals: [
      { unitId: 'u1', total: '70' },
      { unitId: 'u2', total: '60' },
    ],
    draws: 2,
  });
  expect(risen.ranks.map(({ unitId, rank, stays }) => `${unitId} ${rank} ${stays}`)).toEqual([
    'u2 1 1.0000',
    'u1 2 1.0000',
  ]);
});

it('moves each share by its own factor, the same for all units, and to either side', () => {
  // u1 leads by a, u2 by b: 80 w + 70 against 70 w + 80, so the greater factor decides.
  const nodes: Nodes = { a: { share: 50, scores: [80, 70] }, b: { share: 50, scores: [70, 80] } };
  const { ranks } = drawn({ nodes, weights: '0.1', draws: 400 });
  const factor = (nodeId: string) => {
    const random = new Random(JSON.stringify(['s', 'share', nodeId]));
    return Array.from({ length: 400 }, () => 1 + (0.1 * (random.below(2_000_001) - 1_000_000)) / 1_000_000);
  };
  const [a, b] = [factor('a'), factor('b')];
  const total = (w: number, v: number, x: number, y: number) => ((w * x + v * y) / (w + v)).toFixed(2);
  const first = a.filter((w, i) => total(w, b[i]!, 80, 70) >= total(w, b[i]!, 70, 80)).length;
  expect(ranks[0]).toMatchObject({ unitId: 'u1', rank: 1, stays: (first / 400).toFixed(4) });
  for (const each of [...a, ...b]) expect(Math.abs(each - 1)).toBeLessThanOrEqual(0.1);
});

it.each([
  { seed: 'x', other: 'x', same: true },
  { seed: 'x', other: 'y', same: false },
  { seed: 'x', other: 'xx', same: false },
  { seed: '', other: '\0', same: false },
])('seeds $seed and $other draw the same: $same', ({ seed, other, same }) => {
  const [a, b] = [new Random(seed), new Random(other)].map((random) =>
    Array.from({ length: 4 }, () => random.next()),
  );
  if (same) expect(b).toEqual(a);
  else expect(b).not.toEqual(a);
});

it('draws whole numbers below a bound, each as often as any other', () => {
  const random = new Random('s');
  const seen = times(3, 0);
  for (let n = 0; n < 3000; n += 1) seen[random.below(3)]! += 1;
  expect(seen.reduce((sum, each) => sum + each, 0)).toBe(3000);
  for (const count of seen) expect(Math.abs(count - 1000)).toBeLessThan(100);
  expect(random.below(1)).toBe(0);
});
