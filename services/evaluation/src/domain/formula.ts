import type { FrozenIndicator } from './frozen-indicator';
import { type Formula, type FormulaPeriodKind, readFormula, type ZeroDivision } from '@fuxing/scoring';

/** The kind of period of an indicator, as the calendar and formulas name it. */
export const kindOfPeriod = ({ periodKind }: Pick<FrozenIndicator, 'periodKind'>): FormulaPeriodKind =>
  periodKind.replace('PERIOD_KIND_', '') as FormulaPeriodKind;

/** Policy of an indicator for division by 0. */
const zeroDivision = ({ onZeroDivision = '' }: { onZeroDivision?: string | undefined }): ZeroDivision => {
  const policy = onZeroDivision.replace('ZERO_DIVISION_', '');
  return policy === 'MISSING' || policy === 'ZERO' || policy === 'ONE_HUNDRED' ? policy : 'BLOCK';
};

/** Ids of the indicators that an indicator is computed from, as the library service stored them with it. */
export function measuresOf({ measureIds = [] }: FrozenIndicator): string[] {
  return measureIds;
}

/**
 * The formula of an indicator, read against the indicators that it is computed from.
 *
 * @throws Error for a formula that the library would not have accepted
 */
export function formulaOf(indicator: FrozenIndicator, indicators: Record<string, FrozenIndicator>): Formula {
  const measures = Object.fromEntries(
    measuresOf(indicator).map((id) => {
      const measure = indicators[id];
      if (!measure)
        throw new Error(`The run froze no indicator ${id}, of which ${indicator.indicatorId} is computed.`);
      return [id, { unitOfMeasure: measure.unitOfMeasure ?? '', periodKind: kindOfPeriod(measure) }];
    }),
  );
  const { formula, violations } = readFormula(indicator.formula ?? '', measures, {
    onZeroDivision: zeroDivision(indicator),
    unitOfMeasure: indicator.unitOfMeasure ?? '',
    periodKind: kindOfPeriod(indicator),
  });
  if (!formula)
    throw new Error(`The formula of ${indicator.indicatorId} cannot be read: ${violations[0]?.en}`);
  return formula;
}
