import { groupBy, groupTwice } from './group-by';
import { aggregate, type LeafOutcome, type LeafScores, type Tree, type UnitResult } from './aggregate';
import type { LeafContext, Series } from './assess';
import type { ScoringPackage } from './package';
import { leavesOf, type SchemeNode } from './scheme';
import type { ScoredEvent } from './scored-event';
import { type LeafScore, scoreLeaf } from './score-leaf';
import { acting } from './standing/acting';
import { UnitRows } from './unit-rows';
import { type Standing, standings, zeroedNodes } from './standing/standings';

/** The result of a unit, with its id. */
export type ResultOfUnit = UnitResult & { unitId: string };

/** What an evaluation comes to. */
export interface Evaluation {
  schemeId: string;
  schemeVersion: number;
  cyclePeriod: string;
  /** Best first; units hors concours and without a total last. */
  standings: Standing[];
  /** In the order of the package. */
  results: ResultOfUnit[];
  /** Every leaf of every unit, by leaf in the order of the scheme, then by unit. */
  leaves: LeafScore[];
}

const NO_EVENTS: ScoringPackage['events'] = [];

/** A package indexed by what its leaves ask for. */
export class Inputs {
  readonly #rows;
  readonly #observations;
  readonly #before;
  readonly #targets;
  readonly #leads;
  readonly #events;
  readonly #ballots;
  readonly #declarations;
  readonly #indicators;

  constructor(readonly of: ScoringPackage) {
    this.#rows = new UnitRows(of.units);
    this.#observations = this.#rows.group(of.observations, indicatorOf);
    this.#before = this.#rows.group(of.before, indicatorOf);
    this.#targets = groupTwice(of.targets, indicatorOf, periodOf);
    this.#leads = groupBy(of.leads, unitOf);
    this.#events = groupBy(of.events, unitOf);
    this.#ballots = groupTwice(of.ballots, nodeOf, unitOf);
    this.#declarations = groupTwice(of.declarations, nodeOf, unitOf);
    this.#indicators = new Map(of.indicators.map((each) => [each.indicatorId, each]));
  }

  /** All that the score of a leaf depends on. */
  context(node: SchemeNode): LeafContext {
    const { scheme, cyclePeriod, units } = this.of;
    const { nodeId, indicatorId } = node;
    const observations = this.#observations(indicatorId);
    const before = this.#before(indicatorId);
    const ballots = this.#ballots.get(nodeId);
    const declarations = this.#declarations.get(nodeId);
    const series = ({ unitId }: { unitId: string }, row: number): Series => {
      const leads = this.#leads.get(unitId);
      return {
        unitId,
        observations: observations(row) ?? [],
        before: before(row),
        leads: leads && Object.fromEntries(leads.map((lead) => [lead.indicatorId, lead.value])),
        events: this.events(unitId),
        ballots: ballots?.get(unitId),
        declared: declarations?.get(unitId)?.at(-1),
      };
    };
    return {
      scheme,
      indicator: this.#indicators.get(indicatorId),
      cyclePeriod,
      series: units.map(series),
      target: this.targets(indicatorId),
    };
  }

  /** Targets of one indicator, laid out by unit for the periods that are asked for. */
  private targets(indicatorId: string): LeafContext['target'] {
    const rows = this.#rows;
    const targets = this.#targets.get(indicatorId);
    const known = new Map<string, (string | undefined)[]>();
    const ofPeriod = (period: string): (string | undefined)[] => {
      const values: (string | undefined)[] = [];
      for (const { unitId, value } of targets?.get(period) ?? []) {
        const row = rows.of(unitId);
        if (row !== undefined) values[row] = value;
      }
      known.set(period, values);
      return values;
    };
    return (unitId, period) => (known.get(period) ?? ofPeriod(period))[rows.of(unitId) ?? -1];
  }

  events(unitId: string): ScoringPackage['events'] {
    return this.#events.get(unitId) ?? NO_EVENTS;
  }

  /** Those that may set off a veto in this cycle, under the scheme of the package or another. */
  acting(unitId: string, scheme = this.of.scheme): readonly ScoredEvent[] {
    return acting(scheme, this.of.cyclePeriod, this.events(unitId));
  }
}

const indicatorOf = ({ indicatorId }: { indicatorId: string }): string => indicatorId;
const periodOf = ({ period }: { period: string }): string => period;
const nodeOf = ({ nodeId }: { nodeId: string }): string => nodeId;
const unitOf = ({ unitId }: { unitId: string }): string => unitId;

/** Leaf outcomes of all units. */
export class LeafTable {
  readonly #columns = new Map<string, readonly LeafOutcome[]>();
  readonly #rows;

  constructor(units: ScoringPackage['units']) {
    this.#rows = new Map(units.map(({ unitId }, row) => [unitId, row]));
  }

  /** Adds the outcomes on a leaf, of all units in their order. */
  add(nodeId: string, outcomes: readonly LeafOutcome[]): void {
    this.#columns.set(nodeId, outcomes);
  }

  of(unitId: string): LeafScores {
    const row = this.#rows.get(unitId) ?? -1;
    return { get: (nodeId) => this.#columns.get(nodeId)?.[row] };
  }
}

/** Scores every leaf for every unit. */
export function scoreLeaves(inputs: Inputs): { leaves: LeafScore[]; table: LeafTable } {
  const table = new LeafTable(inputs.of.units);
  const leaves = [...leavesOf(inputs.of.scheme)].flatMap(([node]) => {
    const scores = scoreLeaf(node, inputs.context(node));
    table.add(node.nodeId, scores);
    return scores;
  });
  return { leaves, table };
}

/** What the total of one unit is worked out from. */
export function treeOf(
  inputs: Inputs,
  table: Pick<LeafTable, 'of'>,
  unitId: string,
  scheme = inputs.of.scheme,
): Tree {
  return {
    scheme,
    unitId,
    leafScores: table.of(unitId),
    zeroed: zeroedNodes(scheme, inputs.acting(unitId, scheme)),
  };
}

/** The result of the unit that a tree is about. */
export function resultOf(tree: Tree): ResultOfUnit {
  const result = aggregate(tree);
  const { state, total, unrounded, obstacles, adjustments } = result;
  return {
    unitId: tree.unitId,
    state,
    ...(total !== undefined && { total }),
    ...(unrounded !== undefined && { unrounded }),
    obstacles,
    get nodes() {
      return result.nodes;
    },
    adjustments,
  };
}

/** Carries the totals of all units to places and grades. */
export function conclude(
  inputs: Inputs,
  results: readonly ResultOfUnit[],
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
  const results = of.units.map(({ unitId }) => resultOf(treeOf(inputs, table, unitId)));
  const evaluation: Evaluation = {
    schemeId: of.scheme.schemeId,
    schemeVersion: of.scheme.version,
    cyclePeriod: of.cyclePeriod,
    standings: conclude(inputs, results),
    results,
    leaves,
  };
  indexed.set(evaluation, inputs);
  return evaluation;
}

/** Packages as their evaluations indexed them, for the receipts of many units. */
const indexed = new WeakMap<Evaluation, Inputs>();

/** A package as its evaluation indexed it, or indexed anew. */
export function inputsOf(of: ScoringPackage, evaluation: Evaluation): Inputs {
  const inputs = indexed.get(evaluation);
  return inputs?.of === of ? inputs : new Inputs(of);
}
