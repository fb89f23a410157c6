/** What stands for a unit and period now. */
export interface Current {
  value: string;
  published: boolean;
}

export interface Difference {
  changes: {
    unitId: string;
    period: string;
    currentValue: string;
    newValue: string;
    recordCount: number;
    published: boolean;
  }[];
  addedCount: number;
  changedCount: number;
  removedCount: number;
  unchangedCount: number;
}

/** How new values differ from current ones, in order of period and unit; both by `<unit>~<period>`. */
export function difference(
  current: ReadonlyMap<string, Current>,
  next: ReadonlyMap<string, { value: string; recordCount: number }>,
): Difference {
  const found: Difference = {
    changes: [],
    addedCount: 0,
    changedCount: 0,
    removedCount: 0,
    unchangedCount: 0,
  };
  for (const place of new Set([...current.keys(), ...next.keys()])) {
    const [unitId = '', period = ''] = place.split('~');
    const [was, is] = [current.get(place), next.get(place)];
    if (was?.value === is?.value) {
      found.unchangedCount += 1;
      continue;
    }
    if (!was) found.addedCount += 1;
    else if (is) found.changedCount += 1;
    else found.removedCount += 1;
    found.changes.push({
      unitId,
      period,
      currentValue: was?.value ?? '',
      newValue: is?.value ?? '',
      recordCount: is?.recordCount ?? 0,
      published: was?.published ?? false,
    });
  }
  found.changes.sort((a, b) => (`${a.period}~${a.unitId}` < `${b.period}~${b.unitId}` ? -1 : 1));
  return found;
}
