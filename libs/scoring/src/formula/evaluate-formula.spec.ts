import { Decimal, text } from '../decimal';
import type { Resolver } from './compute';
import { evaluateFormula, formulaValues } from './evaluate-formula';
import type { Measure } from './expression';
import { type Formula, readFormula, type ZeroDivision } from './read-formula';

const measures: Record<string, Measure> = {
  a: { unitOfMeasure: '', periodKind: 'MONTH' },
  b: { unitOfMeasure: '', periodKind: 'MONTH' },
  none: { unitOfMeasure: '', periodKind: 'MONTH' },
  zero: { unitOfMeasure: '', periodKind: 'MONTH' },
  quarterly: { unitOfMeasure: '', periodKind: 'QUARTER' },
  yearly: { unitOfMeasure: '', periodKind: 'YEAR' },
};

const values: Record<string, string> = {
  'a u1 2026-09': '12',
  'b u1 2026-09': '-8',
  'zero u1 2026-09': '0',
  'a u1 2026-08': '10',
  'a u1 2025-09': '15',
  'a u1 2026-01': '1',
  'a u1 2025-12': '7.5',
  'a u2 2026-09': '20',
  'a u2 2026-08': '30',
  'b u3 2026-09': '4',
  'zero u2 2026-09': '5',
  'zero u3 2026-09': '0',
  'yearly u1 2026': '1000',
  'yearly u1 2025': '900',
  'quarterly u1 2026-Q1': '3',
  'quarterly u1 2026-Q2': '4',
  'quarterly u1 2026-Q3': '5',
};
const units = ['u1', 'u2', 'u3'];
const resolver: Resolver = {
  value: (...key) => {
    const found = values[key.join(' ')];
    return found === undefined ? undefined : new Decimal(found);
  },
  group: () => units,
};

function formulaOf(formula: string, onZeroDivision: ZeroDivision = 'BLOCK'): Formula {
  const { formula: read, violations } = readFormula(formula, measures, { onZeroDivision });
  if (!read) throw new Error(JSON.stringify(violations));
  return read;
}
const evaluate = (formula: string, period = '2026-09', policy?: ZeroDivision, unitId = 'u1') =>
  evaluateFormula(formulaOf(formula, policy), { unitId, period, resolver });

describe('computes', () => {
  it.each([
    ['a + b', '4', '12 + −8'],
    ['a - b', '20', '12 − −8'],
    ['a * b', '-96', '12 × −8'],
    ['a / b', '-1.5', '12 ÷ −8'],
    ['a / 7 * 7', '12', '12 ÷ 7 × 7'],
    ['0.1 + 0.2', '0.3', '0.1 + 0.2'],
    ['7 / 2', '3.5', '7 ÷ 2'],
    ['a - (b - 1)', '21', '12 − (−8 − 1)'],
    ['a / (b / 2)', '-3', '12 ÷ (−8 ÷ 2)'],
    ['-(a + b)', '-4', '−(12 + −8)'],
    ['-b', '8', '−(−8)'],
    ['(a + b) * 2', '8', '(12 + −8) × 2'],
    ['a > b ? 1 : 2', '1', '12 > −8 ? 1 : …'],
    ['a < b ? 1 : 2', '2', '12 < −8 ? … : 2'],
    ['a >= 12 ? 1 : 2', '1', '12 ≥ 12 ? 1 : …'],
    ['a <= 11 ? 1 : 2', '2', '12 ≤ 11 ? … : 2'],
    ['a == 12.0 ? 1 : 2', '1', '12 = 12 ? 1 : …'],
    ['a != 12 ? 1 : 2', '2', '12 ≠ 12 ? … : 2'],
    ['a > 0 && b > 0 ? 1 : 2', '2', '12 > 0 && −8 > 0 ? … : 2'],
    ['a > 0 || b > 0 ? 1 : 2', '1', '12 > 0 || −8 > 0 ? 1 : …'],
    ['!(a > 0) ? 1 : 2', '2', '!(12 > 0) ? … : 2'],
    ['min(a, b, 3)', '-8', 'min(12, −8, 3)'],
    ['max(a, b, 3)', '12', 'max(12, −8, 3)'],
    ['abs(b)', '8', 'abs(−8)'],
    ['round(a / 7, 2)', '1.71', 'round(12 ÷ 7, 2)'],
    ['round(2.5, 0) + round(-2.5, 0)', '0', 'round(2.5, 0) + round(−2.5, 0)'],
    ['round(1 / 48 * 30, 2)', '0.63', 'round(1 ÷ 48 × 30, 2)'],
    ['clip(a, 0, 10)', '10', 'clip(12, 0, 10)'],
    ['clip(b, 0, 10)', '0', 'clip(−8, 0, 10)'],
    ['has(a) ? a : 0', '12', 'has(12) ? 12 : …'],
    ['has(none) ? none : 0', '0', 'has(–) ? … : 0'],
    ['previous(a)', '10', '10'],
    ['previous(previous(samePeriodLastYear(a - a))) + 1', undefined, '– − – + 1'],
    ['(a - previous(a)) / previous(a) * 100', '20', '(12 − 10) ÷ 10 × 100'],
    ['a - samePeriodLastYear(a)', '-3', '12 − 15'],
    ['a / ofYear(yearly)', '0.012', '12 ÷ 1000'],
    ['groupMean(a)', '16', 'mean(12, 20)'],
    ['groupSum(has(a) ? a : 0)', '32', 'sum(has(12) ? 12 : …, has(20) ? 20 : …, has(–) ? … : 0)'],
    ['groupSum(a)', undefined, 'sum(12, 20, –)'],
    ['a / groupMean(a) * 100', '75', '12 ÷ mean(12, 20) × 100'],
    ['previous(groupMean(a))', '20', 'mean(10, 30)'],
    ['groupMean(a - previous(a))', '-4', 'mean(12 − 10, 20 − 30)'],
    ['groupMean(1 / zero)', '0.2', 'mean(1 ÷ 5)'],
    ['groupMean(none)', undefined, 'mean()'],
  ])('%s', (formula, value, worked) => {
    const receipt = evaluate(formula);
    expect(receipt.worked).toBe(worked);
    expect(receipt.value && text(receipt.value)).toBe(value);
    expect(receipt.state).toBe(value === undefined ? 'MISSING' : 'VALUE');
  });

  it.each([
    ['previous(a)', '2026-01', '7.5', '7.5'],
    ['yearToDate(a)', '2026-01', '1', '1'],
    ['yearToDate(quarterly)', '2026-Q3', '12', '3 + 4 + 5'],
    ['yearToDate(quarterly) * 2', '2026-Q2', '14', '(3 + 4) × 2'],
    ['yearToDate(has(a) ? a : 0) / yearly', '2026', '0.023', undefined],
    ['previous(yearly)', '2026', '900', '900'],
    ['samePeriodLastYear(yearly)', '2026', '900', '900'],
    ['previous(ofYear(yearly)) + 0 * a', '2026-01', '900', '900 + 0 × 1'],
  ])('%s in %s', (formula, period, value, worked) => {
    const receipt = evaluate(formula, period);
    expect(receipt.value && text(receipt.value)).toBe(value);
    if (worked !== undefined) expect(receipt.worked).toBe(worked);
  });
});

describe('missing', () => {
  it.each(['a + none', 'none * 0', 'a / none', 'none / zero', '-none', 'max(a, none)', 'none > 1 ? 1 : 2'])(
    'stays missing in %s',
    (formula) => {
      expect(evaluate(formula)).toMatchObject({ state: 'MISSING' });
    },
  );

  it('leaves a year to date without one of its months missing', () => {
    expect(evaluate('yearToDate(a)')).toMatchObject({
      state: 'MISSING',
      worked: '1 + – + – + – + – + – + – + 10 + 12',
    });
  });

  it('is decided by the other side where that is enough', () => {
    expect(evaluate('has(a) || none > 1 ? 1 : 2').value).toEqual(new Decimal(1));
    expect(evaluate('none > 1 && a < 0 ? 1 : 2').value).toEqual(new Decimal(2));
    expect(evaluate('none > 1 && a > 0 ? 1 : 2').state).toBe('MISSING');
  });

  it('is a group without units', () => {
    const alone = { value: resolver.value, group: () => [] };
    for (const name of ['groupMean', 'groupSum']) {
      const formula = formulaOf(`${name}(a)`);
      expect(evaluateFormula(formula, { unitId: 'u1', period: '2026-09', resolver: alone }).state).toBe(
        'MISSING',
      );
    }
  });
});

describe('division by 0 follows the declared policy', () => {
  it.each<[ZeroDivision, object, string]>([
    ['BLOCK', { state: 'DIVISION_BY_ZERO' }, '12 ÷ 0 × 100'],
    ['MISSING', { state: 'MISSING' }, '12 ÷ 0 × 100'],
    ['ZERO', { state: 'VALUE', value: new Decimal(0), declared: true }, '12 ÷ 0 × 100 → 0'],
    ['ONE_HUNDRED', { state: 'VALUE', value: new Decimal(100), declared: true }, '12 ÷ 0 × 100 → 100'],
  ])('%s', (policy, result, worked) => {
    expect(evaluate('a / zero * 100', '2026-09', policy)).toMatchObject({ ...result, worked });
    expect(evaluate('100 - a / zero * 100', '2026-09', policy)).toMatchObject(result);
  });

  it('does not hide a missing number', () => {
    expect(evaluate('none / zero * 100', '2026-09', 'ONE_HUNDRED').state).toBe('MISSING');
  });

  it('does not apply where the formula says otherwise', () => {
    expect(evaluate('zero == 0 ? 50 : a / zero', '2026-09', 'ZERO')).toMatchObject({
      value: new Decimal(50),
    });
    expect(evaluate('has(a / zero) ? 1 : 2', '2026-09', 'ZERO')).toMatchObject({ value: new Decimal(2) });
    expect(evaluate('groupSum(zero / zero)').state).toBe('DIVISION_BY_ZERO');
    expect(evaluate('groupMean(zero / zero)')).toMatchObject({ value: new Decimal(1) });
  });
});

it('lists what was looked up, once each, and what was not there', () => {
  expect(evaluate('a / previous(a) + (has(none) ? b : a)').inputs).toEqual([
    { measureId: 'a', unitId: 'u1', period: '2026-09', value: new Decimal(12) },
    { measureId: 'a', unitId: 'u1', period: '2026-08', value: new Decimal(10) },
    { measureId: 'none', unitId: 'u1', period: '2026-09' },
  ]);
});

it('writes out at most 20 units of a group', () => {
  const many = Array.from({ length: 30 }, (_, i) => `u${i}`);
  const crowd: Resolver = { value: () => new Decimal(3), group: () => many };
  const receipt = evaluateFormula(formulaOf('groupMean(a)'), {
    unitId: 'u1',
    period: '2026-09',
    resolver: crowd,
  });
  expect(receipt.worked).toBe(`mean(${'3, '.repeat(20)}… n = 30)`);
  expect(receipt.inputs).toHaveLength(30);
});

it('keeps the groups and periods of one formula apart', () => {
  const formula = formulaOf('groupMean(a) + previous(groupMean(a)) * 7');
  const halves: Resolver = { ...resolver, group: (unitId) => (unitId === 'u1' ? ['u1'] : ['u2']) };
  const both = formulaValues(formula, { unitIds: ['u1', 'u2'], period: '2026-09', resolver: halves });
  expect([...both.values()].map(({ value }) => value?.toFixed())).toEqual(['82', '230']);
});

it('refuses a period of another kind', () => {
  expect(() => evaluate('a', '2026')).toThrow('The formula is monthly, the period "2026" is yearly.');
  expect(() => evaluate('a', '2026-13')).toThrow('A period is written');
});

it('has no value of more than 24 digits', () => {
  const huge: Resolver = { value: () => new Decimal('9e23'), group: () => [] };
  const at = { unitId: 'u1', period: '2026-09', resolver: huge };
  expect(evaluateFormula(formulaOf('a * a * a * a'), at)).toMatchObject({ state: 'OUT_OF_RANGE' });
  expect(evaluateFormula(formulaOf('a'), at)).toMatchObject({ state: 'VALUE' });
});

it('values of many units equal those of their receipts', () => {
  const crowd = Array.from({ length: 1000 }, (_, i) => `unit${i}`);
  const known = new Map(crowd.map((unitId, i) => [unitId, i]));
  let lookups = 0;
  const many: Resolver = {
    value: (measureId, unitId) => {
      lookups += 1;
      const i = known.get(unitId) ?? 0;
      return i % 10 === 0 ? undefined : new Decimal(measureId === 'a' ? i : i % 7);
    },
    group: () => crowd,
  };
  const formula = formulaOf('a / b * 100 - groupMean(a / b * 100)', 'MISSING');
  const all = formulaValues(formula, { unitIds: crowd, period: '2026-09', resolver: many });
  expect(all.size).toBe(1000);
  // two measures, once for each unit and once for the group; not once per unit and member
  expect(lookups).toBe(4000);
  for (const unitId of ['unit0', 'unit1', 'unit7', 'unit999']) {
    const { state, value } = evaluateFormula(formula, { unitId, period: '2026-09', resolver: many });
    expect(all.get(unitId)).toEqual(value ? { state, value } : { state });
  }
  expect([...all.values()].filter(({ state }) => state === 'VALUE')).toHaveLength(772);
});
