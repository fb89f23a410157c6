import { periodsWithin, yearEarlier } from '@fuxing/calendar';
import type { FrozenIndicator } from '../domain/frozen-indicator';
import {
  aggregateTime,
  decimal,
  type Direction,
  groupBy,
  methodsOf,
  type SchemeNode,
  text,
} from '@fuxing/scoring';
import type { EntityManager } from 'typeorm';
import { standingObservations, thaw } from '../db/observations';
import { targetsOf } from '../db/targets';
import type { Filed } from '../domain/filed';
import { kindOfPeriod } from '../domain/formula';
import { computeObservations, type Series } from './compute-observations';
import type { Frozen, LeafInputs } from './frozen';

/** Everything that one leaf asks for, of every unit of the group in order of id, also those without a value. */
export async function leafInputs(
  tx: EntityManager,
  node: SchemeNode,
  frozen: Frozen,
  filed: Filed,
): Promise<Map<string, LeafInputs>> {
  const declared = new Map(
    filed.declarations.filter(({ nodeId }) => nodeId === node.nodeId).map((each) => [each.unitId, each]),
  );
  const inputs = frozen.indicators[node.indicatorId]
    ? await measured(tx, node, frozen)
    : judged(node, frozen, filed);
  for (const [unitId, of] of inputs) {
    const own = declared.get(unitId);
    if (!own) continue;
    const { state, value, reason, approvedBy, bandId } = own;
    of.declared = { state, value, reason, approvedBy, ...(bandId && { bandId }) };
  }
  return inputs;
}

/** Events stand in what is frozen of the whole run; ballots with the unit that they are about. */
function judged(node: SchemeNode, frozen: Frozen, filed: Filed): Map<string, LeafInputs> {
  const byUnit = groupBy(
    filed.ballots.filter(({ nodeId }) => nodeId === node.nodeId),
    ({ unitId }) => unitId,
  );
  const byBallots = methodsOf(node).some((field) => field.startsWith('opinion'));
  return new Map(
    frozen.unitIds.map((unitId) => {
      const ballots = (byUnit.get(unitId) ?? []).map(
        ({ raterId, raterUnitId, option }): [string, string, string] => [raterId, raterUnitId, option],
      );
      return [unitId, { observations: [], targets: {}, ...(byBallots && { ballots }) }];
    }),
  );
}

async function measured(
  tx: EntityManager,
  node: SchemeNode,
  frozen: Frozen,
): Promise<Map<string, LeafInputs>> {
  const { indicatorId, valueRule } = node;
  const { unitIds, cyclePeriod, indicators } = frozen;
  const indicator = indicators[indicatorId] as FrozenIndicator;
  const periods = periodsWithin(cyclePeriod, kindOfPeriod(indicator));
  const now = await observationsOf(tx, indicator, frozen, periods);
  const grows = valueRule && valueRule.growth !== 'GROWTH_NONE';
  const standsIn = node.absence.pending === 'MISSING_RULE_LAST_CYCLE';
  const before =
    grows || standsIn ? await observationsOf(tx, indicator, frozen, periods.map(yearEarlier)) : undefined;
  const leads = await leadsOf(tx, node, frozen);
  const targets = await targetsOf(tx, indicatorId, unitIds);
  const wanted = new Set([...periods, cyclePeriod]);
  return new Map(
    unitIds.map((unitId) => {
      const { observations = [], computed } = now.get(unitId) ?? {};
      const inputs: LeafInputs = { observations, targets: within(targets.get(unitId), wanted) };
      if (before) inputs.before = before.get(unitId)?.observations ?? [];
      const own = leads.get(unitId);
      if (own) inputs.leads = own;
      if (computed) inputs.computed = computed;
      return [unitId, inputs];
    }),
  );
}

function within(targets: Record<string, string> = {}, periods: ReadonlySet<string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(targets)
      .filter(([period]) => periods.has(period))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** Published values, or those that a formula computes of published values. */
async function observationsOf(
  tx: EntityManager,
  indicator: FrozenIndicator,
  frozen: Frozen,
  periods: string[],
): Promise<Map<string, Series>> {
  if (indicator.formula) return computeObservations(tx, indicator, frozen, periods);
  const standing = await standingObservations(tx, indicator.indicatorId, frozen.unitIds, periods);
  return new Map([...standing].map(([unitId, observations]) => [unitId, { observations }]));
}

/** How far the indicators that correct this one are ahead of their targets, by unit; a unit without target has none. */
async function leadsOf(
  tx: EntityManager,
  { valueRule, time }: SchemeNode,
  frozen: Frozen,
): Promise<Map<string, Record<string, string>>> {
  const leads = new Map<string, Record<string, string>>();
  const rule = time === 'TIME_AGGREGATION_MEAN_OF_SCORES' ? 'TIME_AGGREGATION_MEAN_OF_VALUES' : time;
  for (const { indicatorId } of valueRule?.corrections ?? []) {
    const indicator = frozen.indicators[indicatorId] as FrozenIndicator;
    const periods = periodsWithin(frozen.cyclePeriod, kindOfPeriod(indicator));
    const series = await observationsOf(tx, indicator, frozen, periods);
    const targets = await targetsOf(tx, indicatorId, frozen.unitIds);
    for (const [unitId, { observations }] of series) {
      const target = targets.get(unitId)?.[frozen.cyclePeriod];
      const thawed = observations.map((each) => thaw(indicatorId, unitId, each));
      const { value } = aggregateTime(rule, thawed, indicator.direction as Direction);
      if (!value || target === undefined) continue;
      leads.set(unitId, {
        ...leads.get(unitId),
        [indicatorId]: text(value.minus(decimal('target', target))),
      });
    }
  }
  return leads;
}
