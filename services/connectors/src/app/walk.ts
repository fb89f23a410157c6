import { inTenant } from '@fuxing/db';
import type { DataSource } from 'typeorm';
import { ahead } from '../ahead';
import { finishedBefore, type StoredPull } from '../db/pulls';
import { type MeasuredRow, recordsAsOf, type Unusable } from '../db/records';
import { knownAtEnd } from '../domain/states';
import { Pass, type PlaceValue, rowReader, type StoredDefinition, valuesOf } from './pass';

const BATCH = 5_000;

/** Records of a source as the pull of a position left them. */
export interface At {
  sourceId: string;
  position: string;
}

/** Leads records through measures, in one tenant. */
export class Walk {
  constructor(
    private readonly db: DataSource,
    private readonly tenantId: string,
    private readonly stopped: AbortSignal,
  ) {}

  /** All records, in order of key. @param complain takes what the measures could not use, batch by batch */
  async all(at: At, passes: Pass[], complain: (unusable: Unusable[]) => Promise<void>): Promise<void> {
    const fields = [...new Set(passes.flatMap(({ fields }) => fields))];
    const read = rowReader(fields);
    for await (const records of ahead(this.batches(at, passes, fields))) {
      this.stopped.throwIfAborted();
      const unusable = records.flatMap((record) => {
        const row = read(record);
        return passes.flatMap((pass) => pass.add(record, row) ?? []);
      });
      if (unusable.length > 0) await complain(unusable);
    }
  }

  /** The values of a STATE_COUNT: one walk per moment of which something else was known. */
  async states(
    pull: StoredPull,
    definition: StoredDefinition,
    complain: (unusable: Unusable[]) => Promise<void>,
  ): Promise<Map<string, PlaceValue>> {
    const { kind, dates, now } = definition;
    const pulls = await inTenant(this.db, this.tenantId, (tx) => finishedBefore(tx, pull));
    const values = new Map<string, PlaceValue>();
    const moments = [...knownAtEnd(pulls, now, kind, dates.zone)];
    for (const [n, [position, periods]] of moments.entries()) {
      const passes = periods.map((at) => new Pass({ ...definition, at }));
      // What an old version lacked is no complaint about the record as it is.
      const listens = n === moments.length - 1 ? complain : (): Promise<void> => Promise.resolve();
      await this.all({ sourceId: pull.sourceId, position }, passes, listens);
      for (const pass of passes) for (const entry of valuesOf(pass, position)) values.set(...entry);
    }
    return values;
  }

  /** What later pulls store does not change what is read. */
  private async *batches(at: At, passes: Pass[], fields: string[]): AsyncGenerator<MeasuredRow[]> {
    const beside = besideOf(passes);
    for (let after = ''; ;) {
      const from = after;
      const records = await inTenant(this.db, this.tenantId, (tx) =>
        recordsAsOf(tx, at, fields, from, BATCH, beside),
      );
      if (records.length > 0) yield records;
      if (records.length < BATCH) return;
      after = records.at(-1)?.key ?? '';
    }
  }
}

/** What the checks of any of them look at. */
export function besideOf(passes: Pass[]): Pass['beside'] {
  return {
    arrived: passes.some((pass) => pass.beside.arrived),
    bodyWithout: passes.find((pass) => pass.beside.bodyWithout !== undefined)?.beside.bodyWithout,
  };
}
