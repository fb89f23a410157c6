import type { Indicator } from '@fuxing/contracts/indicators/v1/indicators';
import { DomainError } from '@fuxing/errors';
import { type FormulaPeriodKind, readFormula, type ZeroDivision } from '@fuxing/scoring';

/** What of an indicator a formula depends on. */
type Computed = Pick<Indicator, 'formula' | 'onZeroDivision' | 'unitOfMeasure' | 'periodKind'>;

const kindOf = ({ periodKind }: Pick<Indicator, 'periodKind'>): FormulaPeriodKind =>
  periodKind.replace('PERIOD_KIND_', '') as FormulaPeriodKind;

function zeroDivision({ onZeroDivision }: Computed): ZeroDivision {
  const policy = onZeroDivision.replace('ZERO_DIVISION_', '');
  return policy === 'MISSING' || policy === 'ZERO' || policy === 'ONE_HUNDRED' ? policy : 'BLOCK';
}

/**
 * Reads the formula of an indicator against the measured indicators that there are.
 *
 * @returns the ids of those it is computed from, in reading order
 * @throws DomainError FORMULA_INVALID with one violation per fault
 */
export function readIndicatorFormula(
  indicator: Computed,
  library: ReadonlyMap<string, Pick<Indicator, 'unitOfMeasure' | 'periodKind'>>,
): string[] {
  const measures = Object.fromEntries(
    [...library].map(([id, each]) => [id, { unitOfMeasure: each.unitOfMeasure, periodKind: kindOf(each) }]),
  );
  const { formula, violations } = readFormula(indicator.formula, measures, {
    onZeroDivision: zeroDivision(indicator),
    unitOfMeasure: indicator.unitOfMeasure,
    periodKind: kindOf(indicator),
    field: 'indicator.formula',
  });
  if (formula) return [...formula.measureIds];
  const [first] = violations;
  throw new DomainError(
    'INVALID_ARGUMENT',
    'FORMULA_INVALID',
    {
      en: `The formula has ${violations.length} fault(s): ${first?.en}`,
      zh: `公式有 ${violations.length} 处错误：${first?.zh}`,
    },
    violations.map(({ field, reason, en, zh }) => ({ field, reason, en, zh })),
  );
}
