/**
 * Where the units of a package stand, each once. Inputs mostly come in the order of the units, so the unit after the one last
 * asked for is tried before the index: that spares a search for almost every one of a hundred thousand series.
 */
export class UnitRows {
  readonly #ids: readonly string[];
  readonly #rows: ReadonlyMap<string, number>;
  #next = 0;

  constructor(units: readonly { unitId: string }[]) {
    this.#ids = units.map(({ unitId }) => unitId);
    this.#rows = new Map(this.#ids.map((unitId, row) => [unitId, row]));
  }

  /** From 0; undefined for a unit that is not in the package. */
  of(unitId: string): number | undefined {
    const row = this.#ids[this.#next] === unitId ? this.#next : this.#rows.get(unitId);
    if (row !== undefined) this.#next = row + 1 < this.#ids.length ? row + 1 : 0;
    return row;
  }

  /**
   * Items by a key and by unit, in their order; those of other units are left out. A run of items that belong together is
   * copied when it is asked for, so that an index of a million items holds no copy of them.
   */
  group<T extends { unitId: string }>(
    items: readonly T[],
    keyOf: (item: T) => string,
  ): (key: string) => (row: number) => readonly T[] | undefined {
    /** Where each run begins. */
    const starts: number[] = [];
    /** By key and row the number of a run, or the items of several runs. */
    const groups = new Map<string, (number | T[] | undefined)[]>();
    const itemsOf = (run: number): T[] => items.slice(starts[run], starts[run + 1]);
    let group: (number | T[] | undefined)[] = [];
    let last: string | undefined;
    for (let start = 0, end = 0; start < items.length; start = end) {
      const { unitId } = items[start] as T;
      const key = keyOf(items[start] as T);
      do end += 1;
      while (end < items.length && (items[end] as T).unitId === unitId && keyOf(items[end] as T) === key);
      const run = starts.push(start) - 1;
      const row = this.of(unitId);
      if (row === undefined) continue;
      if (key !== last) {
        group = groups.get(key) ?? Array.from({ length: this.#ids.length });
        groups.set(key, group);
        last = key;
      }
      const before = group[row];
      if (before === undefined) group[row] = run;
      else {
        const all = typeof before === 'number' ? itemsOf(before) : before;
        for (let at = start; at < end; at += 1) all.push(items[at] as T);
        group[row] = all;
      }
    }
    return (key) => {
      const own = groups.get(key);
      return (row) => {
        const found = own?.[row];
        return typeof found === 'number' ? itemsOf(found) : found;
      };
    };
  }
}
