import { Decimal } from '../decimal';
import type { Resolver } from './compute';
import { evaluateFormula } from './evaluate-formula';
import { quotientOf } from './quotient';
import { readFormula } from './read-formula';

const measures = {
  a: { unitOfMeasure: '件', periodKind: 'MONTH' as const },
  b: { unitOfMeasure: '件', periodKind: 'MONTH' as const },
  c: { unitOfMeasure: '件', periodKind: 'MONTH' as const },
  rate: { unitOfMeasure: '%', periodKind: 'MONTH' as const },
};
const read = (text: string) => {
  const { formula, violations } = readFormula(text, measures, { onZeroDivision: 'BLOCK' });
  if (!formula) throw new Error(JSON.stringify(violations));
  return formula;
};

it.each([
  ['a / b * 100', 'a', 'b', '100'],
  ['100 * a / b', 'a', 'b', '100'],
  ['a * 100 / b', 'a', 'b', '100'],
  ['100 * (a / b)', 'a', 'b', '100'],
  ['a / b', 'a', 'b', '1'],
  ['a / (b / 2) / 4', 'a', 'b', '0.5'],
  ['(a + b) / (a + b + c) * 100', 'a + b', 'a + b + c', '100'],
  ['(a - 0.5 * c) / (b * 2)', 'a - 0.5 * c', 'b', '0.5'],
  ['(has(a) ? a : 0) / b * -1', 'has(a) ? a : 0', 'b', '-1'],
])('%s is (%s) ÷ (%s) × %s', (text, numerator, denominator, factor) => {
  const quotient = quotientOf(read(text));
  expect(quotient?.numerator).toMatchObject({ text: numerator, unitOfMeasure: '件', periodKind: 'MONTH' });
  expect(quotient?.denominator.text).toBe(denominator);
  expect(quotient?.factor).toEqual(new Decimal(factor));
});

it.each([
  'a',
  'a * 100',
  'a + b',
  'a / b + 1',
  'a / b / c',
  'a * b / c',
  'round(a / b, 2)',
  'a / b > 1 ? 1 : 0',
  'rate / b',
  'a / groupMean(a)',
  'a / previous(a)',
  'yearToDate(a) / yearToDate(b)',
])('%s is no rate that can be pooled', (text) => {
  expect(quotientOf(read(text))).toBeUndefined();
});

it('gives parts from which the value is computed again', () => {
  const resolver: Resolver = {
    value: (id) => new Decimal({ a: 30, b: 40, c: 10 }[id] ?? 0),
    group: () => [],
  };
  const at = { unitId: 'u', period: '2026-09', resolver };
  const formula = read('(a - c) * 100 / b');
  const quotient = quotientOf(formula);
  if (!quotient) throw new Error('no quotient');
  const [above, below] = [quotient.numerator, quotient.denominator].map((part) => evaluateFormula(part, at));
  expect([above?.worked, below?.worked]).toEqual(['30 − 10', '40']);
  expect(evaluateFormula(formula, at).value).toEqual(new Decimal(50));
  expect(above?.value?.div(below?.value ?? 1).times(quotient.factor)).toEqual(new Decimal(50));
});
