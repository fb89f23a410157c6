import { decimal, type Decimal, ONE, settled, sum } from './decimal';
import type { ScoredEvent } from './scored-event';
import type { LeafState } from './leaf-state';
import { type LeafMethod, methodOf } from './method-of';
import type { Case } from './methods/method';
import type { Direction, MethodScore } from './methods/method-score';
import { Peers } from './peers';
import type { Ballot } from './raters/ballot';
import { type Admitted, admit } from './raters/admit';
import type { PriceBasis } from './package';
import { type Scheme, type SchemeNode, shareOf } from './scheme';
import { type Aggregated, aggregateTime, inOrder, type Observation } from './time';
import { treatGroup, treatUnit } from './value/treat';
import type { ValueStep } from './value/value-step';

/** The indicator of a leaf, in the version that governs the cycle. */
export interface ScoredIndicator {
  indicatorId: string;
  version: number;
  direction: Direction;
  unitOfMeasure: string;
  priceBasis?: PriceBasis | undefined;
}

/** Somebody's statement that a unit has no value of its own, or another one. */
export interface Declaration {
  state: 'NOT_APPLICABLE' | 'NOT_REPORTED' | 'PENDING' | 'IMPUTED' | 'JUDGED';
  /** For IMPUTED, in the indicator's unit; for JUDGED the mark, in points. */
  value: string;
  reason: string;
  /** For JUDGED who judged. */
  approvedBy: string;
  /** For JUDGED. */
  bandId?: string | undefined;
}

/** What one unit brings to a leaf; everything that its method does not judge may be absent. */
export interface Series {
  unitId: string;
  observations: readonly Observation[];
  /** Observations of the cycle before, for growth and where they stand in for pending ones. */
  before?: readonly Observation[] | undefined;
  /** How far related indicators are ahead of their targets, by indicator, for corrections. */
  leads?: Readonly<Record<string, string>> | undefined;
  events?: readonly ScoredEvent[] | undefined;
  ballots?: readonly Ballot[] | undefined;
  declared?: Declaration | undefined;
}

/** Everything the score of a leaf depends on. */
export interface LeafContext {
  scheme: Scheme;
  /** Absent for a leaf that judges events or ballots. */
  indicator?: ScoredIndicator | undefined;
  /** The period evaluated, for example `2026`. */
  cyclePeriod: string;
  /** All units of the group, each once, also those without observations. */
  series: readonly Series[];
  /** The target of a unit for a period or for the cycle, a decimal string. */
  target(unitId: string, period: string): string | undefined;
}

/** One value that is scored: the whole cycle, or one period where the scores of periods are averaged. */
export interface Sitting extends Case {
  period: string;
  result?: MethodScore;
}

/** One unit on the way to its score. */
export interface Assessment {
  unitId: string;
  state: LeafState;
  observations: readonly Observation[];
  declared?: Declaration | undefined;
  /** Absent where the scores of periods are averaged, and for events and ballots. */
  aggregated?: Aggregated;
  /** What was done to the value before it was scored. */
  steps: ValueStep[];
  sittings: Sitting[];
  /** Points, not rounded. */
  before?: Decimal;
  /** Full mark in points. */
  outOf: Decimal;
  method: LeafMethod;
  /** For ballots: which counted and why the others did not. */
  admitted?: Admitted;
}

/** The full mark of a leaf or of any node for a unit, in points, as it is written; see ShareKind. */
export function fullMarkOf(scheme: Scheme, node: SchemeNode, unitId: string): string {
  return scheme.shareKind === 'SHARE_KIND_FULL_MARKS' || isAdjustment(scheme, node)
    ? shareOf(scheme, node, unitId)
    : scheme.fullMark;
}

/** The same as a number. */
export function outOf(scheme: Scheme, node: SchemeNode, unitId: string): Decimal {
  return decimal('fullMark', fullMarkOf(scheme, node, unitId));
}

/** Leaves of adjustments are always scored out of their own share. */
function isAdjustment(scheme: Scheme, node: SchemeNode): boolean {
  return scheme.adjustments.some(({ leaves }) => leaves.includes(node));
}

export const direction = ({ indicator }: LeafContext): Direction =>
  indicator?.direction ?? 'DIRECTION_HIGHER_IS_BETTER';

/** The methods of the leaf by full mark: one, or one per class of units. */
export function methodsByMark(
  node: SchemeNode,
  context: LeafContext,
): (unitId: string) => [LeafMethod, Decimal] {
  const known = new Map<string, [LeafMethod, Decimal]>();
  const methodFor = (unitId: string): [LeafMethod, Decimal] => {
    const full = outOf(context.scheme, node, unitId);
    const key = full.toFixed();
    const found = known.get(key) ?? [methodOf(node, direction(context), full), full];
    known.set(key, found);
    return found;
  };
  if (node.classShares.length > 0) return methodFor;
  const same = methodFor('');
  return () => same;
}

function prepare(
  node: SchemeNode,
  context: LeafContext,
  [method, full]: [LeafMethod, Decimal],
  series: Series,
  admitted: Admitted | undefined,
): Assessment {
  const { unitId, declared } = series;
  const lastCycle = standsIn(node, declared, method);
  const observations = lastCycle ? (series.before ?? []) : series.observations;
  const unit: Assessment = {
    unitId,
    state: 'SCORED',
    observations: method.source === 'VALUE' ? inOrder(unitId, observations) : [],
    declared,
    steps: [],
    sittings: [],
    outOf: full,
    method,
    ...(admitted && { admitted }),
  };
  const without =
    declared && declared.state !== 'IMPUTED' && declared.state !== 'JUDGED' ? declared.state : undefined;
  if (without && !(lastCycle && unit.observations.length > 0)) return { ...unit, state: without };
  if (method.source === 'JUDGEMENTS') {
    if (declared?.state !== 'JUDGED') return { ...unit, state: 'MISSING' };
    const { value, bandId = '' } = declared;
    const sitting = { period: context.cyclePeriod, value: decimal('declared.value', value), band: bandId };
    return { ...unit, sittings: [sitting] };
  }
  if (method.source !== 'VALUE') {
    const { counted = [], values } = admitted ?? {};
    const judged = {
      events: series.events ?? [],
      ballots: counted,
      ...(values && { levelled: values }),
    };
    if (admitted && !admitted.enough) return { ...unit, state: 'BALLOTS_TOO_FEW' };
    return { ...unit, sittings: [{ period: context.cyclePeriod, value: decimal('value', '0'), ...judged }] };
  }

  if (node.time === 'TIME_AGGREGATION_MEAN_OF_SCORES') {
    if (declared) {
      const { value } = treatUnit(node, series, unit, direction(context));
      for (const period of periodsFor(context, method)) if (value) sit(context, unit, value, period);
      return unit;
    }
    if (unit.observations.length === 0) unit.state = 'MISSING';
    for (const { period, value } of unit.observations) {
      sit(context, unit, decimal('observation.value', value), period);
    }
    return unit;
  }
  unit.aggregated = aggregateTime(node.time, unit.observations, direction(context));
  const { state, value } = treatUnit(node, series, unit, direction(context));
  if (value) sit(context, unit, value, context.cyclePeriod);
  else unit.state = state;
  return unit;
}

/** Whether the value of the cycle before stands in for one that is not published yet. */
function standsIn(
  { absence }: SchemeNode,
  declared: Declaration | undefined,
  { source }: LeafMethod,
): boolean {
  return source === 'VALUE' && declared?.state === 'PENDING' && absence.pending === 'MISSING_RULE_LAST_CYCLE';
}

/** Brings a value before the method of the unit, with its target where the method needs one. */
function sit(context: LeafContext, unit: Assessment, reached: Decimal, period: string): void {
  const { unitId, method } = unit;
  const value = settled(reached);
  const target = method.needsTarget
    ? (context.target(unitId, period) ?? context.target(unitId, context.cyclePeriod))
    : undefined;
  if (method.needsTarget && target === undefined) unit.state = 'TARGET_MISSING';
  unit.sittings.push(
    target === undefined ? { value, period } : { value, period, target: decimal('target', target) },
  );
}

/** Where a value stated for the cycle is scored period by period: in all periods of those that it is compared with. */
function periodsFor({ series, cyclePeriod }: LeafContext, { needsPeers }: LeafMethod): string[] {
  const periods = new Set(series.flatMap(({ observations }) => observations.map(({ period }) => period)));
  return needsPeers && periods.size > 0 ? [...periods].sort() : [cyclePeriod];
}

function meet(units: readonly Assessment[], way: Direction): void {
  const comparedBy = units[0]?.method.comparedBy;
  const byPeriod = new Map<string, Sitting[]>();
  for (const { state, sittings, method } of units) {
    if (state !== 'SCORED' && state !== 'TARGET_MISSING') continue;
    for (const sitting of sittings) {
      if (method.comparedBy && !method.comparedBy(sitting)) continue;
      const together = byPeriod.get(sitting.period);
      if (together) together.push(sitting);
      else byPeriod.set(sitting.period, [sitting]);
    }
  }
  for (const together of byPeriod.values()) {
    const peers = new Peers(
      together.map((sitting) => comparedBy?.(sitting) ?? sitting.value),
      comparedBy ? 'DIRECTION_HIGHER_IS_BETTER' : way,
    );
    for (const [at, sitting] of together.entries()) Object.assign(sitting, { peers, at });
  }
}

/** Whether the score of one unit on this leaf depends on the others. */
export function needsGroup(node: SchemeNode): boolean {
  const { imputation = 'IMPUTATION_NONE', outliers = 'OUTLIERS_KEEP' } = node.valueRule ?? {};
  if (imputation !== 'IMPUTATION_NONE' || outliers !== 'OUTLIERS_KEEP') return true;
  const method = methodOf(node, 'DIRECTION_HIGHER_IS_BETTER', ONE);
  return method.needsPeers === true || method.source === 'BALLOTS';
}

/**
 * Scores a leaf for the units of the group, keeping every intermediate value. `scoreLeaf` and `explainLeaf`
 * both read from here, so a receipt cannot differ from the score.
 *
 * Methods that compare see only units that have a value, per period where the scores of periods are averaged
 * (Wenzhou 2013: monthly places become points first, then the points are averaged).
 *
 * @throws ScoringError see `methodOf`, `inOrder`, `aggregateTime`
 */
export function assess(node: SchemeNode, context: LeafContext): Assessment[] {
  const methodFor = methodsByMark(node, context);
  methodFor('');
  const ballots = context.series.flatMap(({ ballots: own = [] }) => own);
  const admitted = ballots.length > 0 || node.raters ? admit(node, ballots) : undefined;
  const units = context.series.map((series) => {
    const method = methodFor(series.unitId);
    return prepare(
      node,
      context,
      method,
      series,
      method[0].source === 'BALLOTS' ? admitted?.(series.unitId) : undefined,
    );
  });
  treatGroup(node, units, (unit, value) => sit(context, unit, value, context.cyclePeriod));
  if (units.some(({ method }) => method.needsPeers)) meet(units, direction(context));
  for (const unit of units) {
    const { method, sittings } = unit;
    if (unit.state !== 'SCORED') continue;
    const fault = sittings.map((sitting) => method.fault?.(sitting)).find((state) => state !== undefined);
    if (fault) unit.state = fault;
    else {
      const scores = sittings.map((sitting) => (sitting.result = method.score(sitting)).score);
      unit.before = sum(scores).div(scores.length);
    }
  }
  return units;
}
