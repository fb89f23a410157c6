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
      `只有测评类计分方法才能设置评分人规则,“${node.nodeId}”不是。`,
    );
  }
  for (const name of ['minimum', 'trimAbove'] as const) {
    if (rule[name] >= 0) continue;
    faults.add(
      `${at}.${name}`,
      'OUT_OF_RANGE',
      `Must be at least 0, got ${rule[name]}.`,
      `应不小于 0,收到的是 ${rule[name]}。`,
    );
  }
  if (rule.trimAbove > 0 && rule.trimAbove < 3) {
    faults.add(
      `${at}.trimAbove`,
      'TRIM_LEAVES_NOTHING',
      `Dropping the highest and the lowest needs more than 2 ballots, got ${rule.trimAbove}.`,
      `去掉最高最低分至少要有 3 张以上的票,收到的是 ${rule.trimAbove}。`,
    );
  }
  for (const [i, { share }] of rule.quotas.entries()) faults.within(`${at}.quotas[${i}].share`, share, 0, 1);
  for (const name of unsupported(rule)) {
    faults.add(
      `${at}.${name}`,
      'RATER_RULE_UNSUPPORTED',
      `The rule ${name} is not computed yet and cannot be used in a scheme.`,
      `暂不支持评分人规则 ${name},不能在方案中使用。`,
    );
  }
}

/** Rules that are agreed in the contract and not computed yet: refused, so that no scheme rests on them in vain. */
function unsupported({ refuseUniform, quotas, trimAbove, levelling }: RaterRule): string[] {
  return [
    ...(refuseUniform ? ['refuseUniform'] : []),
    ...(quotas.length > 0 ? ['quotas'] : []),
    ...(trimAbove > 0 ? ['trimAbove'] : []),
    ...(levelling === 'LEVELLING_NONE' ? [] : ['levelling']),
  ];
}
