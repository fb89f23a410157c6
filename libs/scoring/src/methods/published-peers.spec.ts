import { type Published, score } from '../samples/published';

it.each<Published>([
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

// 财政部令第87号, 低价优先法: 评标基准价 ÷ 投标报价 × 30 % × 100 (360docs.net c614043515); numbers own.
it.each([
  ['90', '100', '30'],
  ['100', '90', '27'],
])('a bid of %s against %s earns %s of 30', (value, other, is) => {
  expect(score('ratioToBest', {}, { outOf: '30', lower: true, value, others: [other] })).toBe(is);
});

// 评标价最低的得50分,每递增一位减2分,直至20分止 (dushuang.com 198893).
it.each([
  [1, '50'],
  [2, '48'],
  [3, '46'],
  [16, '20'],
  [20, '20'],
])('place %d of 20 bids earns %s', (place, is) => {
  const others = Array.from({ length: 20 }, (_, i) => i + 1).filter((each) => each !== place);
  const rule = { form: 'RANK_FORM_FIXED_DECREMENT', decrement: '2', floor: '20' };
  const given = { outOf: '50', lower: true, value: String(place), others: others.map(String) };
  expect(score('rankPoints', rule, given)).toBe(is);
});

// T = 42 Z + 58 over ten candidates (1010jiajiao.com 39a309efa0e55852bef707bbdc10b54a): with the deviation of n, 6, the first has 30 and
// the second 100. This form has the sample deviation, √40, as COINr has.
it.each([
  [70, '31.4369'],
  [80, '97.8447'],
])('a standard score of %d', (own, is) => {
  const marks = [70, 80, 69, 75, 68, 68, 79, 87, 70, 74];
  const others = marks.filter((_, i) => i !== marks.indexOf(own));
  const rule = { form: 'NORMAL_FORM_Z_SCORE', mean: '58', deviation: '42' };
  expect(score('normalise', rule, { outOf: '150', value: String(own), others: others.map(String) })).toBe(is);
});
