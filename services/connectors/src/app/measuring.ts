import { inTenant } from '@fuxing/db';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { StoredPull } from '../db/pulls';
import { dropUnseen, type MeasuredRow, recordsAsOf, storeUnusable, type Unusable } from '../db/records';
import { Group } from '../domain/accumulate';
import type { Row } from '../domain/filter';
import { fieldsOf, judge } from '../domain/judge';
import { definitionsOf, type StoredDefinition } from './definitions';
import { storeValues } from './store-values';

const BATCH = 5_000;

/** One measure on its way through the records. */
export interface Pass {
  definition: StoredDefinition;
  /** By unit and period, `<unit>~<period>`. */
  groups: Map<string, Group>;
}

/** Computes all measures of a source in one pass over its records; doing it again changes nothing. */
@Injectable()
export class Measuring {
  constructor(private readonly db: DataSource) {}

  async measure(tenantId: string, pull: StoredPull, stopped: AbortSignal): Promise<void> {
    const definitions = await inTenant(this.db, tenantId, (tx) => definitionsOf(tx, pull.sourceId));
    if (definitions.length === 0) return;
    const passes = definitions.map((definition): Pass => ({ definition, groups: new Map() }));
    const fields = [...new Set(definitions.flatMap(({ measure }) => fieldsOf(measure)))];
    for (let after: string | undefined = ''; after !== undefined;) {
      stopped.throwIfAborted();
      const from: string = after;
      after = await inTenant(this.db, tenantId, (tx) => this.batch(tx, pull, passes, fields, from));
    }
    for (const pass of passes) {
      stopped.throwIfAborted();
      await inTenant(this.db, tenantId, (tx) => storeValues(tx, pull, pass));
    }
    await inTenant(this.db, tenantId, (tx) => dropUnseen(tx, pull.sourceId, pull.position));
  }

  /** @returns the key behind which to go on; undefined at the end */
  private async batch(
    tx: EntityManager,
    pull: StoredPull,
    passes: Pass[],
    fields: string[],
    after: string,
  ): Promise<string | undefined> {
    const records = await recordsAsOf(tx, pull, fields, after, BATCH);
    const unusable: Unusable[] = [];
    const read = rowReader(fields);
    for (const record of records) {
      const row = read(record);
      for (const pass of passes) unusable.push(...judgeInto(pass, record, row));
    }
    await storeUnusable(tx, pull.sourceId, pull.position, unusable);
    return records.length < BATCH ? undefined : records.at(-1)?.key;
  }
}

function judgeInto({ definition, groups }: Pass, { key, hash, pullId }: MeasuredRow, row: Row): Unusable[] {
  const verdict = judge(definition, row);
  if (verdict.is === 'outside') return [];
  if (verdict.place) {
    const name = `${verdict.place.unitId}~${verdict.place.period}`;
    let group = groups.get(name);
    if (!group) groups.set(name, (group = new Group(definition.measure)));
    group.add(verdict, key, hash);
  }
  if (verdict.is !== 'unusable') return [];
  const { reason, detail } = verdict;
  return [{ measureId: definition.measure.measureId, recordKey: key, place: '', reason, detail, pullId }];
}

/** Reads fields of records by name; blank is missing. */
export function rowReader(fields: string[]): (record: MeasuredRow) => Row {
  const places = new Map(fields.map((field, n) => [field, n]));
  return ({ fields: values }) =>
    (field) => {
      const value = values[places.get(field) ?? -1];
      return value === null || value === undefined || value.trim() === '' ? undefined : value;
    };
}
