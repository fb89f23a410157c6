import { type CheckedIndicator, checkMethod, kindOf } from './check-method';
import { type Decimal, parseDecimal } from './decimal';
import { methodsOf } from './methods';
import type { MethodSource } from './methods/method';
import { checkRaters } from './raters/check-raters';
import type { SchemeNode } from './scheme';
import { checkValueRule } from './value/check-value-rule';
import { Violations } from './violations';

/** Points of a method that fit the full mark of the leaf, but not that of a class. */
export function checkClassMarks(
  faults: Violations,
  path: string,
  node: SchemeNode,
  indicators: ReadonlyMap<string, CheckedIndicator>,
): void {
  const known = new Set(faults.list.map(({ field, reason }) => `${field} ${reason}`));
  for (const { classId, share } of node.classShares) {
    const own = new Violations();
    checkMethod(own, path, node, parseDecimal(share), indicators.get(node.indicatorId));
    for (const { field, reason, en, zh } of own.list) {
      if (known.has(`${field} ${reason}`)) continue;
      faults.add(
        field,
        reason,
        `Class ${classId}, out of ${share}: ${en}`,
        `类别 ${classId}（满分 ${share}）：${zh}`,
      );
    }
  }
}

/** Adds what is wrong with a leaf out of `full`. */
export function checkLeaf(
  faults: Violations,
  path: string,
  node: SchemeNode,
  full: Decimal | undefined,
  indicators: ReadonlyMap<string, CheckedIndicator>,
): void {
  const [field] = methodsOf(node);
  const source = field ? kindOf(field).source : 'VALUE';
  const indicator = indicators.get(node.indicatorId);
  if (source !== 'VALUE') {
    if (node.indicatorId !== '') {
      faults.add(
        `${path}.indicatorId`,
        'INDICATOR_NOT_JUDGED',
        `Leaf "${node.nodeId}" is scored by ${source.toLowerCase()} and measures no indicator, got "${node.indicatorId}".`,
        `末级节点“${node.nodeId}”按${sourceWords[source]}计分，不能再指定指标“${node.indicatorId}”。`,
      );
    }
  } else if (node.indicatorId === '') {
    faults.add(
      `${path}.indicatorId`,
      'LEAF_WITHOUT_INDICATOR',
      `Leaf "${node.nodeId}" measures no indicator.`,
      `末级节点“${node.nodeId}”没有指标。`,
    );
  } else if (!indicator) {
    faults.add(
      `${path}.indicatorId`,
      'INDICATOR_UNKNOWN',
      `There is no indicator "${node.indicatorId}".`,
      `指标“${node.indicatorId}”不存在。`,
    );
  }
  if (parseDecimal(node.availability)?.isZero() !== true) {
    faults.add(
      `${path}.availability`,
      'LEAF_WITH_AVAILABILITY',
      `Only parents have an availability, leaf "${node.nodeId}" has ${node.availability}.`,
      `只有上级节点可设置可用率，末级节点“${node.nodeId}”设为 ${node.availability}。`,
    );
  }
  checkPending(faults, path, node, source);
  if (node.valueRule && source !== 'VALUE') {
    faults.add(
      `${path}.valueRule`,
      'VALUE_RULE_WITHOUT_VALUE',
      `Leaf "${node.nodeId}" is scored by ${source.toLowerCase()}, which have no value that a value rule could change.`,
      `末级节点“${node.nodeId}”按${sourceWords[source]}计分，没有可处理的指标值，不能设置数值处理规则。`,
    );
  }
  checkValueRule(faults, path, node, indicators);
  checkRaters(faults, path, node, source);
  checkMethod(faults, path, node, full, indicator);
}

const sourceWords: Record<MethodSource, string> = {
  VALUE: '指标',
  EVENTS: '事件',
  BALLOTS: '测评票',
  JUDGEMENTS: '定性评定',
};

/** The cycle before can stand in for one value of the cycle only. */
function checkPending(faults: Violations, path: string, node: SchemeNode, source: MethodSource): void {
  if (node.absence.pending !== 'MISSING_RULE_LAST_CYCLE') return;
  const { growth = 'GROWTH_NONE' } = node.valueRule ?? {};
  const byPeriod = node.time === 'TIME_AGGREGATION_MEAN_OF_SCORES';
  if (source === 'VALUE' && growth === 'GROWTH_NONE' && !byPeriod) return;
  faults.add(
    `${path}.absence.pending`,
    'LAST_CYCLE_WITHOUT_VALUE',
    `"${node.nodeId}" has no single value that one of the cycle before could stand in for: it needs an indicator, no growth, and no mean of scores.`,
    `“${node.nodeId}”不能以上期数值代替：须按指标计分，且不计增幅、不按各期得分平均。`,
  );
}
