import { Decimal, text } from '../decimal';
import { notAdditive } from './additive';
import { constant } from './constant';
import { evaluateFormula, formulaValues } from './evaluate-formula';
import type { Comparison, Expression, Measure } from './expression';
import { excerpt, formulaText } from './format';
import { applied, compared, decided, type Truth } from './outcome';
import { readFormula } from './read-formula';

const measures: Record<string, Measure> = {
  a: { unitOfMeasure: '件' },
  b: { unitOfMeasure: '件' },
  rate: { unitOfMeasure: '%' },
  plain: { unitOfMeasure: '' },
  bare: {} as Measure,
};
const read = (formula: string): Expression => {
  const { formula: found, violations } = readFormula(formula, measures, { onZeroDivision: 'BLOCK' });
  if (!found) throw new Error(JSON.stringify(violations));
  return found.expression;
};

// Whether values of several months can be added up: counts can, rates and products cannot.
it.each<[formula: string, fails?: string]>([
  ['a'],
  ['3'],
  ['plain'],
  ['bare'],
  ['-a'],
  ['a + b'],
  ['a - 3 * b'],
  ['b * 3'],
  ['a / 4'],
  ['has(a) ? a : b'],
  ['rate', 'rate'],
  ['-rate', 'rate'],
  ['a / b', 'a / b'],
  ['rate / 4', 'rate'],
  ['a * plain', 'a * plain'],
  ['a + rate * a / 100', 'rate * a'],
  ['rate * 2 + 0', 'rate'],
  ['0 + rate', 'rate'],
  ['has(a) ? rate : 0', 'rate'],
  ['has(a) ? 0 : rate', 'rate'],
  ['abs(a)', 'abs(a)'],
])('the months of %s add up, but for %s', (formula, ...fails) => {
  const part = notAdditive(read(formula));
  expect(part ? [formulaText(part)] : []).toEqual(fails);
});

it('a condition has no sum', () => {
  const condition = read('a > b ? 1 : 0');
  if (condition.kind !== 'choice') throw new Error('no choice');
  expect(notAdditive(condition.condition)).toBe(condition.condition);
  expect(constant(condition.condition)).toBeUndefined();
});

it.each<[formula: string, is?: string]>([
  ['3'],
  ['-3'],
  ['2 + 3', '5'],
  ['2 - 3', '-1'],
  ['2 * 3', '6'],
  ['3 / 2', '1.5'],
  ['-(2 + 4) / 3', '-2'],
  ['-a', 'none'],
  ['2 + a', 'none'],
  ['a * 2', 'none'],
  ['2 > 1 ? 3 : 4', 'none'],
  ['abs(3)', 'none'],
])('%s is a number written out', (formula, is = formula) => {
  const found = constant(read(formula));
  expect(found ? text(found) : 'none').toBe(is);
});

it('a number divided by 0 is no constant', () => {
  const quotient = read('1 / 2');
  if (quotient.kind !== 'operation') throw new Error('no quotient');
  expect(constant({ ...quotient, right: read('1 - 1') })).toBeUndefined();
});

// Parentheses stand only where they are needed, so reading gives the same again.
it.each([
  'a + b - 3',
  'a - (b - 3)',
  'a * (b + 3)',
  'a / (b / 3)',
  '-(a + b)',
  '-(-a)',
  '!(a > b) ? 1 : 0',
  '!has(a) || a > 0 && b > 0 ? 1 : 0',
  '(a > 0 ? a : 0) + 1',
  'a > 0 ? (b > 0 ? a : b) : (b > 1 ? a : 0)',
  'round(a / 7, 2)',
])('%s is written as it was read', (formula) => {
  expect(formulaText(read(formula))).toBe(formula);
});

it('an excerpt has at most 60 characters', () => {
  const of60 = `${'a + '.repeat(14)}1000`;
  expect(excerpt(read(of60))).toBe(of60);
  expect(excerpt(read(`${of60}0`))).toBe(`${of60.slice(0, 59)}…`);
});

const d = (value: number): Decimal => new Decimal(value);

it.each<[operator: Comparison, less: boolean, equal: boolean, more: boolean]>([
  ['==', false, true, false],
  ['!=', true, false, true],
  ['<', true, false, false],
  ['<=', true, true, false],
  ['>', false, false, true],
  ['>=', false, true, true],
])('%s of 1, 2 and 3 with 2: %s, %s, %s', (operator, ...is) => {
  expect([1, 2, 3].map((value) => compared(operator, d(value), d(2)))).toEqual(is);
});

it.each<[left: Truth, right: Truth, both: Truth, either: Truth]>([
  [true, true, true, true],
  [true, false, false, true],
  [false, false, false, false],
  [true, 'MISSING', 'MISSING', true],
  [false, 'MISSING', false, 'MISSING'],
  [true, 'DIVISION_BY_ZERO', 'DIVISION_BY_ZERO', true],
  [false, 'DIVISION_BY_ZERO', false, 'DIVISION_BY_ZERO'],
  ['MISSING', 'DIVISION_BY_ZERO', 'MISSING', 'MISSING'],
  ['DIVISION_BY_ZERO', 'DIVISION_BY_ZERO', 'DIVISION_BY_ZERO', 'DIVISION_BY_ZERO'],
])('%s and %s are together %s, one of them %s', (left, right, both, either) => {
  expect([decided('&&', left, right), decided('&&', right, left)]).toEqual([both, both]);
  expect([decided('||', left, right), decided('||', right, left)]).toEqual([either, either]);
});

it('the greatest of 2, 9 and 0 is 9, the least 0', () => {
  const values = [d(2), d(9), d(0)];
  expect([applied('max', values), applied('min', values)].map(String)).toEqual(['9', '0']);
  expect(applied('max', [d(2), 'DIVISION_BY_ZERO', 'MISSING'])).toBe('MISSING');
});

it.each<[formula: string, period: string, is: string]>([
  ['has(a) && has(b) ? 1 : 2', '2026-01', '2'],
  ['!has(b) ? 1 : 2', '2026-01', '1'],
  ['yearToDate(3 * a)', '2026-03', '9'],
  ['ofYear(a)', '2026-03', '1'],
])('%s in %s is %s', (formula, period, is) => {
  const { formula: found } = readFormula(formula, measures, { onZeroDivision: 'BLOCK' });
  const receipt = evaluateFormula(found!, {
    unitId: 'u',
    period,
    resolver: { value: (id) => (id === 'a' ? d(1) : undefined), group: () => [] },
  });
  expect(receipt.value && text(receipt.value)).toBe(is);
});

it('many values are refused for a period of another kind, as one is', () => {
  const { formula } = readFormula(
    'm',
    { m: { unitOfMeasure: '', periodKind: 'MONTH' } },
    { onZeroDivision: 'BLOCK' },
  );
  const resolver = { value: () => d(1), group: () => [] };
  expect(() => formulaValues(formula!, { unitIds: ['u'], period: '2026', resolver })).toThrow(
    'The formula is monthly, the period "2026" is yearly.',
  );
});
