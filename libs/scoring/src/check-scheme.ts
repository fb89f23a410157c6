import { type CheckedIndicator, checkMethod, kindOf } from './check-method';
import { checkStanding } from './check-standing';
import { methodsOf } from './methods';
import type { MethodSource } from './methods/method';
import { checkValueRule } from './value/check-value-rule';
import { checkRaters } from './raters/check-raters';
import { type Decimal, HUNDRED, parseDecimal, sum, text } from './decimal';
import { type MeanRule, type Scheme, type SchemeNode, shareOf, walk } from './scheme';
import { Violations } from './violations';
import type { FieldViolation } from './scoring-error';

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
  indicators: ReadonlyMap<string, CheckedIndicator>,
): FieldViolation[] {
  const faults = new Violations();
  const nodes = [...walk(scheme.nodes)];
  if (nodes.length === 0) {
    faults.add(
      'nodes',
      'SCHEME_EMPTY',
      'A scheme has at least one node, got 0.',
      '方案至少要有一个节点，现有 0 个。',
    );
  }
  if (nodes.length > MAX_NODES) {
    faults.add(
      'nodes',
      'TOO_MANY_NODES',
      `A scheme has at most ${MAX_NODES} nodes, got ${nodes.length}.`,
      `方案最多 ${MAX_NODES} 个节点，现有 ${nodes.length} 个。`,
    );
    return faults.list;
  }
  const full = faults.decimal('fullMark', scheme.fullMark);
  if (full?.lte(0)) {
    faults.add(
      'fullMark',
      'FULL_MARK_NOT_POSITIVE',
      `The full mark is more than 0, got ${scheme.fullMark}.`,
      `满分应大于 0，收到的是 ${scheme.fullMark}。`,
    );
  }
  checkNodes(faults, scheme, nodes, full, indicators);
  for (const unitId of oneOfEachClass(scheme))
    checkShares(faults, scheme, unitId, 'nodes', scheme.nodes, full);
  checkPower(faults, '', scheme);
  checkRounding(faults, scheme);
  checkTies(faults, scheme, new Set(nodes.map(([{ nodeId }]) => nodeId)));
  checkGrades(faults, scheme);
  checkStanding(faults, scheme);
  checkAdjustments(faults, scheme, indicators);
  return faults.list;
}

/** A unit of every class, and one of none: shares must add up for each. */
function oneOfEachClass({ unitClasses }: Scheme): string[] {
  return ['', ...unitClasses.map(({ unitIds }) => unitIds[0] ?? '').filter(Boolean)];
}

function checkAdjustments(
  faults: Violations,
  scheme: Scheme,
  indicators: ReadonlyMap<string, CheckedIndicator>,
): void {
  const seen = new Set([...walk(scheme.nodes)].map(([{ nodeId }]) => nodeId));
  for (const [i, { adjustmentId, cap, leaves }] of scheme.adjustments.entries()) {
    const path = `adjustments[${i}]`;
    faults.unique(`${path}.adjustmentId`, adjustmentId, seen);
    if (faults.decimal(`${path}.cap`, cap)?.lte(0)) {
      faults.add(
        `${path}.cap`,
        'CAP_NOT_POSITIVE',
        `A bonus or deduction has a cap above 0, got ${cap}.`,
        `加分或扣分项的上限应大于 0，收到的是 ${cap}。`,
      );
    }
    for (const [j, leaf] of leaves.entries()) {
      const at = `${path}.leaves[${j}]`;
      faults.unique(`${at}.nodeId`, leaf.nodeId, seen);
      if (leaf.children.length > 0) {
        faults.add(
          `${at}.children`,
          'ADJUSTMENT_WITH_CHILDREN',
          `"${leaf.nodeId}" stands in an adjustment and cannot have children.`,
          `“${leaf.nodeId}”属于加减分项，不能再有下级节点。`,
        );
      }
      checkLeaf(faults, at, leaf, faults.within(`${at}.share`, leaf.share, 0), indicators);
    }
  }
}

function checkNodes(
  faults: Violations,
  scheme: Scheme,
  nodes: [SchemeNode, string][],
  full: Decimal | undefined,
  indicators: ReadonlyMap<string, CheckedIndicator>,
): void {
  const seen = new Set<string>();
  for (const [node, path] of nodes) {
    faults.unique(`${path}.nodeId`, node.nodeId, seen);
    if (path.split('.').length > MAX_DEPTH) {
      faults.add(
        path,
        'TOO_DEEP',
        `A tree has at most ${MAX_DEPTH} levels, "${node.nodeId}" is deeper.`,
        `指标体系最多 ${MAX_DEPTH} 级，“${node.nodeId}”超出。`,
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
  checkPower(faults, `${path}.`, node);
  faults.within(`${path}.availability`, node.availability, 0, 1);
  const own = [
    ...methodsOf(node),
    ...(node.indicatorId === '' ? [] : ['indicatorId']),
    ...(node.valueRule ? ['valueRule'] : []),
    ...(node.raters ? ['raters'] : []),
  ];
  for (const name of own) {
    faults.add(
      `${path}.${name}`,
      'PARENT_WITH_METHOD',
      `"${node.nodeId}" has children and is scored from them; it cannot have ${name}.`,
      `“${node.nodeId}”有下级节点，由下级得分汇总，不能设置 ${name}。`,
    );
  }
}

function checkLeaf(
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

function checkPower(faults: Violations, path: string, { mean, meanPower }: MeanRule): void {
  const at = `${path}meanPower`;
  if (mean !== 'MEAN_POWER') {
    if (meanPower === '') return;
    faults.add(
      at,
      'POWER_WITHOUT_MEAN',
      `Only MEAN_POWER has an exponent, got ${meanPower} with ${mean}.`,
      `只有广义平均（MEAN_POWER）才有指数，${mean} 下收到 ${meanPower}。`,
    );
  } else if (faults.within(at, meanPower, -10, 10)?.isZero()) {
    faults.add(
      at,
      'POWER_IS_ZERO',
      'The exponent of a generalised mean is not 0; use MEAN_GEOMETRIC.',
      '广义平均的指数不能为 0，应改用 MEAN_GEOMETRIC。',
    );
  }
}

/** Tolerance is 0: shares are decimals, so thirds are written 33.33, 33.33 and 33.34. */
function checkShares(
  faults: Violations,
  scheme: Scheme,
  unitId: string,
  path: string,
  siblings: readonly SchemeNode[],
  whole: Decimal | undefined,
): void {
  if (siblings.length === 0) return;
  const shares = siblings.map((node) => parseDecimal(shareOf(scheme, node, unitId)));
  const due = scheme.shareKind === 'SHARE_KIND_WEIGHTS' ? HUNDRED : whole;
  const known = shares.filter((share) => share !== undefined);
  const total = sum(known);
  const told = faults.list.some(({ field, reason }) => field === path && reason === 'SHARES_DO_NOT_SUM');
  if (due && !told && known.length === shares.length && !total.eq(due)) {
    const of = scheme.unitClasses.find(({ unitIds }) => unitId !== '' && unitIds.includes(unitId))?.classId;
    faults.add(
      path,
      'SHARES_DO_NOT_SUM',
      `The shares${of ? ` of class ${of}` : ''} sum to ${text(total)}, but must sum to ${text(due)}.`,
      `${of ? `类别 ${of} 的` : ''}各项份额之和为 ${text(total)}，应为 ${text(due)}。`,
    );
  }
  for (const [i, { children }] of siblings.entries()) {
    checkShares(faults, scheme, unitId, `${path}[${i}].children`, children, shares[i]);
  }
}

function checkRounding(faults: Violations, { rounding }: Scheme): void {
  if (rounding.wholeFrom !== '') faults.within('rounding.wholeFrom', rounding.wholeFrom, 0);
  for (const name of ['itemDigits', 'totalDigits'] as const) {
    const digits = rounding[name];
    if (Number.isInteger(digits) && digits >= 0 && digits <= MAX_DIGITS) continue;
    faults.add(
      `rounding.${name}`,
      'DIGITS_OUT_OF_RANGE',
      `Digits are a whole number from 0 to ${MAX_DIGITS}, got ${digits}.`,
      `小数位数应为 0 到 ${MAX_DIGITS} 的整数，收到的是 ${digits}。`,
    );
  }
}

function checkTies(faults: Violations, { tieRule, tieNodeIds }: Scheme, nodeIds: ReadonlySet<string>): void {
  if (tieRule === 'TIE_RULE_BY_NODES' && tieNodeIds.length === 0) {
    faults.add(
      'tieNodeIds',
      'TIE_NODES_EMPTY',
      'Telling ties apart by nodes needs at least one node, got 0.',
      '按节点区分并列时至少要指定一个节点，现有 0 个。',
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
