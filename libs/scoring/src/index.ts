export { type Adjusted } from './adjust';
export {
  aggregate,
  type LeafOutcome,
  type NodeScore,
  type NodeState,
  type Obstacle,
  type Tree,
  type UnitResult,
} from './aggregate';
export { checkJudgement } from './check-judgement';
export { type Declaration, type LeafContext, needsGroup, type ScoredIndicator, type Series } from './assess';
export { type CheckedIndicator } from './check-method';
export { checkScheme, MAX_DEPTH, MAX_NODES } from './check-scheme';
export { clip, Decimal, decimal, parseDecimal, round, type RoundingMode, sum, text } from './decimal';
export { type ScoredEvent } from './scored-event';
export { explainLeaf, type LeafReceipt, type SittingReceipt } from './explain-leaf';
export { type AdjustmentReceipt, type ChildReceipt, explainNode, type NodeReceipt } from './explain-node';
export { isMissing, type LeafState, leafStateText } from './leaf-state';
export { type MethodField, methodFields, methodName, methodsOf } from './methods';
export type { Direction, MethodScore } from './methods/method-score';
export { groupBy } from './group-by';
export { places } from './places';
export type { Ballot } from './raters/ballot';
export {
  type Adjustment,
  type Grade,
  leavesOf,
  type MissingRule,
  type Rounding,
  Scheme,
  type SchemeNode,
  shareOf,
  type ShareKind,
  type DowngradeRule,
  type TieRule,
  type TimeAggregation,
  type Veto,
  walk,
} from './scheme';
export { type LeafScore, scoreLeaf } from './score-leaf';
export { grade } from './standing/grade';
export { rank, type Ranked, type Ranking, type TieBreak } from './standing/rank';
export {
  type Candidate,
  type GradeStep,
  type Promotion,
  type Standing,
  standings,
  zeroedNodes,
} from './standing/standings';
export { acting } from './standing/acting';
export { type Aggregated, aggregateTime, inOrder, type Observation } from './time';
export { type ValueStep } from './value/value-step';
export { Board } from './board';
export { evaluate, type Evaluation } from './evaluate';
export { namedUnitIds, unknownUnits } from './named-units';
export { PACKAGE_FORMAT, PriceBasis, ScoringPackage } from './package';
export * from './formula';
export { joinPackage, type PackagePart } from './join-package';
export { SensitivityOptions } from './sensitivity/options';
export { FIRM, type RankInterval } from './sensitivity/rank-draws';
export type { Enough, Phase } from './sensitivity/options';
export { type Sensitivity, sensitivity, sensitivitySteps } from './sensitivity/sensitivity';
export type { Reach, ShareInterval, UnitReach } from './sensitivity/share-intervals';
export { type FieldViolation, ScoringError } from './scoring-error';
export { type BallotStep } from './raters/ballot-count';
export { type FavourPair, type LeafReview, type RaterGroup, reviewBallots } from './raters/review';
export { checkPackage } from './check-package';
export { ballotOptions, eventItems, isDate, isPeriod } from './check-rows';
export type { Receipt } from './receipt/receipt';
export { receiptOf } from './receipt/receipt-of';
export { Speech } from './receipt/speak';
export { renderReceipt, renderReceiptText } from './receipt/render';
export { shapeFault } from './shape-fault';
export { strayFields } from './stray-fields';
export { InputHash, inputHash } from './input-hash';
export { canonicalJson, resultHash } from './result-hash';
export { jsonSchema, type SchemaName, schemaNames } from './schema/json-schemas';
