import type { Obstacle, Tree } from './aggregate';
import { clip, Decimal, decimal, figure, sum, ZERO } from './decimal';
import { isMissing } from './leaf-state';
import type { Adjustment, Scheme } from './scheme';

/** What one bonus or deduction came to. */
export interface Adjusted {
  adjustment: Adjustment;
  /** Points of its leaves that have a score; of a deduction without their sign. */
  leaves: { nodeId: string; score: Decimal }[];
  /** Within the cap, not negative; added for a bonus, taken off for a deduction. */
  points: Decimal;
  obstacles: Obstacle[];
}

/**
 * Points of every bonus and deduction: the sum of its leaves within 0 and the cap. A leaf without events or value adds none. What a
 * deduction takes off may be written with or without a minus; in a bonus what is below 0 takes from the other leaves.
 */
export function adjustments({ scheme, leafScores, zeroed }: Tree): Adjusted[] {
  return scheme.adjustments.map((adjustment) => {
    const obstacles: Obstacle[] = [];
    const leaves: Adjusted['leaves'] = [];
    for (const { nodeId } of adjustment.leaves) {
      if (zeroed?.has(nodeId)) {
        leaves.push({ nodeId, score: ZERO });
        continue;
      }
      const { state = 'MISSING', score } = leafScores.get(nodeId) ?? {};
      if (state === 'SCORED' && score !== undefined) {
        const points = decimal('score', score);
        leaves.push({
          nodeId,
          score: adjustment.kind === 'ADJUSTMENT_KIND_DEDUCTION' ? points.abs() : points,
        });
      } else if (!isMissing(state)) obstacles.push({ nodeId, state });
    }
    const points = clip(sum(leaves.map(({ score }) => score)), ZERO, decimal('cap', adjustment.cap));
    return { adjustment, leaves, points, obstacles };
  });
}

const sign = ({ adjustment }: Adjusted): 1 | -1 => (adjustment.kind === 'ADJUSTMENT_KIND_BONUS' ? 1 : -1);

/** The total after adjustments, within the limits of the scheme: clip(S + Σ bonus − Σ deduction, floor, cap). */
export function adjusted(scheme: Scheme, base: Decimal, by: readonly Adjusted[]): Decimal {
  const total = by.reduce((points, each) => points.plus(each.points.times(sign(each))), base);
  const floored = Decimal.max(total, decimal('totalFloor', scheme.totalFloor));
  return scheme.totalCap === '' ? floored : Decimal.min(floored, decimal('totalCap', scheme.totalCap));
}

/** The rule around a mean, in symbols and with the numbers put in; the mean itself where nothing is adjusted. */
export function writeAdjusted(
  scheme: Scheme,
  base: Decimal,
  mean: { formula: string; worked: string },
  by: readonly Adjusted[],
): { formula: string; worked: string } {
  const floor = decimal('totalFloor', scheme.totalFloor);
  if (by.length === 0 && scheme.totalCap === '' && base.gte(floor)) return mean;
  const terms = by.map((each) => ` ${sign(each) === 1 ? '+' : '−'} ${figure(each.points)}`).join('');
  const capped = scheme.totalCap !== '';
  const cap = capped ? `, ${figure(decimal('totalCap', scheme.totalCap))}` : '';
  const name = capped ? 'clip' : 'max';
  return {
    formula: `${name}(${mean.formula}${by.length > 0 ? ' + Σ+ − Σ−' : ''}${capped ? ', F, C' : ', F'})`,
    worked: `${name}(${mean.worked}${terms}, ${figure(floor)}${cap})`,
  };
}
