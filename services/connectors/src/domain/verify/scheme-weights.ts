import type { SchemeNode } from '@fuxing/contracts/indicators/v1/schemes';
import { Decimal } from '@fuxing/scoring';

/**
 * How much of a scheme each indicator is, 0 to 1, by its shares and those of the nodes above it; for indicators with several
 * leaves together. Shares for classes of units, adjustments and vetoes play no part.
 */
export function schemeWeights(nodes: SchemeNode[]): Map<string, string> {
  const found = new Map<string, Decimal>();
  const walk = (siblings: SchemeNode[], above: Decimal): void => {
    const sum = siblings.reduce((total, { share }) => total.plus(share || 0), new Decimal(0));
    if (sum.isZero()) return;
    for (const { share, children, indicatorId } of siblings) {
      const own = above.times(share || 0).dividedBy(sum);
      if (indicatorId !== '') found.set(indicatorId, own.plus(found.get(indicatorId) ?? 0));
      walk(children, own);
    }
  };
  walk(nodes, new Decimal(1));
  return new Map([...found].map(([id, share]) => [id, share.toDecimalPlaces(8).toFixed()]));
}
