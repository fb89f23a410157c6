import { evaluate } from '../evaluate';
import { PACKAGE_FORMAT, ScoringPackage } from '../package';
import type { MethodField } from './index';

interface Given {
  outOf?: string;
  lower?: boolean;
  band?: boolean;
  target?: string;
  /** Value of the unit `u`, and of others. */
  value?: string;
  others?: string[];
  before?: string;
  events?: object[];
  ballots?: Record<string, number>;
  node?: object;
  rounding?: object;
  declared?: string;
}

/** The score of one unit through the whole engine, 4 digits. */
function score(field: MethodField, parameters: object, given: Given): string {
  const {
    outOf = '100',
    lower,
    band,
    target,
    value,
    others = [],
    before,
    events = [],
    ballots = {},
    node,
    declared,
    rounding = { itemDigits: 4, totalDigits: 4 },
  } = given;
  const units = ['u', ...others.map((_, i) => `o${i}`)];
  const values = [value, ...others];
  const direction = band ? 'TARGET_BAND' : lower ? 'LOWER_IS_BETTER' : 'HIGHER_IS_BETTER';
  const judged = value === undefined ? {} : { indicatorId: 'i' };
  const { results } = evaluate(
    ScoringPackage.parse({
      format: PACKAGE_FORMAT,
      cyclePeriod: '2026',
      scheme: {
        schemeId: 's',
        fullMark: outOf,
        shareKind: 'SHARE_KIND_FULL_MARKS',
        rounding,
        nodes: [{ nodeId: 'n', share: outOf, ...judged, [field]: parameters, ...node }],
      },
      indicators: [{ indicatorId: 'i', direction: `DIRECTION_${direction}` }],
      units: units.map((unitId) => ({ unitId })),
      observations: values.flatMap((each, n) =>
        each === undefined ? [] : [{ indicatorId: 'i', unitId: units[n], period: '2026', value: each }],
      ),
      before: before === undefined ? [] : [{ indicatorId: 'i', unitId: 'u', period: '2025', value: before }],
      targets: units.flatMap((unitId) =>
        target === undefined ? [] : [{ indicatorId: 'i', unitId, period: '2026', value: target }],
      ),
      declarations:
        declared === undefined
          ? []
          : [{ nodeId: 'n', unitId: 'u', state: declared, reason: 'r', approvedBy: 'a' }],
      events: events.map((event, n) => ({ eventId: `e${n}`, unitId: 'u', document: 'd', ...event })),
      ballots: Object.entries(ballots).flatMap(([option, count]) =>
        Array.from({ length: count }, (_, n) => ({
          nodeId: 'n',
          unitId: 'u',
          raterId: `${option}${n}`,
          option,
        })),
      ),
    }),
  );
  const [result] = results;
  return (
    (result?.total === undefined ? undefined : String(Number(result.total))) ??
    (result?.obstacles[0]?.state || result?.state || '')
  );
}

const sasac = {
  bands: [
    { name: '优秀', value: '13', coefficient: '1' },
    { name: '良好', value: '9.5', coefficient: '0.8' },
    { name: '平均', value: '1.7', coefficient: '0.6' },
    { name: '较低', value: '-2', coefficient: '0.4' },
    { name: '较差', value: '-8', coefficient: '0.2' },
  ],
};

// 瑞安 2012, 瑞委〔2012〕6号: share of 优秀 on 200 points.
const ruian = {
  rungs: [
    ['90', '200'],
    ['80', '190'],
    ['70', '180'],
    ['60', '170'],
    ['0', '160'],
  ].map(([bound, points]) => ({ bound, points })),
};

const catalogue = {
  items: [
    { itemId: 'state', points: '8' },
    { itemId: 'ministry', points: '3', cap: '4' },
    { itemId: 'criticism', points: '-5' },
  ],
  tiers: [{ tier: 'second', share: '0.5' }],
  oncePerMatter: true,
  needsDocument: true,
};

const opinionScale = {
  scale: [
    { option: '好', value: '100' },
    { option: '较好', value: '80' },
    { option: '一般', value: '60' },
    { option: '较差', value: '40' },
  ],
};

const ballotLadder = {
  excellent: ['优秀'],
  poor: ['基本称职', '不称职'],
  rungs: [
    { share: '0.9', points: '200' },
    { share: '0.6', points: '170' },
  ],
  poorShare: '0.333333',
  poorPoints: '130',
  otherwise: '160',
};

it.each<{ why: string; field: MethodField; rule: object; given: Given; is: string }>([
  // SASAC 2006, worked example g-1: 12 + 0.8077 × 4 = 15.23.
  {
    why: 'banded efficacy, ROE 8 %',
    field: 'bands',
    rule: sasac,
    given: { outOf: '20', value: '8' },
    is: '15.2308',
  },
  { why: 'at the best value', field: 'bands', rule: sasac, given: { outOf: '20', value: '14' }, is: '20' },
  { why: 'below the worst', field: 'bands', rule: sasac, given: { outOf: '20', value: '-9' }, is: '0' },
  {
    why: 'ladder at the bound',
    field: 'ladder',
    rule: ruian,
    given: { outOf: '200', value: '90' },
    is: '200',
  },
  {
    why: 'ladder below it',
    field: 'ladder',
    rule: ruian,
    given: { outOf: '200', value: '89.99' },
    is: '190',
  },
  {
    why: 'ladder in the middle',
    field: 'ladder',
    rule: ruian,
    given: { outOf: '200', value: '79.99' },
    is: '180',
  },
  {
    why: 'a bound that does not count itself',
    field: 'ladder',
    rule: { rungs: [{ bound: '90', exclusive: true, points: '5' }] },
    given: { value: '90' },
    is: '0',
  },
  // g-12: 20 ballots 10/6/3/1.
  {
    why: 'ballots',
    field: 'opinion',
    rule: opinionScale,
    given: { ballots: { 好: 10, 较好: 6, 一般: 3, 较差: 1 } },
    is: '85',
  },
  { why: 'no ballots', field: 'opinion', rule: opinionScale, given: {}, is: 'BALLOTS_TOO_FEW' },
  {
    why: 'nine in ten',
    field: 'opinionLadder',
    rule: ballotLadder,
    given: { outOf: '200', ballots: { 优秀: 9, 称职: 1 } },
    is: '200',
  },
  {
    why: 'few excellent, few poor',
    field: 'opinionLadder',
    rule: ballotLadder,
    given: { outOf: '200', ballots: { 优秀: 5, 称职: 5 } },
    is: '160',
  },
  {
    why: 'a third poor',
    field: 'opinionLadder',
    rule: ballotLadder,
    given: { outOf: '200', ballots: { 优秀: 3, 不称职: 3 } },
    is: '130',
  },
  // 12/17 on time: rounded to 70.59 first the notice prints 12.8 (b.7).
  {
    why: 'the rate rounded before the deduction',
    field: 'deduction',
    rule: { perStep: '0.5', floor: '12.5' },
    given: { outOf: '25', value: '70.588235294117647059', target: '95', node: { valueRule: { digits: 2 } } },
    is: '12.795',
  },
  {
    why: 'only whole steps lost',
    field: 'deduction',
    rule: { perStep: '2', stepping: 'STEPPING_WHOLE_DOWN' },
    given: { value: '97.1', target: '100' },
    is: '96',
  },
  {
    why: 'a step begun is lost',
    field: 'deduction',
    rule: { perStep: '2', stepping: 'STEPPING_WHOLE_UP' },
    given: { value: '97.1', target: '100' },
    is: '94',
  },
  // 不低于平均值得满分,每低 1% 扣 0.1 分: mean of 90, 94 and 98 is 94.
  {
    why: 'below the mean of the group',
    field: 'deduction',
    rule: { perStep: '0.1', reference: 'REFERENCE_GROUP_MEAN' },
    given: { outOf: '2', value: '90', others: ['94', '98'] },
    is: '1.6',
  },
  {
    why: 'the expected value earns 80 %',
    field: 'deviation',
    rule: { perStep: '0.5' },
    given: { outOf: '10', value: '60', target: '60' },
    is: '8',
  },
  {
    why: 'two above',
    field: 'deviation',
    rule: { perStep: '0.5' },
    given: { outOf: '10', value: '62', target: '60' },
    is: '9',
  },
  {
    why: 'three over an upper limit',
    field: 'deviation',
    rule: { perStep: '0.5' },
    given: { outOf: '10', value: '63', target: '60', lower: true },
    is: '6.5',
  },
  {
    why: 'over-fulfilled with bonus',
    field: 'ratioToTarget',
    rule: { cap: '1.1', bonusFactor: '0.5' },
    given: { outOf: '20', value: '110', target: '100' },
    is: '21',
  },
  {
    why: 'below the threshold',
    field: 'ratioToTarget',
    rule: { threshold: '0.8' },
    given: { value: '79', target: '100' },
    is: '0',
  },
  {
    why: 'at the threshold',
    field: 'ratioToTarget',
    rule: { threshold: '0.8' },
    given: { value: '80', target: '100' },
    is: '80',
  },
  {
    why: 'a target of 0',
    field: 'ratioToTarget',
    rule: {},
    given: { value: '1', target: '0' },
    is: 'TARGET_NOT_POSITIVE',
  },
  // S = 100, Z = 110, α = 0.5 %, π = 0.4 %: x = 121 beats both: 1 + 100 × 0.21 × 0.005 − 100 × 0.1 × 0.004.
  {
    why: 'both targets beaten',
    field: 'twoTargets',
    rule: { standard: '100', bonusPerPoint: '0.005', penaltyPerPoint: '0.004' },
    given: { value: '121', target: '110' },
    is: '106.5',
  },
  {
    why: 'both missed',
    field: 'twoTargets',
    rule: { standard: '100', bonusPerPoint: '0.005', penaltyPerPoint: '0.004' },
    given: { value: '90', target: '110' },
    is: '90',
  },
  {
    why: 'only the standard',
    field: 'twoTargets',
    rule: { standard: '100', bonusPerPoint: '0.005', penaltyPerPoint: '0.004' },
    given: { value: '104', target: '110' },
    is: '102',
  },
  {
    why: 'only the declared one',
    field: 'twoTargets',
    rule: { standard: '100', bonusPerPoint: '0.005', penaltyPerPoint: '0.004' },
    given: { value: '88', target: '80' },
    is: '84',
  },
  {
    why: 'target met',
    field: 'allOrNothing',
    rule: {},
    given: { outOf: '4', value: '100', target: '100' },
    is: '4',
  },
  {
    why: 'target missed',
    field: 'allOrNothing',
    rule: {},
    given: { outOf: '4', value: '99.99', target: '100' },
    is: '0',
  },
  // A = 60, B = ln(100/60): half way is 60 × √(100/60) = 77.4597.
  {
    why: 'exponential half way',
    field: 'exponential',
    rule: { unacceptable: '0', satisfactory: '10' },
    given: { value: '5' },
    is: '77.4597',
  },
  {
    why: 'anchors in between',
    field: 'anchors',
    rule: {
      anchors: [
        { value: '60', share: '0.5' },
        { value: '80', share: '0.9' },
        { value: '100', share: '1' },
      ],
    },
    given: { value: '70' },
    is: '70',
  },
  {
    why: 'optimum missed by half the tolerance',
    field: 'moderate',
    rule: { optimum: '50', tolerance: '10' },
    given: { band: true, value: '45' },
    is: '50',
  },
  // c = max(40 − 20, 90 − 60) = 30: 1 − (40 − 25) ÷ 30.
  {
    why: 'below the best interval',
    field: 'moderate',
    rule: { bestFrom: '40', bestTo: '60', worstLow: '20', worstHigh: '90' },
    given: { band: true, value: '25' },
    is: '50',
  },
  {
    why: 'inside it',
    field: 'moderate',
    rule: { bestFrom: '40', bestTo: '60', worstLow: '20', worstHigh: '90' },
    given: { band: true, value: '60' },
    is: '100',
  },
  {
    why: 'share of the best',
    field: 'ratioToBest',
    rule: {},
    given: { outOf: '600', value: '80', others: ['100', '50'] },
    is: '480',
  },
  {
    why: 'share of the best, lower is better',
    field: 'ratioToBest',
    rule: {},
    given: { outOf: '10', value: '8', others: ['4', '10'], lower: true },
    is: '5',
  },
  {
    why: 'a negative value in the group',
    field: 'ratioToBest',
    rule: {},
    given: { value: '8', others: ['-4'] },
    is: 'VALUE_NEGATIVE',
  },
  {
    why: 'second of a table',
    field: 'rankPoints',
    rule: { form: 'RANK_FORM_TABLE', table: ['10', '7', '5'], floor: '1' },
    given: { outOf: '10', value: '9', others: ['10', '8', '7'] },
    is: '7',
  },
  {
    why: 'behind the table',
    field: 'rankPoints',
    rule: { form: 'RANK_FORM_TABLE', table: ['10', '7'], floor: '1' },
    given: { outOf: '10', value: '1', others: ['10', '8', '7'] },
    is: '1',
  },
  {
    why: 'the last of the ends',
    field: 'rankPoints',
    rule: { form: 'RANK_FORM_ENDS', middle: '10', top: ['5', '4'], bottom: ['5', '4'] },
    given: { outOf: '20', value: '1', others: ['4', '3', '2'] },
    is: '5',
  },
  {
    why: 'percentile rank',
    field: 'normalise',
    rule: { form: 'NORMAL_FORM_PERCENTILE_RANK' },
    given: { value: '3', others: ['1', '2', '4', '5'] },
    is: '50',
  },
  {
    why: 'Borda',
    field: 'normalise',
    rule: { form: 'NORMAL_FORM_BORDA' },
    given: { value: '3', others: ['1', '2', '4', '5'] },
    is: '2',
  },
  {
    why: 'z-score of 1, 2, 3',
    field: 'normalise',
    rule: { form: 'NORMAL_FORM_Z_SCORE', mean: '50', deviation: '10' },
    given: { value: '3', others: ['1', '2'] },
    is: '60',
  },
  {
    why: 'distance to target',
    field: 'normalise',
    rule: { form: 'NORMAL_FORM_DISTANCE_TO_TARGET' },
    given: { value: '6', others: ['2'], target: '10' },
    is: '50',
  },
  {
    why: 'fraction of the maximum',
    field: 'normalise',
    rule: { form: 'NORMAL_FORM_FRACTION_OF_MAXIMUM' },
    given: { value: '3', others: ['4'] },
    is: '75',
  },
  { why: 'all equal', field: 'normalise', rule: {}, given: { value: '3', others: ['3'] }, is: '100' },
  { why: 'points given', field: 'points', rule: {}, given: { outOf: '10', value: '12' }, is: '10' },
  // 8 + 3 × 0.5 (second tier) − 5; the second event about one matter and the one without document count nothing.
  {
    why: 'events',
    field: 'eventCount',
    rule: catalogue,
    given: {
      outOf: '20',
      events: [
        { itemId: 'state', matterId: 'm' },
        { itemId: 'ministry', matterId: 'm' },
        { itemId: 'ministry', tier: 'second' },
        { itemId: 'state', document: '' },
        { itemId: 'criticism' },
      ],
    },
    is: '4.5',
  },
  {
    why: 'an item within its cap',
    field: 'eventCount',
    rule: catalogue,
    given: { outOf: '20', events: [{ itemId: 'ministry', count: '3' }] },
    is: '4',
  },
  {
    why: '扣完为止',
    field: 'eventCount',
    rule: { items: [{ itemId: 'late', points: '-2' }], start: '5' },
    given: { outOf: '5', events: [{ itemId: 'late', count: '4' }] },
    is: '0',
  },
  // Hangzhou: a bonus of at most 10 % of the item's marks, for at most 10 % of the units; here 1 of 10.
  {
    why: 'the one unit of ten that may have a bonus',
    field: 'ratioToTarget',
    rule: { cap: '1.1', bonusUnitShare: '0.1' },
    given: { value: '130', target: '100', others: ['125', ...Array.from({ length: 8 }, () => '90')] },
    is: '110',
  },
  {
    why: 'the second of ten has the full mark',
    field: 'ratioToTarget',
    rule: { cap: '1.1', bonusUnitShare: '0.1', bonusFactor: '0.5' },
    given: { value: '125', target: '100', others: ['130', ...Array.from({ length: 8 }, () => '90')] },
    is: '100',
  },
  {
    why: 'two share the first place, one of ten may have a bonus: none',
    field: 'ratioToTarget',
    rule: { cap: '1.1', bonusUnitShare: '0.1' },
    given: { value: '130', target: '100', others: ['130', ...Array.from({ length: 8 }, () => '90')] },
    is: '100',
  },
  {
    why: 'where lower is better the least is first, and behind the border nothing else changes',
    field: 'ratioToTarget',
    rule: { cap: '1.1', bonusUnitShare: '0.5' },
    given: { lower: true, value: '125', target: '100', others: ['50'] },
    is: '80',
  },
  // Growth 25 % on a line from 0 to 50.
  {
    why: 'relative growth',
    field: 'linear',
    rule: { unacceptable: '0', satisfactory: '50' },
    given: { value: '125', before: '100', node: { valueRule: { growth: 'GROWTH_RELATIVE' } } },
    is: '50',
  },
  {
    why: 'growth over 0',
    field: 'linear',
    rule: { unacceptable: '0', satisfactory: '50' },
    given: { value: '125', before: '0', node: { valueRule: { growth: 'GROWTH_RELATIVE' } } },
    is: 'BASE_ZERO',
  },
  {
    why: 'percentage points',
    field: 'linear',
    rule: { unacceptable: '0', satisfactory: '5' },
    given: { value: '88', before: '84', node: { valueRule: { growth: 'GROWTH_DIFFERENCE' } } },
    is: '80',
  },
  // 温州 2013: 鹿城 κ = 1.35.
  {
    why: 'difficulty',
    field: 'ratioToBest',
    rule: {},
    given: {
      outOf: '400',
      value: '80',
      others: ['108'],
      node: { valueRule: { coefficients: [{ unitId: 'u', coefficient: '1.35' }] } },
    },
    is: '400',
  },
])('$field: $why', ({ field, rule, given, is }) => {
  expect(score(field, rule, given)).toBe(is);
});

// A clause on marks: items up to 5 marks may use decimals, items of 10 and more are whole marks.
it.each([
  { outOf: '10', value: '94.9', is: '9' },
  { outOf: '10', value: '95', is: '10' },
  { outOf: '5', value: '94.9', is: '4.745' },
])('$value of 100 out of $outOf marks, whole from 10, is $is', ({ outOf, value, is }) => {
  const rounding = { itemDigits: 4, totalDigits: 4, wholeFrom: '10' };
  expect(score('ratioToTarget', {}, { outOf, value, target: '100', rounding })).toBe(is);
});

const lastCycle = { absence: { pending: 'MISSING_RULE_LAST_CYCLE' } };
it.each([
  { why: 'the cycle before stands in', before: '60', node: lastCycle, is: '60' },
  { why: 'there is none', before: undefined, node: lastCycle, is: 'PENDING' },
  { why: 'the scheme does not say so', before: '60', node: {}, is: 'PENDING' },
])('a figure that is not published yet: $why', ({ before, node, is }) => {
  const given = { value: '90', target: '100', declared: 'PENDING', node };
  expect(score('ratioToTarget', {}, { ...given, ...(before !== undefined && { before }) })).toBe(is);
});
