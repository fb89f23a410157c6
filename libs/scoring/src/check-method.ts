import type { Decimal } from './decimal';
import { type MethodField, methods, methodsOf } from './methods';
import type { Direction } from './methods/method-score';
import type { MethodKind } from './methods/method';
import type { SchemeNode } from './scheme';
import type { Violations } from './violations';

/** What the check of a leaf needs to know of an indicator. */
export interface CheckedIndicator {
  direction: Direction;
  /** Whether values may be negative (growth, balances); undefined when not declared. */
  changesSign?: boolean | undefined;
  /** As the library of indicators has it; PRICE_BASIS_MIXED for figures at current and at constant prices. */
  priceBasis?: string | undefined;
}

/** The kind of a field, its parameters hidden. */
export function kindOf(field: MethodField): MethodKind<unknown> {
  return methods[field];
}

/**
 * Adds what is wrong with the method of a leaf.
 *
 * @param full full mark of the leaf, undefined when it is itself faulty
 * @param indicator undefined when unknown
 */
export function checkMethod(
  faults: Violations,
  path: string,
  node: SchemeNode,
  full: Decimal | undefined,
  indicator: CheckedIndicator | undefined,
): void {
  const fields = methodsOf(node);
  if (fields.length !== 1) {
    faults.add(
      path,
      'LEAF_METHOD_COUNT',
      `A leaf has exactly one scoring method, "${node.nodeId}" has ${fields.length}.`,
      `末级节点应有且仅有一种计分方法，“${node.nodeId}”有 ${fields.length} 种。`,
    );
  }
  for (const field of fields) checkOne(faults, path, node, field, full, indicator);
}

function checkOne(
  faults: Violations,
  path: string,
  node: SchemeNode,
  field: MethodField,
  full: Decimal | undefined,
  indicator: CheckedIndicator | undefined,
): void {
  const kind = kindOf(field);
  const at = `${path}.${field}`;
  const { growth } = node.valueRule ?? {};
  const grows = growth !== undefined && growth !== 'GROWTH_NONE';
  const changesSign = grows || indicator?.changesSign;
  if (kind.source === 'VALUE' && indicator) {
    const band = indicator.direction === 'DIRECTION_TARGET_BAND';
    if (band && !kind.forBand) {
      faults.add(
        at,
        'METHOD_NOT_FOR_BAND',
        `${field} cannot score "${node.indicatorId}", which is best inside a target band; use moderate, anchors or points.`,
        `${field} 不能用于区间型（适度）指标“${node.indicatorId}”，请改用 moderate、anchors 或 points。`,
      );
    }
    if (!band && kind.forBand === 'ONLY') {
      faults.add(
        at,
        'METHOD_ONLY_FOR_BAND',
        `${field} scores indicators that are best inside a target band, "${node.indicatorId}" is not.`,
        `${field} 只用于区间型（适度）指标，“${node.indicatorId}”不是。`,
      );
    }
    if (kind.isRatio && changesSign) {
      faults.add(
        at,
        'METHOD_NOT_FOR_SIGN_CHANGE',
        `${field} divides, which has no meaning for values that may be negative such as growth or a balance; use linear or deduction.`,
        `取值可能为负的指标（增幅、差额等）不能用比率法 ${field}，请改用 linear 或 deduction。`,
      );
    }
  }
  kind.check(node[field], { faults, path: at, full, direction: indicator?.direction, changesSign });
}
