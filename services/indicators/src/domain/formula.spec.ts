import { PeriodKind, PriceBasis, ZeroDivision } from '@fuxing/contracts/indicators/v1/indicators';
import { DomainError } from '@fuxing/errors';
import { readIndicatorFormula } from './formula';

it('says of a name that it does not know that a formula names measured indicators only', () => {
  const computed = {
    formula: 'other + 1',
    onZeroDivision: ZeroDivision.ZERO_DIVISION_UNSPECIFIED,
    unitOfMeasure: '件',
    periodKind: PeriodKind.PERIOD_KIND_MONTH,
    priceBasis: PriceBasis.PRICE_BASIS_UNSPECIFIED,
  };
  let refusal: unknown;
  try {
    readIndicatorFormula(computed, new Map());
  } catch (error) {
    refusal = error;
  }
  expect(refusal).toBeInstanceOf(DomainError);
  expect((refusal as DomainError).fields).toMatchObject([
    {
      reason: 'MEASURE_UNKNOWN',
      en: 'Column 1: There is no measure "other". (A formula names measured indicators, not itself and not computed ones.)',
      zh: expect.stringMatching(/不能引用自身或由公式计算的指标。）$/),
    },
  ]);
});
