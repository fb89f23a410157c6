import type { CheckedIndicator } from './check-method';
import { checkLeaf } from './check-leaf';
import { parseDecimal } from './decimal';
import { type Adjustment, type Scheme, type SchemeNode, walk } from './scheme';
import type { Violations } from './violations';

/** Adds what is wrong with bonuses and deductions. */
export function checkAdjustments(
  faults: Violations,
  scheme: Scheme,
  indicators: ReadonlyMap<string, CheckedIndicator>,
): void {
  const seen = new Set([...walk(scheme.nodes)].map(([{ nodeId }]) => nodeId));
  for (const [i, { adjustmentId, kind, cap, leaves }] of scheme.adjustments.entries()) {
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
    if (leaves.length === 0) {
      faults.add(
        `${path}.leaves`,
        'ADJUSTMENT_EMPTY',
        'A bonus or deduction has at least 1 leaf, got 0.',
        '加分或扣分项至少有 1 个计分节点，现有 0 个。',
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
      const share = faults.within(`${at}.share`, leaf.share, 0);
      if (share?.isZero()) {
        faults.add(
          `${at}.share`,
          'SHARE_ZERO',
          `"${leaf.nodeId}" can bring no points: its share is its greatest number of points, got ${leaf.share}.`,
          `“${leaf.nodeId}”不可能得分：份额即该项最高分值，收到的是 ${leaf.share}。`,
        );
      }
      checkLeaf(faults, at, leaf, share, indicators);
      checkSigns(faults, `${at}.eventCount.items`, kind, leaf);
    }
  }
}

/** Points of a deduction count without their sign, so they have one only; a bonus that only costs points is none. */
function checkSigns(
  faults: Violations,
  at: string,
  kind: Adjustment['kind'],
  { eventCount }: SchemeNode,
): void {
  const signs = new Set(eventCount?.items.map(({ points }) => parseDecimal(points)?.comparedTo(0) ?? 0));
  if (kind === 'ADJUSTMENT_KIND_DEDUCTION' && signs.has(1) && signs.has(-1)) {
    faults.add(
      at,
      'DEDUCTION_OF_BOTH_SIGNS',
      'The events of a deduction all have points above 0, or all below; put what earns points in a bonus.',
      '扣分项的事件分值应同为正数或同为负数；得分的事件请放入加分项。',
    );
  }
  if (kind === 'ADJUSTMENT_KIND_BONUS' && signs.size === 1 && signs.has(-1)) {
    faults.add(
      at,
      'BONUS_ONLY_COSTS',
      'The events of a bonus earn points, but all of these are below 0; use ADJUSTMENT_KIND_DEDUCTION.',
      '加分项的事件应当得分，但分值全部小于 0；请改用 ADJUSTMENT_KIND_DEDUCTION。',
    );
  }
}
