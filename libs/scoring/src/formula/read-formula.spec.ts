import type { Measure } from './expression';
import { type FormulaOptions, readFormula } from './read-formula';

const measures: Record<string, Measure> = {
  cases: { unitOfMeasure: '件', periodKind: 'MONTH' },
  'on-time': { unitOfMeasure: '件', periodKind: 'MONTH' },
  cost: { unitOfMeasure: '元', periodKind: 'MONTH' },
  budget: { unitOfMeasure: '万元', periodKind: 'MONTH' },
  rate: { unitOfMeasure: '%', periodKind: 'MONTH' },
  visits: { unitOfMeasure: '件', periodKind: 'QUARTER' },
  people: { unitOfMeasure: '人', periodKind: 'YEAR' },
  plain: { unitOfMeasure: '' },
};

const read = (text: string, more: Partial<FormulaOptions> = {}, table = measures) =>
  readFormula(text, table, { onZeroDivision: 'MISSING', ...more });

describe('reads', () => {
  it.each([
    ['on_time / cases * 100', '%', 'MONTH'],
    ['100 * on_time / cases', '%', 'MONTH'],
    ['on_time * 1000 / cases', '‰', 'MONTH'],
    ['on_time / cases', '1', 'MONTH'],
    ['cost / cases', '元/件', 'MONTH'],
    ['cost / 10000 + budget', '万元', 'MONTH'],
    ['budget * 10000 - cost', '元', 'MONTH'],
    ['0.3 * rate + 0.7 * (on_time / cases * 100)', '%', 'MONTH'],
    ['100 - rate', '%', 'MONTH'],
    ['rate / 100 * cases', '件', 'MONTH'],
    ['cases * 3 + on_time * 0.5', '件', 'MONTH'],
    ['1 / cases', '1/件', 'MONTH'],
    ['cases / ofYear(people) * 100000', '件/100000人', 'MONTH'],
    ['yearToDate(cases) / people', '件/人', 'YEAR'],
    ['yearToDate(cases) + visits', '件', 'QUARTER'],
    ['yearToDate(cases)', '件', 'MONTH'],
    ['ofYear(people)', '人', 'YEAR'],
    ['(cases - previous(cases)) / abs(previous(cases)) * 100', '%', 'MONTH'],
    ['cases - samePeriodLastYear(cases)', '件', 'MONTH'],
    ['cases / groupMean(cases) * 100', '%', 'MONTH'],
    ['round(clip(rate, 0, 100), 2)', '%', 'MONTH'],
    ['max(cases, on_time, 0)', '件', 'MONTH'],
    ['has(on_time) && !(cases == 0) || cases > 5 ? on_time / cases * 100 : 100', '%', 'MONTH'],
    ['plain * 2', '1', undefined],
    ['-1', '1', undefined],
    ['previous(plain) +\n  plain', '1', undefined],
  ])('%s in %s', (text, unitOfMeasure, periodKind) => {
    const { formula, violations } = read(text);
    expect(violations).toBeUndefined();
    expect(formula).toMatchObject({ text, unitOfMeasure, periodKind, onZeroDivision: 'MISSING' });
  });

  it('lists the measures by id, once each, in reading order', () => {
    expect(read('on_time / (cases + on_time)').formula?.measureIds).toEqual(['on-time', 'cases']);
  });

  it('takes the unit and the rhythm that the indicator declares', () => {
    const declared = { unitOfMeasure: '百分点', periodKind: 'YEAR' as const };
    expect(read('yearToDate(on_time) / yearToDate(cases) * 100', declared).formula).toMatchObject(declared);
  });

  it('accepts 100 for a division by 0 where the result is in %', () => {
    expect(read('on_time / cases * 100', { onZeroDivision: 'ONE_HUNDRED' }).formula).toBeDefined();
  });
});

interface Refusal {
  text: string;
  reason: string;
  column: number;
  en: RegExp;
  zh: RegExp;
  suggestion?: string;
  options?: Partial<FormulaOptions>;
}

const refusals: Refusal[] = [
  { text: ' ', reason: 'FORMULA_EMPTY', column: 1, en: /empty/, zh: /公式为空/ },
  { text: 'cases /', reason: 'FORMULA_INCOMPLETE', column: 8, en: /ends before/, zh: /不完整/ },
  { text: '(cases + 1', reason: 'FORMULA_INCOMPLETE', column: 11, en: /parenthesis/, zh: /右括号/ },
  { text: 'cases ++ 1', reason: 'SYNTAX', column: 8, en: /"\+" cannot stand here/, zh: /不能写“\+”/ },
  {
    text: 'on_time ÷ cases × 100',
    reason: 'SYNTAX',
    column: 9,
    en: /"÷" cannot/,
    zh: /不能写“÷”/,
    suggestion: 'on_time / cases * 100',
  },
  {
    text: 'max\uFF08cases\uFF0C 1\uFF09',
    reason: 'SYNTAX',
    column: 4,
    en: /cannot stand/,
    zh: /不能写/,
    suggestion: 'max(cases, 1)',
  },
  {
    text: 'cases = 1 ? 1 : 2',
    reason: 'SYNTAX',
    column: 7,
    en: /"="/,
    zh: /“=”/,
    suggestion: '==',
  },
  {
    text: 'if(cases, 1, 2)',
    reason: 'WORD_RESERVED',
    column: 1,
    en: /"if" is a reserved/,
    zh: /“if”是保留字/,
  },
  { text: 'cases // note', reason: 'COMMENT_NOT_ALLOWED', column: 7, en: /comment/, zh: /注释/ },
  { text: 'cases % 3', reason: 'PERCENT_SIGN', column: 1, en: /not an operator/, zh: /不是运算符/ },
  { text: '"a"', reason: 'NOT_IN_LANGUAGE', column: 1, en: /only numbers and names/, zh: /只能有数字和名称/ },
  { text: 'true', reason: 'NOT_IN_LANGUAGE', column: 1, en: /not true/, zh: /true/ },
  { text: '1 + [1][0]', reason: 'NOT_IN_LANGUAGE', column: 5, en: /numbers, measures/, zh: /只能有/ },
  { text: 'cases.size', reason: 'NOT_IN_LANGUAGE', column: 1, en: /cases\.size/, zh: /cases\.size/ },
  { text: '[1, 2].map(x, x * x)', reason: 'NOT_IN_LANGUAGE', column: 1, en: /map\(x/, zh: /map\(x/ },
  { text: 'cases in {1: 2}', reason: 'NOT_IN_LANGUAGE', column: 1, en: /cases in/, zh: /cases in/ },
  { text: '0x10', reason: 'NUMBER_FORM', column: 1, en: /written like 100/, zh: /应写作 100/ },
  { text: 'cases + 1e5', reason: 'NUMBER_FORM', column: 9, en: /not 1e5/, zh: /1e5/ },
  { text: '5u', reason: 'NUMBER_FORM', column: 1, en: /not 5u/, zh: /5u/ },
  {
    text: 'on_time / casse',
    reason: 'MEASURE_UNKNOWN',
    column: 11,
    en: /no measure "casse"/,
    zh: /没有名为“casse”的度量/,
    suggestion: 'cases',
  },
  { text: 'toString', reason: 'MEASURE_UNKNOWN', column: 1, en: /"toString"/, zh: /“toString”/ },
  {
    text: '1 + previos(cases)',
    reason: 'FUNCTION_UNKNOWN',
    column: 5,
    en: /no function "previos"/,
    zh: /没有名为“previos”的函数/,
    suggestion: 'previous',
  },
  {
    text: 'constructor(cases)',
    reason: 'FUNCTION_UNKNOWN',
    column: 1,
    en: /"constructor"/,
    zh: /“constructor”/,
  },
  { text: 'max(cases)', reason: 'ARGUMENT_COUNT', column: 1, en: /2–16 arguments, got 1/, zh: /2–16 个参数/ },
  { text: 'has()', reason: 'ARGUMENT_COUNT', column: 1, en: /1 arguments, got 0/, zh: /收到 0 个/ },
  {
    text: 'cases > 1',
    reason: 'RESULT_NOT_NUMBER',
    column: 1,
    en: /gives a number/,
    zh: /应为数值/,
    suggestion: 'cases > 1 ? 1 : 0',
  },
  {
    text: 'has(cases)',
    reason: 'RESULT_NOT_NUMBER',
    column: 1,
    en: /true or false/,
    zh: /真或假/,
    suggestion: 'has(cases) ? 1 : 0',
  },
  { text: '1 + (cases > 1)', reason: 'NOT_A_NUMBER', column: 6, en: /is a condition/, zh: /是条件/ },
  { text: '-has(cases)', reason: 'NOT_A_NUMBER', column: 2, en: /is a condition/, zh: /是条件/ },
  { text: 'cases ? 1 : 2', reason: 'NOT_A_CONDITION', column: 1, en: /condition such as/, zh: /应为条件/ },
  {
    text: '!cases ? 1 : 2',
    reason: 'NOT_A_CONDITION',
    column: 2,
    en: /"cases" is a number/,
    zh: /“cases”是数值/,
  },
  { text: 'cases / (3 - 3)', reason: 'DIVISION_BY_ZERO', column: 10, en: /divides by 0/, zh: /恒为 0/ },
  { text: 'round(cases, 1.5)', reason: 'DIGITS_INVALID', column: 14, en: /whole number/, zh: /整数/ },
  { text: 'round(cases, cases)', reason: 'DIGITS_INVALID', column: 14, en: /written out/, zh: /直接写出/ },
  {
    text: 'clip(cases, 5, 1)',
    reason: 'RANGE_REVERSED',
    column: 13,
    en: /5 is above 1/,
    zh: /下限 5 高于上限 1/,
  },
  {
    text: 'groupMean(cases / groupSum(cases))',
    reason: 'GROUP_NESTED',
    column: 19,
    en: /inside another group/,
    zh: /不能嵌套/,
  },
  {
    text: 'yearToDate(on_time / cases)',
    reason: 'YEAR_TO_DATE_NOT_ADDITIVE',
    column: 12,
    en: /add up the counts first/,
    zh: /先累计分子和分母/,
  },
  { text: 'yearToDate(rate)', reason: 'YEAR_TO_DATE_NOT_ADDITIVE', column: 12, en: /"rate"/, zh: /“rate”/ },
  {
    text: 'yearToDate(previous(cases))',
    reason: 'YEAR_TO_DATE_NOT_ADDITIVE',
    column: 12,
    en: /previous/,
    zh: /previous/,
  },
  {
    text: 'ofYear(yearToDate(cases))',
    reason: 'OF_YEAR_NESTED',
    column: 8,
    en: /inside ofYear/,
    zh: /ofYear 直接取/,
  },
  {
    text: 'cases + cost',
    reason: 'UNIT_MISMATCH',
    column: 9,
    en: /in 件 and "cost" in 元/,
    zh: /“cost”是 元/,
  },
  { text: 'cases > cost ? 1 : 0', reason: 'UNIT_MISMATCH', column: 9, en: /compared/, zh: /比较/ },
  { text: 'max(cases, cost)', reason: 'UNIT_MISMATCH', column: 12, en: /in 元/, zh: /元/ },
  { text: 'has(cases) ? cases : cost', reason: 'UNIT_MISMATCH', column: 22, en: /in 元/, zh: /元/ },
  {
    text: 'budget + cost',
    reason: 'UNIT_MISMATCH',
    column: 10,
    en: /in 万元 and "cost" in 元/,
    zh: /万元/,
    suggestion: 'cost / 10000',
  },
  {
    text: 'on_time / cases',
    reason: 'RESULT_UNIT',
    column: 1,
    en: /in 1, but % is declared/,
    zh: /是 1，但声明的是 %/,
    suggestion: 'on_time / cases * 100',
    options: { unitOfMeasure: '%' },
  },
  {
    text: 'rate * cases',
    reason: 'RESULT_UNIT',
    column: 1,
    en: /but 件 is declared/,
    zh: /声明的是 件/,
    suggestion: 'rate * cases / 100',
    options: { unitOfMeasure: '件' },
  },
  {
    text: 'cost / cases',
    reason: 'RESULT_UNIT',
    column: 1,
    en: /in 元\/件, but % is/,
    zh: /是 元\/件/,
    options: { unitOfMeasure: '%' },
  },
  {
    text: 'cases / people',
    reason: 'PERIOD_KINDS_MIXED',
    column: 9,
    en: /"people" is yearly and "cases" is monthly/,
    zh: /“people”是年度度量，“cases”是月度度量/,
    suggestion: 'ofYear(people)',
  },
  {
    text: 'people / cases',
    reason: 'PERIOD_KINDS_MIXED',
    column: 10,
    en: /"cases" is monthly and "people" is yearly/,
    zh: /“cases”是月度度量/,
    suggestion: 'yearToDate(cases)',
  },
  {
    text: 'yearToDate(cases) / people',
    reason: 'PERIOD_KINDS_MIXED',
    column: 21,
    en: /the indicator is monthly/,
    zh: /该指标是月度指标/,
    suggestion: 'ofYear(people)',
    options: { periodKind: 'MONTH' },
  },
  { text: 'cases + visits', reason: 'PERIOD_KINDS_MIXED', column: 9, en: /quarterly/, zh: /季度/ },
  {
    text: 'cases / ofYear(visits)',
    reason: 'PERIOD_KINDS_MIXED',
    column: 16,
    en: /takes yearly/,
    zh: /只能用于年度/,
    suggestion: 'yearToDate(visits)',
  },
  {
    text: 'cases + yearToDate(people)',
    reason: 'PERIOD_KINDS_MIXED',
    column: 20,
    en: /cannot be added up for monthly/,
    zh: /不能按月度期间累计/,
    suggestion: 'ofYear(people)',
  },
  {
    text: 'yearToDate(cases + visits)',
    reason: 'PERIOD_KINDS_MIXED',
    column: 20,
    en: /add them up apart/,
    zh: /分别累计/,
    options: { periodKind: 'YEAR' },
  },
  {
    text: 'cases / on_time',
    reason: 'ZERO_DIVISION_POLICY',
    column: 1,
    en: /in %, here it is in 1/,
    zh: /以 % 计量/,
    options: { onZeroDivision: 'ONE_HUNDRED' },
  },
  {
    text: `1${' + 1'.repeat(500)}`,
    reason: 'FORMULA_TOO_LARGE',
    column: 2001,
    en: /2000 characters/,
    zh: /2000 个字符/,
  },
  { text: `1${'+1'.repeat(200)}`, reason: 'FORMULA_TOO_LARGE', column: 1, en: /300 parts/, zh: /300 个/ },
  {
    text: `${'('.repeat(40)}1${')'.repeat(40)}`,
    reason: 'FORMULA_TOO_LARGE',
    column: 33,
    en: /32 levels/,
    zh: /32 层/,
  },
  { text: `${'-'.repeat(1999)}1`, reason: 'FORMULA_TOO_LARGE', column: 1700, en: /300 parts/, zh: /300 个/ },
  {
    text: `max(${'1,'.repeat(16)}1)`,
    reason: 'FORMULA_TOO_LARGE',
    column: 37,
    en: /16 arguments/,
    zh: /16 个参数/,
  },
];

describe('refuses', () => {
  it.each(refusals)('$reason: $text', ({ text, reason, column, en, zh, suggestion, options }) => {
    const { violations = [] } = read(text, options);
    const [first] = violations.filter((each) => each.reason === reason);
    expect(first).toMatchObject({ field: 'formula', column });
    expect(first?.suggestion).toBe(suggestion);
    expect(first?.en).toMatch(en);
    expect(first?.en.startsWith(`Column ${column}: `)).toBe(true);
    expect(first?.zh).toMatch(zh);
    expect(first?.zh.startsWith(`第 ${column} 列：`)).toBe(true);
  });

  it('says everything that is wrong with the names at once', () => {
    const { violations = [] } = read('casse / cosst + nothing_alike(1)', { field: 'indicator.formula' });
    expect(violations.map(({ field, reason, suggestion }) => [field, reason, suggestion])).toEqual([
      ['indicator.formula', 'MEASURE_UNKNOWN', 'cases'],
      ['indicator.formula', 'MEASURE_UNKNOWN', 'cost'],
      ['indicator.formula', 'FUNCTION_UNKNOWN', undefined],
    ]);
  });

  it('two measures that formulas cannot tell apart', () => {
    const table = { 'a-b': { unitOfMeasure: '' }, 'a.b': { unitOfMeasure: '' }, c: { unitOfMeasure: '' } };
    expect(read('c', {}, table).violations).toBeUndefined();
    expect(read('a_b + c', {}, table).violations).toMatchObject([
      { reason: 'MEASURE_AMBIGUOUS', en: expect.stringContaining('"a-b" or "a.b"') },
    ]);
  });

  it('every suggestion of a whole formula is sound', () => {
    const whole = refusals.filter(({ reason }) => reason === 'RESULT_UNIT');
    for (const { suggestion, options } of whole) {
      if (suggestion !== undefined) expect(read(suggestion, options).violations).toBeUndefined();
    }
    expect(whole.length).toBeGreaterThan(2);
  });
});
