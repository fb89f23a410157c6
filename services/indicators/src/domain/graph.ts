/**
 * The first cycle that is met when `start` is walked along its edges, as the ids on the way, or undefined.
 *
 * @param edges ids that an id points to
 */
export function findCycle(start: string, edges: (id: string) => string[]): string[] | undefined {
  const done = new Set<string>();
  const walk = (id: string, path: string[]): string[] | undefined => {
    const at = path.indexOf(id);
    if (at >= 0) return [...path.slice(at), id];
    if (done.has(id)) return undefined;
    for (const next of edges(id)) {
      const cycle = walk(next, [...path, id]);
      if (cycle) return cycle;
    }
    done.add(id);
    return undefined;
  };
  return walk(start, []);
}
