import { Decimal, decimal, sum } from './decimal';
import type { LeafState } from './leaf-state';
import { type Case, type Method, methodOf } from './method';
import type { Direction, MethodScore } from './method-score';
import { places } from './places';
import type { Scheme, SchemeNode } from './scheme';
import { type Aggregated, aggregateTime, inOrder, type Observation } from './time';

/** The indicator of a leaf, in the version that governs the cycle. */
export interface ScoredIndicator {
  indicatorId: string;
  version: number;
  direction: Direction;
  unitOfMeasure: string;
}

/** Everything the score of a leaf depends on. */
export interface LeafContext {
  scheme: Scheme;
  indicator: ScoredIndicator;
  /** The period evaluated, for example `2026`. */
  cyclePeriod: string;
  /** All units of the group, each once, also those without observations. */
  series: readonly { unitId: string; observations: readonly Observation[] }[];
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
  /** Absent where the scores of periods are averaged. */
  aggregated?: Aggregated;
  sittings: Sitting[];
  /** Points, not rounded. */
  before?: Decimal;
}

/** The full mark of a leaf or of any node, in points; see ShareKind. */
export function outOf(scheme: Scheme, node: SchemeNode): Decimal {
  return scheme.shareKind === 'SHARE_KIND_FULL_MARKS'
    ? decimal('share', node.share)
    : decimal('fullMark', scheme.fullMark);
}

function fault(method: Method, { value, target }: Case): LeafState | undefined {
  if (method.needsTarget && !target) return 'TARGET_MISSING';
  if (!method.isRatio) return undefined;
  if (target?.lessThanOrEqualTo(0)) return 'TARGET_NOT_POSITIVE';
  return value.lessThan(0) ? 'VALUE_NEGATIVE' : undefined;
}

function prepare(
  node: SchemeNode,
  context: LeafContext,
  method: Method,
  { unitId, observations }: LeafContext['series'][number],
): Assessment {
  const ordered = inOrder(unitId, observations);
  const unit: Assessment = { unitId, state: 'SCORED', observations: ordered, sittings: [] };

  const sit = (value: Decimal, period: string): void => {
    const target = method.needsTarget
      ? (context.target(unitId, period) ?? context.target(unitId, context.cyclePeriod))
      : undefined;
    const sitting: Sitting =
      target === undefined ? { value, period } : { value, period, target: decimal('target', target) };
    unit.sittings.push(sitting);
    if (unit.state === 'SCORED') unit.state = fault(method, sitting) ?? 'SCORED';
  };

  if (node.time === 'TIME_AGGREGATION_MEAN_OF_SCORES') {
    if (ordered.length === 0) unit.state = 'MISSING';
    for (const { period, value } of ordered) sit(decimal('observation.value', value), period);
    return unit;
  }
  unit.aggregated = aggregateTime(node.time, ordered);
  const { state, value } = unit.aggregated;
  if (state !== 'MEASURED') unit.state = state;
  else if (value) sit(value, context.cyclePeriod);
  return unit;
}

function place(units: readonly Assessment[], direction: Direction): void {
  const byPeriod = new Map<string, Sitting[]>();
  for (const { state, sittings } of units) {
    if (state !== 'SCORED') continue;
    for (const sitting of sittings) {
      const together = byPeriod.get(sitting.period);
      if (together) together.push(sitting);
      else byPeriod.set(sitting.period, [sitting]);
    }
  }
  const sign = direction === 'DIRECTION_LOWER_IS_BETTER' ? 1 : -1;
  for (const together of byPeriod.values()) {
    const ranks = places(together, (a, b) => sign * a.value.comparedTo(b.value));
    for (const [i, sitting] of together.entries()) {
      sitting.rank = ranks[i] ?? 1;
      sitting.count = together.length;
    }
  }
}

/**
 * Scores a leaf for the units of the group, keeping every intermediate value. `scoreLeaf` and `explainLeaf`
 * both read from here, so a receipt cannot differ from the score.
 *
 * Places of rank methods count only units that have a value, and are found per period where the scores of
 * periods are averaged (domain: Wenzhou 2013, monthly places become points first, then the points are averaged).
 *
 * @throws DomainError see `methodOf`, `inOrder`, `aggregateTime`
 */
export function assess(node: SchemeNode, context: LeafContext): Assessment[] {
  const method = methodOf(node, context.indicator.direction, outOf(context.scheme, node));
  const units = context.series.map((series) => prepare(node, context, method, series));
  if (method.byRank) place(units, context.indicator.direction);
  for (const unit of units) {
    if (unit.state !== 'SCORED') continue;
    const scores = unit.sittings.map((sitting) => (sitting.result = method.score(sitting)).score);
    unit.before = sum(scores).div(new Decimal(scores.length));
  }
  return units;
}
