import type { Assessment, Series } from '../assess';
import { type Decimal, decimal, figure, round } from '../decimal';
import type { LeafState } from '../leaf-state';
import type { Direction } from '../methods/method-score';
import type { SchemeNode } from '../scheme';
import { aggregateTime, inOrder } from '../time';
import { correct, weigh } from './difficulty';
import { growth } from './growth';
import { impute } from './impute';
import { winsorise } from './outliers';
import { type Changed, changed } from './value-step';

/** A value, or why there is none. */
export interface Treated {
  state: LeafState;
  value?: Decimal;
}

/**
 * The value of a unit after the steps that concern it alone; adds them to the unit.
 *
 * @throws ScoringError DECIMAL_INVALID
 */
export function treatUnit(node: SchemeNode, series: Series, unit: Assessment, direction: Direction): Treated {
  const { declared } = series;
  if (declared?.state === 'IMPUTED') {
    const value = decimal('declared.value', declared.value);
    unit.steps.push(changed('IMPUTATION', value, 'x', figure(value)).step);
    return { state: 'SCORED', value };
  }
  const { state, value: aggregated } = unit.aggregated ?? { state: 'MISSING' as const };
  if (state !== 'MEASURED' || !aggregated) return { state: state === 'MEASURED' ? 'MISSING' : state };
  const rule = node.valueRule;
  if (!rule) return { state: 'SCORED', value: aggregated };

  let value = aggregated;
  const take = (change: Changed): void => {
    value = change.value;
    unit.steps.push(change.step);
  };
  if (rule.growth !== 'GROWTH_NONE' && node.time !== 'TIME_AGGREGATION_MEAN_OF_SCORES') {
    const base = aggregateTime(node.time, inOrder(series.unitId, series.before ?? []), direction).value;
    if (!base) return { state: 'BASE_MISSING' };
    const grown = growth(rule.growth, value, base);
    if (!grown) return { state: 'BASE_ZERO' };
    take(grown);
  }
  for (const { indicatorId, factor, limit } of rule.corrections) {
    const lead = series.leads?.[indicatorId];
    if (lead === undefined) return { state: 'MISSING' };
    take(
      correct(value, {
        lead: decimal('lead', lead),
        factor: decimal('factor', factor),
        limit: decimal('limit', limit),
      }),
    );
  }
  const own = rule.coefficients.find(({ unitId }) => unitId === series.unitId);
  if (own) take(weigh(value, decimal('coefficient', own.coefficient)));
  if (rule.digits !== undefined) take(rounded(value, rule.digits, rule.roundingMode));
  return { state: 'SCORED', value };
}

function rounded(value: Decimal, digits: number, mode: Parameters<typeof round>[2]): Changed {
  const name = mode === 'ROUNDING_MODE_HALF_EVEN' ? 'roundEven' : 'round';
  return changed(
    'ROUNDING',
    round(value, digits, mode),
    `${name}(x, ${digits})`,
    `${name}(${figure(value)}, ${digits})`,
  );
}

/**
 * Steps over the whole group: units without a value are imputed from all that have one, then distorted values are drawn
 * in, imputed ones among them. Source of the order: OECD/JRC Handbook (2008), steps 3 and 5; COINr Impute and Treat.
 *
 * @param sit brings an imputed value before the method
 */
export function treatGroup(
  node: SchemeNode,
  units: readonly Assessment[],
  sit: (unit: Assessment, value: Decimal) => void,
): void {
  const rule = node.valueRule;
  if (!rule || node.time === 'TIME_AGGREGATION_MEAN_OF_SCORES') return;
  const values = units.flatMap(valueOf);
  if (rule.imputation !== 'IMPUTATION_NONE' && values.length > 0) {
    const { value, step } = impute(rule.imputation, values);
    for (const unit of units) {
      if (unit.state !== 'MISSING' && unit.state !== 'DENOMINATOR_ZERO') continue;
      unit.state = 'SCORED';
      unit.steps.push(step);
      sit(unit, value);
    }
  }
  if (rule.outliers !== 'OUTLIERS_WINSORISE') return;
  const valued = units.filter((unit) => valueOf(unit).length > 0);
  for (const [at, { value, step }] of winsorise(valued.flatMap(valueOf))) {
    const [sitting] = valued[at]?.sittings ?? [];
    if (!sitting) continue;
    sitting.value = value;
    valued[at]?.steps.push(step);
  }
}

/** The one value of a unit for the cycle, also of one that cannot be scored for want of a target. */
const valueOf = ({ sittings: [first, ...more] }: Assessment): Decimal[] =>
  first && more.length === 0 ? [first.value] : [];
