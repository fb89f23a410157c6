// oxlint-disable-next-line no-restricted-imports -- the rules stay pure; only this comparison reads files
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { text } from '../decimal';
import type { Resolver } from './compute';
import { type Dhis2Import, importDhis2 } from './dhis2';
import { dhis2Values } from './dhis2-values';
import { evaluateFormula } from './evaluate-formula';
import { type Formula, readFormula } from './read-formula';

/** Metadata package and data values of a real malaria programme; see the README of the folder above it. */
const folder = resolve(__dirname, '../../../../../shared/data/dhis2');
// The files are published by others and not part of this project; without them beside it there is nothing to compare with.
// CI has them, so there nothing is skipped.
const there = existsSync(folder) || process.env['CI'] === 'true' ? describe : describe.skip;
const load = (name: string) => JSON.parse(readFileSync(resolve(folder, name), 'utf8'));

const ABER = 'SqFthnK8FJY';
const SPECIES_RULE = 'Kejj3gJ2GD0';
/** Of data elements that no data set collects and that have no values. */
const THRESHOLDS = new Set(['bA6kgEyRkg0', 'tIWGvDkU6lb']);
const UNIT = 'O6uvpzGd5pu';

/**
 * The value of an expression, found without any of the code under test: a regular expression puts the sums in, and
 * JavaScript does the arithmetic. NaN without values.
 */
function independent(expression: string, values: any[], period: string): number {
  const numbers = expression.replaceAll(/#\{(\w+)(?:\.(\w+))?\}/g, (_, element, combo) => {
    const rows = values.filter(
      (each) =>
        each.dataElement === element &&
        each.period === period &&
        (!combo || each.categoryOptionCombo === combo),
    );
    return rows.length === 0 ? 'NaN' : String(rows.reduce((sum, each) => sum + Number(each.value), 0));
  });
  if (!/^(?:NaN|[\d\s+*/().-])+$/.test(numbers)) throw new Error(numbers);
  // oxlint-disable-next-line typescript/no-implied-eval -- only digits, NaN, + - * / and parentheses are left
  return Number(new Function(`return (${numbers})`)());
}

there('the metadata of a real instance', () => {
  let metadata: any;
  let dataValues: any[];
  let imported: Dhis2Import;
  let resolver: Resolver;

  beforeAll(() => {
    metadata = load('metadata.json');
    ({ dataValues } = load('dataValues_bulk.json'));
    imported = importDhis2(metadata);
    resolver = dhis2Values({ dataValues });
  });

  const december = (formula: Formula) =>
    evaluateFormula(formula, { unitId: UNIT, period: '2019-12', resolver });

  it('gives all 19 indicators as formulas but the one of mixed periods', () => {
    expect(metadata.indicators).toHaveLength(19);
    const known = new Set(imported.formulas.map(({ id }) => id));
    expect(metadata.indicators.map(({ id }: any) => id).filter((id: string) => !known.has(id))).toEqual([
      ABER,
    ]);
  });

  it('computes every one of them as an independent calculation does', () => {
    const factors = new Map<string, number>(
      metadata.indicatorTypes.map(({ id, factor }: any) => [id, factor]),
    );
    const expected = metadata.indicators
      .filter(({ id }: any) => id !== ABER)
      .map(({ id, numerator, denominator, indicatorType }: any) => {
        const [a, b] = [numerator, denominator].map((each) => independent(each, dataValues, '201912'));
        const value = ((a ?? 0) / (b ?? 0)) * (factors.get(indicatorType.id) ?? 0);
        return [id, THRESHOLDS.has(id) ? 'MISSING' : value.toFixed(9)];
      });
    expect(expected.filter(([, value]: string[]) => value === 'NaN')).toEqual([]);
    expect(
      imported.formulas.map(({ id, formula }) => {
        const { state, value } = december(formula);
        return [id, state === 'VALUE' ? value?.toFixed(9) : state];
      }),
    ).toEqual(expected);
  });

  it('shows the arithmetic, which can be added up by hand', () => {
    const find = (id: string) => imported.formulas.find((each) => each.id === id)?.formula;
    const formula = find('K1DkT2kokjD');
    expect(formula).toMatchObject({ unitOfMeasure: '%', periodKind: 'MONTH' });
    expect(formula && december(formula).worked).toBe('1500 ÷ (1210 + 1500) × 100');
    expect(formula && december(formula).value?.toFixed(4)).toBe('55.3506');
  });

  it('says what is wrong with the indicator that mixes months and years', () => {
    const [problem, ...more] = imported.problems.filter(({ id }) => id === ABER);
    expect(more).toEqual([]);
    expect(problem).toMatchObject({ severity: 'REFUSED', reason: 'PERIOD_KINDS_MIXED' });
    expect(problem?.en).toContain(
      '"TA MAL - Malaria cases tested with microscopy" are monthly; "TA MAL - Population at risk for malaria" is yearly',
    );
    expect(problem?.zh).toContain('“TA MAL - Population at risk for malaria”为年度数据');
    expect(problem?.en).toContain('annualized');
    expect(problem?.suggestion).toBe('(yearToDate(DPNsg3wjxGm)+yearToDate(pmRn0GsUfr6)) / cOVhTyW8zN6 * 100');
  });

  it('can compute what it suggests instead, once every month is there', () => {
    const suggestion = imported.problems.find(({ id }) => id === ABER)?.suggestion ?? '';
    const table = Object.fromEntries(imported.measures.map((each) => [each.measureId, each]));
    const { formula } = readFormula(suggestion, table, { onZeroDivision: 'MISSING' });
    if (!formula) throw new Error(suggestion);
    const months = Array.from({ length: 12 }, (_, i) => `2018${String(i + 1).padStart(2, '0')}`);
    const one = dataValues.filter(({ period }: any) => period === '201912');
    const filled = months.flatMap((period) => one.map((each: any) => ({ ...each, period })));
    const yearly = dataValues.filter(({ period }: any) => period === '2018');
    const full = dhis2Values({ dataValues: [...filled, ...yearly] });
    const result = evaluateFormula(formula, { unitId: UNIT, period: '2018', resolver: full });
    // (1210 + 1500) × 12 ÷ 200,000 × 100
    expect(result.value && text(result.value)).toBe('16.26');
    expect(evaluateFormula(formula, { unitId: UNIT, period: '2018', resolver }).state).toBe('MISSING');
  });

  it('says what is wrong with the validation rule of the malformed operand', () => {
    expect(metadata.validationRules).toHaveLength(12);
    expect(imported.rules).toHaveLength(11);
    expect(imported.problems.filter(({ id }) => id === SPECIES_RULE)).toEqual([
      {
        id: SPECIES_RULE,
        name: 'TA Positive (Micr) = Sum of species (Pf, Pv, Mixed, Other species)',
        severity: 'REFUSED',
        reason: 'OPERAND_MALFORMED',
        en: 'Right side: Column 49: "#jtyuEfbNbkb}" is not a well-formed operand; it should probably be #{jtyuEfbNbkb}.',
        zh: '右侧：第 49 列：“#jtyuEfbNbkb}”不是完整的操作数，应为 #{jtyuEfbNbkb}。',
      },
    ]);
  });

  it('computes both sides of every other validation rule as an independent calculation does', () => {
    const sides = imported.rules.map(({ id, left, right }) => [
      id,
      ...[left, right].map((side) => december(side).value?.toNumber()),
    ]);
    expect(sides).toEqual(
      metadata.validationRules
        .filter(({ id }: any) => id !== SPECIES_RULE)
        .map(({ id, leftSide, rightSide }: any) => [
          id,
          ...[leftSide, rightSide].map(({ expression }) => independent(expression, dataValues, '201912')),
        ]),
    );
  });

  it('notes what can be computed but should be looked at', () => {
    const notes = imported.problems.filter(({ severity }) => severity === 'NOTE');
    expect(notes.map(({ id, reason }) => [id, reason])).toEqual([
      ['bA6kgEyRkg0', 'OPERAND_NOT_COLLECTED'],
      ['tIWGvDkU6lb', 'OPERAND_NOT_COLLECTED'],
      ['N8S7Vnntced', 'PERCENT_WITHOUT_FACTOR'],
      ['x2piMpdUU68', 'FORMULA_CONSTANT'],
      ['xZPfJVUrSsm', 'FORMULA_CONSTANT'],
      ['yobFlvQGbSO', 'FORMULA_CONSTANT'],
    ]);
  });
});
