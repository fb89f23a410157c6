import {
  joinPackage,
  leavesOf,
  PACKAGE_FORMAT,
  type PackagePart,
  Scheme,
  type ScoringPackage,
  type SchemeNode,
} from '@fuxing/scoring';
import type { EntityManager } from 'typeorm';
import { thaw } from '../db/observations';
import type { Frozen, LeafInputs } from './frozen';

/** The rules, units, events and decisions of a run; indicators in order of id, whatever the order of what is stored. */
export function rulesPart(frozen: Frozen): PackagePart {
  return {
    format: PACKAGE_FORMAT,
    scheme: frozen.scheme,
    indicators: sorted(Object.entries(frozen.indicators)).map(
      ([, { indicatorId, version, direction, unitOfMeasure = '', changesSign = false, priceBasis }]) => ({
        indicatorId,
        version,
        direction,
        unitOfMeasure,
        changesSign,
        ...(priceBasis && { priceBasis }),
      }),
    ),
    cyclePeriod: frozen.cyclePeriod,
    units: frozen.unitIds.map((unitId) => ({ unitId, ...frozen.unitNames[unitId] })),
    events: frozen.events,
    previousTotals: frozen.previousTotals,
    promotions: frozen.promotions,
  };
}

/** What one leaf was scored from; in order of unit, period and id, whatever the order of what is stored. */
export function leafPart(
  { nodeId, indicatorId }: SchemeNode,
  inputs: ReadonlyMap<string, LeafInputs>,
): PackagePart {
  const rows = sorted(inputs);
  const values = (unitId: string, frozen: LeafInputs['observations']) =>
    frozen.map((each) => ({ indicatorId, unitId, ...thaw(indicatorId, unitId, each) }));
  return {
    observations: rows.flatMap(([unitId, { observations }]) => values(unitId, observations)),
    before: rows.flatMap(([unitId, { before }]) => values(unitId, before ?? [])),
    targets: rows.flatMap(([unitId, { targets }]) =>
      sorted(Object.entries(targets)).map(([period, value]) => ({ indicatorId, unitId, period, value })),
    ),
    leads: rows.flatMap(([unitId, { leads }]) =>
      sorted(Object.entries(leads ?? {})).map(([id, value]) => ({ indicatorId: id, unitId, value })),
    ),
    ballots: rows.flatMap(([unitId, { ballots }]) =>
      (ballots ?? []).map(([raterId, raterUnitId, option]) => ({
        nodeId,
        unitId,
        raterId,
        raterUnitId,
        option,
      })),
    ),
    declarations: rows.flatMap(([unitId, { declared }]) =>
      declared ? [{ nodeId, unitId, ...declared }] : [],
    ),
  };
}

/** By key. */
function sorted<T>(entries: Iterable<readonly [string, T]>): (readonly [string, T])[] {
  return [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** What a run froze for one leaf, by unit in order of id. */
export async function storedInputs(
  tx: EntityManager,
  scoringRunId: string,
  nodeId: string,
): Promise<Map<string, LeafInputs>> {
  const rows: { unitId: string; inputs: LeafInputs }[] = await tx.query(
    `SELECT unit_id AS "unitId", inputs FROM score WHERE scoring_run_id = $1 AND node_id = $2 ORDER BY unit_id`,
    [scoringRunId, nodeId],
  );
  return new Map(rows.map(({ unitId, inputs }) => [unitId, inputs]));
}

/** The whole package of a run, in memory: for simulations, not for export. */
export async function packageOf(
  tx: EntityManager,
  scoringRunId: string,
  frozen: Frozen,
): Promise<ScoringPackage> {
  const parts: PackagePart[] = [rulesPart(frozen)];
  for (const [node] of leavesOf(Scheme.parse(frozen.scheme))) {
    parts.push(leafPart(node, await storedInputs(tx, scoringRunId, node.nodeId)));
  }
  return joinPackage(parts);
}
