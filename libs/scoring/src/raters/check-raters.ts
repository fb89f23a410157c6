import { parseDecimal } from '../decimal';
import type { MethodSource } from '../methods/method';
import type { SchemeNode } from '../scheme';
import type { Violations } from '../violations';
import type { RaterRule } from './rater-rule';

/** Adds what is wrong with the rules for the raters of a leaf. */
export function checkRaters(faults: Violations, path: string, node: SchemeNode, source: MethodSource): void {
  const rule = node.raters;
  if (!rule) return;
  const at = `${path}.raters`;
  if (source !== 'BALLOTS') {
    faults.add(
      at,
      'RATERS_WITHOUT_BALLOTS',
      `Rules for raters need a method that judges ballots, "${node.nodeId}" has another.`,
      `只有测评类计分方法才能设置评分人规则，“${node.nodeId}”不是。`,
    );
  }
  for (const name of ['minimum', 'trimAbove'] as const) {
    if (rule[name] >= 0) continue;
    faults.add(
      `${at}.${name}`,
      'OUT_OF_RANGE',
      `Must be at least 0, got ${rule[name]}.`,
      `应不小于 0，收到的是 ${rule[name]}。`,
    );
  }
  if (rule.trimAbove > 0 && rule.trimAbove < 3) {
    faults.add(
      `${at}.trimAbove`,
      'TRIM_LEAVES_NOTHING',
      `Dropping the highest and the lowest needs more than 2 ballots, got ${rule.trimAbove}.`,
      `去掉最高最低分至少要有 3 张以上的票，收到的是 ${rule.trimAbove}。`,
    );
  }
  if (rule.leastSpread !== '')
    faults.within(`${at}.leastSpread`, rule.leastSpread, 0, parseDecimal(node.opinion?.scaleFull ?? ''));
  for (const [i, { option, share }] of rule.quotas.entries()) {
    faults.within(`${at}.quotas[${i}].share`, share, 0, 1);
    const options = optionsOf(node);
    if (options.length === 0 || options.includes(option)) continue;
    faults.add(
      `${at}.quotas[${i}].option`,
      'OPTION_UNKNOWN',
      `"${option}" is not an option; use ${options.join(', ')}.`,
      `“${option}”不是测评等次，应为：${options.join('、')}。`,
    );
  }
  for (const name of ofNumbers(rule)) {
    if (source !== 'BALLOTS' || node.opinion) continue;
    faults.add(
      `${at}.${name}`,
      'RATER_RULE_NEEDS_SCALE',
      `The rule ${name} works on the values of a scale; use the method opinion, or leave the rule out.`,
      `评分人规则 ${name} 按等次分值计算，请改用 opinion 方法或删去该规则。`,
    );
  }
}

const optionsOf = ({ opinion }: SchemeNode): string[] => opinion?.scale.map(({ option }) => option) ?? [];

/** Rules that compute with what options are worth. */
function ofNumbers({ trimAbove, levelling, leastSpread }: RaterRule): string[] {
  return [
    ...(trimAbove > 0 ? ['trimAbove'] : []),
    ...(levelling === 'LEVELLING_NONE' ? [] : ['levelling']),
    ...(leastSpread === '' ? [] : ['leastSpread']),
  ];
}
