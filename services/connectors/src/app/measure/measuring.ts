import { MeasureFunction } from '@fuxing/contracts/connectors/v1/measures';
import { inTenant } from '@fuxing/db';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { lastMeasured, saveMeasured, saveValues } from '../../db/measure/measured';
import { PullMode } from '@fuxing/contracts/connectors/v1/pulls';
import { isQueued, type StoredPull } from '../../db/collect/pulls';
import { storeUnusable, type Unusable } from '../../db/collect/records';
import { complete } from './complete';
import { definitionsOf } from './definitions';
import { fingerprintOf } from './fingerprint';
import { incremental } from './incremental';
import type { PlaceValue, StoredDefinition } from './pass';
import { type KeysOf, storeValues } from './store-values';
import { TakenOver } from '../taken-over';
import { Walk } from './walk';

/** What measuring is about, and with what. */
export interface Task {
  pull: StoredPull;
  flows: StoredDefinition[];
  states: StoredDefinition[];
  walk: Walk;
  /** Runs in a transaction of the tenant. */
  read: <T>(work: (tx: EntityManager) => Promise<T>) => Promise<T>;
  /** Keeps what a measure could not use. */
  complain: (unusable: Unusable[]) => Promise<void>;
}

/** Everything that the measures of a source give now. */
export interface Outcome {
  /** By `<unit>~<period>`. */
  values: Map<StoredDefinition, Map<string, PlaceValue>>;
  /** The places of them that were computed now; absent where all were. */
  touched?: Map<StoredDefinition, string[]>;
  keysOf: (definition: StoredDefinition) => KeysOf;
  /** Keeps what spares the next pull from computing all of it. */
  save: (tx: EntityManager) => Promise<void>;
}

/**
 * Computes the measures of a source: what a pull touched, or everything where that is asked for, where definitions
 * changed and where nothing was computed yet. Both give the same, and doing it again changes nothing.
 */
@Injectable()
export class Measuring {
  constructor(private readonly db: DataSource) {}

  async measure(tenantId: string, pull: StoredPull, stopped: AbortSignal): Promise<void> {
    const read: Task['read'] = (work) => inTenant(this.db, tenantId, work);
    const found = await read((tx) => definitionsOf(tx, pull));
    if (found.length === 0) return;
    // What is compared with another value comes after it.
    const [compared, plain] = partition(found, ({ measure }) => measure.checks?.reconciliation !== undefined);
    const definitions = [...plain, ...compared];
    const [states, flows] = partition(definitions, isState);
    const walk = new Walk(this.db, tenantId, stopped);
    const complain = (unusable: Unusable[]): Promise<void> =>
      read((tx) => storeUnusable(tx, pull.sourceId, pull.position, unusable));
    const task: Task = { pull, flows, states, walk, read, complain };

    const fingerprint = fingerprintOf(found);
    const last = isAnew(pull) ? undefined : await read((tx) => lastMeasured(tx, pull.sourceId));
    const goesOn = last?.fingerprint === fingerprint && BigInt(last.position) <= BigInt(pull.position);
    const outcome = (goesOn ? await incremental(task, last) : undefined) ?? (await complete(task));

    for (const [definition, values] of outcome.values) {
      stopped.throwIfAborted();
      await read(async (tx) => {
        if (!(await isQueued(tx, pull.pullId))) throw new TakenOver();
        await storeValues(tx, pull, definition, values, outcome.keysOf(definition));
      });
    }
    const now = found[0]?.now ?? 0;
    await read(async (tx) => {
      await outcome.save(tx);
      for (const [definition, values] of outcome.values)
        await saveValues(
          tx,
          definition.measure.measureId,
          kept(definition, values),
          outcome.touched?.get(definition),
        );
      await saveMeasured(tx, pull.sourceId, { position: pull.position, now, fingerprint });
    });
  }
}

/** As it is kept: records behind a flow are found again by its place, those behind a state are not. */
function kept(definition: StoredDefinition, values: Map<string, PlaceValue>): Map<string, object> {
  if (isState(definition)) return values;
  return new Map(
    [...values].map(([place, { keys: _keys, position: _position, ...result }]) => [place, result]),
  );
}

/** Everything is computed again, whatever was computed before. */
function isAnew({ mode }: StoredPull): boolean {
  return mode === PullMode.PULL_MODE_FULL || mode === PullMode.PULL_MODE_REPLAY;
}

export function isState({ measure }: StoredDefinition): boolean {
  return measure.function === MeasureFunction.MEASURE_FUNCTION_STATE_COUNT;
}

function partition<T>(all: T[], first: (one: T) => boolean): [T[], T[]] {
  return [all.filter(first), all.filter((one) => !first(one))];
}
