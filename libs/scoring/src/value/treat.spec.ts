import { Decimal } from '../decimal';
import { Inputs } from '../evaluate';
import { explainLeaf } from '../explain-leaf';
import { PACKAGE_FORMAT, ScoringPackage } from '../package';
import { scoreLeaf } from '../score-leaf';
import { shapeOf, winsorise } from './outliers';

interface Given {
  rule?: object;
  /** By unit: this cycle, the one before. */
  values?: Record<string, string[]>;
  before?: Record<string, string[]>;
  more?: object;
  node?: object;
}

function leafOf({ rule, values = { u: ['120'] }, before = {}, more = {}, node = {} }: Given) {
  const rows = (from: Record<string, string[]>, year: string) =>
    Object.entries(from).flatMap(([unitId, list]) =>
      list.map((value, i) => ({ indicatorId: 'i', unitId, period: `${year}-${String(i + 10)}`, value })),
    );
  const of = ScoringPackage.parse({
    format: PACKAGE_FORMAT,
    cyclePeriod: '2026',
    scheme: {
      rounding: { mode: 'ROUNDING_MODE_HALF_EVEN' },
      nodes: [{ nodeId: 'n', share: '100', indicatorId: 'i', points: {}, valueRule: rule, ...node }],
    },
    indicators: [{ indicatorId: 'i' }, { indicatorId: 'gdp' }],
    units: Object.keys(values).map((unitId) => ({ unitId })),
    observations: rows(values, '2026'),
    before: rows(before, '2025'),
    ...more,
  });
  const [leaf] = of.scheme.nodes;
  const context = new Inputs(of).context(leaf!);
  return {
    scores: scoreLeaf(leaf!, context).map(({ state, value }) => (state === 'SCORED' ? value : state)),
    steps: (unitId = 'u') =>
      explainLeaf(leaf!, context, unitId).steps.map(
        ({ kind, worked, result }) => `${kind}: ${worked} = ${result}`,
      ),
  };
}

const lead = (value: string) => ({ leads: [{ indicatorId: 'gdp', unitId: 'u', value }] });
const correction = (factor: string, limit: string) => ({
  corrections: [{ indicatorId: 'gdp', factor, limit }],
});
const relative = { growth: 'GROWTH_RELATIVE' };

it.each<[why: string, given: Given, is: string, ...steps: string[]]>([
  ['nothing done', {}, '120'],
  ['a rule that does nothing', { rule: {} }, '120'],
  [
    'relative growth',
    { rule: relative, before: { u: ['100'] } },
    '20',
    'GROWTH: (120 − 100) ÷ 100 × 100 = 20',
  ],
  [
    'relative growth from below 0',
    { rule: relative, values: { u: ['-50'] }, before: { u: ['-100'] } },
    '50',
    'GROWTH: ((−50) − (−100)) ÷ 100 × 100 = 50',
  ],
  [
    'growth of means of the cycles',
    { rule: relative, values: { u: ['90', '110'] }, before: { u: ['70', '90'] } },
    '25',
    'GROWTH: (100 − 80) ÷ 80 × 100 = 25',
  ],
  ['relative growth from 0', { rule: relative, before: { u: ['0'] } }, 'BASE_ZERO'],
  ['growth without a base', { rule: relative }, 'BASE_MISSING'],
  [
    'a difference of percentage points, also from 0',
    { rule: { growth: 'GROWTH_DIFFERENCE' }, before: { u: ['0'] } },
    '120',
    'GROWTH: 120 − 0 = 120',
  ],
  [
    'a correction',
    { rule: correction('1.5', '5'), more: lead('2') },
    '123',
    'CORRECTION: 120 + clip(1.5 × 2, −5, 5) = 123',
  ],
  [
    'a correction at its limit',
    { rule: correction('1.5', '5'), more: lead('-20') },
    '115',
    'CORRECTION: 120 + clip(1.5 × (−20), −5, 5) = 115',
  ],
  ['a correction without the lead', { rule: correction('1.5', '5') }, 'MISSING'],
  [
    'a coefficient of the unit',
    {
      rule: {
        coefficients: [
          { unitId: 'v', coefficient: '3' },
          { unitId: 'u', coefficient: '1.25' },
        ],
      },
    },
    '150',
    'COEFFICIENT: 120 × 1.25 = 150',
  ],
  ['a coefficient of another unit', { rule: { coefficients: [{ unitId: 'v', coefficient: '3' }] } }, '120'],
  [
    'digits of the value, half up whatever the scheme says of scores',
    { rule: { digits: 0 }, values: { u: ['62.5'] } },
    '63',
    'ROUNDING: round(62.5, 0) = 63',
  ],
  [
    'digits of a measured value, half to even as GB/T 8170 has it',
    { rule: { digits: 0, roundingMode: 'ROUNDING_MODE_HALF_EVEN' }, values: { u: ['62.5'] } },
    '62',
    'ROUNDING: roundEven(62.5, 0) = 62',
  ],
  [
    'everything in its order',
    {
      rule: {
        ...relative,
        ...correction('1', '5'),
        coefficients: [{ unitId: 'u', coefficient: '2' }],
        digits: 1,
      },
      values: { u: ['100'] },
      before: { u: ['30'] },
      more: lead('1'),
    },
    '468.7',
    'GROWTH: (100 − 30) ÷ 30 × 100 = 233.333333333333333333',
    'CORRECTION: 233.333333333333333333 + clip(1 × 1, −5, 5) = 234.333333333333333333',
    'COEFFICIENT: 234.333333333333333333 × 2 = 468.666666666666666667',
    'ROUNDING: round(468.666666666666666667, 1) = 468.7',
  ],
  [
    'a stated value, to which no step is taken',
    {
      rule: { ...relative, digits: 0 },
      more: { declarations: [{ nodeId: 'n', unitId: 'u', state: 'IMPUTED', value: '77.7' }] },
    },
    '77.7',
    'IMPUTATION: 77.7 = 77.7',
  ],
  ['no value', { rule: { digits: 0 }, values: { u: [] } }, 'MISSING'],
])('%s', (_, given, is, ...steps) => {
  const leaf = leafOf(given);
  expect(leaf.scores).toEqual([is]);
  expect(leaf.steps()).toEqual(steps);
});

const group = { a: ['10'], b: ['40'], c: ['16'], u: [] };

it.each<[rule: object, values: Record<string, string[]>, is: string, step: string]>([
  [{ imputation: 'IMPUTATION_GROUP_MEAN' }, group, '22', 'IMPUTATION: 66 ÷ 3 = 22'],
  [{ imputation: 'IMPUTATION_GROUP_MEDIAN' }, group, '16', 'IMPUTATION: (16 + 16) ÷ 2 = 16'],
  [
    { imputation: 'IMPUTATION_GROUP_MEDIAN' },
    { ...group, d: ['90'] },
    '28',
    'IMPUTATION: (16 + 40) ÷ 2 = 28',
  ],
])('%j gives a unit without a value that of its group', (rule, values, is, step) => {
  const leaf = leafOf({ rule, values });
  expect(leaf.scores[3]).toBe(is);
  expect(leaf.scores.slice(0, 3)).toEqual(['10', '40', '16']);
  expect(leaf.steps()).toEqual([step]);
  expect(leaf.steps('a')).toEqual([]);
});

it('imputes nothing where nobody has a value, and for nobody whose base is missing', () => {
  const imputation = 'IMPUTATION_GROUP_MEAN';
  expect(leafOf({ rule: { imputation }, values: { u: [], a: [] } }).scores).toEqual(['MISSING', 'MISSING']);
  const grown = leafOf({
    rule: { imputation, ...relative },
    values: { u: ['1'], a: ['3'] },
    before: { a: ['2'] },
  });
  expect(grown.scores).toEqual(['BASE_MISSING', '50']);
});

const crowd = (...values: string[]) =>
  Object.fromEntries(values.map((value, i) => [`u${String(i)}`, [value]]));

it.each<[why: string, values: string[], is: string[], ...steps: string[]]>([
  ['far above', ['1', '2', '3', '4', '5', '100'], ['1', '2', '3', '4', '5', '5'], 'OUTLIER: min(100, 5) = 5'],
  [
    'far below',
    ['-100', '1', '2', '3', '4', '5'],
    ['1', '1', '2', '3', '4', '5'],
    'OUTLIER: max((−100), 1) = 1',
  ],
  ['not far', ['1', '2', '3', '4', '5', '6'], ['1', '2', '3', '4', '5', '6']],
  ['of three, who have no shape', ['1', '1', '100'], ['1', '1', '100']],
  ['all the same', ['7', '7', '7', '7', '7'], ['7', '7', '7', '7', '7']],
])('a value %s', (_, values, is, ...steps) => {
  const leaf = leafOf({ rule: { outliers: 'OUTLIERS_WINSORISE' }, values: crowd(...values) });
  expect(leaf.scores).toEqual(is);
  expect(values.flatMap((_, i) => leaf.steps(`u${String(i)}`))).toEqual(steps);
});

it('draws an imputed value in like any other, and passes over a unit without one', () => {
  const values = { none: [], ...crowd('1', '2', '3', '4', '5', '100') };
  const leaf = leafOf({ rule: { outliers: 'OUTLIERS_WINSORISE' }, values });
  expect(leaf.scores).toEqual(['MISSING', '1', '2', '3', '4', '5', '5']);
  expect(leaf.steps('u5')).toEqual(['OUTLIER: min(100, 5) = 5']);
  const both = leafOf({
    rule: { outliers: 'OUTLIERS_WINSORISE', imputation: 'IMPUTATION_GROUP_MEDIAN' },
    values,
  });
  expect(both.scores).toEqual(['3.5', '1', '2', '3', '4', '5', '5']);
});

// SKEW and KURT of a spreadsheet.
it.each([
  { values: [1, 2, 3, 4, 5, 100], skew: '2.442', kurtosis: '5.973' },
  { values: [2, 4, 4, 4, 5, 5, 7, 9], skew: '0.818', kurtosis: '0.941' },
])('the shape of $values is that of a spreadsheet', ({ values, skew, kurtosis }) => {
  const shape = shapeOf(values.map((value) => new Decimal(value)));
  expect([shape?.skew.toFixed(3), shape?.kurtosis.toFixed(3)]).toEqual([skew, kurtosis]);
});

it('leaves a far value alone where the rule does not ask', () => {
  const values = { none: [], ...crowd('1', '2', '3', '4', '5', '100') };
  const leaf = leafOf({ rule: { imputation: 'IMPUTATION_GROUP_MEDIAN' }, values });
  expect(leaf.scores).toEqual(['3.5', '1', '2', '3', '4', '5', '100']);
});

it('a rate over no cases has no value, and gets that of its group where the rule says so', () => {
  const rate = (unitId: string, denominator: string) => ({
    indicatorId: 'i',
    unitId,
    period: '2026-01',
    value: '0',
    numerator: '1',
    denominator,
  });
  const given = (rule: object | undefined) => ({
    rule,
    values: { a: [], u: [] },
    node: { time: 'TIME_AGGREGATION_POOLED_RATIO' },
    more: { observations: [rate('a', '4'), rate('u', '0')] },
  });
  expect(leafOf(given(undefined)).scores).toEqual(['25', 'DENOMINATOR_ZERO']);
  expect(leafOf(given({ imputation: 'IMPUTATION_GROUP_MEAN' })).scores).toEqual(['25', '25']);
});

it('has no shape for fewer than four, or for equal values', () => {
  expect(shapeOf([1, 2, 9].map((value) => new Decimal(value)))).toBeUndefined();
  expect(shapeOf([1, 1, 1, 1].map((value) => new Decimal(value)))).toBeUndefined();
  expect(shapeOf([1, 1, 1, 5].map((value) => new Decimal(value)))?.skew.toFixed(3)).toBe('2.000');
});

it('draws in at most five times, and all that are equally far at once', () => {
  const values = [...Array<number>(96).fill(1), 1e3, 1e5, 1e7, 1e9, 1e11, 1e13, 1e15].map(
    (value) => new Decimal(value),
  );
  const drawn = winsorise(values);
  expect([...drawn.keys()].sort((a, b) => a - b)).toEqual([98, 99, 100, 101, 102]);
  expect([...drawn.values()].map(({ value }) => value.toNumber())).toEqual([1e5, 1e5, 1e5, 1e5, 1e5]);
});
