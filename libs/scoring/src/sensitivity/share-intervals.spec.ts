import fc from 'fast-check';
import { evaluate } from '../evaluate';
import { PACKAGE_FORMAT, ScoringPackage } from '../package';
import { randomPackage } from '../samples/random-package';
import { walk } from '../scheme';
import { SensitivityOptions } from './options';
import { sensitivity } from './sensitivity';
import type { ShareInterval } from './share-intervals';

const shares = (of: ScoringPackage): ShareInterval[] =>
  sensitivity(of, SensitivityOptions.parse({ seed: 's', values: '0', draws: 1 })).shares;

interface Leaf {
  nodeId: string;
  share: string;
  scores: (string | undefined)[];
  children?: never;
}
interface Parent {
  nodeId: string;
  share: string;
  children: Leaf[];
  mean?: string;
}

/** Units u1, u2, … with given points on every leaf; a leaf without points is left out. */
function packageOf(nodes: (Leaf | Parent)[], scheme: object = {}): ScoringPackage {
  const leaves = nodes.flatMap((node): Leaf[] => node.children ?? [node]);
  const leaf = ({ scores: _, ...node }: Leaf) => ({
    ...node,
    indicatorId: node.nodeId,
    time: 'TIME_AGGREGATION_LAST',
    missing: 'MISSING_RULE_EXCLUDE',
    points: {},
  });
  return ScoringPackage.parse({
    format: PACKAGE_FORMAT,
    cyclePeriod: '2026',
    scheme: {
      rounding: { itemDigits: 8, totalDigits: 8 },
      nodes: nodes.map((node) =>
        node.children ? { ...node, children: node.children.map(leaf) } : leaf(node),
      ),
      ...scheme,
    },
    indicators: leaves.map(({ nodeId }) => ({ indicatorId: nodeId })),
    units: leaves[0]?.scores.map((_, i) => ({ unitId: `u${i + 1}` })),
    observations: leaves.flatMap(({ nodeId, scores }) =>
      scores.flatMap((value, i) =>
        value === undefined ? [] : [{ indicatorId: nodeId, unitId: `u${i + 1}`, period: '2026', value }],
      ),
    ),
  });
}

const two: Leaf[] = [
  { nodeId: 'a', share: '50', scores: ['80', '60'] },
  { nodeId: 'b', share: '50', scores: ['60', '90'] },
];

it.each([
  {
    why: 'a line: 80t + 60(100 − t) = 60t + 90(100 − t) at t = 60',
    of: packageOf(two),
    is: { a: ['0', '60', '', 'u1 u2'], b: ['40', '100', 'u1 u2', ''] },
  },
  {
    why: 'a quotient, u1 left out of b: (5000 + 110t) ÷ (100 + t) = 80 − 0.2t at t = 50',
    of: packageOf([
      { nodeId: 'a', share: '40', scores: ['80', '60'] },
      { nodeId: 'b', share: '30', scores: [undefined, '90'] },
      { nodeId: 'c', share: '30', scores: ['50', '70'] },
    ]),
    is: { a: ['0', '50', '', 'u1 u2'] },
  },
  {
    why: 'a dominated unit, which never overtakes',
    of: packageOf([
      { nodeId: 'a', share: '30', scores: ['80', '60'] },
      { nodeId: 'b', share: '70', scores: ['60', '59'] },
    ]),
    is: { a: ['0', '100', '', ''], b: ['0', '100', '', ''] },
  },
  {
    why: 'units that are level in everything',
    of: packageOf([
      { nodeId: 'a', share: '30', scores: ['80', '80'] },
      { nodeId: 'b', share: '70', scores: ['60', '60'] },
    ]),
    is: { a: ['0', '100', '', ''], b: ['0', '100', '', ''] },
  },
  {
    why: 'units that are level only as the shares stand',
    of: packageOf([
      { nodeId: 'a', share: '50', scores: ['80', '60'] },
      { nodeId: 'b', share: '50', scores: ['60', '80'] },
    ]),
    is: { a: ['50', '50', 'u1 u2', 'u1 u2'], b: ['50', '50', 'u1 u2', 'u1 u2'] },
  },
  {
    why: 'an end without an end in decimals, told on the safe side: 20t = 10(100 − t) at t = 33.3…',
    of: packageOf([
      { nodeId: 'a', share: '50', scores: ['80', '60'] },
      { nodeId: 'b', share: '50', scores: ['60', '70'] },
    ]),
    is: { a: ['33.333334', '100', 'u1 u2', ''], b: ['0', '66.666666', '', 'u1 u2'] },
  },
  {
    why: 'full marks, which move as weights do: 40 of 50 and 30 of 50 are 80 and 60',
    of: packageOf(
      [
        { nodeId: 'a', share: '50', scores: ['40', '30'] },
        { nodeId: 'b', share: '50', scores: ['30', '45'] },
      ],
      { shareKind: 'SHARE_KIND_FULL_MARKS' },
    ),
    is: { a: ['0', '60', '', 'u1 u2'], b: ['40', '100', 'u1 u2', ''] },
  },
  {
    why: 'children of a heading with half of the weight: 10 + 0.5(80t + 60(100 − t)) ÷ 100 = 0.5(60t + 90(100 − t)) ÷ 100 at t = 20',
    of: packageOf([
      {
        nodeId: 'h',
        share: '50',
        children: two.map((leaf) => ({ ...leaf, share: leaf.nodeId === 'a' ? '10' : '90' })),
      },
      { nodeId: 'c', share: '50', scores: ['70', '50'] },
    ]),
    is: { a: ['0', '20', '', 'u1 u2'], b: ['80', '100', 'u1 u2', ''] },
  },
])('solves $why', ({ of, is }) => {
  const found = shares(of);
  expect(found.every(({ basis }) => basis === 'EXACT')).toBe(true);
  const told = found.map(({ nodeId, whole }) => [
    nodeId,
    [whole.low, whole.high, whole.lowUnitIds.join(' '), whole.highUnitIds.join(' ')],
  ]);
  expect(Object.fromEntries(told)).toMatchObject(is);
});

it('tells each unit how far its own place stays', () => {
  const of = packageOf([
    { nodeId: 'a', share: '50', scores: ['80', '60', '10'] },
    { nodeId: 'b', share: '50', scores: ['60', '90', '20'] },
  ]);
  expect(shares(of)[0]?.units).toEqual([
    { unitId: 'u1', low: '0', high: '60', lowUnitId: '', highUnitId: 'u2' },
    { unitId: 'u2', low: '0', high: '60', lowUnitId: '', highUnitId: 'u1' },
    { unitId: 'u3', low: '0', high: '100', lowUnitId: '', highUnitId: '' },
  ]);
});

it.each([
  { why: 'a geometric mean', of: packageOf(two, { mean: 'MEAN_GEOMETRIC' }) },
  { why: 'a cap of the total that is met', of: packageOf(two, { totalCap: '72' }) },
])('finds by trying what cannot be solved for $why', ({ of }) => {
  expect(shares(of).map(({ basis }) => basis)).toEqual(['SCANNED', 'SCANNED']);
});

it('ranks classes apart, each with its own shares', () => {
  const of = packageOf(
    [
      { nodeId: 'a', share: '50', scores: ['80', '60', '80', '60'] },
      { nodeId: 'b', share: '50', scores: ['60', '90', '60', '70'] },
    ],
    {
      rankWithinClasses: true,
      unitClasses: [
        { classId: 'x', unitIds: ['u1', 'u2'] },
        { classId: 'y', unitIds: ['u3', 'u4'] },
      ],
    },
  );
  expect(shares(of).map(({ nodeId, classId, whole: { low, high } }) => [nodeId, classId, low, high])).toEqual(
    [
      ['a', 'x', '0', '60'],
      ['a', 'y', '33.333334', '100'],
      ['b', 'x', '40', '100'],
      ['b', 'y', '0', '66.666666'],
    ],
  );
});

/** Places by totals before rounding, from the engine, with one share moved and its siblings in proportion. */
function placesWith(
  of: ScoringPackage,
  { nodeId, share, most, units }: ShareInterval,
  moved: number,
): string {
  const scheme = structuredClone(of.scheme);
  const groups = [scheme.nodes, ...[...walk(scheme.nodes)].map(([{ children }]) => children)];
  const siblings = groups.find((group) => group.some((node) => node.nodeId === nodeId)) ?? [];
  const factor = (Number(most) - moved) / (Number(most) - Number(share));
  for (const node of siblings) {
    const other = node.nodeId === nodeId ? moved : Number(node.share) * factor;
    node.share = other.toFixed(15);
  }
  const own = new Set(units.map(({ unitId }) => unitId));
  const totals = evaluate({ ...of, scheme })
    .results.filter(({ unitId }) => own.has(unitId))
    .map(({ unitId, unrounded }) => ({ unitId, total: Number(unrounded) }));
  return totals
    .map(({ unitId, total }) => [unitId, 1 + totals.filter((each) => each.total > total + 1e-11).length])
    .map(([unitId, place]) => `${unitId}:${place}`)
    .sort()
    .join(' ');
}

/** Wider than the digits in which ends are told, narrower than anything that people decide. */
const BESIDE = 3e-6;

/** A thirtieth of the way, halved sixteen times, of a share up to 100. */
const SCAN_BESIDE = 6e-5;

function expectEnds(of: ScoringPackage, interval: ShareInterval, beside = BESIDE): void {
  const { share, most, whole } = interval;
  const stand = placesWith(of, interval, Number(share));
  const [low, high] = [Number(whole.low), Number(whole.high)];
  const between = [(low + Number(share)) / 2, (high + Number(share)) / 2];
  // What is found by trying may step over a change that is undone at once.
  const inner = interval.basis === 'EXACT' ? between : [];
  for (const inside of [low + beside, ...inner, high - beside]) {
    if (inside > low && inside < high) expect(placesWith(of, interval, inside)).toBe(stand);
  }
  for (const [end, outside, by] of [
    [low, low - beside, whole.lowUnitIds],
    [high, high + beside, whole.highUnitIds],
  ] as const) {
    expect(by.length).toBe(end === 0 || end === Number(most) ? 0 : 2);
    if (by.length > 0) expect(placesWith(of, interval, outside)).not.toBe(stand);
  }
}

const points = fc.integer({ min: 0, max: 1000 }).map((tenths) => String(tenths / 10));
const cell = fc.option(points, { freq: 8, nil: undefined });
const weights = fc
  .array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 4 })
  .map((drawn) =>
    drawn.map((each, i) => (i === 0 ? 100 - drawn.slice(1).reduce((a, b) => a + b, 0) * 5 : each * 5)),
  )
  .filter(([first = 0]) => first > 0);

it('ends where places change, and nowhere before', () => {
  fc.assert(
    fc.property(
      weights.chain((drawn) =>
        fc.tuple(
          fc.constant(drawn),
          fc.integer({ min: 2, max: 5 }).chain((units) =>
            fc.array(fc.array(cell, { minLength: units, maxLength: units }), {
              minLength: drawn.length,
              maxLength: drawn.length,
            }),
          ),
        ),
      ),
      ([drawn, rows]) => {
        const of = packageOf(
          drawn.map((share, i) => ({ nodeId: `n${i}`, share: String(share), scores: rows[i] ?? [] })),
        );
        for (const interval of shares(of)) {
          expect(interval.basis).toBe('EXACT');
          expectEnds(of, interval);
        }
      },
    ),
    { numRuns: 150 },
  );
});

it('holds for random schemes of any depth, mean, cap and class', () => {
  let [solved, scanned] = [0, 0];
  for (let seed = 0; seed < 60; seed += 1) {
    const of = randomPackage(`interval ${seed}`);
    if (of.scheme.shareKind !== 'SHARE_KIND_WEIGHTS') continue;
    for (const interval of shares(of)) {
      expectEnds(of, interval, interval.basis === 'EXACT' ? BESIDE : SCAN_BESIDE);
      if (interval.basis === 'EXACT') solved += 1;
      else scanned += 1;
    }
  }
  expect(solved).toBeGreaterThan(20);
  expect(scanned).toBeGreaterThan(20);
});
