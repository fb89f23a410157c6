import { Decimal } from '../decimal';
import { type Branch, totalIn, type Trunk } from './branch';
import type { End } from './place-ends';

/** Steps to either side, and halvings of the step in which a place changes. */
const STEPS = 30;
const HALVINGS = 16;
/** Totals nearer than this are level. */
const LEVEL = 1e-9;

/** Where the place of a unit ends to either side. */
export type Ends = Record<'low' | 'high', End>;

/**
 * Where places end as the share of one node moves, found by trying: {@link STEPS} steps to either side, then halving the first
 * one in which the place differs. A change that is undone within one step is not seen.
 *
 * @param shareAt share of the node for a unit at τ, beside siblings as they stand
 */
export function scanShare(
  trunks: readonly Trunk[],
  nodeId: string,
  shareAt: (unitId: string, tau: number) => number,
  from: Decimal,
): Map<string, Ends> {
  const pruned = trunks.map((trunk) => ({ ...trunk, root: prune(trunk.root, nodeId) }));
  const totalAt = (tau: number, at: number): number => {
    const trunk = pruned[at];
    if (!trunk) return 0;
    const share = shareAt(trunk.unitId, tau);
    return totalIn(trunk, {
      share: (branch) => (branch.nodeId === nodeId ? share : branch.share),
      part: ({ part }) => part,
    });
  };
  const totalsAt = (tau: number): number[] => pruned.map((_, at) => totalAt(tau, at));
  const start = from.toNumber();
  const stand = totalsAt(start);
  const ends = new Map(
    trunks.map(({ unitId }): [string, Ends] => [unitId, { low: undefined, high: undefined }]),
  );
  for (const [side, bound] of [
    ['low', 0],
    ['high', 1],
  ] as const) {
    const open = new Set(trunks.keys());
    // The bound itself would leave out the node, or everything beside it.
    const tauOf = (step: number): number => start + ((bound - start) * Math.min(step, STEPS - 1e-6)) / STEPS;
    let before = stand;
    for (let step = 1; step <= STEPS && open.size > 0; step += 1) {
      const totals = totalsAt(tauOf(step));
      for (const at of open) {
        if (above(totals, at).length === above(stand, at).length) continue;
        open.delete(at);
        // Only those that were passed within the step can have changed the place.
        const [was, is] = [new Set(above(before, at)), new Set(above(totals, at))];
        const passed = [...was, ...is].filter((other) => was.has(other) !== is.has(other));
        const stood = passed.filter((other) => was.has(other)).length;
        let [inside, outside] = [tauOf(step - 1), tauOf(step)];
        for (let n = 0; n < HALVINGS; n += 1) {
          const middle = (inside + outside) / 2;
          const own = totalAt(middle, at) + LEVEL;
          const now = passed.filter((other) => totalAt(middle, other) > own).length;
          if (now === stood) inside = middle;
          else outside = middle;
        }
        const unit = ends.get(trunks[at]?.unitId ?? '');
        const [by = ''] = passed.map((other) => trunks[other]?.unitId ?? '').sort();
        if (unit) unit[side] = { at: new Decimal(inside), by };
      }
      before = totals;
    }
  }
  return ends;
}

/** Positions of those with more than the one at a position. */
function above(totals: readonly number[], at: number): number[] {
  const own = (totals[at] ?? 0) + LEVEL;
  const found: number[] = [];
  for (let other = 0; other < totals.length; other += 1) if ((totals[other] ?? 0) > own) found.push(other);
  return found;
}

/** Only the way to a node and its siblings: everything else keeps its part. */
function prune(branch: Branch, nodeId: string): Branch {
  const holds = (each: Branch): boolean => each.nodeId === nodeId || each.children.some(holds);
  if (branch.nodeId === nodeId || !holds(branch)) return { ...branch, children: [] };
  return { ...branch, children: branch.children.map((child) => prune(child, nodeId)) };
}
