import { type Indicator, PriceBasis } from '@fuxing/contracts/indicators/v1/indicators';
import { DomainError } from '@fuxing/errors';
import {
  type FormulaPeriodKind,
  PriceBasis as PriceBasisName,
  readFormula,
  type ZeroDivision,
} from '@fuxing/scoring';

/** What of an indicator a formula depends on. */
type Computed = Pick<Indicator, 'formula' | 'onZeroDivision' | 'unitOfMeasure' | 'periodKind' | 'priceBasis'>;

/** What of a measured indicator decides what a formula over it gives. */
export type Measured = Pick<Indicator, 'unitOfMeasure' | 'periodKind' | 'priceBasis'>;

/** The measured indicators, by id. */
type Library = ReadonlyMap<string, Measured>;

/** What follows from a formula. */
export interface ReadIndicatorFormula {
  /** Those that it is computed from, in reading order. */
  measureIds: string[];
  /** As declared, or else as it follows from the measures. */
  priceBasis: PriceBasis;
}

/** So no formula leads back to itself. */
const ONLY_MEASURED = {
  en: '(A formula names measured indicators, not itself and not computed ones.)',
  zh: '（公式只能引用直接采集的指标，不能引用自身或由公式计算的指标。）',
};

const kindOf = ({ periodKind }: Pick<Indicator, 'periodKind'>): FormulaPeriodKind =>
  periodKind.replace('PERIOD_KIND_', '') as FormulaPeriodKind;

/** Documents of before prices were declared have none. */
const basisOf = ({ priceBasis }: Partial<Pick<Indicator, 'priceBasis'>>): PriceBasisName =>
  PriceBasisName.catch('PRICE_BASIS_UNSPECIFIED').parse(priceBasis);

function zeroDivision({ onZeroDivision }: Computed): ZeroDivision {
  const policy = onZeroDivision.replace('ZERO_DIVISION_', '');
  return policy === 'MISSING' || policy === 'ZERO' || policy === 'ONE_HUNDRED' ? policy : 'BLOCK';
}

/**
 * Reads the formula of an indicator against the measured indicators that there are.
 *
 * @throws DomainError FORMULA_INVALID with one violation per fault
 */
export function readIndicatorFormula(indicator: Computed, library: Library): ReadIndicatorFormula {
  const measures = Object.fromEntries(
    [...library].map(([id, each]) => [
      id,
      { unitOfMeasure: each.unitOfMeasure, periodKind: kindOf(each), priceBasis: basisOf(each) },
    ]),
  );
  const { formula, violations } = readFormula(indicator.formula, measures, {
    onZeroDivision: zeroDivision(indicator),
    unitOfMeasure: indicator.unitOfMeasure,
    periodKind: kindOf(indicator),
    priceBasis: basisOf(indicator),
    field: 'indicator.formula',
  });
  if (formula) {
    const { measureIds, priceBasis = 'PRICE_BASIS_UNSPECIFIED' } = formula;
    return { measureIds: [...measureIds], priceBasis: PriceBasis[priceBasis] };
  }
  const faults = violations.map(({ field, reason, en, zh }) => ({
    field,
    reason,
    en: reason === 'MEASURE_UNKNOWN' ? `${en} ${ONLY_MEASURED.en}` : en,
    zh: reason === 'MEASURE_UNKNOWN' ? `${zh}${ONLY_MEASURED.zh}` : zh,
  }));
  const [first] = faults;
  throw new DomainError(
    'INVALID_ARGUMENT',
    'FORMULA_INVALID',
    {
      en: `The formula has ${violations.length} fault(s): ${first?.en}`,
      zh: `公式有 ${violations.length} 处错误：${first?.zh}`,
    },
    faults,
  );
}

/**
 * A stored formula against indicators of which one is about to change.
 *
 * @throws DomainError INDICATOR_IN_FORMULA with the faults that the formula would have
 */
export function assertHolds(indicatorId: string, indicator: Computed, library: Library): void {
  try {
    readIndicatorFormula(indicator, library);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const [first] = error.fields;
    const { en, zh } = first ?? error.text;
    throw new DomainError(
      'FAILED_PRECONDITION',
      'INDICATOR_IN_FORMULA',
      {
        en: `Indicator ${indicatorId} is computed from this one, and its formula would not hold any more: ${en} Change that formula first.`,
        zh: `指标 ${indicatorId} 由本指标计算得出，修改后其公式不再成立：${zh}请先修改该公式。`,
      },
      error.fields.map((fault) => ({ ...fault, field: 'indicator' })),
    );
  }
}
