import { MeasureFunction } from '@fuxing/contracts/connectors/v1/measures';
import { inTenant } from '@fuxing/db';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { StoredPull } from '../db/pulls';
import { dropUnseen, storeUnusable, type Unusable } from '../db/records';
import { definitionsOf } from './definitions';
import { Pass, type StoredDefinition, valuesOf } from './pass';
import { storeValues } from './store-values';
import { Walk } from './walk';

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
    const walk = new Walk(this.db, tenantId, stopped);
    const complain = (unusable: Unusable[]): Promise<void> =>
      inTenant(this.db, tenantId, (tx) => storeUnusable(tx, pull.sourceId, pull.position, unusable));
    const passes = flows.map((definition) => new Pass(definition));
    await walk.all(pull, passes, complain);
    for (const pass of passes) {
      stopped.throwIfAborted();
      await inTenant(this.db, tenantId, (tx) =>
        storeValues(tx, pull, pass.definition, valuesOf(pass, pull.position)),
      );
    }
    for (const definition of states) {
      const values = await walk.states(pull, definition, complain);
      await inTenant(this.db, tenantId, (tx) => storeValues(tx, pull, definition, values));
    }
    await inTenant(this.db, tenantId, (tx) => dropUnseen(tx, pull.sourceId, pull.position));
  }
}

export function isState({ measure }: StoredDefinition): boolean {
  return measure.function === MeasureFunction.MEASURE_FUNCTION_STATE_COUNT;
}

function partition<T>(all: T[], first: (one: T) => boolean): [T[], T[]] {
  return [all.filter(first), all.filter((one) => !first(one))];
}
