import { Board } from './board';
import { evaluate } from './evaluate';
import { PACKAGE_FORMAT, ScoringPackage } from './package';
import { canonicalJson } from './result-hash';
import { Scheme } from './scheme';

const leaf = (nodeId: string, share: string, more: object = {}) => ({
  nodeId,
  share,
  indicatorId: nodeId,
  points: {},
  ...more,
});
const base = {
  nodes: [
    { nodeId: 'p', share: '60', children: [leaf('a', '50'), leaf('b', '50')] },
    leaf('c', '40', { classShares: [{ classId: 'k', share: '40' }] }),
  ],
  unitClasses: [{ classId: 'k', unitIds: ['v'] }],
  adjustments: [{ adjustmentId: 'plus', cap: '5', leaves: [leaf('d', '5')] }],
  grades: [{ gradeId: 'A', minScore: '80' }, { gradeId: 'B' }],
  vetoes: [{ vetoId: 'x', basis: '文', effect: 'VETO_EFFECT_FAIL' }],
};
const packageOf = (scheme: object): ScoringPackage =>
  ScoringPackage.parse({
    format: PACKAGE_FORMAT,
    cyclePeriod: '2026',
    scheme,
    indicators: ['a', 'b', 'c', 'd'].map((indicatorId) => ({ indicatorId })),
    units: [{ unitId: 'u' }, { unitId: 'v' }],
    observations: Object.entries({ u: ['81.5', '40', '90', '3'], v: ['60', '70', '80', '4'] }).flatMap(
      ([unitId, values]) =>
        values.map((value, i) => ({ indicatorId: 'abcd'.charAt(i), unitId, period: '2026', value })),
    ),
    events: [{ eventId: 'e', unitId: 'v', itemId: 'x' }],
  });

const [p, c] = base.nodes;
const inner = (a: string, b: string, more: object = {}) => ({
  ...p,
  ...more,
  children: [leaf('a', a), leaf('b', b)],
});

// p is 60.75 for u and 65 for v: with c and the bonus 75.45 and 75.
it.each<[change: string, scheme: object, ...totals: string[]]>([
  ['none', {}, '75.45', '75.00'],
  [
    'weights at the top',
    {
      nodes: [
        { ...p, share: '40' },
        { ...c, share: '60', classShares: [] },
      ],
    },
    '81.30',
    '78.00',
  ],
  ['weights below', { nodes: [inner('80', '20'), c] }, '82.92', '73.20'],
  [
    'the share of a class',
    { nodes: [p, leaf('c', '40', { classShares: [{ classId: 'k', share: '90' }] })] },
    '75.45',
    '78.00',
  ],
  ['the mean of a node', { nodes: [inner('50', '50', { mean: 'MEAN_GEOMETRIC' }), c] }, '73.26', '74.88'],
  ['a missing rule', { nodes: [inner('50', '50', { missing: 'MISSING_RULE_ZERO' }), c] }, '75.45', '75.00'],
  ['the cap of a bonus', { adjustments: [{ ...base.adjustments[0], cap: '2' }] }, '74.45', '73.00'],
  ['digits', { rounding: { totalDigits: 0 } }, '75', '75'],
  ['nothing but the veto', { vetoes: [] }, '75.45', '75.00'],
  [
    'a veto that takes a leaf away',
    { vetoes: [{ ...base.vetoes[0], effect: 'VETO_EFFECT_ZERO_NODE', nodeId: 'a' }] },
    '75.45',
    '57.00',
  ],
  ['classes', { unitClasses: [], nodes: [p, { ...c, classShares: [] }] }, '75.45', '75.00'],
])('a board with another %s stands as if it were evaluated anew', (_, change, ...totals) => {
  const scheme = { ...base, ...change };
  const tried = new Board(packageOf(base)).under(Scheme.parse(scheme));
  const anew = evaluate(packageOf(scheme));
  expect(tried.results.map(({ total }) => total)).toEqual(totals);
  expect(canonicalJson(tried.standings)).toBe(canonicalJson(anew.standings));
  expect(canonicalJson(tried.results)).toBe(canonicalJson(anew.results));
});

it('under full marks a leaf of 90 gives 81.5 of them, and one of 10 all', () => {
  const marks = (a: string, b: string) => ({
    shareKind: 'SHARE_KIND_FULL_MARKS',
    nodes: [{ nodeId: 'p', share: '100', children: [leaf('a', a), leaf('b', b)] }],
  });
  const board = new Board(packageOf(marks('90', '10')));
  const same = board.under(Scheme.parse(marks('90', '10')));
  expect(same.results.map(({ total }) => total)).toEqual(['91.50', '70.00']);
});
