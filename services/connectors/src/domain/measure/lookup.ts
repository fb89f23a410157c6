import type { Measure } from '@fuxing/contracts/connectors/v1/measures';
import type { Row } from './filter';

/** Records of reference tables: by the name of the lookup, by key. */
export type References = ReadonlyMap<string, ReadonlyMap<string, Row>>;

/** A row with the fields of what it refers to, as `<name>.<field>`. */
export function joined({ lookups }: Measure, references: References, row: Row): Row {
  if (lookups.length === 0) return row;
  const keyFields = new Map(lookups.map(({ name, field }) => [name, field]));
  return (field) => {
    const [name, rest] = split(field);
    const keyField = keyFields.get(name);
    if (keyField === undefined) return row(field);
    const key = row(keyField);
    return key === undefined ? undefined : references.get(name)?.get(key)?.(rest);
  };
}

/** Tells the fields of the measured record from those of each table of reference. */
export function splitFields(
  { lookups }: Measure,
  fields: string[],
): { own: string[]; of: Map<string, string[]> } {
  const of = new Map<string, string[]>(lookups.map(({ name }) => [name, []]));
  const own = lookups.map(({ field }) => field);
  for (const field of fields) {
    const [name, rest] = split(field);
    (of.get(name) ?? own).push(of.has(name) ? rest : field);
  }
  return { own: [...new Set(own)], of };
}

function split(field: string): [name: string, rest: string] {
  const dot = field.indexOf('.');
  return dot < 0 ? ['', field] : [field.slice(0, dot), field.slice(dot + 1)];
}
