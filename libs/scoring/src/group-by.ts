/** Items by key, in their order. (Map.groupBy came with Node 21; an auditor may have an older one.) */
export function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = key(item);
    const group = groups.get(name);
    if (group) group.push(item);
    else groups.set(name, [item]);
  }
  return groups;
}

/**
 * Items by two keys, in their order. What belongs together mostly comes together, so keys are looked up once for
 * every run of items that have them.
 */
export function groupTwice<T>(
  items: readonly T[],
  outer: (item: T) => string,
  inner: (item: T) => string,
): Map<string, Map<string, T[]>> {
  const groups = new Map<string, Map<string, T[]>>();
  let group = new Map<string, T[]>();
  let last: string | undefined;
  for (let start = 0, end = 0; start < items.length; start = end) {
    const [first, second] = [outer(items[start] as T), inner(items[start] as T)];
    do end += 1;
    while (end < items.length && inner(items[end] as T) === second && outer(items[end] as T) === first);
    if (first !== last) {
      group = groups.get(first) ?? new Map<string, T[]>();
      groups.set(first, group);
      last = first;
    }
    const run = items.slice(start, end);
    const before = group.get(second);
    if (before) for (const item of run) before.push(item);
    else group.set(second, run);
  }
  return groups;
}
