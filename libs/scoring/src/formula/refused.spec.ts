import type { Measure } from './expression';
import { type FormulaOptions, readFormula } from './read-formula';

const measures: Record<string, Measure> = {
  cases: { unitOfMeasure: '件', periodKind: 'MONTH' },
  cost: { unitOfMeasure: '元', periodKind: 'MONTH' },
  budget: { unitOfMeasure: '万元', periodKind: 'MONTH' },
  visits: { unitOfMeasure: '件', periodKind: 'QUARTER' },
  people: { unitOfMeasure: '人', periodKind: 'YEAR' },
  plain: { unitOfMeasure: '' },
  files: { unitOfMeasure: '件' },
  'a-b': { unitOfMeasure: '' },
  'a.b': { unitOfMeasure: '' },
};
const refused = (text: string, options: Partial<FormulaOptions> = {}) =>
  readFormula(text, measures, { onZeroDivision: 'BLOCK', ...options }).violations ?? [];

// All faults of a formula with their columns; none for one that is sound.
it.each<[formula: string, ...told: string[]]>([
  ['round(cases, 0)'],
  ['round(cases, 18)'],
  ['round(cases, 19)', 'DIGITS_INVALID 14'],
  ['round(cases, -1)', 'DIGITS_INVALID 14'],
  ['clip(cases, 5, 5)'],
  ['clip(cases, 5, cases)'],
  ['clip(cases, cases, 5)'],
  ['max(cases, 5, 1)'],
  ['cases / max(1 - 1, 2)'],
  ['cases * 0'],
  ['has(cases, cost)', 'ARGUMENT_COUNT 1'],

  ['min(cases, cost)', 'UNIT_MISMATCH 12'],
  ['clip(cases, cost, 5)', 'UNIT_MISMATCH 13'],
  ['-cost + cases', 'UNIT_MISMATCH 9'],
  ['abs(cost) + cases', 'UNIT_MISMATCH 13'],
  ['!(cases > cost) ? 1 : 0', 'UNIT_MISMATCH 11'],
  ['cases > cost && cases > 0 ? 1 : 0', 'UNIT_MISMATCH 9'],
  ['cases > 0 || cases > cost ? 1 : 0', 'UNIT_MISMATCH 22'],
  ['cases > 0 && cost > 0 ? 1 : 0'],
  ['has(cost) ? cases : 0'],
  // Powers of ten from 100 on change the size of a unit, other numbers weigh.
  ['cost * 10 + cost'],
  ['cost * 200 + cost'],
  ['cost * -100 + cost'],
  ['cost * 100 + cost', 'UNIT_MISMATCH 14'],
  ['cost / 0.01 + cost', 'UNIT_MISMATCH 15'],
  ['cases * min(2, 3)'],

  ['cases && 1 ? 1 : 2', 'NOT_A_CONDITION 1', 'NOT_A_CONDITION 10'],
  ['(cases > 1) + (cases > 2)', 'NOT_A_NUMBER 2', 'NOT_A_NUMBER 16'],
  ['cases > 1 ? cases > 2 : cases > 3', 'NOT_A_NUMBER 13', 'NOT_A_NUMBER 25'],
  ['max(cases > 1, 2)', 'NOT_A_NUMBER 5'],
  ['cases > cost', 'RESULT_NOT_NUMBER 1'],

  ['previous(yearToDate(cases))'],
  ['previous(groupMean(cases))'],
  ['groupMean(previous(cases))'],
  ['groupMean(-cases)'],
  ['ofYear(previous(people))'],
  ['ofYear(-people)'],
  ['ofYear(ofYear(people))', 'OF_YEAR_NESTED 8'],
  ['ofYear(1 + yearToDate(cases))', 'OF_YEAR_NESTED 12'],

  ['plain * people'],
  ['yearToDate(plain + plain)'],
  ['yearToDate(plain) + plain'],
  ['cases + yearToDate(visits)', 'PERIOD_KINDS_MIXED 20'],
  ['max(yearToDate(-people), cases) * 1', 'UNIT_MISMATCH 26', 'PERIOD_KINDS_MIXED 17'],

  // What stands around an unknown name is not judged.
  ['casez ? 1 : 2', 'MEASURE_UNKNOWN 1'],
  ['1 > 0 ? casez : 2', 'MEASURE_UNKNOWN 9'],
  ['1 > 0 ? 2 : casez', 'MEASURE_UNKNOWN 13'],
  ['casez + 1', 'MEASURE_UNKNOWN 1'],
  ['1 + casez', 'MEASURE_UNKNOWN 5'],
  ['max(casez, 1)', 'MEASURE_UNKNOWN 5'],
  ['max(1, casez)', 'MEASURE_UNKNOWN 8'],
  ['1 + a_b > 1', 'MEASURE_AMBIGUOUS 5'],
])('%s: %s', (formula, ...told) => {
  const found = refused(formula).map(({ reason, column }) => `${reason} ${column}`);
  expect(found.sort()).toEqual(told.sort());
});

it.each<[formula: string, options: Partial<FormulaOptions>, ...told: string[]]>([
  ['cases + visits', { unitOfMeasure: '元' }, 'PERIOD_KINDS_MIXED'],
  ['cases + cost', { unitOfMeasure: '人' }, 'UNIT_MISMATCH'],
  ['5', { unitOfMeasure: '元' }],
  ['yearToDate(files + cases)', { periodKind: 'YEAR' }],
  ['yearToDate(files + cases + visits)', { periodKind: 'YEAR' }, 'PERIOD_KINDS_MIXED'],
])('%s where %j is declared: %s', (formula, options, ...told) => {
  expect(refused(formula, options).map(({ reason }) => reason)).toEqual(told);
});

it('the period of a formula is that of the first measure that has one', () => {
  const { formula } = readFormula('plain * people', measures, { onZeroDivision: 'BLOCK' });
  expect(formula?.periodKind).toBe('YEAR');
});

const long = 'x'.repeat(80);

// Whole sentences, in both languages.
it.each<{ formula: string; options?: Partial<FormulaOptions>; en: string; zh: string; suggestion?: string }>([
  {
    formula: '1 + casez',
    en: 'Column 5: There is no measure "casez". Perhaps: cases',
    zh: '第 5 列：没有名为“casez”的度量。可改为：cases',
    suggestion: 'cases',
  },
  {
    formula: 'nothing_like_it',
    en: 'Column 1: There is no measure "nothing_like_it".',
    zh: '第 1 列：没有名为“nothing_like_it”的度量。',
  },
  {
    formula: 'cost + budget',
    en: 'Column 8: "cost" is in 元 and "budget" in 万元; they cannot be added or compared. Perhaps: budget * 10000',
    zh: '第 8 列：“cost”的计量单位是 元,“budget”是 万元，不能相加减或比较。可改为：budget * 10000',
    suggestion: 'budget * 10000',
  },
  {
    formula: 'cost',
    options: { unitOfMeasure: ' 件 ' },
    en: 'Column 1: The formula gives a value in 元, but 件 is declared.',
    zh: '第 1 列：公式结果的计量单位是 元，但声明的是 件。',
  },
  {
    formula: 'cost',
    options: { unitOfMeasure: ' ' },
    en: 'Column 1: The formula gives a value in 元, but 1 is declared.',
    zh: '第 1 列：公式结果的计量单位是 元，但声明的是 1。',
  },
  {
    formula: 'has(cases, cost)',
    en: 'Column 1: has takes 1 arguments, got 2.',
    zh: '第 1 列：has 需要 1 个参数，收到 2 个。',
  },
  {
    formula: `"${long}"`,
    en: `Column 1: A formula has only numbers and names, not "${long.slice(0, 19)}.`,
    zh: `第 1 列：公式中只能有数字和名称，不能有 "${long.slice(0, 19)}。`,
  },
  {
    formula: '1e5',
    en: 'Column 1: Numbers are written like 100 or 0.5, at most 24 digits before and 18 behind the point, not 1e5.',
    zh: '第 1 列：数字应写作 100 或 0.5，小数点前最多 24 位、后最多 18 位，不能写作 1e5。',
  },
  {
    formula: `1.${'3'.repeat(70)}`,
    en: `Column 1: Numbers are written like 100 or 0.5, at most 24 digits before and 18 behind the point, not 1.${'3'.repeat(58)}.`,
    zh: `第 1 列：数字应写作 100 或 0.5，小数点前最多 24 位、后最多 18 位，不能写作 1.${'3'.repeat(58)}。`,
  },
  {
    formula: `1 + cases.${long}`,
    en: `Column 5: A formula has numbers, measures, + - * / comparisons, && || ! conditions and functions, not "cases.${long.slice(0, 34)}".`,
    zh: `第 5 列：公式中只能有数字、度量、+ - * /、比较、&& || !、条件和函数，不能有“cases.${long.slice(0, 34)}”。`,
  },
  {
    formula: 'cases + if(1, 2, 3)',
    en: 'Column 9: "if" is a reserved word of the language; conditions are written "a > b ? a : b".',
    zh: '第 9 列：“if”是保留字；条件应写作“a > b ? a : b”。',
  },
  {
    formula: 'yearToDate(files + cases + visits)',
    options: { periodKind: 'YEAR' },
    en: 'Column 28: "visits" is quarterly and "cases" is not; add them up apart: yearToDate(cases) + yearToDate(visits).',
    zh: '第 28 列：“visits”是季度度量，“cases”不是；请分别累计：yearToDate(cases) + yearToDate(visits)。',
  },
  {
    formula: 'cases + yearToDate(visits)',
    en: 'Column 20: "visits" is quarterly and cannot be added up for monthly periods.',
    zh: '第 20 列：“visits”是季度度量，不能按月度期间累计。',
  },
])('$formula: $en', ({ formula, options, en, zh, suggestion }) => {
  expect(refused(formula, options).map((each) => [each.en, each.zh, each.suggestion])).toEqual([
    [en, zh, suggestion],
  ]);
});
