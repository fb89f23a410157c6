import { groupBy } from './group-by';
import { aggregate, type LeafOutcome, type Tree, type UnitResult } from './aggregate';
import type { LeafContext, Series } from './assess';
import type { ScoringPackage } from './package';
import { leavesOf, type SchemeNode } from './scheme';
import type { ScoredEvent } from './scored-event';
import { type LeafScore, scoreLeaf } from './score-leaf';
import { acting } from './standing/acting';
import { type Standing, standings, zeroedNodes } from './standing/standings';

/** What an evaluation comes to. */
export interface Evaluation {
  schemeId: string;
  schemeVersion: number;
  cyclePeriod: string;
  /** Best first; units hors concours and without a total last. */
  standings: Standing[];
  /** In the order of the package. */
  results: (UnitResult & { unitId: string })[];
  /** Every leaf of every unit, by leaf in the order of the scheme, then by unit. */
  leaves: LeafScore[];
}

/** A package indexed by what its leaves ask for. */
export class Inputs {
  readonly #observations;
  readonly #before;
  readonly #targets;
  readonly #leads;
  readonly #events;
  readonly #ballots;
  readonly #declarations;
  readonly #indicators;

  constructor(readonly of: ScoringPackage) {
    this.#observations = groupBy(of.observations, key);
    this.#before = groupBy(of.before, key);
    this.#targets = new Map(of.targets.map((each) => [`${key(each)}\n${each.period}`, each.value]));
    this.#leads = groupBy(of.leads, ({ unitId }) => unitId);
    this.#events = groupBy(of.events, ({ unitId }) => unitId);
    this.#ballots = groupBy(of.ballots, ({ nodeId, unitId }) => `${nodeId}\n${unitId}`);
    this.#declarations = new Map(of.declarations.map((each) => [`${each.nodeId}\n${each.unitId}`, each]));
    this.#indicators = new Map(of.indicators.map((each) => [each.indicatorId, each]));
  }

  /** All that the score of a leaf depends on. */
  context(node: SchemeNode): LeafContext {
    const { scheme, cyclePeriod, units } = this.of;
    const { indicatorId } = node;
    return {
      scheme,
      indicator: this.#indicators.get(indicatorId),
      cyclePeriod,
      series: units.map(({ unitId }) => this.#series(node, unitId)),
      target: (unitId, period) => this.#targets.get(`${key({ indicatorId, unitId })}\n${period}`),
    };
  }

  events(unitId: string): ScoringPackage['events'] {
    return this.#events.get(unitId) ?? [];
  }

  /** Those that may set off a veto in this cycle, under the scheme of the package or another. */
  acting(unitId: string, scheme = this.of.scheme): readonly ScoredEvent[] {
    return acting(scheme, this.of.cyclePeriod, this.events(unitId));
  }

  #series({ nodeId, indicatorId }: SchemeNode, unitId: string): Series {
    const leads = this.#leads.get(unitId);
    return {
      unitId,
      observations: this.#observations.get(key({ indicatorId, unitId })) ?? [],
      before: this.#before.get(key({ indicatorId, unitId })),
      ...(leads && { leads: Object.fromEntries(leads.map((lead) => [lead.indicatorId, lead.value])) }),
      events: this.events(unitId),
      ballots: this.#ballots.get(`${nodeId}\n${unitId}`),
      declared: this.#declarations.get(`${nodeId}\n${unitId}`),
    };
  }
}

const key = ({ indicatorId, unitId }: { indicatorId: string; unitId: string }): string =>
  `${indicatorId}\n${unitId}`;

/** Leaf outcomes by unit. */
export type LeafTable = Map<string, Map<string, LeafOutcome>>;

/** Scores every leaf for every unit. */
export function scoreLeaves(inputs: Inputs): { leaves: LeafScore[]; table: LeafTable } {
  const table: LeafTable = new Map(inputs.of.units.map(({ unitId }) => [unitId, new Map()]));
  const leaves = [...leavesOf(inputs.of.scheme)].flatMap(([node]) => scoreLeaf(node, inputs.context(node)));
  for (const leaf of leaves) table.get(leaf.unitId)?.set(leaf.nodeId, leaf);
  return { leaves, table };
}

/** What the total of one unit is worked out from. */
export function treeOf(inputs: Inputs, table: LeafTable, unitId: string, scheme = inputs.of.scheme): Tree {
  return {
    scheme,
    unitId,
    leafScores: table.get(unitId) ?? new Map<string, LeafOutcome>(),
    zeroed: zeroedNodes(scheme, inputs.acting(unitId, scheme)),
  };
}

/** Carries the totals of all units to places and grades. */
export function conclude(
  inputs: Inputs,
  results: Evaluation['results'],
  scheme = inputs.of.scheme,
): Standing[] {
  const { previousTotals, promotions } = inputs.of;
  const previous = new Map(previousTotals.map(({ unitId, total }) => [unitId, total]));
  const candidates = results.map((result) => ({
    unitId: result.unitId,
    result,
    events: inputs.acting(result.unitId, scheme),
    previousTotal: previous.get(result.unitId),
  }));
  return standings(scheme, candidates, promotions);
}

/**
 * The whole evaluation of a package: the same package gives the same bytes of JSON on any machine.
 *
 * @throws ScoringError for unusable observations; none about a scheme that `checkScheme` passed
 */
export function evaluate(of: ScoringPackage): Evaluation {
  const inputs = new Inputs(of);
  const { leaves, table } = scoreLeaves(inputs);
  const results = of.units.map(({ unitId }) => ({ unitId, ...aggregate(treeOf(inputs, table, unitId)) }));
  return {
    schemeId: of.scheme.schemeId,
    schemeVersion: of.scheme.version,
    cyclePeriod: of.cyclePeriod,
    standings: conclude(inputs, results),
    results,
    leaves,
  };
}
