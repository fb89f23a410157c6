export {
  aggregate,
  type LeafOutcome,
  type NodeScore,
  type NodeState,
  type Obstacle,
  type UnitResult,
} from './aggregate';
export type { LeafContext, ScoredIndicator } from './assess';
export { checkScheme, MAX_DEPTH, MAX_NODES } from './check-scheme';
export { clip, Decimal, decimal, parseDecimal, round, type RoundingMode, sum, text } from './decimal';
export { deduction, type DeductionRule } from './deduction';
export { explainLeaf, type LeafReceipt, type SittingReceipt } from './explain-leaf';
export { type ChildReceipt, explainNode, type NodeReceipt } from './explain-node';
export { grade } from './grade';
export { isMissing, type LeafState, leafStateText } from './leaf-state';
export { linear, type LinearScale } from './linear';
export type { MethodName } from './method';
export type { Direction, MethodScore, Monotone } from './method-score';
export { places } from './places';
export { rank, type Ranked, type Ranking, type TieBreak } from './rank';
export { rankPoints, type RankRule } from './rank-points';
export { ratioToTarget, type RatioBounds } from './ratio-to-target';
export {
  type Deduction,
  type Grade,
  type Linear,
  type MissingRule,
  type RankForm,
  type RankPoints,
  type RatioToTarget,
  type Rounding,
  Scheme,
  type SchemeNode,
  type ShareKind,
  type TieRule,
  type TimeAggregation,
  walk,
} from './scheme';
export { type LeafScore, scoreLeaf } from './score-leaf';
export { type Aggregated, aggregateTime, inOrder, type Observation } from './time';
