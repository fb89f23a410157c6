import { type LeafContext, methodsByMark, type Series } from './assess';
import { exact, NOUGHT, plainText, roundedText } from './exact';
import { leafDigits, type SchemeNode } from './scheme';
import type { LeafScore } from './score-leaf';
import { exactTime, isAscending } from './time';

/**
 * Scores a leaf unit by unit in whole numbers, without a step that anybody could be shown; a receipt works it out again.
 * Gives nothing for a unit whose numbers do not fit, that has no score, or whose observations are not in order: `assess`
 * decides there. Undefined where the rules of the leaf need more than the value of the unit.
 *
 * @throws ScoringError see `methodOf`
 */
export function exactLeaf(
  node: SchemeNode,
  context: LeafContext,
): ((series: Series) => LeafScore | undefined) | undefined {
  const methodFor = methodsByMark(node, context);
  const [first] = methodFor('');
  if (!first.exact || node.valueRule || node.raters || node.time === 'TIME_AGGREGATION_MEAN_OF_SCORES') {
    return undefined;
  }
  const { rounding } = context.scheme;
  return ({ unitId, observations, declared }) => {
    if (declared || !isAscending(observations)) return undefined;
    const [method, full] = methodFor(unitId);
    const target = method.needsTarget ? context.target(unitId, context.cyclePeriod) : '0';
    if (target === undefined) return undefined;
    const reached = exactTime(node.time, observations);
    const points = method.exact?.(reached, target === '0' ? NOUGHT : exact(target));
    const value = plainText(reached);
    const score = points && roundedText(points, leafDigits(rounding, full), rounding.mode);
    if (value === undefined || score === undefined) return undefined;
    return { unitId, nodeId: node.nodeId, state: 'SCORED', value, score };
  };
}
