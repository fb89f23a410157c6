import { needsGroup } from './assess';
import { evaluate, Inputs } from './evaluate';
import { explainLeaf } from './explain-leaf';
import { PACKAGE_FORMAT, ScoringPackage } from './package';
import { type SchemeNode, leavesOf } from './scheme';
import { scoreInDecimals } from './score-leaf';

interface Given {
  /** Of the only leaf, out of 100 unless the scheme says otherwise. */
  leaf: object;
  scheme?: object;
  /** By unit: values of January, February … */
  values?: Record<string, string[]>;
  before?: Record<string, string[]>;
  targets?: Record<string, string>;
  more?: object;
}

const rows = (year: string, values: Record<string, string[]>) =>
  Object.entries(values).flatMap(([unitId, list]) =>
    list.map((value, i) => ({ indicatorId: 'i', unitId, period: `${year}-0${i + 1}`, value })),
  );
const packageOf = ({ leaf, scheme, values = {}, before = {}, targets = {}, more }: Given): ScoringPackage =>
  ScoringPackage.parse({
    format: PACKAGE_FORMAT,
    cyclePeriod: '2026',
    scheme: { nodes: [{ nodeId: 'n', share: '100', indicatorId: 'i', ...leaf }], ...scheme },
    indicators: [{ indicatorId: 'i' }],
    units: ['u', 'v', 'w'].map((unitId) => ({ unitId })),
    observations: rows('2026', values),
    before: rows('2025', before),
    targets: Object.entries(targets).map(([unitId, value]) => ({
      indicatorId: 'i',
      unitId,
      period: '2026',
      value,
    })),
    ...more,
  });
const leafOf = (of: ScoringPackage): SchemeNode => [...leavesOf(of.scheme)].at(-1)![0];
/** Score, or why there is none, of units u, v and w on the last leaf. */
const scoresOf = (of: ScoringPackage): string[] =>
  scoreInDecimals(leafOf(of), new Inputs(of).context(leafOf(of))).map(({ state, score }) => score ?? state);

const declared = (unitId: string, state: string, value = '') => ({ nodeId: 'n', unitId, state, value });
const lastCycle = { points: {}, absence: { pending: 'MISSING_RULE_LAST_CYCLE' } };
const byPeriod = { time: 'TIME_AGGREGATION_MEAN_OF_SCORES' };

it.each<[why: string, given: Given, ...scores: string[]]>([
  [
    'a figure that is not published yet: the one of the cycle before stands in where the scheme says so',
    {
      leaf: lastCycle,
      values: { u: ['70'], v: ['70'] },
      before: { u: ['60', '62'], v: ['60'] },
      more: { declarations: [declared('u', 'PENDING'), declared('w', 'PENDING')] },
    },
    '61.00',
    '70.00',
    'PENDING',
  ],
  [
    'it stands in for no other reason',
    {
      leaf: lastCycle,
      before: { u: ['60'], v: ['60'] },
      more: { declarations: [declared('u', 'NOT_REPORTED'), declared('v', 'NOT_APPLICABLE')] },
    },
    'NOT_REPORTED',
    'NOT_APPLICABLE',
    'MISSING',
  ],
  [
    'nor where the scheme does not say so',
    {
      leaf: { points: {} },
      values: { u: ['70'] },
      before: { u: ['60'] },
      more: { declarations: [declared('u', 'PENDING')] },
    },
    'PENDING',
    'MISSING',
    'MISSING',
  ],
  [
    'a stated value counts instead of what was observed',
    { leaf: { points: {} }, values: { u: ['70'] }, more: { declarations: [declared('u', 'IMPUTED', '65')] } },
    '65.00',
    'MISSING',
    'MISSING',
  ],
  // In January w is first, then v and u; in February u, then w and v: 100, 90 and 80 points.
  [
    'a value stated for the cycle has a place in every period of the others',
    {
      leaf: { ...byPeriod, rankPoints: { decrement: '0.1' } },
      values: { u: ['5', '7'], v: ['6', '6'] },
      more: { declarations: [declared('w', 'IMPUTED', '6.5')] },
    },
    '90.00',
    '85.00',
    '95.00',
  ],
  [
    'and is scored once where no period is there to compare it with',
    {
      leaf: { ...byPeriod, rankPoints: { decrement: '0.1' } },
      more: { declarations: [declared('w', 'IMPUTED', '6.5')] },
    },
    'MISSING',
    'MISSING',
    '100.00',
  ],
  [
    'and where nobody is compared',
    {
      leaf: { ...byPeriod, points: {} },
      values: { u: ['5', '7'] },
      more: { declarations: [declared('w', 'IMPUTED', '6.5')] },
    },
    '6.00',
    'MISSING',
    '6.50',
  ],
  // Half of three units is one: v with 130 % of its target; w has no target, so no ratio and no place.
  [
    'a unit without a target takes no place among ratios',
    {
      leaf: { ratioToTarget: { cap: '1.2', bonusUnitShare: '0.5' } },
      values: { u: ['110'], v: ['130'], w: ['500'] },
      targets: { u: '100', v: '100' },
    },
    '100.00',
    '120.00',
    'TARGET_MISSING',
  ],
  [
    'a judged item without a mark is missing, whatever value is stated',
    {
      leaf: { indicatorId: '', judged: { judgedBy: '考核组', bands: [{ bandId: 'a' }] } },
      more: {
        declarations: [
          { ...declared('u', 'JUDGED', '80'), bandId: 'a' },
          declared('v', 'IMPUTED', '80'),
          declared('w', 'PENDING'),
        ],
      },
    },
    '80.00',
    'MISSING',
    'PENDING',
  ],
  [
    'full marks by class of units',
    {
      leaf: { points: {}, share: '20', classShares: [{ classId: 'c', share: '30' }] },
      scheme: { shareKind: 'SHARE_KIND_FULL_MARKS', unitClasses: [{ classId: 'c', unitIds: ['v'] }] },
      values: { u: ['50'], v: ['50'], w: ['5'] },
    },
    '20.00',
    '30.00',
    '5.00',
  ],
  [
    'weights by class leave the full mark alone',
    {
      leaf: { points: {}, share: '20', classShares: [{ classId: 'c', share: '30' }] },
      scheme: { unitClasses: [{ classId: 'c', unitIds: ['v'] }] },
      values: { u: ['50'], v: ['500'], w: ['5'] },
    },
    '50.00',
    '100.00',
    '5.00',
  ],
  [
    'a bonus is out of its own share, also under weights',
    {
      leaf: { points: {} },
      scheme: {
        adjustments: [
          {
            adjustmentId: 'b',
            cap: '5',
            leaves: [{ nodeId: 'x', share: '5', indicatorId: 'i', points: {} }],
          },
        ],
      },
      values: { u: ['50'], v: ['4'], w: ['5'] },
    },
    '5.00',
    '4.00',
    '5.00',
  ],
])('%s', (_, given, ...scores) => {
  expect(scoresOf(packageOf(given))).toEqual(scores);
});

it('a correction goes by the lead of the unit itself, and has no value without it', () => {
  const of = packageOf({
    leaf: {
      points: {},
      valueRule: { corrections: [{ indicatorId: 'gdp', factor: '2', limit: '9' }] },
    },
    values: { u: ['50'], v: ['50'], w: ['50'] },
    more: {
      leads: [
        { indicatorId: 'other', unitId: 'u', value: '9' },
        { indicatorId: 'gdp', unitId: 'u', value: '1.5' },
        { indicatorId: 'other', unitId: 'v', value: '9' },
      ],
    },
  });
  expect(scoresOf(of)).toEqual(['53.00', 'MISSING', 'MISSING']);
});

it.each<[rule: object, group: boolean]>([
  [{ points: {} }, false],
  [{ rankPoints: { decrement: '0.1' } }, true],
  [{ opinionLadder: { excellent: ['A'], otherwise: '0' } }, true],
  [{ eventCount: { items: [{ itemId: 'a', points: '1' }] } }, false],
  [{ points: {}, valueRule: { digits: 1 } }, false],
  [{ points: {}, valueRule: { imputation: 'IMPUTATION_GROUP_MEAN' } }, true],
  [{ points: {}, valueRule: { outliers: 'OUTLIERS_WINSORISE' } }, true],
])('under %j the score of a unit depends on the others: %s', (leaf, group) => {
  expect(needsGroup(leafOf(packageOf({ leaf })))).toBe(group);
});

it('a result has its total as published and as worked out, and none while a leaf is missing', () => {
  const of = packageOf({
    leaf: { points: {} },
    scheme: { rounding: { itemDigits: 3, totalDigits: 1 } },
    values: { u: ['70.125'] },
  });
  const [u, v] = evaluate(of).results;
  expect(u).toMatchObject({ unitId: 'u', state: 'SCORED', total: '70.1', unrounded: '70.125' });
  expect([v?.state, Object.keys(v!).includes('total'), Object.keys(v!).includes('unrounded')]).toEqual([
    'BLOCKED',
    false,
    false,
  ]);
});

it('a tie is decided by the rise over the total of the cycle before', () => {
  const of = packageOf({
    leaf: { points: {} },
    scheme: { tieByImprovement: true },
    values: { u: ['70'], v: ['70'], w: ['70'] },
    more: {
      previousTotals: [
        { unitId: 'v', total: '60' },
        { unitId: 'w', total: '65' },
      ],
    },
  });
  expect(evaluate(of).standings.map(({ unitId, rank }) => `${unitId}${rank}`)).toEqual(['v1', 'w2', 'u3']);
});

it('a unit that is not in the group, and a leaf without a method, are refused by name', () => {
  const of = packageOf({ leaf: { points: {} } });
  const context = new Inputs(of).context(leafOf(of));
  expect(() => explainLeaf(leafOf(of), context, 'x')).toThrow(
    expect.objectContaining({
      code: 'NOT_FOUND',
      reason: 'UNIT_NOT_IN_GROUP',
      text: {
        en: 'Unit x is not among the units scored on n.',
        zh: '单位 x 不在节点 n 的计分范围内。',
      },
      fields: [],
      metadata: { unitId: 'x', nodeId: 'n' },
    }),
  );
  const bare = packageOf({ leaf: {} });
  expect(() => scoresOf(bare)).toThrow(
    expect.objectContaining({
      reason: 'METHOD_MISSING',
      text: { en: 'Leaf n has no scoring method.', zh: '末级节点 n 没有计分方法。' },
      fields: [],
      metadata: { nodeId: 'n' },
    }),
  );
});

it('means of scores of periods are written out with signs, and not while a period has none', () => {
  const of = packageOf({
    leaf: { ...byPeriod, normalise: { form: 'NORMAL_FORM_Z_SCORE', mean: '0', deviation: '1' } },
    values: { u: ['1', '2'], v: ['3', '2'] },
  });
  const leaf = explainLeaf(leafOf(of), new Inputs(of).context(leafOf(of)), 'u');
  expect(leaf.time).toMatchObject({
    formula: 'Σs ÷ n',
    worked: '((−0.707106781186547524) + 0) ÷ 2',
  });
  const none = explainLeaf(leafOf(of), new Inputs(of).context(leafOf(of)), 'w');
  expect(none.time).toMatchObject({ formula: 'Σs ÷ n', worked: '' });
});
