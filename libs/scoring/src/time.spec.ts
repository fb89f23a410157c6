import { text } from './decimal';
import { isLost, toDecimal } from './exact';
import type { TimeAggregation } from './scheme';
import { ScoringError } from './scoring-error';
import { aggregateTime, exactTime, inOrder, isAscending, type Observation } from './time';

const months = (...list: Partial<Observation>[]): Observation[] =>
  list.map((each, i) => ({
    observationId: `o${i}`,
    period: `2026-${String(i + 1).padStart(2, '0')}`,
    value: '0',
    ...each,
  }));
const values = (...list: string[]): Observation[] => months(...list.map((value) => ({ value })));
const rates = (...list: [numerator: string, denominator: string, factor?: string][]): Observation[] =>
  months(...list.map(([numerator, denominator, factor = '']) => ({ numerator, denominator, factor })));

interface Row {
  rule: 'POOLED_RATIO' | 'MEAN_OF_VALUES' | 'SUM' | 'LAST' | 'BEST' | 'WORST';
  of: Observation[];
  lower?: boolean;
  /** The value, or why there is none. */
  is: string;
  formula: string;
  worked: string;
  /** Whether whole numbers come to the same; otherwise they leave it to decimals. */
  exact: boolean;
}

it.each<Row>([
  {
    rule: 'SUM',
    of: values('1.5', '2', '-4'),
    is: '-0.5',
    formula: 'Σx',
    worked: '1.5 + 2 + (−4)',
    exact: true,
  },
  {
    rule: 'MEAN_OF_VALUES',
    of: values('80', '90', '91'),
    is: '87',
    formula: 'Σx ÷ n',
    worked: '(80 + 90 + 91) ÷ 3',
    exact: true,
  },
  { rule: 'LAST', of: values('80', '91', '90'), is: '90', formula: 'x_last', worked: '90', exact: true },
  {
    rule: 'BEST',
    of: values('80', '91', '90'),
    is: '91',
    formula: 'max(x)',
    worked: 'max(80, 91, 90)',
    exact: false,
  },
  {
    rule: 'WORST',
    of: values('91', '80', '90'),
    is: '80',
    formula: 'min(x)',
    worked: 'min(91, 80, 90)',
    exact: false,
  },
  {
    rule: 'BEST',
    of: values('91', '80', '90'),
    lower: true,
    is: '80',
    formula: 'min(x)',
    worked: 'min(91, 80, 90)',
    exact: false,
  },
  {
    rule: 'WORST',
    of: values('80', '91', '90'),
    lower: true,
    is: '91',
    formula: 'max(x)',
    worked: 'max(80, 91, 90)',
    exact: false,
  },
  // A month of 20 cases weighs four times one of 5.
  {
    rule: 'POOLED_RATIO',
    of: rates(['19', '20'], ['3', '5']),
    is: '88',
    formula: 'Σ(a × k) ÷ Σb',
    worked: '(19 × 100 + 3 × 100) ÷ (20 + 5)',
    exact: true,
  },
  {
    rule: 'POOLED_RATIO',
    of: rates(['1', '40', '1000']),
    is: '25',
    formula: 'Σ(a × k) ÷ Σb',
    worked: '(1 × 1000) ÷ (40)',
    exact: true,
  },
  {
    rule: 'POOLED_RATIO',
    of: rates(['1', '0'], ['2', '0']),
    is: 'DENOMINATOR_ZERO',
    formula: 'Σ(a × k) ÷ Σb',
    worked: '(1 × 100 + 2 × 100) ÷ (0 + 0)',
    exact: false,
  },
  {
    rule: 'POOLED_RATIO',
    of: rates(['1', '2'], ['', '2']),
    is: 'COMPONENTS_MISSING',
    formula: 'Σ(a × k) ÷ Σb',
    worked: '',
    exact: false,
  },
  {
    rule: 'POOLED_RATIO',
    of: rates(['1', '']),
    is: 'COMPONENTS_MISSING',
    formula: 'Σ(a × k) ÷ Σb',
    worked: '',
    exact: false,
  },
  { rule: 'POOLED_RATIO', of: [], is: 'MISSING', formula: '', worked: '', exact: false },
  { rule: 'SUM', of: [], is: 'MISSING', formula: '', worked: '', exact: false },
  { rule: 'LAST', of: [], is: 'MISSING', formula: '', worked: '', exact: false },
  // More digits than whole numbers hold.
  {
    rule: 'SUM',
    of: values('0.0000001', '1'),
    is: '1.0000001',
    formula: 'Σx',
    worked: '0.0000001 + 1',
    exact: false,
  },
])('$rule of $worked is $is', ({ rule, of, lower, is, formula, worked, exact }) => {
  const way = lower ? 'DIRECTION_LOWER_IS_BETTER' : 'DIRECTION_HIGHER_IS_BETTER';
  const found = aggregateTime(`TIME_AGGREGATION_${rule}`, of, way);
  expect({
    is: found.value ? text(found.value) : found.state,
    formula: found.formula,
    worked: found.worked,
  }).toEqual({ is, formula, worked });
  expect(found.state === 'MEASURED').toBe(found.value !== undefined);
  const whole = exactTime(`TIME_AGGREGATION_${rule}`, of);
  expect(isLost(whole) ? 'lost' : text(toDecimal(whole))).toBe(exact ? is : 'lost');
});

it('higher is better where nothing is said', () => {
  expect(text(aggregateTime('TIME_AGGREGATION_BEST', values('1', '2')).value!)).toBe('2');
});

it.each<[rule: TimeAggregation, of: Observation[], why: string]>([
  ['TIME_AGGREGATION_MEAN_OF_SCORES', values('1'), 'every period has a score of its own'],
  ['TIME_AGGREGATION_SUM', values('9007199254', '9'), 'the whole number before the point is too long'],
  ['TIME_AGGREGATION_POOLED_RATIO', rates(['x', '1']), 'a part is no number'],
  ['TIME_AGGREGATION_POOLED_RATIO', rates(['1', '1', 'x']), 'the factor is no number'],
])('whole numbers leave %s of %j to decimals: %s', (rule, of) => {
  expect(isLost(exactTime(rule, of))).toBe(true);
});

const periods = (...list: string[]): Observation[] => months(...list.map((period) => ({ period })));

it.each<[given: string[], ordered: string[]]>([
  [[], []],
  [['2026-01'], ['2026-01']],
  [
    ['2026-01', '2026-02'],
    ['2026-01', '2026-02'],
  ],
  [
    ['2026-12', '2026-02', '2026-10'],
    ['2026-02', '2026-10', '2026-12'],
  ],
])('%j in order of time is %j', (given, ordered) => {
  expect(inOrder('u', periods(...given)).map(({ period }) => period)).toEqual(ordered);
  expect(isAscending(periods(...given))).toBe(String(given) === String(ordered));
});

it.each([[['2026-01', '2026-01']], [['2026-02', '2026-01', '2026-03', '2026-02']]])(
  '%j has a period twice, which would count it twice',
  (given) => {
    const period = given[0];
    const refused = (): unknown => inOrder('u', periods(...given));
    expect(refused).toThrow(ScoringError);
    expect(refused).toThrow(
      expect.objectContaining({
        code: 'FAILED_PRECONDITION',
        reason: 'OBSERVATION_DUPLICATE',
        text: {
          en: `Unit u has more than one observation for ${period}.`,
          zh: `单位 u 在 ${period} 有多个数据。`,
        },
        fields: [],
        metadata: { unitId: 'u', period },
      }),
    );
  },
);
