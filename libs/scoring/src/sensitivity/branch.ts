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

function blend({ mean, power, children }: Branch, trial: Trial): number {
  let [weights, total] = [0, 0];
  for (const child of children) {
    const part = partIn(child, trial);
    if (!child.counts) continue;
    const weight = trial.share(child);
    weights += weight;
    if (mean === 'MEAN_ARITHMETIC') total += weight * part;
    else if (mean === 'MEAN_POWER') {
      if (weight !== 0) total += part > 0 ? weight * exp(power * ln(part)) : power > 0 ? 0 : Infinity;
    } else if (weight !== 0) {
      // One node without points makes the geometric and the harmonic mean 0.
      if (part <= 0) total = mean === 'MEAN_GEOMETRIC' ? -Infinity : Infinity;
      else total += weight * (mean === 'MEAN_GEOMETRIC' ? ln(part) : 1 / part);
    }
  }
  if (weights === 0) return 0;
  if (mean === 'MEAN_POWER') return total === 0 || total === Infinity ? 0 : exp(ln(total / weights) / power);
  if (mean === 'MEAN_HARMONIC') return weights / total;
  return mean === 'MEAN_ARITHMETIC' ? total / weights : total === -Infinity ? 0 : exp(total / weights);
}

/** The total in a trial, within the limits of the scheme, not rounded. */
export function totalIn(trunk: Trunk, trial: Trial): number {
  const points = trunk.fullMark * partIn(trunk.root, trial) + trunk.added;
  return Math.min(Math.max(points, trunk.floor), trunk.cap);
}
