import type { MeasuredRow, Unusable } from '../db/records';
import { Group } from '../domain/accumulate';
import type { Row } from '../domain/filter';
import { judge } from '../domain/judge';
import type { StoredDefinition } from './definitions';

/** One measure on its way through the records. */
export class Pass {
  /** By unit and period, `<unit>~<period>`. */
  readonly groups = new Map<string, Group>();

  constructor(readonly definition: StoredDefinition) {}

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

/** Reads fields of records by name; blank is missing. */
export function rowReader(fields: string[]): (record: MeasuredRow) => Row {
  const columns = new Map(fields.map((field, n) => [field, `f${n}` as const]));
  return (record) => (field) => {
    const column = columns.get(field);
    const value = column && record[column];
    return value === null || value === undefined || value.trim() === '' ? undefined : value;
  };
}
