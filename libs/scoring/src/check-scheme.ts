import type { CheckedIndicator } from './check-method';
import { checkClassMarks, checkLeaf } from './check-leaf';
import { checkAdjustments } from './check-adjustments';
import { checkGrades, checkTies } from './check-grades';
import { checkStanding } from './check-standing';
import { methodsOf } from './methods';
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
      const marks = scheme.shareKind === 'SHARE_KIND_FULL_MARKS';
      checkLeaf(faults, path, node, marks ? share : full, indicators);
      if (marks && share) checkClassMarks(faults, path, node, indicators);
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
