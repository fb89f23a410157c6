import type { BudgetRule } from '@fuxing/contracts/incentives/v1/incentives';
import { decimal, places } from '@fuxing/scoring';
import { type Decision, evidenceOf, type FinalYear, ranked } from './final-year';

/** Of a grade that the rule does not name: neither more nor less. */
export const USUAL_COEFFICIENT = '1';

/**
 * The order in which project money is considered: the higher coefficient of the grade first, then the better rank. Units
 * that are equal in both share a place (1-2-2-4). Units without a rank are not in the list.
 *
 * Source: 预算法 (2018) arts 32 and 57 and 青岛市预算绩效管理条例 (2014) arts 22 and 26: budgets consider the results of
 * evaluation; 达州 (swj.dazhou.gov.cn): 优 before 良, 中 is cut, 差 suspended. The size of a coefficient is the policy's.
 *
 * @throws DomainError DECIMAL_INVALID when a coefficient is no decimal
 */
export function budget(year: FinalYear, { coefficients }: BudgetRule): Decision[] {
  const units = ranked(year).map((result) => {
    const coefficient = Object.hasOwn(coefficients, result.gradeId)
      ? (coefficients[result.gradeId] ?? USUAL_COEFFICIENT)
      : USUAL_COEFFICIENT;
    return { result, coefficient, value: decimal('coefficient', coefficient) };
  });
  const place = places(units, (a, b) => b.value.cmp(a.value) || a.result.rank - b.result.rank);
  return units
    .map(({ result, coefficient }, n) => {
      const at = place[n] ?? 0;
      return {
        unitId: result.unitId,
        place: at,
        coefficient,
        zh:
          `${year.period} 年度等次 ${result.gradeId}，资金分配系数 ${coefficient}；` +
          `在 ${year.rankedUnits} 个参加排名的单位中名列第 ${result.rank}；列资金分配第 ${at} 位。` +
          `规则：系数高者在前，系数相同者名次靠前者在前；未设系数的等次按 ${USUAL_COEFFICIENT} 计。`,
        en:
          `Grade ${result.gradeId} in ${year.period}, coefficient ${coefficient}; rank ${result.rank} of ` +
          `${year.rankedUnits} ranked units; place ${at} in the list. Rule: the higher coefficient first, then the ` +
          `better rank; a grade without a coefficient counts ${USUAL_COEFFICIENT}.`,
        evidence: [evidenceOf(year, result)],
      };
    })
    .toSorted((a, b) => a.place - b.place);
}
