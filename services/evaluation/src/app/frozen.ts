import type { Indicator } from '@fuxing/contracts/indicators/v1/indicators';
import { type Direction, type LeafContext, Scheme, type SchemeNode, walk } from '@fuxing/scoring';
import { type FrozenObservation, thaw } from '../db/observations';

/** What a run froze, besides the values that stand in its scores: the rules it used. */
export interface Frozen {
  /** Proto JSON of the scheme version. */
  scheme: unknown;
  /** Proto JSON of the indicator versions, by id. */
  indicators: Record<string, Indicator>;
  /** The units that were ranked, in order of id. */
  unitIds: string[];
  cyclePeriod: string;
}

/** What a run froze of one unit on one leaf. */
export interface LeafInputs {
  /** In order of time. */
  observations: FrozenObservation[];
  /** Targets by period. */
  targets: Record<string, string>;
}

/** Leaves of a scheme, in its order. */
export function leaves(scheme: Scheme): SchemeNode[] {
  return [...walk(scheme.nodes)].map(([node]) => node).filter((node) => node.children.length === 0);
}

/** The frozen inputs of a leaf in the form of the scoring library: the only way by which a run and its receipts read them. */
export function leafContext(
  frozen: Frozen,
  scheme: Scheme,
  node: SchemeNode,
  inputs: Map<string, LeafInputs>,
): LeafContext {
  const indicator = frozen.indicators[node.indicatorId];
  if (!indicator) throw new Error(`The run froze no indicator ${node.indicatorId}.`);
  return {
    scheme,
    indicator: {
      indicatorId: indicator.indicatorId,
      version: indicator.version,
      direction: indicator.direction as Direction,
      unitOfMeasure: indicator.unitOfMeasure,
    },
    cyclePeriod: frozen.cyclePeriod,
    series: [...inputs].map(([unitId, { observations }]) => ({
      unitId,
      observations: observations.map((observation) => thaw(node.indicatorId, unitId, observation)),
    })),
    target: (unitId, period) => inputs.get(unitId)?.targets[period],
  };
}
