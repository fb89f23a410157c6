import { assess, type LeafContext } from './assess';
import { round, text } from './decimal';
import { exactLeaf } from './exact-leaf';
import type { LeafState } from './leaf-state';
import { leafDigits, type SchemeNode } from './scheme';

/** The score of one unit on one leaf. */
export interface LeafScore {
  unitId: string;
  nodeId: string;
  state: LeafState;
  /** The value that was scored, in the indicator's unit; absent where the scores of periods are averaged. */
  value?: string;
  /** Points, rounded to the item digits of the scheme; present when SCORED. */
  score?: string;
}

/**
 * Scores a leaf for all units of the group at once, in the order of the series; rank methods need them all.
 * Units that cannot be scored get a state instead of a number; see `leafStateText`.
 *
 * @throws ScoringError DECIMAL_INVALID, OBSERVATION_DUPLICATE for unusable observations; METHOD_MISSING,
 * METHOD_NOT_FOR_BAND for a scheme that `checkScheme` would have refused
 */
export function scoreLeaf(node: SchemeNode, context: LeafContext): LeafScore[] {
  const exactly = exactLeaf(node, context);
  if (!exactly) return scoreInDecimals(node, context);
  const scores = context.series.map(exactly);
  if (scores.every((score) => score !== undefined)) return scores;
  const others = context.series.filter((_, i) => !scores[i]);
  const rest = scoreInDecimals(node, { ...context, series: others }).values();
  return scores.flatMap((score) => score ?? rest.next().value ?? []);
}

/** The same by the steps that receipts show, in decimals of 60 digits; for all leaves the last word. */
export function scoreInDecimals(node: SchemeNode, context: LeafContext): LeafScore[] {
  const { rounding } = context.scheme;
  return assess(node, context).map(({ unitId, state, aggregated, steps, sittings, before, outOf }) => {
    const score: LeafScore = { unitId, nodeId: node.nodeId, state };
    const value = steps.length > 0 ? sittings[0]?.value : aggregated?.value;
    if (value) score.value = text(value);
    const digits = leafDigits(rounding, outOf);
    if (before) score.score = text(round(before, digits, rounding.mode), digits);
    return score;
  });
}
