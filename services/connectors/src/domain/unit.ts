import { UnitMatch } from '@fuxing/contracts/connectors/v1/measures';

/** Finds the unit that a value of a source stands for; undefined when none does, or none alone. */
export type UnitLookup = (value: string) => string | undefined;

/** @param units from the source's own value to unit_id */
export function unitLookup(units: ReadonlyMap<string, string>, match: UnitMatch): UnitLookup {
  if (match !== UnitMatch.UNIT_MATCH_CONTAINED) return (value) => units.get(value);
  // By length, the longest first: a district within a city is named with it or without.
  const lengths = [...new Set([...units.keys()].map(({ length }) => length))].sort((a, b) => b - a);
  return (value) => {
    for (const length of lengths) {
      const found = new Set<string>();
      for (let at = 0; at + length <= value.length; at += 1) {
        const unitId = units.get(value.slice(at, at + length));
        if (unitId !== undefined) found.add(unitId);
      }
      const [only] = found;
      if (only !== undefined) return found.size === 1 ? only : undefined;
    }
    return undefined;
  };
}
