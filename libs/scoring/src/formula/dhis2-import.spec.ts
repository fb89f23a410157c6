import { importDhis2 } from './dhis2';
import { translateDhis2 } from './dhis2-expression';

const elements = [
  { id: 'tested00001', name: 'Tested', valueType: 'INTEGER_POSITIVE', periodType: 'Monthly' },
  { id: 'positive001', name: 'Positive', valueType: 'NUMBER', periodType: 'Monthly' },
  { id: 'stocked0001', name: 'Stocked', valueType: 'PERCENTAGE', periodType: 'Quarterly' },
  { id: 'people00001', name: 'People', valueType: 'UNIT_INTERVAL', periodType: 'Yearly' },
  { id: 'homes000001', name: 'Homes', valueType: 'NUMBER', periodType: 'Yearly' },
  { id: 'planned0001', name: 'Planned', valueType: 'NUMBER' },
  { id: 'remark00001', name: 'Remark', valueType: 'LONG_NUMBERISH', periodType: 'Monthly' },
];
const metadata = (more: object) => ({
  indicatorTypes: [
    { id: 'one', factor: 1 },
    { id: 'percent', factor: 100 },
  ],
  dataElements: elements.map(({ periodType: _, ...element }) => element),
  categoryOptionCombos: [{ id: 'female00001', name: 'Female' }],
  constants: [{ id: 'constant001', name: 'Share', value: 0.25 }],
  dataSets: elements
    .map(({ id, periodType }) => ({
      periodType,
      dataSetElements: [{ dataElement: { id } }],
    }))
    .filter(({ periodType }) => periodType !== undefined),
  ...more,
});
const indicator = (numerator: string, denominator: string, more: object = {}) => {
  const source = { id: 'i', name: 'I', numerator, denominator, indicatorType: { id: 'one' }, ...more };
  return importDhis2(metadata({ indicators: [source] }));
};

it.each<[numerator: string, denominator: string, formula: string, type?: string]>([
  ['#{tested00001}', '1', 'tested00001'],
  ['#{tested00001}', '1', 'tested00001 * 100', 'percent'],
  ['#{tested00001} + 1', '1', '(tested00001 + 1) * 100', 'percent'],
  ['#{tested00001}', '#{positive001}', 'tested00001 / positive001'],
  ['#{tested00001}', '12.5', 'tested00001 / 12.5 * 100', 'percent'],
  ['1 + #{tested00001}', '#{positive001} - 12.5', '(1 + tested00001) / (positive001 - 12.5)'],
  [' #{tested00001} ', '( 3 )', 'tested00001 / (( 3 ))'],
  ['least (#{tested00001}, 12)', '1', 'min (tested00001, 12)'],
  ['C{constant001} * #{tested00001}', '1', '(0.25) * tested00001'],
])('%j over %j is the formula %s', (...[numerator, denominator, formula, type = 'one']) => {
  const { formulas, problems } = indicator(numerator, denominator, { indicatorType: { id: type } });
  expect(problems).toEqual([]);
  expect(formulas.map((each) => each.formula.text)).toEqual([formula]);
});

it.each([
  ['isNull(#{tested00001}) && 1 >= 2.25 || !(3 != 14)', '!has(x) && 1 >= 2.25 || !(3 != 14)'],
  ['isNotNull (C{constant001}) == 5, - 6 / 7 * 8', 'has (c) == 5, - 6 / 7 * 8'],
  ['\n  greatest(1,2)<3 >4 ', 'max(1,2)<3 >4'],
])('%j is written %s', (expression, formula) => {
  expect(translateDhis2(expression, { operand: () => 'x', constant: () => 'c' })).toEqual({ text: formula });
});

it('an indicator keeps its id, code and name, and what it looks up is listed with label and rhythm', () => {
  const { formulas, measures } = indicator('#{tested00001.female00001} + #{positive001.HllvX50cXC0}', '1', {
    code: 'MAL',
    name: 'Tested women',
  });
  expect(formulas).toMatchObject([
    { id: 'i', code: 'MAL', name: 'Tested women', formula: { periodKind: 'MONTH' } },
  ]);
  expect(measures).toEqual([
    {
      dataElementId: 'tested00001',
      categoryOptionComboId: 'female00001',
      measureId: 'tested00001_female00001',
      label: 'Tested (Female)',
      unitOfMeasure: '',
      periodKind: 'MONTH',
      periodTypes: ['Monthly'],
      valueType: 'INTEGER_POSITIVE',
    },
    expect.objectContaining({ measureId: 'positive001_HllvX50cXC0', label: 'Positive' }),
  ]);
  expect(indicator('#{tested00001}', '1').formulas).toMatchObject([{ code: '' }]);
});

it.each<{
  why: string;
  numerator: string;
  denominator: string;
  more?: object;
  en: string;
  zh: string;
  suggestion?: string;
}>([
  {
    why: 'months over years',
    numerator: '#{tested00001} + #{positive001}',
    denominator: '#{people00001}',
    en: 'Its periods are mixed: "Tested" and "Positive" are monthly; "People" is yearly. They cannot be combined as they stand. If the year so far is meant: (yearToDate(tested00001) + yearToDate(positive001)) / people00001',
    zh: '期间不一致：“Tested”、“Positive”为月度数据;“People”为年度数据。不能直接合并计算。如指本年累计，可写作：(yearToDate(tested00001) + yearToDate(positive001)) / people00001',
    suggestion: '(yearToDate(tested00001) + yearToDate(positive001)) / people00001',
  },
  {
    why: 'quarters over years, annualized',
    numerator: '#{stocked0001}',
    denominator: '#{people00001} * #{planned0001} + #{homes000001}',
    more: { annualized: true },
    en: 'Its periods are mixed: "Stocked" is quarterly; "People" and "Homes" are yearly. They cannot be combined as they stand; that it is annualized does not say which is meant. If the year so far is meant: yearToDate(stocked0001) / (people00001 * planned0001 + homes000001)',
    zh: '期间不一致：“Stocked”为季度数据;“People”、“Homes”为年度数据。不能直接合并计算;“年化”设置不能说明取哪一种。如指本年累计，可写作：yearToDate(stocked0001) / (people00001 * planned0001 + homes000001)',
    suggestion: 'yearToDate(stocked0001) / (people00001 * planned0001 + homes000001)',
  },
  {
    why: 'months and quarters, which no sum over the year brings together at once',
    numerator: '#{tested00001} * yearToDate(#{stocked0001})',
    denominator: '#{people00001}',
    en: 'Numerator: Column 18: "yearToDate" cannot be imported; rewrite the indicator as a formula.',
    zh: '分子：第 18 列：“yearToDate”不支持导入；请用公式改写该指标。',
  },
])('$why is refused with what may be meant', ({ numerator, denominator, more, en, zh, suggestion }) => {
  const { problems } = indicator(numerator, denominator, more);
  expect(problems.map((each) => [each.severity, each.en, each.zh, each.suggestion])).toEqual([
    ['REFUSED', en, zh, suggestion],
  ]);
});

it.each<{ why: string; of: Parameters<typeof indicator>; told: object }>([
  {
    why: 'no data at all',
    of: ['1', '1'],
    told: {
      reason: 'FORMULA_CONSTANT',
      en: 'It uses no data: 1 is the same for every unit and period, probably a placeholder to be filled in.',
      zh: '该指标不使用任何数据：1 对所有单位和期间都相同，可能是待填写的占位内容。',
    },
  },
  {
    why: 'per cent of factor 1',
    of: ['#{tested00001}', '#{positive001}', { name: 'Positive, percent' }],
    told: {
      reason: 'PERCENT_WITHOUT_FACTOR',
      en: 'Its name says per cent, but its type multiplies by 1: the result is a share of 1.',
      zh: '名称为百分比，但其类型的系数为 1:结果是以 1 为整体的比值。',
      suggestion: 'tested00001 / positive001 * 100',
    },
  },
  {
    why: 'an element that nobody is asked for',
    of: ['#{planned0001}', '1'],
    told: {
      reason: 'OPERAND_NOT_COLLECTED',
      en: '"Planned" is in no data set, so no unit is asked for it and its value is missing unless something else computes it.',
      zh: '“Planned”不属于任何数据集，没有单位填报；除非另有来源，其值始终缺失。',
    },
  },
])('$why is imported with a note', ({ of, told }) => {
  const { formulas, problems } = indicator(...of);
  expect(formulas).toHaveLength(1);
  expect(problems).toEqual([expect.objectContaining({ id: 'i', severity: 'NOTE', ...told })]);
});

it.each<[why: string, of: Parameters<typeof indicator>, ...told: string[]]>([
  ['per cent of factor 100', ['#{tested00001}', '1', { name: '%', indicatorType: { id: 'percent' } }]],
  ['a share that is called one', ['#{tested00001}', '1']],
  ['a text', ['#{remark00001}', '1'], 'OPERAND_NOT_NUMBER'],
  [
    'an unknown type and side',
    ['#{nowhere0001}', '1', { indicatorType: { id: 'x' } }],
    'OPERAND_UNKNOWN',
    'INDICATOR_TYPE_UNKNOWN',
  ],
  ['both sides', ['@', '#{nowhere0001}'], 'OPERAND_MALFORMED', 'OPERAND_UNKNOWN'],
])('%s has %s', (_, of, ...told) => {
  expect(indicator(...of).problems.map(({ reason }) => reason)).toEqual(told);
});

it.each<[expression: string, en: string]>([
  ['12 + @', 'Numerator: Column 6: "@" cannot stand here; operands are written #{id} or #{id.id}.'],
  [
    '1 + #{ tested00001 } * 2',
    'Numerator: Column 5: "#{ tested00001 }" is not a well-formed operand; it should probably be #{tested00001}.',
  ],
  [
    'C{ constant001',
    'Numerator: Column 1: "C{ constant001" is not a well-formed operand; it should probably be C{constant001}.',
  ],
  [
    '{tested00001.female00001.}',
    'Numerator: Column 1: "{tested00001.female00001.}" is not a well-formed operand; it should probably be #{tested00001.female00001}.',
  ],
  ['[days] * 2', 'Numerator: Column 1: "[days]" cannot be imported; rewrite the indicator as a formula.'],
  [
    'OUG{abcdefghijk} + 1',
    'Numerator: Column 1: "OUG{abcdefghijk}" cannot be imported; rewrite the indicator as a formula.',
  ],
  [
    'R{abcdefghijk',
    'Numerator: Column 1: "R{abcdefghijk" cannot be imported; rewrite the indicator as a formula.',
  ],
  [
    '2 * d2:daysBetween(1)',
    'Numerator: Column 5: "d2:daysBetween" cannot be imported; rewrite the indicator as a formula.',
  ],
  ['greatest + 1', 'Numerator: Column 1: "greatest" cannot be imported; rewrite the indicator as a formula.'],
  ['1 % 2', 'Numerator: Column 3: "%" cannot be imported; rewrite the indicator as a formula.'],
  [
    'constant001',
    'Numerator: Column 1: "constant001" cannot be imported; rewrite the indicator as a formula.',
  ],
])('%s: %s', (expression, en) => {
  expect(indicator(expression, '1').problems.map((each) => each.en)).toEqual([en]);
});

const rule = (left: object, right: object, operator = 'less_than') =>
  importDhis2(
    metadata({
      validationRules: [
        {
          id: 'r',
          name: 'R',
          operator,
          leftSide: { missingValueStrategy: 'SKIP_IF_ANY_VALUE_MISSING', ...left },
          rightSide: { missingValueStrategy: 'SKIP_IF_ANY_VALUE_MISSING', ...right },
        },
      ],
    }),
  );
const tested = { expression: '#{tested00001}' };

it.each([
  ['equal_to', '=='],
  ['not_equal_to', '!='],
  ['less_than', '<'],
  ['less_than_or_equal_to', '<='],
  ['greater_than', '>'],
  ['greater_than_or_equal_to', '>='],
])('the comparison %s is %s', (operator, sign) => {
  const { rules, problems } = rule(tested, { expression: '#{positive001} * C{constant001}' }, operator);
  expect(problems).toEqual([]);
  expect(rules).toMatchObject([
    {
      id: 'r',
      name: 'R',
      operator: sign,
      left: { text: 'tested00001' },
      right: { text: 'positive001 * (0.25)' },
    },
  ]);
});

it.each<[strategy: string, expression: string, formula: string]>([
  ['SKIP_IF_ANY_VALUE_MISSING', '#{tested00001} + #{positive001}', 'tested00001 + positive001'],
  ['NEVER_SKIP', '#{tested00001}', '(has(tested00001) ? tested00001 : 0)'],
  [
    'SKIP_IF_ALL_VALUES_MISSING',
    '#{tested00001} + #{positive001}',
    'has(tested00001) || has(positive001) ? (has(tested00001) ? tested00001 : 0) + (has(positive001) ? positive001 : 0) : tested00001',
  ],
  ['SKIP_IF_ALL_VALUES_MISSING', '5', '5'],
])('a side under %s: %s is %s', (missingValueStrategy, expression, formula) => {
  const { rules } = rule({ missingValueStrategy, expression }, tested);
  expect(rules.map(({ left }) => left.text)).toEqual([formula]);
});

it.each<[left: string, right: string, ...told: [string, string][]]>([
  [
    '#{nowhere0001}',
    '#{tested00001}',
    [
      'Left side: Column 1: #{nowhere0001} refers to something that the metadata does not contain.',
      '左侧：第 1 列：#{nowhere0001} 所指的内容在元数据中不存在。',
    ],
  ],
  [
    '#{tested00001}',
    '1 +',
    [
      'Right side: Column 4: The formula ends before it is complete; a value or a closing parenthesis is missing.',
      '右侧：第 4 列：公式不完整：缺少数值或右括号。',
    ],
  ],
  [
    '#{tested00001}',
    '#{remark00001}',
    [
      'Right side: "Remark" is of the type LONG_NUMBERISH; a formula computes with numbers.',
      '右侧：“Remark”的类型是 LONG_NUMBERISH；公式只能用数值计算。',
    ],
  ],
  [
    '#{tested00001}',
    '#{people00001}',
    ['Its left side is monthly, its right side yearly.', '左侧是月度数据，右侧是年度数据，期间不一致。'],
  ],
])('a rule of %s and %s is refused', (left, right, ...told) => {
  const { rules, problems } = rule({ expression: left }, { expression: right });
  expect(rules).toEqual([]);
  expect(problems.map(({ id, en, zh }) => [id, en, zh])).toEqual(told.map((each) => ['r', ...each]));
});

it('a side without a rhythm goes with any', () => {
  expect(rule(tested, { expression: '#{planned0001}' }).rules).toHaveLength(1);
  expect(rule({ expression: '12' }, tested).rules).toHaveLength(1);
});
