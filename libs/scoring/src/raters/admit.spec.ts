import fc from 'fast-check';
import { checkScheme } from '../check-scheme';
import { evaluate, Inputs } from '../evaluate';
import { explainLeaf } from '../explain-leaf';
import { PACKAGE_FORMAT, ScoringPackage } from '../package';
import { Scheme } from '../scheme';
import { admit } from './admit';

const SCALE = [
  { option: 'good', value: '100' },
  { option: 'fair', value: '80' },
  { option: 'poor', value: '60' },
];
const scheme = (raters: object, method: object = { opinion: { scale: SCALE } }) =>
  Scheme.parse({ nodes: [{ nodeId: 'n', share: '100', ...method, raters }] });

/** `1 a good` is a ballot of rater 1 about unit a; `1@b a good` of a rater who belongs to b. */
const ballots = (...written: string[]) =>
  written.map((each) => {
    const [rater = '', unitId = '', option = ''] = each.split(' ');
    const [raterId = '', raterUnitId = ''] = rater.split('@');
    return { nodeId: 'n', unitId, raterId, raterUnitId, option };
  });
const score = (raters: object, cast: ReturnType<typeof ballots>) => {
  const of = ScoringPackage.parse({
    format: PACKAGE_FORMAT,
    cyclePeriod: '2026',
    scheme: scheme(raters),
    units: [{ unitId: 'a' }, { unitId: 'b' }],
    ballots: cast,
  });
  const node = of.scheme.nodes[0]!;
  const { leaves } = evaluate(of);
  return {
    scores: leaves.map((leaf) => leaf.score ?? leaf.state),
    receipt: explainLeaf(node, new Inputs(of).context(node), 'a'),
  };
};

const own = ballots('1@a a good', '2@b a good', '3 a good');
it.each([
  { raters: {}, counted: 2, enough: true },
  { raters: { recuse: false }, counted: 3, enough: true },
  { raters: { minimum: 3 }, counted: 2, enough: false },
])('with $raters counts $counted', ({ raters, counted, enough }) => {
  const admitted = admit(scheme(raters).nodes[0]!, own)('a');
  expect([admitted.ballots.length, admitted.enough]).toEqual([counted, enough]);
});

it.each([
  {
    why: 'a rater who gives all the same has not judged; one of a single unit may',
    raters: { refuseUniform: true },
    cast: ballots('1 a good', '1 b good', '2 a good', '2 b fair', '3 a poor'),
    scores: ['80.00', '80.00'],
    invalid: [{ why: 'UNIFORM', count: 1 }],
  },
  {
    why: 'a rater who keeps two units closer together than 30 has not told them apart; one of a single unit may',
    raters: { leastSpread: '30' },
    cast: ballots('1 a good', '1 b fair', '2 a good', '2 b poor', '3 a fair'),
    scores: ['90.00', '60.00'],
    invalid: [{ why: 'TOO_CLOSE', count: 1 }],
  },
  {
    why: 'what is uniform is asked after the own unit has gone',
    raters: { refuseUniform: true },
    cast: ballots('1@b a good', '1@b b poor', '2 a fair', '2 b good'),
    scores: ['90.00', '100.00'],
    invalid: [],
  },
  {
    why: 'two of three good are more than a half; one of two is not',
    raters: { quotas: [{ option: 'good', share: '0.5' }] },
    cast: ballots('1 a good', '1 b good', '1 c fair', '2 a good', '2 b poor'),
    scores: ['100.00', '60.00'],
    invalid: [{ why: 'OUT_OF_QUOTA', count: 1 }],
  },
  {
    why: 'one of the highest and one of the lowest drop out of five: (100 + 80 + 80) ÷ 3',
    raters: { trimAbove: 4 },
    cast: ballots('1 a good', '2 a good', '3 a fair', '4 a fair', '5 a poor', '1 b poor', '2 b good'),
    scores: ['86.67', '80.00'],
    invalid: [],
  },
  {
    why: 'z-scores: m = 80, s² = 800 ÷ 3, both raters find a better by √2 of their deviation: 80 ± 20 ÷ √3',
    raters: { levelling: 'LEVELLING_Z_SCORE' },
    cast: ballots('1 a good', '1 b fair', '2 a fair', '2 b poor'),
    scores: ['91.55', '68.45'],
    invalid: [],
  },
  {
    why: 'min-max: both raters use the whole range from 60 to 100',
    raters: { levelling: 'LEVELLING_MIN_MAX' },
    cast: ballots('1 a good', '1 b fair', '2 a fair', '2 b poor'),
    scores: ['100.00', '60.00'],
    invalid: [],
  },
  {
    why: 'a rater who tells nobody apart comes to the middle, one of a single unit stays',
    raters: { levelling: 'LEVELLING_MIN_MAX' },
    cast: ballots('1 a good', '1 b good', '2 a poor'),
    scores: ['70.00', '80.00'],
    invalid: [],
  },
  {
    why: 'levelling comes before trimming: 100, 100, 100, 60, 60, 60 lose one 100 and one 60',
    raters: { levelling: 'LEVELLING_MIN_MAX', trimAbove: 5 },
    cast: ballots(
      ...['1', '2', '3'].flatMap((rater) => [`${rater} a fair`, `${rater} b poor`]),
      ...['4', '5', '6'].flatMap((rater) => [`${rater} a fair`, `${rater} b good`]),
    ),
    scores: ['80.00', '80.00'],
    invalid: [],
  },
])('$why', ({ raters, cast, scores, invalid }) => {
  expect(score(raters, cast).scores).toEqual(scores);
  expect(admit(scheme(raters).nodes[0]!, cast)('a').invalid).toEqual(invalid);
});

it('tells every rule in the receipt, in both languages', () => {
  const raters = { refuseUniform: true, trimAbove: 5, levelling: 'LEVELLING_Z_SCORE' };
  const judging = ['1', '2', '3', '4', '5', '6'].flatMap((rater) => [`${rater} a good`, `${rater} b fair`]);
  const { receipt } = score(raters, ballots(...judging, '7@a a good', '8 a good', '8 b good'));
  expect(receipt.ballotCount).toMatchObject({ cast: 8, valid: 6, counted: 4, withheld: false });
  expect(receipt.ballotCount?.steps.map(({ rule, ballots: n }) => [rule, n])).toEqual([
    ['OWN_UNIT', 1],
    ['UNIFORM', 1],
    ['LEVELLING', 12],
    ['TRIMMING', 2],
  ]);
  expect(receipt.ballotCount?.steps[2]?.en).toContain('m = 90, s = 10.4447, V = 100');
  expect(receipt.ballotCount?.steps[3]?.zh).toBe('6 张中去掉最高、最低各 1 张。');
  expect(receipt.sittings[0]).toMatchObject({ formula: 'W × Σx′ ÷ n ÷ V' });
});

it('keeps back what fewer than five ballots would tell', () => {
  const { receipt } = score(
    { levelling: 'LEVELLING_Z_SCORE' },
    ballots('1 a good', '1 b poor', '2 a fair', '2 b poor'),
  );
  const { ballotCount, sittings } = receipt;
  expect(ballotCount).toMatchObject({ valid: 2, options: [], withheld: true });
  expect(ballotCount?.steps[0]?.en).not.toContain('m =');
  expect(sittings[0]?.worked).toMatch(/^[\d.]+$/);
});

it('does not depend on the order of ballots', () => {
  const cast = fc.array(
    fc.tuple(
      fc.constantFrom('1', '2', '3', '4@a'),
      fc.constantFrom('a', 'b'),
      fc.constantFrom('good', 'fair', 'poor'),
    ),
    { maxLength: 14 },
  );
  const raters = fc.record({
    refuseUniform: fc.boolean(),
    trimAbove: fc.constantFrom(0, 3, 5),
    levelling: fc.constantFrom('LEVELLING_NONE', 'LEVELLING_Z_SCORE', 'LEVELLING_MIN_MAX'),
  });
  fc.assert(
    fc.property(cast, raters, (drawn, rule) => {
      const written = ballots(...drawn.map((each) => each.join(' ')));
      const straight = score(rule, written);
      expect(score(rule, written.toReversed()).scores).toEqual(straight.scores);
      for (const points of straight.scores.filter((each) => /\d/.test(each))) {
        expect(Number(points)).toBeGreaterThanOrEqual(0);
        expect(Number(points)).toBeLessThanOrEqual(100);
      }
    }),
  );
});

it.each([
  { raters: { trimAbove: 2 }, field: 'trimAbove', reason: 'TRIM_LEAVES_NOTHING' },
  {
    raters: { quotas: [{ option: 'good', share: '1.5' }] },
    field: 'quotas[0].share',
    reason: 'OUT_OF_RANGE',
  },
  {
    raters: { quotas: [{ option: 'best', share: '0.5' }] },
    field: 'quotas[0].option',
    reason: 'OPTION_UNKNOWN',
  },
  {
    raters: { trimAbove: 5 },
    method: {
      opinionLadder: { excellent: ['good'], rungs: [{ share: '0.9', points: '90' }], otherwise: '50' },
    },
    field: 'trimAbove',
    reason: 'RATER_RULE_NEEDS_SCALE',
  },
  {
    raters: { levelling: 'LEVELLING_MIN_MAX' },
    method: {
      opinionLadder: { excellent: ['good'], rungs: [{ share: '0.9', points: '90' }], otherwise: '50' },
    },
    field: 'levelling',
    reason: 'RATER_RULE_NEEDS_SCALE',
  },
])('refuses $raters', ({ raters, method, field, reason }) => {
  expect(checkScheme(scheme(raters, method), new Map())).toMatchObject([
    { field: `nodes[0].raters.${field}`, reason },
  ]);
});

it('takes every rule that it computes', () => {
  const every = {
    refuseUniform: true,
    quotas: [{ option: 'good', share: '0.5' }],
    trimAbove: 5,
    levelling: 'LEVELLING_Z_SCORE',
    minimum: 3,
  };
  expect(checkScheme(scheme(every), new Map())).toEqual([]);
});
