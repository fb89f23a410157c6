import { assess, type Declaration, type LeafContext, needsGroup, type ScoredIndicator } from './assess';
import { type Decimal, figure, round, text, type RoundingMode } from './decimal';
import { type LeafState, leafStateText } from './leaf-state';
import { type BallotCount, countBallots } from './raters/ballot-count';
import { leafDigits, type SchemeNode, type TimeAggregation } from './scheme';
import type { ScoredEvent } from './scored-event';
import type { Observation } from './time';
import type { ValueStep } from './value/value-step';
import { ScoringError } from './scoring-error';

/** One application of the method, with its inputs. */
export interface SittingReceipt {
  period: string;
  value: string;
  target?: string;
  /** Place and number of units with a place; only for methods that compare. */
  rank?: number;
  count?: number;
  /** Values of the units with a place, best first; only for methods that compare. */
  group?: string[];
  formula?: string;
  worked?: string;
  /** Points, not rounded (shown to 18 digits). */
  score?: string;
}

/** From the observations to the score in steps that a person can follow with a pocket calculator. */
export interface LeafReceipt {
  unitId: string;
  nodeId: string;
  state: LeafState;
  reason: { en: string; zh: string };
  /** Absent for a leaf that judges events or ballots. */
  indicator?: ScoredIndicator;
  cyclePeriod: string;
  /** In order of time. */
  observations: readonly Observation[];
  time: { rule: TimeAggregation; formula: string; worked: string; value?: string };
  /** What was done to the value before it was scored. */
  steps: ValueStep[];
  declared?: Declaration;
  events: readonly ScoredEvent[];
  /** Valid ballots. */
  ballots?: number;
  /** The same in detail. */
  ballotCount?: BallotCount;
  method: string;
  parameters: object;
  /** Full mark W, in points. */
  outOf: string;
  /** One for the cycle, or one per period where the scores of periods are averaged. */
  sittings: SittingReceipt[];
  /** Points before rounding (shown to 18 digits); absent without a score. */
  before?: string;
  rounding: { digits: number; mode: RoundingMode };
  /** Points after rounding; equal to `scoreLeaf`. */
  after?: string;
}

/** The ratio of a target to a value of 0 is beyond all others. */
const comparedFigure = (value: Decimal): string => (value.isFinite() ? figure(value) : '∞');

/**
 * How one unit came to its score on a leaf.
 *
 * @throws ScoringError UNIT_NOT_IN_GROUP, and those of `scoreLeaf`
 */
export function explainLeaf(node: SchemeNode, context: LeafContext, unitId: string): LeafReceipt {
  const series = needsGroup(node) ? context.series : context.series.filter((each) => each.unitId === unitId);
  const unit = assess(node, { ...context, series }).find((each) => each.unitId === unitId);
  if (!unit) {
    throw new ScoringError(
      'NOT_FOUND',
      'UNIT_NOT_IN_GROUP',
      {
        en: `Unit ${unitId} is not among the units scored on ${node.nodeId}.`,
        zh: `单位 ${unitId} 不在节点 ${node.nodeId} 的计分范围内。`,
      },
      [],
      { unitId, nodeId: node.nodeId },
    );
  }

  const ballotCount = unit.admitted && countBallots(unit.admitted);
  const sittings = unit.sittings.map(({ period, value, target, peers, at, result }) => ({
    period,
    value: text(value),
    ...(target && { target: text(target) }),
    ...(peers && {
      rank: peers.place(at ?? 0),
      count: peers.count,
      group: peers.bestFirst.map(comparedFigure),
    }),
    ...(result && {
      formula: result.formula,
      worked: ballotCount?.withheld ? figure(result.score) : result.worked,
      score: text(result.score),
    }),
  }));
  const { mode } = context.scheme.rounding;
  const digits = leafDigits(context.scheme.rounding, unit.outOf);
  const byPeriod = unit.method.source === 'VALUE';
  return {
    unitId,
    nodeId: node.nodeId,
    state: unit.state,
    reason: leafStateText[unit.state],
    ...(context.indicator && { indicator: context.indicator }),
    cyclePeriod: context.cyclePeriod,
    observations: unit.observations,
    time: {
      rule: node.time,
      formula: unit.aggregated?.formula ?? (byPeriod ? 'Σs ÷ n' : ''),
      worked: unit.aggregated?.worked ?? (byPeriod ? meanOfScores(sittings) : ''),
      ...(unit.aggregated?.value && { value: text(unit.aggregated.value) }),
    },
    steps: unit.steps,
    ...(unit.declared && { declared: unit.declared }),
    events: unit.sittings[0]?.events ?? [],
    ...(unit.admitted && { ballots: unit.admitted.ballots.length }),
    ...(ballotCount && { ballotCount }),
    method: unit.method.name,
    parameters: unit.method.parameters,
    outOf: text(unit.outOf),
    sittings,
    ...(unit.before && { before: text(unit.before) }),
    rounding: { digits, mode },
    ...(unit.before && { after: text(round(unit.before, digits, mode), digits) }),
  };
}

/** Empty while a period has no score. */
function meanOfScores(sittings: readonly { score?: string }[]): string {
  const scores = sittings.flatMap(({ score }) => (score === undefined ? [] : [signed(score)]));
  if (scores.length === 0 || scores.length < sittings.length) return '';
  return `(${scores.join(' + ')}) ÷ ${scores.length}`;
}

const signed = (plain: string): string => (plain.startsWith('-') ? `(−${plain.slice(1)})` : plain);
