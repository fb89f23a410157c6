import { type Published, score } from '../samples/published';

it.each<Published>([
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

const marks = { itemDigits: 2, totalDigits: 2 };

// 连云港市12345在线平台绩效考评情况通报: the rates that they name and what these earned out of 25; the rule follows from the pairs
// (domain-rules g-2). 2022-02 lyg.gov.cn f7176698, 2022-08 dafdd770, 2023-01 49667ccf, 2021-07 71538e77.
it.each<[item: string, target: string, rule: object, pairs: [rate: string, is: string][]]>([
  [
    '按时办结率',
    '100',
    { perStep: '1' },
    [
      ['66.67', '0'],
      ['80', '5'],
      ['89.82', '14.82'],
    ],
  ],
  [
    '省派工单满意率',
    '98',
    { perStep: '0.5', floor: '12.5' },
    [
      ['87.5', '19.75'],
      ['83.33', '17.67'],
      ['75', '13.5'],
      ['71.43', '12.5'],
      ['50', '12.5'],
    ],
  ],
  [
    '回访满意率',
    '95',
    { perStep: '0.5', floor: '12.5' },
    [
      ['70.59', '12.8'],
      ['66.67', '12.5'],
      ['50', '12.5'],
    ],
  ],
])('连云港 12345, %s below %s', (_, target, rule, pairs) => {
  const found = pairs.map(([value]) => [
    value,
    score('deduction', rule, { outOf: '25', target, value, rounding: marks }),
  ]);
  expect(found).toEqual(pairs);
});

// A fiscal self-evaluation form prints 19.6: it multiplies by the actual instead of actual ÷ target (domain-rules g-13).
it('a target of 98 % that is just met earns all of 20', () => {
  expect(score('ratioToTarget', {}, { outOf: '20', target: '98', value: '98' })).toBe('20');
});
