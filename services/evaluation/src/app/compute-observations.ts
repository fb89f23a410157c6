import { periodsWithin, yearEarlier } from '@fuxing/calendar';
import type { FrozenIndicator } from '../domain/frozen-indicator';
import {
  type Decimal,
  decimal,
  evaluateFormula,
  type Formula,
  type FormulaResolver,
  quotientOf,
  text,
} from '@fuxing/scoring';
import type { EntityManager } from 'typeorm';
import { type FrozenObservation, standingObservations } from '../db/observations';
import { formulaOf, kindOfPeriod } from '../domain/formula';
import type { Computed, Frozen } from './frozen';

/** Values of one unit, with the working of those that were computed. */
export interface Series {
  observations: FrozenObservation[];
  computed?: Computed[];
}

/** Revision of a value that nobody published: it is computed with every run. */
const COMPUTED = 0;

/**
 * Values of an indicator with a formula, by unit, from the standing values of the indicators that it is computed from. A
 * quotient keeps its parts, so that it can be pooled over periods.
 */
export async function computeObservations(
  tx: EntityManager,
  indicator: FrozenIndicator,
  frozen: Frozen,
  periods: string[],
): Promise<Map<string, Series>> {
  const formula = formulaOf(indicator, frozen.indicators);
  const resolver = await resolverOf(tx, formula, frozen, periods);
  const parts = quotientOf(formula);
  return new Map(
    frozen.unitIds.map((unitId) => {
      const observations: FrozenObservation[] = [];
      const computed: Computed[] = [];
      for (const period of periods) {
        const place = { unitId, period, resolver };
        const { value, worked } = evaluateFormula(formula, place);
        if (!value) continue;
        const above = parts && evaluateFormula(parts.numerator, place).value;
        const below = parts && evaluateFormula(parts.denominator, place).value;
        const split = above && below ? [text(above), text(below), text(parts.factor)] : [null, null, null];
        const [numerator = null, denominator = null, factor = null] = split;
        observations.push([period, COMPUTED, text(value), numerator, denominator, factor]);
        computed.push({ period, worked });
      }
      return [unitId, { observations, computed }];
    }),
  );
}

/** Looks values up in what was read at once: this year's and last year's of every measure. */
async function resolverOf(
  tx: EntityManager,
  formula: Formula,
  { unitIds, indicators, cyclePeriod }: Frozen,
  periods: string[],
): Promise<FormulaResolver> {
  const now = [...periods, cyclePeriod].map((period) => period.slice(0, 4));
  const years = new Set([...now, ...now.map(yearEarlier)]);

  const values = new Map<string, Decimal>();
  for (const measureId of formula.measureIds) {
    const kind = kindOfPeriod(indicators[measureId] as FrozenIndicator);
    const wanted = [...years].flatMap((year) => periodsWithin(year, kind));
    for (const [unitId, observations] of await standingObservations(tx, measureId, unitIds, wanted)) {
      for (const [period, , value] of observations) {
        values.set(`${measureId}\n${unitId}\n${period}`, decimal('observation.value', value));
      }
    }
  }
  return {
    value: (measureId, unitId, period) => values.get(`${measureId}\n${unitId}\n${period}`),
    group: () => unitIds,
  };
}
