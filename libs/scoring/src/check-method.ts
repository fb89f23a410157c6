import { type Decimal, ONE } from './decimal';
import type { Direction } from './method-score';
import type { Deduction, Linear, RankPoints, RatioToTarget, SchemeNode } from './scheme';
import type { Violations } from './violations';

/** The names of the methods that a node carries. */
export function methodsOf(node: SchemeNode): string[] {
  return (['ratioToTarget', 'deduction', 'linear', 'rankPoints'] as const).filter((name) => node[name]);
}

/**
 * Adds what is wrong with the method of a leaf.
 *
 * @param full full mark of the leaf, undefined when it is itself faulty
 * @param direction undefined when the indicator is unknown
 */
export function checkMethod(
  faults: Violations,
  path: string,
  node: SchemeNode,
  full: Decimal | undefined,
  direction: Direction | undefined,
): void {
  const [method = '', ...more] = methodsOf(node);
  if (method === '' || more.length > 0) {
    const count = method === '' ? 0 : more.length + 1;
    faults.add(
      path,
      'LEAF_METHOD_COUNT',
      `A leaf has exactly one scoring method, "${node.nodeId}" has ${count}.`,
      `末级节点应有且仅有一种计分方法,“${node.nodeId}”有 ${count} 种。`,
    );
  }
  if (method !== '' && direction === 'DIRECTION_TARGET_BAND') {
    faults.add(
      `${path}.${method}`,
      'METHOD_NOT_FOR_BAND',
      `${method} cannot score "${node.indicatorId}", which is best inside a target band.`,
      `${method} 不能用于区间型(适度)指标“${node.indicatorId}”。`,
    );
  }
  if (node.ratioToTarget) checkRatio(faults, `${path}.ratioToTarget`, node.ratioToTarget);
  if (node.deduction) checkDeduction(faults, `${path}.deduction`, node.deduction, full);
  if (node.linear) checkLinear(faults, `${path}.linear`, node.linear, direction);
  if (node.rankPoints) checkRank(faults, `${path}.rankPoints`, node.rankPoints, full);
}

function checkRatio(faults: Violations, path: string, { floor, cap }: RatioToTarget): void {
  const low = faults.within(`${path}.floor`, floor, 0);
  const high = faults.within(`${path}.cap`, cap, 0);
  if (low && high && low.gt(high)) {
    faults.add(
      `${path}.floor`,
      'FLOOR_ABOVE_CAP',
      `The floor ${floor} is above the cap ${cap}.`,
      `下限 ${floor} 高于上限 ${cap}。`,
    );
  }
}

function checkDeduction(
  faults: Violations,
  path: string,
  { step, perStep, floor }: Deduction,
  full: Decimal | undefined,
): void {
  if (faults.decimal(`${path}.step`, step)?.lte(0)) {
    faults.add(
      `${path}.step`,
      'STEP_NOT_POSITIVE',
      `A step is more than 0, got ${step}.`,
      `步长应大于 0,收到的是 ${step}。`,
    );
  }
  faults.within(`${path}.perStep`, perStep, 0);
  faults.within(`${path}.floor`, floor, 0, full);
}

function checkLinear(
  faults: Violations,
  path: string,
  { unacceptable, satisfactory, baseShare }: Linear,
  direction: Direction | undefined,
): void {
  faults.within(`${path}.baseShare`, baseShare, 0, 1);
  const low = faults.decimal(`${path}.unacceptable`, unacceptable);
  const high = faults.decimal(`${path}.satisfactory`, satisfactory);
  if (!low || !high) return;
  if (low.eq(high)) {
    faults.add(
      `${path}.satisfactory`,
      'LINEAR_ENDS_EQUAL',
      `The satisfactory and the unacceptable value are both ${satisfactory}.`,
      `满意值与不允许值不能相同,均为 ${satisfactory}。`,
    );
  } else if (
    (direction === 'DIRECTION_HIGHER_IS_BETTER' && high.lt(low)) ||
    (direction === 'DIRECTION_LOWER_IS_BETTER' && high.gt(low))
  ) {
    const [en, zh] = high.lt(low) ? ['higher', '正向'] : ['lower', '逆向'];
    faults.add(
      `${path}.satisfactory`,
      'LINEAR_ENDS_CONTRARY',
      `The indicator is better when ${en}, but ${satisfactory} is satisfactory and ${unacceptable} unacceptable.`,
      `指标为${zh}指标,但满意值为 ${satisfactory}、不允许值为 ${unacceptable},方向相反。`,
    );
  }
}

function checkRank(
  faults: Violations,
  path: string,
  { form, decrement, floor }: RankPoints,
  full: Decimal | undefined,
): void {
  const shares = form === 'RANK_FORM_SHARE_DECREMENT';
  faults.within(`${path}.floor`, floor, 0, shares ? ONE : full);
  const value = faults.within(`${path}.decrement`, decrement, 0, shares ? ONE : undefined);
  if (form !== 'RANK_FORM_LINEAR' && value?.isZero()) {
    faults.add(
      `${path}.decrement`,
      'DECREMENT_ZERO',
      `With a decrement of ${decrement} every place has the same points.`,
      `递减值为 ${decrement},各名次得分将完全相同。`,
    );
  }
}
