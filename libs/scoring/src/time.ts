import { Decimal, decimal, figure, millionths, sum, sumTexts } from './decimal';
import { by, entering, exact, LOST, NOUGHT, plus, type Quotient, times } from './exact';
import type { Direction } from './methods/method-score';
import type { TimeAggregation } from './scheme';
import { ScoringError } from './scoring-error';

/** What one unit reached in one period; decimal strings. */
export interface Observation {
  observationId: string;
  /** For example `2026-09`. All of a series are of one kind, so that their order as text is their order in time. */
  period: string;
  /** In the unit of the indicator. */
  value: string;
  /** Parts of a rate, for pooling. */
  numerator?: string | undefined;
  denominator?: string | undefined;
  /** value = numerator ÷ denominator × factor; "100" for per cent, the default. */
  factor?: string | undefined;
}

/** One value for several periods; without `value` the state says why there is none. */
export interface Aggregated {
  state: 'MEASURED' | 'MISSING' | 'DENOMINATOR_ZERO' | 'COMPONENTS_MISSING';
  value?: Decimal;
  /** Language-neutral. */
  formula: string;
  /** The formula with the numbers put in; made only when read. */
  readonly worked: string;
}

/**
 * Observations in order of time.
 *
 * @throws ScoringError OBSERVATION_DUPLICATE when a period occurs twice: counting it twice would falsify sums and means
 */
export function inOrder(unitId: string, observations: readonly Observation[]): readonly Observation[] {
  if (isAscending(observations)) return observations;
  const ordered = observations.toSorted((a, b) => (a.period < b.period ? -1 : Number(a.period > b.period)));
  if (isAscending(ordered)) return ordered;
  const period = ordered.find((each, i) => ordered[i + 1]?.period === each.period)?.period ?? '';
  throw new ScoringError(
    'FAILED_PRECONDITION',
    'OBSERVATION_DUPLICATE',
    {
      en: `Unit ${unitId} has more than one observation for ${period}.`,
      zh: `单位 ${unitId} 在 ${period} 有多个数据。`,
    },
    [],
    { unitId, period },
  );
}

/** Whether every observation is later than the one before. */
export function isAscending(observations: readonly Observation[]): boolean {
  let before: string | undefined;
  for (const { period } of observations) {
    if (before !== undefined && before >= period) return false;
    before = period;
  }
  return true;
}

const valueOf = ({ value }: Observation): Decimal => decimal('observation.value', value);

function pooled(observations: readonly Observation[]): Aggregated {
  const formula = 'Σ(a × k) ÷ Σb';
  const parts: { a: Decimal; b: Decimal; k: Decimal }[] = [];
  for (const { numerator = '', denominator = '', factor = '' } of observations) {
    if (numerator === '' || denominator === '') return { state: 'COMPONENTS_MISSING', formula, worked: '' };
    parts.push({
      a: decimal('observation.numerator', numerator),
      b: decimal('observation.denominator', denominator),
      k: decimal('observation.factor', factor === '' ? '100' : factor),
    });
  }
  const below = sum(parts.map(({ b }) => b));
  const above = sum(parts.map(({ a, k }) => a.times(k)));
  const counts = {
    formula,
    get worked() {
      const products = parts.map(({ a, k }) => `${figure(a)} × ${figure(k)}`).join(' + ');
      return `(${products}) ÷ (${parts.map(({ b }) => figure(b)).join(' + ')})`;
    },
  };
  if (below.isZero()) return { state: 'DENOMINATOR_ZERO', formula, worked: counts.worked };
  return Object.assign(counts, { state: 'MEASURED' as const, value: above.div(below) });
}

/**
 * One value for the observations of a cycle, in order of time.
 *
 * Pooled ratio: Σ(numerator × factor) ÷ Σ denominator, so that a month with many cases weighs more; the
 * right choice for rates (budget self-evaluation forms first add up completions, then score). Mean of values,
 * sum, last, best and worst value as named. Not rounded.
 *
 * @throws ScoringError DECIMAL_INVALID
 */
export function aggregateTime(
  rule: Exclude<TimeAggregation, 'TIME_AGGREGATION_MEAN_OF_SCORES'>,
  observations: readonly Observation[],
  direction: Direction = 'DIRECTION_HIGHER_IS_BETTER',
): Aggregated {
  const last = observations.at(-1);
  if (!last) return { state: 'MISSING', formula: '', worked: '' };
  const count = observations.length;
  const terms = (): string => observations.map((each) => figure(valueOf(each))).join(' + ');
  switch (rule) {
    case 'TIME_AGGREGATION_POOLED_RATIO':
      return pooled(observations);
    case 'TIME_AGGREGATION_LAST':
      return { state: 'MEASURED', value: valueOf(last), formula: 'x_last', worked: figure(valueOf(last)) };
    case 'TIME_AGGREGATION_BEST':
    case 'TIME_AGGREGATION_WORST': {
      const greatest = (rule === 'TIME_AGGREGATION_BEST') !== (direction === 'DIRECTION_LOWER_IS_BETTER');
      const name = greatest ? 'max' : 'min';
      return {
        state: 'MEASURED',
        value: Decimal[name](...observations.map(valueOf)),
        formula: `${name}(x)`,
        get worked() {
          return `${name}(${observations.map((each) => figure(valueOf(each))).join(', ')})`;
        },
      };
    }
    case 'TIME_AGGREGATION_SUM':
      return {
        state: 'MEASURED',
        value: total(observations),
        formula: 'Σx',
        get worked() {
          return terms();
        },
      };
    case 'TIME_AGGREGATION_MEAN_OF_VALUES':
    default:
      return {
        state: 'MEASURED',
        value: total(observations).div(count),
        formula: 'Σx ÷ n',
        get worked() {
          return `(${terms()}) ÷ ${count}`;
        },
      };
  }
}

function total(observations: readonly Observation[]): Decimal {
  return sumTexts(
    'observation.value',
    observations.map(({ value }) => value),
  );
}

const MICRO = 1_000_000;
const HUNDRED: Quotient = { over: 100, under: 1 };

/**
 * The value of {@link aggregateTime} as a quotient; lost where the numbers do not fit, where there is none, and under rules
 * that compare values.
 *
 * @param observations in order of time
 */
export function exactTime(rule: TimeAggregation, observations: readonly Observation[]): Quotient {
  const last = observations.at(-1);
  if (!last) return LOST;
  switch (rule) {
    case 'TIME_AGGREGATION_LAST':
      return exact(last.value);
    case 'TIME_AGGREGATION_POOLED_RATIO':
      return exactlyPooled(observations);
    case 'TIME_AGGREGATION_SUM':
    case 'TIME_AGGREGATION_MEAN_OF_VALUES': {
      let units = 0;
      for (const { value } of observations) {
        units += millionths(value);
        if (!Number.isSafeInteger(units)) return LOST;
      }
      return entering(units, rule === 'TIME_AGGREGATION_SUM' ? MICRO : MICRO * observations.length);
    }
    case 'TIME_AGGREGATION_MEAN_OF_SCORES':
    case 'TIME_AGGREGATION_BEST':
    case 'TIME_AGGREGATION_WORST':
    default:
      return LOST;
  }
}

function exactlyPooled(observations: readonly Observation[]): Quotient {
  let above = NOUGHT;
  let below = NOUGHT;
  for (const { numerator = '', denominator = '', factor = '' } of observations) {
    above = plus(above, times(exact(numerator), factor === '' ? HUNDRED : exact(factor)));
    below = plus(below, exact(denominator));
  }
  const { over, under } = by(above, below);
  return entering(over, under);
}
