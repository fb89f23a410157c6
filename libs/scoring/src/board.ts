import { work, type Worked } from './aggregate';
import { conclude, type Evaluation, Inputs, type LeafTable, resultOf, scoreLeaves, treeOf } from './evaluate';
import type { ScoringPackage } from './package';
import type { Scheme, SchemeNode } from './scheme';

/**
 * An evaluation to try changes on. Leaf scores and the nodes of every unit are kept, so a changed weight costs only the
 * way from the changed nodes up. Changes of values, targets or methods need a new board.
 */
export class Board {
  readonly #inputs: Inputs;
  readonly #table: LeafTable;
  readonly #fingerprints: ReadonlyMap<string, string>;
  /** By unit, every node under the scheme of the package. */
  readonly #worked: ReadonlyMap<string, ReadonlyMap<string, Worked>>;

  constructor(readonly of: ScoringPackage) {
    this.#inputs = new Inputs(of);
    this.#table = scoreLeaves(this.#inputs).table;
    this.#fingerprints = fingerprints(of.scheme);
    this.#worked = new Map(
      of.units.map(({ unitId }) => {
        const tree = treeOf(this.#inputs, this.#table, unitId);
        const roots = of.scheme.nodes.map((node) => work(tree, node));
        return [unitId, new Map(flatten(roots).map((each) => [each.node.nodeId, each]))];
      }),
    );
  }

  /**
   * The standings under a scheme with other weights, means, missing rules, adjustments' caps, grades, quotas or tie rules.
   *
   * @param scheme has the leaves of the package with the same methods, and their full marks where it scores by these
   */
  under(scheme: Scheme): Pick<Evaluation, 'standings' | 'results'> {
    const same = unchanged(this.#fingerprints, fingerprints(scheme));
    const results = this.of.units.map(({ unitId }) => {
      const before = this.#worked.get(unitId);
      const known = (nodeId: string): Worked | undefined =>
        same.has(nodeId) ? before?.get(nodeId) : undefined;
      return resultOf({ ...treeOf(this.#inputs, this.#table, unitId, scheme), known });
    });
    return { standings: conclude(this.#inputs, results, scheme), results };
  }
}

function flatten(worked: readonly Worked[]): Worked[] {
  return worked.flatMap((each) => [each, ...flatten(each.children)]);
}

/** Every node with all that its own score depends on as text: not its share, unless that is its full mark. */
function fingerprints(scheme: Scheme): Map<string, string> {
  const { shareKind, fullMark, rounding } = scheme;
  const rules = JSON.stringify([shareKind, fullMark, rounding, scheme.unitClasses, scheme.vetoes]);
  const byMarks = shareKind === 'SHARE_KIND_FULL_MARKS';
  const texts = new Map<string, string>();
  const write = (node: SchemeNode): string => {
    const { children, share, classShares, ...own } = node;
    const below = children.map((child) => [write(child), child.share, child.classShares]);
    const text = JSON.stringify([own, below, byMarks ? [share, classShares] : []]);
    texts.set(node.nodeId, rules + text);
    return text;
  };
  for (const root of scheme.nodes) write(root);
  return texts;
}

function unchanged(before: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): Set<string> {
  return new Set([...now].filter(([nodeId, text]) => before.get(nodeId) === text).map(([nodeId]) => nodeId));
}
