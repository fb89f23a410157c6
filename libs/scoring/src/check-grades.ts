import { type Decimal, parseDecimal, text } from './decimal';
import type { Scheme } from './scheme';
import type { Violations } from './violations';

/** Adds what is wrong with the order in which nodes tell ties apart. */
export function checkTies(
  faults: Violations,
  { tieRule, tieNodeIds }: Scheme,
  nodeIds: ReadonlySet<string>,
): void {
  if (tieRule === 'TIE_RULE_BY_NODES' && tieNodeIds.length === 0) {
    faults.add(
      'tieNodeIds',
      'TIE_NODES_EMPTY',
      'Telling ties apart by nodes needs at least one node, got 0.',
      '按节点区分并列时至少要指定一个节点，现有 0 个。',
    );
  }
  if (tieRule === 'TIE_RULE_SHARED' && tieNodeIds.length > 0) {
    faults.add(
      'tieNodeIds',
      'TIE_NODES_WITHOUT_RULE',
      `${tieNodeIds.join(', ')} would tell no ties apart: that needs tieRule: TIE_RULE_BY_NODES, got ${tieRule}.`,
      `${tieNodeIds.join('、')} 不会用于区分并列：须写明 tieRule: TIE_RULE_BY_NODES，现为 ${tieRule}。`,
    );
  }
  for (const [i, nodeId] of tieNodeIds.entries()) {
    if (tieNodeIds.indexOf(nodeId) < i) {
      faults.add(
        `tieNodeIds[${i}]`,
        'TIE_NODE_TWICE',
        `Node "${nodeId}" already stands before; it tells no more ties apart.`,
        `节点“${nodeId}”前面已列出，不能再区分并列。`,
      );
    }
    if (nodeIds.has(nodeId)) continue;
    faults.add(
      `tieNodeIds[${i}]`,
      'TIE_NODE_UNKNOWN',
      `There is no node "${nodeId}".`,
      `节点“${nodeId}”不存在。`,
    );
  }
}

/** Adds what is wrong with grades and their thresholds; quotas are the question of `checkStanding`. */
export function checkGrades(faults: Violations, { grades, totalCap }: Scheme): void {
  const most = parseDecimal(totalCap);
  const seen = new Set<string>();
  let above: Decimal | undefined;
  for (const [i, { gradeId, minScore }] of grades.entries()) {
    const path = `grades[${i}]`;
    if (gradeId === '' || seen.has(gradeId)) {
      faults.add(
        `${path}.gradeId`,
        'GRADE_ID_DUPLICATE',
        `A grade has an id of its own, got "${gradeId}".`,
        `等次编号不能为空或重复，收到的是“${gradeId}”。`,
      );
    }
    seen.add(gradeId);
    const least = faults.decimal(`${path}.minScore`, minScore);
    if (least && above?.lte(least)) {
      faults.add(
        `${path}.minScore`,
        'GRADES_NOT_DECREASING',
        `Grades go from high to low, but ${minScore} follows ${text(above)}.`,
        `等次分数线应从高到低，但 ${minScore} 排在 ${text(above)} 之后。`,
      );
    }
    if (least && most?.lt(least)) {
      faults.add(
        `${path}.minScore`,
        'GRADE_OUT_OF_REACH',
        `Nobody reaches ${minScore}: the total is at most ${totalCap} (totalCap).`,
        `任何单位都达不到 ${minScore} 分：总分上限（totalCap）为 ${totalCap}。`,
      );
    }
    if (least && i === grades.length - 1 && !least.isZero()) {
      faults.add(
        `${path}.minScore`,
        'GRADES_LEAVE_GAP',
        `The lowest grade begins at 0 so that every score has a grade, got ${minScore}.`,
        `最低等次应从 0 分起，使每个得分都有等次，收到的是 ${minScore}。`,
      );
    }
    above = least;
  }
}
