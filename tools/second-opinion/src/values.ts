import type { SchemeNode, ScoringPackage } from '@fuxing/scoring';
import { add, clip, Fraction, least, mean, most, ONE, read, round, whole, ZERO } from './fraction';
import { ABSENT, FAULT, type Value, type Way } from './state';

type Observation = ScoringPackage['observations'][number];
/** The unit has a value, but not what its rule compares it with: nothing stands in for that. */
const BASELESS: Value = { lacks: 'ABSENT' };

export type Values = Map<string, Value>;

export const wayOf = (of: ScoringPackage, node: SchemeNode): Way =>
  of.indicators.find(({ indicatorId }) => indicatorId === node.indicatorId)?.direction ===
  'DIRECTION_LOWER_IS_BETTER'
    ? -1
    : 1;

/** M15; `TimeAggregation` in schemes.proto. */
function overTime(observations: readonly Observation[], node: SchemeNode, way: Way, whole: Fraction): Value {
  const sorted = observations.toSorted((a, b) => (a.period < b.period ? -1 : 1));
  const values = sorted.map(({ value }) => read(value));
  const [first] = values;
  if (first === undefined) return ABSENT;
  switch (node.time) {
    case 'TIME_AGGREGATION_POOLED_RATIO': {
      if (sorted.some(({ numerator, denominator }) => !numerator || !denominator)) return FAULT;
      const under = add(sorted.map(({ denominator }) => read(denominator ?? '')));
      const over = add(sorted.map(({ numerator }) => read(numerator ?? '')));
      return under.is(ZERO)
        ? ABSENT
        : { value: over.by(under).times(sorted[0]?.factor ? read(sorted[0].factor) : whole) };
    }
    case 'TIME_AGGREGATION_SUM':
      return { value: add(values) };
    case 'TIME_AGGREGATION_LAST':
      return { value: values.at(-1) ?? first };
    case 'TIME_AGGREGATION_BEST':
      return { value: way === 1 ? most(...values) : least(...values) };
    case 'TIME_AGGREGATION_WORST':
      return { value: way === 1 ? least(...values) : most(...values) };
    case 'TIME_AGGREGATION_MEAN_OF_VALUES':
    case 'TIME_AGGREGATION_MEAN_OF_SCORES':
      break;
  }
  return { value: mean(values) };
}

const known = (values: Values): Fraction[] =>
  [...values.values()].flatMap((v) => ('value' in v ? [v.value] : []));

/** M12: against the cycle before, aggregated over time in the same way. */
function growth(kind: string, value: Fraction, base: Value): Value {
  if ('lacks' in base) return base.lacks === 'FAULT' ? FAULT : BASELESS;
  const rise = value.minus(base.value);
  if (kind === 'GROWTH_DIFFERENCE') return { value: rise };
  return base.value.is(ZERO) ? BASELESS : { value: rise.by(base.value.abs()).times(whole(100)) };
}

/** M11, b.7: growth, corrections, coefficient, rounding: "in the order of its fields". */
function adjusted(
  of: ScoringPackage,
  node: SchemeNode,
  unitId: string,
  found: Value,
  base: () => Value,
): Value {
  const rule = node.valueRule;
  if (!rule || 'lacks' in found) return found;
  let value = found.value;
  if (rule.growth !== 'GROWTH_NONE') {
    const grown = growth(rule.growth, value, base());
    if ('lacks' in grown) return grown;
    value = grown.value;
  }
  for (const { indicatorId, factor, limit } of rule.corrections) {
    const lead = of.leads.find((each) => each.indicatorId === indicatorId && each.unitId === unitId);
    if (!lead) return ABSENT;
    const most = read(limit);
    value = value.plus(clip(read(factor).times(read(lead.value)), ZERO.minus(most), most));
  }
  const coefficient = rule.coefficients.find((each) => each.unitId === unitId)?.coefficient;
  value = value.times(read(coefficient ?? '1'));
  return {
    value:
      rule.digits === undefined
        ? value
        : round(value, rule.digits, rule.roundingMode === 'ROUNDING_MODE_HALF_EVEN'),
  };
}

function median(values: readonly Fraction[]): Fraction {
  const sorted = values.toSorted((a, b) => a.against(b));
  const half = sorted.length >> 1;
  return mean(sorted.slice(sorted.length % 2 === 1 ? half : half - 1, half + 1));
}

function imputed(kind: string, values: Values): Values {
  const given = known(values);
  if (kind === 'IMPUTATION_NONE' || given.length === 0) return values;
  const stands = { value: kind === 'IMPUTATION_GROUP_MEAN' ? mean(given) : median(given) };
  return new Map(
    [...values].map(([unit, v]) => [
      unit,
      'lacks' in v && v.lacks === 'ABSENT' && v !== BASELESS ? stands : v,
    ]),
  );
}

/** Sample skewness and excess kurtosis (COINr, as in spreadsheets); the skewness squared, so that no root is needed. */
function shape(
  values: readonly Fraction[],
): { skew2: Fraction; side: number; kurtosis: Fraction } | undefined {
  const n = whole(values.length);
  const middle = mean(values);
  const moment = (k: number) =>
    mean(
      values.map((v) => Array.from({ length: k }, () => v.minus(middle)).reduce((a, b) => a.times(b), ONE)),
    );
  const [m2, m3, m4] = [moment(2), moment(3), moment(4)];
  if (values.length < 4 || m2.is(ZERO)) return undefined;
  const [less1, less2, less3] = [n.minus(ONE), n.minus(whole(2)), n.minus(whole(3))];
  const skew2 = m3.times(m3).by(m2.times(m2).times(m2)).times(n.times(less1)).by(less2.times(less2));
  const excess = m4.by(m2.times(m2)).minus(whole(3));
  const kurtosis = n.plus(ONE).times(excess).plus(whole(6)).times(less1).by(less2.times(less3));
  return { skew2, side: m3.against(ZERO), kurtosis };
}

/** M4, edge cases: the furthest values are drawn in to the next one, at most five. */
function winsorised(values: Values): Values {
  let now = values;
  for (let drawn = 0; drawn < 5;) {
    const given = known(now);
    const of = given.length < 4 ? undefined : shape(given);
    if (!of || !of.skew2.above(whole(4)) || !of.kurtosis.above(new Fraction(7n, 2n))) break;
    const furthest = of.side > 0 ? most(...given) : least(...given);
    const rest = given.filter((v) => !v.is(furthest));
    const next = of.side > 0 ? most(...rest) : least(...rest);
    drawn += given.length - rest.length;
    now = new Map(
      [...now].map(([unit, v]) => [unit, 'value' in v && v.value.is(furthest) ? { value: next } : v]),
    );
  }
  return now;
}

/** The group's values on a leaf; for one period when it is named. */
export function valuesOf(of: ScoringPackage, node: SchemeNode, period?: string): Values {
  const way = wayOf(of, node);
  const indicator = of.indicators.find(({ indicatorId }) => indicatorId === node.indicatorId);
  // A rate without a factor of its own is one of 100 when it is told in per cent.
  const rate = indicator?.unitOfMeasure === '%' ? whole(100) : ONE;
  const mine = (unitId: string, all: readonly Observation[]) =>
    all.filter(
      (o) => o.indicatorId === node.indicatorId && o.unitId === unitId && (!period || o.period === period),
    );
  let values: Values = new Map();
  for (const { unitId } of of.units) {
    const declared = of.declarations.find((d) => d.nodeId === node.nodeId && d.unitId === unitId);
    if (declared?.state === 'IMPUTED') values.set(unitId, { value: read(declared.value) });
    else if (declared) values.set(unitId, BASELESS);
    else {
      const found = overTime(mine(unitId, of.observations), node, way, rate);
      const base = () => overTime(mine(unitId, of.before), node, way, rate);
      values.set(unitId, period ? found : adjusted(of, node, unitId, found, base));
    }
  }
  if (period) return values;
  if (node.valueRule) values = imputed(node.valueRule.imputation, values);
  return node.valueRule?.outliers === 'OUTLIERS_WINSORISE' ? winsorised(values) : values;
}
