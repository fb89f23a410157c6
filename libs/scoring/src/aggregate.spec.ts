import fc from 'fast-check';
import { aggregate as aggregateTree, type LeafOutcome } from './aggregate';
import { explainNode as explainTree } from './explain-node';
import type { LeafState } from './leaf-state';
import { Scheme, walk } from './scheme';

const aggregate = (scheme: Scheme, leafScores: ReadonlyMap<string, LeafOutcome>) =>
  aggregateTree({ scheme, unitId: 'u', leafScores });
const explainNode = (scheme: Scheme, leafScores: ReadonlyMap<string, LeafOutcome>, nodeId?: string) =>
  explainTree({ scheme, unitId: 'u', leafScores }, nodeId);
const scored = (score: string): LeafOutcome => ({ state: 'SCORED', score });
const without = (state: LeafState): LeafOutcome => ({ state });
const leaves = (of: { [nodeId: string]: LeafOutcome | undefined }) =>
  new Map(Object.entries(of).flatMap(([nodeId, outcome]) => (outcome ? [[nodeId, outcome]] : [])));
const leaf = (nodeId: string, share: string, missing = 'EXCLUDE') => ({
  nodeId,
  share,
  missing: `MISSING_RULE_${missing}`,
});

/** Three leaves of 30, 50 and 20 with one missing rule. */
const three = (missing: string, more: object = {}) =>
  Scheme.parse({
    nodes: [leaf('a', '30', missing), leaf('b', '50', missing), leaf('c', '20', missing)],
    ...more,
  });

it.each([
  { why: 'all there', missing: 'BLOCK', c: scored('60'), is: { state: 'SCORED', total: '84.00' } },
  {
    why: 'one left out: (2700 + 4500) ÷ 80',
    missing: 'EXCLUDE',
    c: without('MISSING'),
    is: { state: 'SCORED', total: '90.00' },
  },
  {
    why: 'one counted as nought',
    missing: 'ZERO',
    c: without('MISSING'),
    is: { state: 'SCORED', total: '72.00' },
  },
  {
    why: 'one stops the total',
    missing: 'BLOCK',
    c: without('MISSING'),
    is: { state: 'BLOCKED', obstacles: [{ nodeId: 'c', state: 'MISSING' }] },
  },
  {
    why: 'no task for the unit',
    missing: 'EXCLUDE',
    c: without('TARGET_MISSING'),
    is: { state: 'SCORED', total: '90.00' },
  },
  {
    why: 'no cases',
    missing: 'EXCLUDE',
    c: without('DENOMINATOR_ZERO'),
    is: { state: 'SCORED', total: '90.00' },
  },
  {
    why: 'a fault is never counted as nought',
    missing: 'ZERO',
    c: without('TARGET_NOT_POSITIVE'),
    is: { state: 'BLOCKED', obstacles: [{ nodeId: 'c', state: 'TARGET_NOT_POSITIVE' }] },
  },
  {
    why: 'a fault is never left out',
    missing: 'EXCLUDE',
    c: without('COMPONENTS_MISSING'),
    is: { state: 'BLOCKED', obstacles: [{ nodeId: 'c', state: 'COMPONENTS_MISSING' }] },
  },
])('$why', ({ missing, c, is }) => {
  expect(aggregate(three(missing), leaves({ a: scored('90'), b: scored('90'), c }))).toMatchObject(is);
});

it('has no total when every node is left out, and misses leaves it was not given', () => {
  expect(aggregate(three('EXCLUDE'), leaves({}))).toMatchObject({ state: 'MISSING', obstacles: [] });
  expect(aggregate(three('ZERO'), leaves({}))).toMatchObject({ state: 'SCORED', total: '0.00' });
});

it('adds full marks, and gives the marks of what is left out to its siblings', () => {
  const scheme = three('EXCLUDE', { shareKind: 'SHARE_KIND_FULL_MARKS' });
  expect(aggregate(scheme, leaves({ a: scored('27.5'), b: scored('40'), c: scored('20') }))).toMatchObject({
    total: '87.50',
  });
  expect(aggregate(scheme, leaves({ a: scored('27'), b: scored('45') }))).toMatchObject({ total: '90.00' });
});

const tree = (availability: string, missing: string) =>
  Scheme.parse({
    nodes: [
      {
        nodeId: 'p',
        share: '60',
        availability,
        missing: `MISSING_RULE_${missing}`,
        children: [leaf('a', '50'), leaf('b', '25', 'ZERO'), leaf('c', '25')],
      },
      leaf('d', '40'),
    ],
  });

it.each([
  {
    why: 'two of three are enough, the third counts nought: 0.6 × 60 + 0.4 × 90',
    availability: '0.6',
    missing: 'BLOCK',
    given: { a: scored('90'), c: scored('60') },
    p: 'SCORED',
    is: { total: '72.00' },
  },
  {
    why: 'one of three is not, the parent is left out',
    availability: '0.6',
    missing: 'EXCLUDE',
    given: { a: scored('90') },
    p: 'EXCLUDED',
    is: { total: '90.00' },
  },
  {
    why: 'one of three is not, the parent counts nought',
    availability: '0.6',
    missing: 'ZERO',
    given: { a: scored('90') },
    p: 'ZEROED',
    is: { total: '36.00' },
  },
  {
    why: 'one of three is not, the parent blocks',
    availability: '0.6',
    missing: 'BLOCK',
    given: { a: scored('90') },
    p: 'BLOCKED',
    is: { state: 'BLOCKED', obstacles: [{ nodeId: 'p', state: 'MISSING' }] },
  },
  {
    why: 'exactly the least share',
    availability: '1',
    missing: 'BLOCK',
    given: { a: scored('90'), b: scored('90'), c: scored('90') },
    p: 'SCORED',
    is: { total: '90.00' },
  },
] as const)('availability: $why', ({ availability, missing, given, p, is }) => {
  const result = aggregate(tree(availability, missing), leaves({ ...given, d: scored('90') }));
  expect(result).toMatchObject(is);
  expect(result.nodes.find(({ nodeId }) => nodeId === 'p')?.state).toBe(p);
});

it('rounds the total once, not again at inner nodes', () => {
  const scheme = Scheme.parse({
    nodes: [{ nodeId: 'p', share: '100', children: [leaf('a', '50'), leaf('b', '50')] }],
    rounding: { itemDigits: 1, totalDigits: 1 },
  });
  const result = aggregate(scheme, leaves({ a: scored('80.1'), b: scored('80.0') }));
  expect(result.nodes[0]).toEqual({
    nodeId: 'p',
    state: 'SCORED',
    outOf: '100',
    score: '80.1',
    unrounded: '80.05',
  });
  expect(result).toMatchObject({ total: '80.1', unrounded: '80.05' });
});

it('gives a receipt of the total that can be followed by hand', () => {
  const given = leaves({ a: scored('90'), b: scored('80.5') });
  expect(explainNode(three('EXCLUDE'), given)).toEqual({
    nodeId: '',
    mean: 'MEAN_ARITHMETIC',
    adjustments: [],
    state: 'SCORED',
    outOf: '100',
    children: [
      { nodeId: 'a', state: 'SCORED', counted: true, share: '30', outOf: '100', score: '90' },
      { nodeId: 'b', state: 'SCORED', counted: true, share: '50', outOf: '100', score: '80.5' },
      { nodeId: 'c', state: 'EXCLUDED', counted: false, share: '20', outOf: '100' },
    ],
    availability: { scored: 2, of: 3, least: '0' },
    obstacles: [],
    formula: 'Σ(w × s) ÷ Σw',
    worked: '(30 × 90 + 50 × 80.5) ÷ (30 + 50)',
    before: '84.0625',
    rounding: { digits: 2, mode: 'ROUNDING_MODE_HALF_UP' },
    after: '84.06',
  });
  const marks = explainNode(
    three('EXCLUDE', { shareKind: 'SHARE_KIND_FULL_MARKS' }),
    leaves({ a: scored('27'), b: scored('45') }),
  );
  expect(marks).toMatchObject({
    formula: 'Σs × W ÷ Σw',
    worked: '(27 + 45) × 100 ÷ (30 + 50)',
    after: '90.00',
  });
});

it('shows no sum where the children do not give the score', () => {
  const receipt = explainNode(tree('0.6', 'ZERO'), leaves({ a: scored('90') }), 'p');
  expect(receipt).toMatchObject({
    state: 'ZEROED',
    availability: { scored: 1, of: 3, least: '0.6' },
    formula: '',
    after: '0.00',
  });
  expect(() => explainNode(three('ZERO'), leaves({}), 'z')).toThrow(
    expect.objectContaining({ reason: 'NODE_NOT_IN_SCHEME' }),
  );
});

const points = fc.integer({ min: 0, max: 10_000 }).map((n) => (n / 100).toFixed(2));
const outcomes = fc.record({ a: points, b: points, c: points, d: points }, { requiredKeys: ['d'] });
const schemes = fc
  .tuple(fc.constantFrom('0', '0.4', '0.7'), fc.constantFrom('ZERO', 'EXCLUDE', 'BLOCK'))
  .map(([availability, missing]) => tree(availability, missing));

it('stays within the scores it blends, and explains what it aggregates', () => {
  fc.assert(
    fc.property(schemes, outcomes, (scheme, given) => {
      const scores = leaves(
        Object.fromEntries(Object.entries(given).map(([id, score]) => [id, scored(score)])),
      );
      const result = aggregate(scheme, scores);
      const numbers = Object.values(given).map(Number);
      if (result.total) expect(Number(result.total)).toBeLessThanOrEqual(Math.max(...numbers));
      expect(explainNode(scheme, scores).after).toBe(result.total);
      for (const [node] of walk(scheme.nodes)) {
        const shown = result.nodes.find(({ nodeId }) => nodeId === node.nodeId);
        expect(explainNode(scheme, scores, node.nodeId)).toMatchObject({ state: shown?.state });
        expect(explainNode(scheme, scores, node.nodeId).after).toBe(shown?.score);
      }
    }),
  );
});

it('renormalises: leaving out is scoring without the node at all, and siblings may stand in any order', () => {
  fc.assert(
    fc.property(points, points, fc.integer({ min: 1, max: 79 }), (a, b, weight) => {
      const given = leaves({ a: scored(a), b: scored(b) });
      const nodes = [leaf('a', String(weight)), leaf('b', String(80 - weight)), leaf('c', '20')];
      const kept = nodes.slice(0, 2);
      const total = aggregate(Scheme.parse({ nodes }), given).total;
      expect(aggregate(Scheme.parse({ nodes: kept }), given).total).toBe(total);
      expect(aggregate(Scheme.parse({ nodes: nodes.toReversed() }), given).total).toBe(total);
    }),
  );
});

// By hand for 2: √((0.6² + 0.8²) ÷ 2) = √0.5; for -2: 1 ÷ √((1 ÷ 0.36 + 1 ÷ 0.64) ÷ 2) = 1 ÷ √2.170139.
it.each([
  { meanPower: '1', a: '60', b: '80', total: '70.00' },
  { meanPower: '-1', a: '60', b: '80', total: '68.57' },
  { meanPower: '2', a: '60', b: '80', total: '70.71' },
  { meanPower: '-2', a: '60', b: '80', total: '67.88' },
  { meanPower: '-2', a: '0', b: '80', total: '0.00' },
  { meanPower: '2', a: '-5', b: '80', total: '56.57' },
])('the generalised mean of $a and $b with exponent $meanPower is $total', ({ meanPower, a, b, total }) => {
  const scheme = Scheme.parse({
    mean: 'MEAN_POWER',
    meanPower,
    totalFloor: '-100',
    nodes: [leaf('a', '50'), leaf('b', '50')],
  });
  const scores = leaves({ a: scored(a), b: scored(b) });
  expect(aggregate(scheme, scores).total).toBe(total);
  expect(explainNode(scheme, scores).after).toBe(total);
});

const two = (more: object = {}, absence: object = {}) =>
  Scheme.parse({ nodes: [leaf('a', '50'), { ...leaf('b', '50'), absence }], ...more });

it.each([
  { state: 'MISSING', absence: { notApplicable: 'MISSING_RULE_ZERO' }, is: '80.00' },
  { state: 'NOT_APPLICABLE', absence: { notApplicable: 'MISSING_RULE_ZERO' }, is: '40.00' },
  { state: 'NOT_APPLICABLE', absence: {}, is: '80.00' },
  { state: 'NOT_REPORTED', absence: { notReported: 'MISSING_RULE_EXCLUDE' }, is: '80.00' },
  { state: 'NOT_REPORTED', absence: {}, is: '40.00' },
  { state: 'PENDING', absence: { pending: 'MISSING_RULE_ZERO' }, is: '40.00' },
  { state: 'PENDING', absence: { pending: 'MISSING_RULE_LAST_CYCLE' }, is: undefined },
  { state: 'SCORED', absence: {}, is: '80.00' },
] as const)('$state under $absence makes the total $is', ({ state, absence, is }) => {
  const result = aggregate(two({}, absence), leaves({ a: scored('80'), b: without(state) }));
  expect(result.total).toBe(is);
  expect(result.obstacles).toEqual(is === undefined ? [{ nodeId: 'b', state }] : []);
});

it('a leaf that a veto sets to 0 counts as nought, whatever its score', () => {
  const leafScores = leaves({ a: scored('80'), b: scored('90') });
  const result = aggregateTree({ scheme: two(), unitId: 'u', leafScores, zeroed: new Set(['b']) });
  expect(result.total).toBe('40.00');
  expect(result.nodes[1]).toEqual({
    nodeId: 'b',
    state: 'ZEROED',
    outOf: '100',
    score: '0.00',
    unrounded: '0',
  });
});

it.each([
  { why: 'a whole of nothing is 0', fullMark: '0', is: { state: 'SCORED', total: '0.00' } },
  { why: 'without any weight there is no total', fullMark: '100', is: { state: 'MISSING' } },
])('$why', ({ fullMark, is }) => {
  const scheme = Scheme.parse({ fullMark, nodes: [leaf('a', '0'), leaf('b', '0')] });
  expect(aggregate(scheme, leaves({ a: scored('0'), b: scored('0') }))).toMatchObject(is);
});

it('tells the points of every adjustment, and shows leaves by their own digits', () => {
  const scheme = two({
    nodes: [{ nodeId: 'p', share: '100', children: [leaf('a', '50'), leaf('b', '50')] }],
    rounding: { itemDigits: 1, wholeFrom: '50' },
    adjustments: [{ adjustmentId: 'bonus', cap: '5', leaves: [leaf('x', '5')] }],
  });
  const result = aggregate(scheme, leaves({ a: scored('80'), b: scored('85'), x: scored('1.50') }));
  expect(result).toMatchObject({ total: '84.00', adjustments: [{ adjustmentId: 'bonus', points: '1.5' }] });
  expect(result.nodes.map(({ nodeId, score }) => [nodeId, score])).toEqual([
    ['p', '82.5'],
    ['a', '80'],
    ['b', '85'],
  ]);
});

it('an item that a veto sets to 0 is there, so its heading does not go missing with it', () => {
  // Forged data of half a heading that asks for all of its items: (0 + 80) ÷ 2, not left out.
  const scheme = two({
    nodes: [
      {
        nodeId: 'p',
        share: '50',
        missing: 'MISSING_RULE_EXCLUDE',
        availability: '1',
        children: [leaf('a', '50'), leaf('b', '50')],
      },
      leaf('c', '50'),
    ],
  });
  const leafScores = leaves({ a: scored('90'), b: scored('80'), c: scored('100') });
  const tree = { scheme, unitId: 'u', leafScores, zeroed: new Set(['a']) };
  expect(aggregateTree(tree).total).toBe('70.00');
  expect(explainTree(tree, 'p').availability).toEqual({ scored: 2, of: 2, least: '1' });
});

it.each([
  { why: 'a bonus below 0 adds nothing', kind: 'BONUS', x: '-3', y: '0', total: '80.00' },
  { why: 'and takes from the others', kind: 'BONUS', x: '-1', y: '3', total: '82.00' },
  { why: 'a deduction is written with a minus', kind: 'DEDUCTION', x: '-3', y: '0', total: '77.00' },
  { why: 'or without', kind: 'DEDUCTION', x: '3', y: '-1', total: '76.00' },
])('$why', ({ kind, x, y, total }) => {
  const scheme = two({
    adjustments: [
      {
        adjustmentId: 'd',
        kind: `ADJUSTMENT_KIND_${kind}`,
        cap: '5',
        leaves: [leaf('x', '5'), leaf('y', '5')],
      },
    ],
  });
  const all = leaves({ a: scored('80'), b: scored('80'), x: scored(x), y: scored(y) });
  expect(aggregate(scheme, all).total).toBe(total);
});
