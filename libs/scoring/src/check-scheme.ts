import type { FieldViolation } from '@fuxing/errors';
import { checkMethod, methodsOf } from './check-method';
import { type Decimal, HUNDRED, parseDecimal, sum, text } from './decimal';
import type { Direction } from './method-score';
import { type Scheme, type SchemeNode, walk } from './scheme';
import { Violations } from './violations';

/** Levels of a tree; published schemes have three or four. */
export const MAX_DEPTH = 8;
/** Nodes of a tree; published schemes have at most some hundred. */
export const MAX_NODES = 2000;
const MAX_DIGITS = 8;

/**
 * Everything that is wrong with a scheme, each fault with its JSON path; empty when it can be used.
 *
 * A scheme that passes can be scored without errors, its shares sum exactly, and every total has a grade if
 * the scheme grades.
 *
 * @param indicators the indicators it may use, by id
 */
export function checkScheme(
  scheme: Scheme,
  indicators: ReadonlyMap<string, { direction: Direction }>,
): FieldViolation[] {
  const faults = new Violations();
  const nodes = [...walk(scheme.nodes)];
  if (nodes.length === 0) {
    faults.add(
      'nodes',
      'SCHEME_EMPTY',
      'A scheme has at least one node, got 0.',
      '方案至少要有一个节点,现有 0 个。',
    );
  }
  if (nodes.length > MAX_NODES) {
    faults.add(
      'nodes',
      'TOO_MANY_NODES',
      `A scheme has at most ${MAX_NODES} nodes, got ${nodes.length}.`,
      `方案最多 ${MAX_NODES} 个节点,现有 ${nodes.length} 个。`,
    );
    return faults.list;
  }
  const full = faults.decimal('fullMark', scheme.fullMark);
  if (full?.lte(0)) {
    faults.add(
      'fullMark',
      'FULL_MARK_NOT_POSITIVE',
      `The full mark is more than 0, got ${scheme.fullMark}.`,
      `满分应大于 0,收到的是 ${scheme.fullMark}。`,
    );
  }
  checkNodes(faults, scheme, nodes, full, indicators);
  checkShares(faults, scheme, 'nodes', scheme.nodes, full);
  checkRounding(faults, scheme);
  checkTies(faults, scheme, new Set(nodes.map(([{ nodeId }]) => nodeId)));
  checkGrades(faults, scheme);
  return faults.list;
}

function checkNodes(
  faults: Violations,
  scheme: Scheme,
  nodes: [SchemeNode, string][],
  full: Decimal | undefined,
  indicators: ReadonlyMap<string, { direction: Direction }>,
): void {
  const seen = new Set<string>();
  for (const [node, path] of nodes) {
    if (node.nodeId === '') {
      faults.add(
        `${path}.nodeId`,
        'NODE_ID_EMPTY',
        'Every node has an id, got "".',
        '每个节点都应有编号,收到的是“”。',
      );
    } else if (seen.has(node.nodeId)) {
      faults.add(
        `${path}.nodeId`,
        'NODE_ID_DUPLICATE',
        `The id "${node.nodeId}" is already in use.`,
        `节点编号“${node.nodeId}”重复。`,
      );
    }
    seen.add(node.nodeId);
    if (path.split('.').length > MAX_DEPTH) {
      faults.add(
        path,
        'TOO_DEEP',
        `A tree has at most ${MAX_DEPTH} levels, "${node.nodeId}" is deeper.`,
        `指标体系最多 ${MAX_DEPTH} 级,“${node.nodeId}”超出。`,
      );
    }
    const share = faults.within(`${path}.share`, node.share, 0);
    if (node.children.length > 0) {
      checkParent(faults, path, node);
    } else {
      const outOf = scheme.shareKind === 'SHARE_KIND_FULL_MARKS' ? share : full;
      checkLeaf(faults, path, node, outOf, indicators);
    }
  }
}

function checkParent(faults: Violations, path: string, node: SchemeNode): void {
  faults.within(`${path}.availability`, node.availability, 0, 1);
  const own = [...methodsOf(node), ...(node.indicatorId === '' ? [] : ['indicatorId'])];
  for (const name of own) {
    faults.add(
      `${path}.${name}`,
      'PARENT_WITH_METHOD',
      `"${node.nodeId}" has children and is scored from them; it cannot have ${name}.`,
      `“${node.nodeId}”有下级节点,由下级得分汇总,不能设置 ${name}。`,
    );
  }
}

function checkLeaf(
  faults: Violations,
  path: string,
  node: SchemeNode,
  full: Decimal | undefined,
  indicators: ReadonlyMap<string, { direction: Direction }>,
): void {
  const indicator = indicators.get(node.indicatorId);
  if (node.indicatorId === '') {
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
      `只有上级节点可设置可用率,末级节点“${node.nodeId}”设为 ${node.availability}。`,
    );
  }
  checkMethod(faults, path, node, full, indicator?.direction);
}

/** Tolerance is 0: shares are decimals, so thirds are written 33.33, 33.33 and 33.34. */
function checkShares(
  faults: Violations,
  scheme: Scheme,
  path: string,
  siblings: readonly SchemeNode[],
  whole: Decimal | undefined,
): void {
  if (siblings.length === 0) return;
  const shares = siblings.map(({ share }) => parseDecimal(share));
  const due = scheme.shareKind === 'SHARE_KIND_WEIGHTS' ? HUNDRED : whole;
  const known = shares.filter((share) => share !== undefined);
  const total = sum(known);
  if (due && known.length === shares.length && !total.eq(due)) {
    faults.add(
      path,
      'SHARES_DO_NOT_SUM',
      `The shares sum to ${text(total)}, but must sum to ${text(due)}.`,
      `各项份额之和为 ${text(total)},应为 ${text(due)}。`,
    );
  }
  for (const [i, { children }] of siblings.entries()) {
    checkShares(faults, scheme, `${path}[${i}].children`, children, shares[i]);
  }
}

function checkRounding(faults: Violations, { rounding }: Scheme): void {
  for (const name of ['itemDigits', 'totalDigits'] as const) {
    const digits = rounding[name];
    if (Number.isInteger(digits) && digits >= 0 && digits <= MAX_DIGITS) continue;
    faults.add(
      `rounding.${name}`,
      'DIGITS_OUT_OF_RANGE',
      `Digits are a whole number from 0 to ${MAX_DIGITS}, got ${digits}.`,
      `小数位数应为 0 到 ${MAX_DIGITS} 的整数,收到的是 ${digits}。`,
    );
  }
}

function checkTies(faults: Violations, { tieRule, tieNodeIds }: Scheme, nodeIds: ReadonlySet<string>): void {
  if (tieRule === 'TIE_RULE_BY_NODES' && tieNodeIds.length === 0) {
    faults.add(
      'tieNodeIds',
      'TIE_NODES_EMPTY',
      'Telling ties apart by nodes needs at least one node, got 0.',
      '按节点区分并列时至少要指定一个节点,现有 0 个。',
    );
  }
  for (const [i, nodeId] of tieNodeIds.entries()) {
    if (nodeIds.has(nodeId)) continue;
    faults.add(
      `tieNodeIds[${i}]`,
      'TIE_NODE_UNKNOWN',
      `There is no node "${nodeId}".`,
      `节点“${nodeId}”不存在。`,
    );
  }
}

function checkGrades(faults: Violations, { grades }: Scheme): void {
  const seen = new Set<string>();
  let above: Decimal | undefined;
  for (const [i, { gradeId, minScore }] of grades.entries()) {
    const path = `grades[${i}]`;
    if (gradeId === '' || seen.has(gradeId)) {
      faults.add(
        `${path}.gradeId`,
        'GRADE_ID_DUPLICATE',
        `A grade has an id of its own, got "${gradeId}".`,
        `等次编号不能为空或重复,收到的是“${gradeId}”。`,
      );
    }
    seen.add(gradeId);
    const least = faults.decimal(`${path}.minScore`, minScore);
    if (least && above?.lte(least)) {
      faults.add(
        `${path}.minScore`,
        'GRADES_NOT_DECREASING',
        `Grades go from high to low, but ${minScore} follows ${text(above)}.`,
        `等次分数线应从高到低,但 ${minScore} 排在 ${text(above)} 之后。`,
      );
    }
    if (least && i === grades.length - 1 && !least.isZero()) {
      faults.add(
        `${path}.minScore`,
        'GRADES_LEAVE_GAP',
        `The lowest grade begins at 0 so that every score has a grade, got ${minScore}.`,
        `最低等次应从 0 分起,使每个得分都有等次,收到的是 ${minScore}。`,
      );
    }
    above = least;
  }
}
