import { inTenant } from '@fuxing/db';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ahead } from '../ahead';
import type { StoredPull } from '../db/pulls';
import { dropUnseen, type MeasuredRow, recordsAsOf, storeUnusable } from '../db/records';
import { fieldsOf } from '../domain/judge';
import { definitionsOf } from './definitions';
import { Pass, rowReader } from './pass';
import { storeValues } from './store-values';

const BATCH = 5_000;

/** Computes all measures of a source in one pass over its records; doing it again changes nothing. */
@Injectable()
export class Measuring {
  constructor(private readonly db: DataSource) {}

  async measure(tenantId: string, pull: StoredPull, stopped: AbortSignal): Promise<void> {
    const definitions = await inTenant(this.db, tenantId, (tx) => definitionsOf(tx, pull.sourceId));
    if (definitions.length === 0) return;
    const passes = definitions.map((definition) => new Pass(definition));
    const fields = [...new Set(definitions.flatMap(({ measure }) => fieldsOf(measure)))];
    const read = rowReader(fields);
    for await (const records of ahead(this.batches(tenantId, pull, fields))) {
      stopped.throwIfAborted();
      const unusable = records.flatMap((record) => {
        const row = read(record);
        return passes.flatMap((pass) => pass.add(record, row) ?? []);
      });
      if (unusable.length > 0)
        await inTenant(this.db, tenantId, (tx) => storeUnusable(tx, pull.sourceId, pull.position, unusable));
    }
    for (const pass of passes) {
      stopped.throwIfAborted();
      await inTenant(this.db, tenantId, (tx) => storeValues(tx, pull, pass));
    }
    await inTenant(this.db, tenantId, (tx) => dropUnseen(tx, pull.sourceId, pull.position));
  }

  /** The records as the pull left them, in order of key; what later pulls store does not change what is read. */
  private async *batches(
    tenantId: string,
    pull: StoredPull,
    fields: string[],
  ): AsyncGenerator<MeasuredRow[]> {
    for (let after = ''; ;) {
      const from = after;
      const records = await inTenant(this.db, tenantId, (tx) => recordsAsOf(tx, pull, fields, from, BATCH));
      if (records.length > 0) yield records;
      if (records.length < BATCH) return;
      after = records.at(-1)?.key ?? '';
    }
  }
}
