import type { MeasuredRow, Unusable } from '../db/records';
import type { Row } from '../domain/filter';
import { type Computed, Group } from '../domain/accumulate';
import { splitFields } from '../domain/lookup';
import { type Definition, fieldsOf, judge } from '../domain/judge';

/** A definition and the version of the mapping in it. */
export interface StoredDefinition extends Definition {
  mappingVersion: number;
}

/** One measure on its way through the records. */
export class Pass {
  /** By unit and period, `<unit>~<period>`. */
  readonly groups = new Map<string, Group>();

  /** Of the measured records. */
  readonly fields: string[];

  constructor(readonly definition: StoredDefinition) {
    const { measure } = definition;
    this.fields = splitFields(measure, fieldsOf(measure)).own;
  }

  /** @returns why the record cannot be used, where it cannot */
  add({ key, hash, pullId }: MeasuredRow, row: Row): Unusable | undefined {
    const { measure } = this.definition;
    const verdict = judge(this.definition, row);
    if (verdict.is === 'outside') return undefined;
    if (verdict.place) {
      const name = `${verdict.place.unitId}~${verdict.place.period}`;
      let group = this.groups.get(name);
      if (!group) this.groups.set(name, (group = new Group(measure)));
      group.add(verdict, key, hash);
    }
    if (verdict.is !== 'unusable') return undefined;
    const { reason, detail } = verdict;
    return { measureId: measure.measureId, recordKey: key, place: '', reason, detail, pullId };
  }
}

/** A value of a unit and period, with what it rests on. */
export interface PlaceValue extends Computed {
  /** Of the records, in order. */
  keys: string[];
  /** Of the pull that left the records as they were measured. */
  position: string;
}

/** What a pass computed, by `<unit>~<period>`. */
export function valuesOf({ groups }: Pass, position: string): Map<string, PlaceValue> {
  const values = new Map<string, PlaceValue>();
  for (const [place, group] of groups) {
    const result = group.result();
    if (result) values.set(place, { ...result, keys: group.keys, position });
  }
  return values;
}

/** Reads fields of records by name; blank is missing. */
export function rowReader(fields: string[]): (record: MeasuredRow) => Row {
  const columns = new Map(fields.map((field, n) => [field, `f${n}` as const]));
  return (record) => (field) => {
    const column = columns.get(field);
    const value = column && record[column];
    return value === null || value === undefined || value.trim() === '' ? undefined : value;
  };
}
