/**
 * Competition ranking "1-2-2-4": equal items share the better place and the places after them stay empty.
 *
 * @param compare negative when the first is better, 0 when they share a place
 * @returns the place of each item, 1 is best, in the order of `items`
 */
export function places<T>(items: readonly T[], compare: (a: T, b: T) => number): number[] {
  const order = items.map((item, at) => ({ item, at })).sort((a, b) => compare(a.item, b.item));
  const ranks = Array.from<number>({ length: items.length });
  let place = 0;
  for (const [i, { item, at }] of order.entries()) {
    const before = order[i - 1];
    if (!before || compare(before.item, item) !== 0) place = i + 1;
    ranks[at] = place;
  }
  return ranks;
}
