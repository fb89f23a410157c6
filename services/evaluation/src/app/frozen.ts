import {
  type Declaration,
  type Direction,
  groupBy,
  type LeafContext,
  type Promotion,
  Scheme,
  type ScoredEvent,
  type SchemeNode,
} from '@fuxing/scoring';
import { type FrozenObservation, thaw } from '../db/observations';
import type { FrozenIndicator } from '../domain/frozen-indicator';

/** What a run froze, besides the values that stand in its scores: the rules it used. */
export interface Frozen {
  /** Proto JSON of the scheme version. */
  scheme: unknown;
  /** Proto JSON of the indicator versions, by id: those of leaves, of corrections and of formulas. */
  indicators: Record<string, FrozenIndicator>;
  /** The units that were ranked, in order of id. */
  unitIds: string[];
  /** As receipts print them, by id; a unit that is not here has its id only. */
  unitNames: Record<string, { name: string; nameEn: string }>;
  cyclePeriod: string;
  /** In the order of their filings. */
  events: ScoredEvent[];
  promotions: Promotion[];
  /** Totals of the final cycle before under the same scheme. */
  previousTotals: { unitId: string; total: string }[];
  /** What the input hash covers. Absent in older runs: theirs cannot be computed from a package. */
  hashed?: 'PACKAGE';
}

/** The rules that a run froze; what older runs did not know is empty. */
export function thawRules(stored: object | null): Frozen {
  return {
    events: [],
    promotions: [],
    previousTotals: [],
    unitNames: {},
    ...(stored as Partial<Frozen>),
  } as Frozen;
}

/** One period of an indicator that is computed, as a person recomputes it. */
export interface Computed {
  period: string;
  worked: string;
}

/** What a run froze of one unit on one leaf; what the leaf does not ask for is absent. */
export interface LeafInputs {
  /** In order of time. */
  observations: FrozenObservation[];
  /** Targets by period. */
  targets: Record<string, string>;
  /** Observations of the cycle before, for growth and where they stand in for pending ones. */
  before?: FrozenObservation[];
  /** Leads over their targets of the indicators that correct this one. */
  leads?: Record<string, string>;
  ballots?: [raterId: string, raterUnitId: string, option: string][];
  declared?: Declaration;
  /** For an indicator with a formula. */
  computed?: Computed[];
}

const eventsByUnit = new WeakMap<Frozen, Map<string, ScoredEvent[]>>();

/** Events of one unit. */
export function eventsOf(frozen: Frozen, unitId: string): ScoredEvent[] {
  const known = eventsByUnit.get(frozen) ?? groupBy(frozen.events, (event) => event.unitId);
  eventsByUnit.set(frozen, known);
  return known.get(unitId) ?? [];
}

/** The frozen inputs of a leaf in the form of the scoring library: the only way by which a run and its receipts read them. */
export function leafContext(
  frozen: Frozen,
  scheme: Scheme,
  node: SchemeNode,
  inputs: Map<string, LeafInputs>,
): LeafContext {
  const { indicatorId } = node;
  const indicator = frozen.indicators[indicatorId];
  if (indicatorId !== '' && !indicator) throw new Error(`The run froze no indicator ${indicatorId}.`);
  const thawed = (unitId: string, frozenOnes: FrozenObservation[]) =>
    frozenOnes.map((observation) => thaw(indicatorId, unitId, observation));
  return {
    scheme,
    ...(indicator && {
      indicator: {
        indicatorId,
        version: indicator.version,
        direction: indicator.direction as Direction,
        unitOfMeasure: indicator.unitOfMeasure ?? '',
      },
    }),
    cyclePeriod: frozen.cyclePeriod,
    series: [...inputs].map(([unitId, { observations, before, leads, ballots, declared }]) => ({
      unitId,
      observations: thawed(unitId, observations),
      before: before && thawed(unitId, before),
      leads,
      events: eventsOf(frozen, unitId),
      ballots: ballots?.map(([raterId, raterUnitId, option]) => ({ unitId, raterId, raterUnitId, option })),
      declared,
    })),
    target: (unitId, period) => inputs.get(unitId)?.targets[period],
  };
}
