import { Decimal } from '../decimal';
import { totalByShare, type Trunk } from './branch';
import type { Ends } from './place-ends';

/** Steps to either side, and halvings of the step in which a place changes. */
const STEPS = 30;
const HALVINGS = 16;
/** Totals nearer than this are level. */
const LEVEL = 1e-9;

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
  const totals = trunks.map((trunk) => totalByShare(trunk, nodeId));
  const totalAt = (tau: number, at: number): number =>
    totals[at]?.(shareAt(trunks[at]?.unitId ?? '', tau)) ?? 0;
  const totalsAt = (tau: number): number[] => totals.map((_, at) => totalAt(tau, at));
  const start = from.toNumber();
  const stand = totalsAt(start);
  const stood = greaterThanEach(stand);
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
      const now = totalsAt(tauOf(step));
      const stands = greaterThanEach(now);
      for (const at of open) {
        if (stands[at] === stood[at]) continue;
        open.delete(at);
        // Only those that were passed within the step can have changed the place.
        const passed = changed(before, now, at);
        const passedBefore = passed.filter((other) => isAbove(before, other, at)).length;
        let [inside, outside] = [tauOf(step - 1), tauOf(step)];
        for (let n = 0; n < HALVINGS; n += 1) {
          const middle = (inside + outside) / 2;
          const own = totalAt(middle, at) + LEVEL;
          const still = passed.filter((other) => totalAt(middle, other) > own).length;
          if (still === passedBefore) inside = middle;
          else outside = middle;
        }
        const unit = ends.get(trunks[at]?.unitId ?? '');
        const [near, far] = [totalAt(inside, at) + LEVEL, totalAt(outside, at) + LEVEL];
        const [by = ''] = passed
          .filter((other) => totalAt(inside, other) > near !== totalAt(outside, other) > far)
          .map((other) => trunks[other]?.unitId ?? '')
          .sort();
        if (unit) unit[side] = { at: new Decimal(inside), by };
      }
      before = now;
    }
  }
  return ends;
}

/** How many have more than each of them. */
function greaterThanEach(totals: readonly number[]): number[] {
  const sorted = Float64Array.from(totals).sort();
  return totals.map((own) => {
    const limit = own + LEVEL;
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sorted[middle] ?? 0) > limit) high = middle;
      else low = middle + 1;
    }
    return sorted.length - low;
  });
}

const isAbove = (totals: readonly number[], other: number, at: number): boolean =>
  (totals[other] ?? 0) > (totals[at] ?? 0) + LEVEL;

/** Positions of those that are above one unit in one of two cases only. */
function changed(before: readonly number[], now: readonly number[], at: number): number[] {
  const found: number[] = [];
  for (let other = 0; other < now.length; other += 1) {
    if (isAbove(before, other, at) !== isAbove(now, other, at)) found.push(other);
  }
  return found;
}
