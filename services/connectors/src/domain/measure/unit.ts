import { UnitMatch } from '@fuxing/contracts/connectors/v1/measure_records';

/**
 * Finds the unit that a value of a source stood for on a day; undefined when none did, or none alone.
 *
 * @param day YYYY-MM-DD; undefined when it is not known, then any time will do
 */
export type UnitLookup = (value: string, day: string | undefined) => string | undefined;

/** What a value meant for a time; see the proto. */
export interface Dated {
  value: string;
  unitId: string;
  validFrom: string;
  validTo: string;
}

/**
 * @param units from the source's own value to unit_id
 * @param history goes before `units`
 */
export function unitLookup(
  units: ReadonlyMap<string, string>,
  history: Dated[],
  match: UnitMatch,
): UnitLookup {
  const dated = Map.groupBy(history, ({ value }) => value);
  const exact: UnitLookup = (value, day) =>
    dated.get(value)?.find((one) => holds(one, day))?.unitId ?? units.get(value);
  if (match !== UnitMatch.UNIT_MATCH_CONTAINED) return exact;
  // By length, the longest first: a district within a city is named with it or without.
  const values = [...units.keys(), ...dated.keys()];
  const lengths = [...new Set(values.map(({ length }) => length))].sort((a, b) => b - a);
  return (value, day) => {
    for (const length of lengths) {
      const found = new Set<string>();
      for (let at = 0; at + length <= value.length; at += 1) {
        const unitId = exact(value.slice(at, at + length), day);
        if (unitId !== undefined) found.add(unitId);
      }
      const [only] = found;
      if (only !== undefined) return found.size === 1 ? only : undefined;
    }
    return undefined;
  };
}

function holds({ validFrom, validTo }: Dated, day: string | undefined): boolean {
  return day === undefined || (validFrom <= day && (validTo === '' || day <= validTo));
}

/** The first two times of one value that overlap, by their place in the list. */
export function overlap(history: Dated[]): [number, number] | undefined {
  const last = '9999-12-31';
  const order = history.map((one, n) => ({ ...one, n })).sort((a, b) => (a.validFrom < b.validFrom ? -1 : 1));
  const before = new Map<string, (typeof order)[number]>();
  for (const one of order) {
    const earlier = before.get(one.value);
    if (earlier && one.validFrom <= (earlier.validTo || last)) return [earlier.n, one.n];
    before.set(one.value, one);
  }
  return undefined;
}
