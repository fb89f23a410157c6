import type { Worked } from '../aggregate';
import { decimal } from '../decimal';
import type { Mean } from '../scheme';
import { exp, ln } from './elementary';
import { counts, fromChildren, partOf, shareFor, type UnitTree } from './unit-tree';

/** A node of one unit's tree in doubles. */
export interface Branch {
  nodeId: string;
  share: number;
  /** Part of its full mark. */
  part: number;
  /** Whether it is in the sum of its parent. */
  counts: boolean;
  /** Whether it has a score of its own, and not nought for want of one or by a veto. */
  scored: boolean;
  mean: Mean;
  /** Exponent of MEAN_POWER, else 0. */
  power: number;
  /** In order of their ids, so that the order of a scheme changes no last digit; empty where the part stands by itself. */
  children: Branch[];
  /** What draws change, once they are prepared: factors of the share by draw, and parts by trial with the trial of each draw. */
  moves?: { factors: Float64Array; parts?: Float64Array; trials?: Uint32Array };
}

/** One unit's tree in doubles, for many trials. */
export interface Trunk {
  unitId: string;
  root: Branch;
  fullMark: number;
  /** Points of bonuses less those of deductions. */
  added: number;
  floor: number;
  cap: number;
  /** As it stands, by node: full mark in points, part of it, and whether it counts. */
  stands: ReadonlyMap<string, { outOf: number; part: number; counts: boolean }>;
}

export function trunkOf({ unitId, tree, roots, nodes, added, total }: UnitTree): Trunk {
  const { scheme } = tree;
  const branch = (worked: Worked): Branch => ({
    nodeId: worked.node.nodeId,
    share: shareFor(scheme, worked.node, unitId).toNumber(),
    part: partOf(worked).toNumber(),
    counts: counts(worked),
    scored: worked.state === 'SCORED',
    mean: worked.node.mean,
    power: Number(worked.node.meanPower),
    children: fromChildren(worked) ? inOrder(worked.children.map(branch)) : [],
  });
  return {
    unitId,
    root: {
      nodeId: '',
      share: 1,
      part: total.minus(added).div(decimal('fullMark', scheme.fullMark)).toNumber(),
      counts: true,
      scored: true,
      mean: scheme.mean,
      power: Number(scheme.meanPower),
      children: inOrder(roots.map(branch)),
    },
    fullMark: decimal('fullMark', scheme.fullMark).toNumber(),
    added: added.toNumber(),
    floor: decimal('totalFloor', scheme.totalFloor).toNumber(),
    cap: scheme.totalCap === '' ? Infinity : decimal('totalCap', scheme.totalCap).toNumber(),
    stands: new Map(
      [...nodes].map(([nodeId, worked]) => [
        nodeId,
        { outOf: worked.outOf.toNumber(), part: partOf(worked).toNumber(), counts: counts(worked) },
      ]),
    ),
  };
}

const inOrder = (branches: Branch[]): Branch[] =>
  branches.sort((a, b) => (a.nodeId < b.nodeId ? -1 : Number(a.nodeId > b.nodeId)));

/** Other shares and parts for a trial. */
export interface Trial {
  share(branch: Branch): number;
  /** Of a leaf, or of any branch whose part stands by itself. */
  part(branch: Branch): number;
  /** Told of every part. */
  seen?(branch: Branch, part: number): void;
}

/** The part of its full mark that a branch reaches in a trial; see `meanOf`. */
export function partIn(branch: Branch, trial: Trial): number {
  const part = branch.children.length === 0 ? trial.part(branch) : blend(branch, trial);
  trial.seen?.(branch, part);
  return part;
}

function blend(branch: Branch, trial: Trial): number {
  let [weights, total] = [0, 0];
  for (const child of branch.children) {
    const part = partIn(child, trial);
    if (!child.counts) continue;
    const weight = trial.share(child);
    weights += weight;
    total += term(branch, weight, part);
  }
  return meanFrom(branch, weights, total);
}

/** What a part adds to the sum of a mean; one without points makes the geometric and the harmonic mean 0. */
function term({ mean, power }: Branch, weight: number, part: number): number {
  if (mean === 'MEAN_ARITHMETIC') return weight * part;
  if (weight === 0) return 0;
  if (mean === 'MEAN_POWER') return part > 0 ? weight * exp(power * ln(part)) : power > 0 ? 0 : Infinity;
  if (mean === 'MEAN_GEOMETRIC') return part > 0 ? weight * ln(part) : -Infinity;
  return part > 0 ? weight * (1 / part) : Infinity;
}

function meanFrom({ mean, power }: Branch, weights: number, total: number): number {
  if (weights === 0) return 0;
  if (mean === 'MEAN_POWER') return total === 0 || total === Infinity ? 0 : exp(ln(total / weights) / power);
  if (mean === 'MEAN_HARMONIC') return weights / total;
  return mean === 'MEAN_ARITHMETIC' ? total / weights : total === -Infinity ? 0 : exp(total / weights);
}

/**
 * The total of a unit by the share of one node, everything else as it stands: of each node on the way up only what the others
 * bring together is kept.
 */
export function totalByShare(trunk: Trunk, nodeId: string): (share: number) => number {
  const way = wayTo(trunk.root, nodeId);
  const moved = way.pop();
  const levels = way.map((branch, i) => {
    const next = way[i + 1] ?? moved;
    const others = branch.children.filter((child) => child !== next && child.counts);
    return {
      branch,
      share: next?.share ?? 0,
      counts: next?.counts ?? false,
      weights: others.reduce((sum, child) => sum + child.share, 0),
      terms: others.reduce((sum, child) => sum + term(branch, child.share, child.part), 0),
    };
  });
  return (share) => {
    let part = moved?.part ?? trunk.root.part;
    for (let i = levels.length - 1; i >= 0; i -= 1) {
      const level = levels[i];
      if (!level) continue;
      const weight = !level.counts ? 0 : i === levels.length - 1 ? share : level.share;
      const own = level.counts ? term(level.branch, weight, part) : 0;
      part = meanFrom(level.branch, level.weights + weight, level.terms + own);
    }
    return limited(trunk, part);
  };
}

/** From a branch down to a node; empty where it is not below. */
function wayTo(branch: Branch, nodeId: string): Branch[] {
  if (branch.nodeId === nodeId) return [branch];
  for (const child of branch.children) {
    const way = wayTo(child, nodeId);
    if (way.length > 0) return [branch, ...way];
  }
  return [];
}

/** The total in a trial, within the limits of the scheme, not rounded. */
export function totalIn(trunk: Trunk, trial: Trial): number {
  return limited(trunk, partIn(trunk.root, trial));
}

function limited({ fullMark, added, floor, cap }: Trunk, part: number): number {
  return Math.min(Math.max(fullMark * part + added, floor), cap);
}
