import { MeasureFunction } from '@fuxing/contracts/connectors/v1/measures';
import { inTenant } from '@fuxing/db';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ahead } from '../ahead';
import { finishedBefore, type StoredPull } from '../db/pulls';
import { type Beside, dropUnseen, type MeasuredRow, recordsAsOf, storeUnusable } from '../db/records';
import { knownAtEnd } from '../domain/states';
import { definitionsOf } from './definitions';
import { Pass, type PlaceValue, rowReader, type StoredDefinition, valuesOf } from './pass';
import { storeValues } from './store-values';

const BATCH = 5_000;

/** Computes all measures of a source in one pass over its records; doing it again changes nothing. */
@Injectable()
export class Measuring {
  constructor(private readonly db: DataSource) {}

  async measure(tenantId: string, pull: StoredPull, stopped: AbortSignal): Promise<void> {
    const found = await inTenant(this.db, tenantId, (tx) => definitionsOf(tx, pull));
    if (found.length === 0) return;
    // What is compared with another value comes after it.
    const [compared, plain] = partition(found, ({ measure }) => measure.checks?.reconciliation !== undefined);
    const definitions = [...plain, ...compared];
    const [states, flows] = partition(definitions, isState);
    const passes = flows.map((definition) => new Pass(definition));
    await this.walk(tenantId, pull, pull.position, passes, stopped);
    for (const pass of passes) {
      stopped.throwIfAborted();
      await inTenant(this.db, tenantId, (tx) =>
        storeValues(tx, pull, pass.definition, valuesOf(pass, pull.position)),
      );
    }
    for (const definition of states) {
      const values = await this.states(tenantId, pull, definition, stopped);
      await inTenant(this.db, tenantId, (tx) => storeValues(tx, pull, definition, values));
    }
    await inTenant(this.db, tenantId, (tx) => dropUnseen(tx, pull.sourceId, pull.position));
  }

  /** Leads all records, as the pull of a position left them, through the measures; keeps what could not be used. */
  private async walk(
    tenantId: string,
    pull: StoredPull,
    position: string,
    passes: Pass[],
    stopped: AbortSignal,
    keepsUnusable = true,
  ): Promise<void> {
    const fields = [...new Set(passes.flatMap(({ fields }) => fields))];
    const beside = {
      arrived: passes.some((pass) => pass.beside.arrived),
      bodyWithout: passes.find((pass) => pass.beside.bodyWithout !== undefined)?.beside.bodyWithout,
    };
    const read = rowReader(fields);
    for await (const records of ahead(
      this.batches(tenantId, { sourceId: pull.sourceId, position }, fields, beside),
    )) {
      stopped.throwIfAborted();
      const unusable = records.flatMap((record) => {
        const row = read(record);
        return passes.flatMap((pass) => pass.add(record, row) ?? []);
      });
      if (keepsUnusable && unusable.length > 0)
        await inTenant(this.db, tenantId, (tx) => storeUnusable(tx, pull.sourceId, pull.position, unusable));
    }
  }

  /** The values of a STATE_COUNT: one walk per moment of which something else was known. */
  private async states(
    tenantId: string,
    pull: StoredPull,
    definition: StoredDefinition,
    stopped: AbortSignal,
  ): Promise<Map<string, PlaceValue>> {
    const { kind, dates } = definition;
    const pulls = await inTenant(this.db, tenantId, (tx) => finishedBefore(tx, pull));
    const values = new Map<string, PlaceValue>();
    for (const [position, periods] of knownAtEnd(pulls, definition.now, kind, dates.zone)) {
      const passes = periods.map((at) => new Pass({ ...definition, at }));
      // What an old version lacked is no complaint about the record as it is.
      await this.walk(tenantId, pull, position, passes, stopped, position === pulls.at(-1)?.position);
      for (const pass of passes) for (const entry of valuesOf(pass, position)) values.set(...entry);
    }
    return values;
  }

  /** The records as the pull left them, in order of key; what later pulls store does not change what is read. */
  private async *batches(
    tenantId: string,
    at: { sourceId: string; position: string },
    fields: string[],
    beside: Beside,
  ): AsyncGenerator<MeasuredRow[]> {
    for (let after = ''; ;) {
      const from = after;
      const records = await inTenant(this.db, tenantId, (tx) =>
        recordsAsOf(tx, at, fields, from, BATCH, beside),
      );
      if (records.length > 0) yield records;
      if (records.length < BATCH) return;
      after = records.at(-1)?.key ?? '';
    }
  }
}

function isState({ measure }: StoredDefinition): boolean {
  return measure.function === MeasureFunction.MEASURE_FUNCTION_STATE_COUNT;
}

function partition<T>(all: T[], first: (one: T) => boolean): [T[], T[]] {
  return [all.filter(first), all.filter((one) => !first(one))];
}
