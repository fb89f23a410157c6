import { Decimal, decimal } from '../decimal';
import type { Quota } from '../scheme';

/** Decimal rounds modes by number: 0 up, 1 down, 4 half up. */
const modes = {
  QUOTA_ROUNDING_UP: Decimal.ROUND_UP,
  QUOTA_ROUNDING_DOWN: Decimal.ROUND_DOWN,
  QUOTA_ROUNDING_HALF_UP: Decimal.ROUND_HALF_UP,
} as const;

/**
 * How many of `count` units a quota lets in. Source: Hangzhou 2020, 20 % of 78 is 16 and of 15 is 3 (四舍五入); other
 * places round up (进一).
 */
export function places(quota: Quota, count: number): number {
  return decimal('quota.share', quota.share)
    .times(count)
    .toDecimalPlaces(0, modes[quota.rounding])
    .toNumber();
}

/** Who is let in, who is not, and who waits for the committee. */
export interface Admission<C> {
  in: C[];
  out: C[];
  /** Those that tie at the border, where the committee decides; they are also in `out`. */
  undecided: C[];
}

/** Lets candidates in by rank until the quota is full; those that tie at the border stay together. */
export function admit<C extends { rank: number }>(
  quota: Quota,
  count: number,
  candidates: readonly C[],
): Admission<C> {
  const room = places(quota, count);
  const ordered = candidates.toSorted((a, b) => a.rank - b.rank);
  if (ordered.length <= room) return { in: ordered, out: [], undecided: [] };
  const border = ordered[room]?.rank;
  const tied = ordered.filter(({ rank }) => rank === border);
  const before = ordered.filter(({ rank }) => rank < (border ?? 0));
  const after = ordered.filter(({ rank }) => rank > (border ?? 0));
  const straddles = before.length < room;
  if (straddles && quota.border === 'BORDER_INCLUDE_ALL')
    return { in: [...before, ...tied], out: after, undecided: [] };
  const undecided = straddles && quota.border === 'BORDER_COMMITTEE' ? tied : [];
  return { in: before, out: [...tied, ...after], undecided };
}
