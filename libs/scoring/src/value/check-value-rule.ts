import type { CheckedIndicator } from '../check-method';
import type { SchemeNode } from '../scheme';
import type { Violations } from '../violations';
import type { ValueRule } from './value-rule';

const MAX_DIGITS = 8;

/**
 * Adds what is wrong with the steps before the method.
 *
 * @param indicators those that there are
 */
export function checkValueRule(
  faults: Violations,
  path: string,
  node: SchemeNode,
  indicators: ReadonlyMap<string, CheckedIndicator>,
): void {
  const rule = node.valueRule;
  if (!rule) return;
  const at = `${path}.valueRule`;
  if (rule.growth !== 'GROWTH_NONE' && node.time === 'TIME_AGGREGATION_MEAN_OF_SCORES') {
    faults.add(
      `${at}.growth`,
      'GROWTH_BY_PERIOD',
      'Growth compares whole cycles; it cannot be scored period by period.',
      '增幅按整个考核周期比较，不能与“各期得分平均”同用。',
    );
  }
  if (rule.growth !== 'GROWTH_NONE' && indicators.get(node.indicatorId)?.priceBasis === 'PRICE_BASIS_MIXED') {
    faults.add(
      `${at}.growth`,
      'PRICES_MIXED',
      `"${node.indicatorId}" mixes current and constant prices, so its growth has no meaning; declare one basis for it.`,
      `指标“${node.indicatorId}”混用当年价与不变价，增幅没有意义，请先统一价格口径。`,
    );
  }
  if (node.time === 'TIME_AGGREGATION_MEAN_OF_SCORES' && actsOnCycle(rule)) {
    faults.add(
      at,
      'VALUE_RULE_BY_PERIOD',
      'Corrections, coefficients, digits, imputation and outliers act on the value of the cycle; there is none where the scores of periods are averaged.',
      '修正、系数、取值位数、插补和异常值处理针对整个考核周期的数值，不能与“各期得分平均”同用。',
    );
  }
  for (const [i, { indicatorId, factor, limit }] of rule.corrections.entries()) {
    if (!indicators.has(indicatorId)) {
      faults.add(
        `${at}.corrections[${i}].indicatorId`,
        'INDICATOR_UNKNOWN',
        `There is no indicator "${indicatorId}".`,
        `指标“${indicatorId}”不存在。`,
      );
    }
    faults.decimal(`${at}.corrections[${i}].factor`, factor);
    faults.within(`${at}.corrections[${i}].limit`, limit, 0);
  }
  const seen = new Set<string>();
  for (const [i, { unitId, coefficient }] of rule.coefficients.entries()) {
    const value = faults.decimal(`${at}.coefficients[${i}].coefficient`, coefficient);
    if (value?.lte(0)) {
      faults.add(
        `${at}.coefficients[${i}].coefficient`,
        'COEFFICIENT_NOT_POSITIVE',
        `A difficulty coefficient is more than 0, got ${coefficient}.`,
        `难度系数应大于 0，收到的是 ${coefficient}。`,
      );
    }
    if (unitId === '' || seen.has(unitId)) {
      faults.add(
        `${at}.coefficients[${i}].unitId`,
        'COEFFICIENT_DUPLICATE',
        `Every unit has one coefficient, got "${unitId}" again.`,
        `每个单位只能有一个难度系数，“${unitId}”重复或为空。`,
      );
    }
    seen.add(unitId);
  }
  const { digits } = rule;
  if (digits !== undefined && !(digits >= 0 && digits <= MAX_DIGITS)) {
    faults.add(
      `${at}.digits`,
      'DIGITS_OUT_OF_RANGE',
      `Digits are a whole number from 0 to ${MAX_DIGITS}, got ${digits}.`,
      `小数位数应为 0 到 ${MAX_DIGITS} 的整数，收到的是 ${digits}。`,
    );
  }
  if (digits === undefined && rule.roundingMode !== 'ROUNDING_MODE_HALF_UP') {
    faults.add(
      `${at}.roundingMode`,
      'ROUNDING_WITHOUT_DIGITS',
      `Nothing is rounded by ${rule.roundingMode} without digits; say how many digits the value is rounded to.`,
      `未写明小数位数（digits），${rule.roundingMode} 不起作用；请写明数值修约到几位小数。`,
    );
  }
}

function actsOnCycle(rule: ValueRule): boolean {
  return (
    rule.corrections.length > 0 ||
    rule.coefficients.length > 0 ||
    rule.digits !== undefined ||
    rule.imputation !== 'IMPUTATION_NONE' ||
    rule.outliers !== 'OUTLIERS_KEEP'
  );
}
