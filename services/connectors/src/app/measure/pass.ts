import { lastDay } from '@fuxing/calendar';
import type { Beside, MeasuredRow, Unusable } from '../../db/collect/records';
import type { Row } from '../../domain/measure/filter';
import { type Computed, Group, type Looked } from '../../domain/measure/accumulate';
import { KeyList } from '../../domain/measure/key-list';
import { joined, splitFields } from '../../domain/measure/lookup';
import type { Verdict } from '../../domain/measure/read';
import { endOfDay, instantOf } from '../../domain/measure/timestamp';
import { type Definition, fieldsOf, judge, nameOf, placeName } from '../../domain/measure/judge';

const DAY_MS = 24 * 3_600_000;

/** A definition and the version of the mapping in it. */
export interface StoredDefinition extends Definition {
  mappingVersion: number;
  /** The field that holds the key of a record. */
  keyField: string;
  /** What tells the state of its tables of reference from another one. */
  referenceState: string;
  /** When the meaning of the measure changed, newest first; days in the tenant's zone. */
  changes: { version: number; day: string }[];
}

/** What records are led through. */
export interface Visitor {
  /** Of the records. */
  readonly fields: string[];
  /** What is read beside them. */
  readonly beside: Beside;
  /** @returns why the record cannot be used, where it cannot */
  add(record: MeasuredRow, row: Row): Unusable | undefined;
}

/** One measure on its way through the records. */
export class Pass implements Visitor {
  /** By unit and period, `<unit>~<period>`. */
  readonly groups = new Map<string, Group>();

  /** Of the measured records. */
  readonly fields: string[];
  /** What the checks look at beside them. */
  readonly beside: Beside;

  constructor(readonly definition: StoredDefinition) {
    const { measure, keyField } = definition;
    const { duplicates, lateDays } = measure.checks ?? {};
    this.fields = splitFields(measure, [...fieldsOf(measure), ...(duplicates?.fields ?? [])]).own;
    this.beside = {
      arrived: lateDays !== undefined,
      bodyWithout: duplicates?.fields.length === 0 ? keyField : undefined,
    };
  }

  /** @returns why the record cannot be used, where it cannot */
  add(record: MeasuredRow, row: Row): Unusable | undefined {
    const { key, hash } = record;
    const { measure } = this.definition;
    const verdict = judge(this.definition, row);
    if (verdict.is === 'outside') return undefined;
    if (verdict.place) {
      const name = nameOf(verdict.place);
      let group = this.groups.get(name);
      if (!group) this.groups.set(name, (group = new Group(measure)));
      group.add(verdict, key, hash, this.look(record, row, verdict.place.period));
    }
    return complaint(verdict, measure.measureId, record);
  }

  private look({ arrived, body }: MeasuredRow, row: Row, period: string): Looked | undefined {
    const { measure, references, dates } = this.definition;
    const { duplicates, lateDays } = measure.checks ?? {};
    if (lateDays === undefined && !duplicates) return undefined;
    const due = instantOf(endOfDay(lastDay(period)), dates.zone) + (lateDays ?? 0) * DAY_MS;
    const named = duplicates?.fields.map(joined(measure, references, row)) ?? [];
    return {
      late: lateDays !== undefined && (arrived ?? 0) > due,
      content: duplicates && (named.length > 0 ? JSON.stringify(named) : body),
    };
  }
}

function complaint(verdict: Verdict, measureId: string, { key, pullId }: MeasuredRow): Unusable | undefined {
  if (verdict.is !== 'unusable') return undefined;
  const { reason, detail } = verdict;
  return { measureId, recordKey: key, place: '', reason, detail, pullId };
}

/** Only says what a measure cannot use. */
export class Complaints implements Visitor {
  readonly fields: string[];
  readonly beside = {};

  constructor(private readonly definition: StoredDefinition) {
    this.fields = splitFields(definition.measure, fieldsOf(definition.measure)).own;
  }

  add(record: MeasuredRow, row: Row): Unusable | undefined {
    return complaint(judge(this.definition, row), this.definition.measure.measureId, record);
  }
}

/** Which records fall on which unit and period, for all measures that tell it alike. */
export class Placing implements Visitor {
  readonly fields: string[];
  readonly beside = {};
  /** Keys in order, by `<unit>~<period>`. */
  readonly members = new Map<string, KeyList>();

  constructor(
    readonly id: string,
    private readonly definition: StoredDefinition,
  ) {
    const { measure } = definition;
    this.fields = splitFields(measure, [measure.periodField, measure.unitField]).own;
  }

  add({ key }: MeasuredRow, row: Row): undefined {
    const place = placeName(this.definition, row);
    if (place === undefined) return undefined;
    let keys = this.members.get(place);
    if (!keys) this.members.set(place, (keys = new KeyList()));
    keys.push(key);
    return undefined;
  }
}

/** A value of a unit and period, with what it rests on. */
export interface PlaceValue extends Computed {
  /** Of the records, in order; absent when it was computed by an earlier pull. */
  keys?: Iterable<string>;
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
