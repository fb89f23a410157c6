import { lastDay } from '@fuxing/calendar';
import { inTenant } from '@fuxing/db';
import type { DataSource } from 'typeorm';
import { ahead } from '../../ahead';
import { finishedBefore, type StoredPull } from '../../db/collect/pulls';
import { type Beside, type MeasuredRow, recordsAsOf, type Unusable } from '../../db/collect/records';
import { knownAtEnd } from '../../domain/measure/states';
import { endOfDay, instantOf } from '../../domain/measure/timestamp';
import { Pass, type PlaceValue, rowReader, type StoredDefinition, type Visitor, valuesOf } from './pass';

/** Records read at once; two such batches are held, and more of them would outlive the young generation. */
const BATCH = 2_000;
/** Of records that are named, which lie apart: each question costs more than what it holds. */
const NAMED = 5_000;

/** Records of a source as the pull of a position left them. */
export interface At {
  sourceId: string;
  position: string;
}

/** What is read of records. */
export interface Reading {
  fields: string[];
  beside: Beside;
}

interface Held {
  reading?: Reading;
  held?: Map<string, MeasuredRow>;
  keeps?: boolean;
}

/** Leads records through measures, in one tenant. */
export class Walk {
  constructor(
    private readonly db: DataSource,
    private readonly tenantId: string,
    private readonly stopped: AbortSignal,
  ) {}

  /** All records, in order of key. @param complain takes what the measures could not use, batch by batch */
  async all(at: At, passes: Visitor[], complain: (unusable: Unusable[]) => Promise<void>): Promise<void> {
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

  /**
   * Some records, in order of key.
   *
   * @param held those that were read before, of the same moment and reading; what is read now is added where `keeps` says so
   */
  async some(
    at: At,
    keys: string[],
    visitors: Visitor[],
    complain: (unusable: Unusable[]) => Promise<void> = ignore,
    { reading = readingOf(visitors), held = new Map<string, MeasuredRow>(), keeps = false }: Held = {},
  ): Promise<void> {
    const read = rowReader(reading.fields);
    const sorted = inOrder([...new Set(keys)]);
    for (let n = 0; n < sorted.length; n += NAMED) {
      this.stopped.throwIfAborted();
      const batch = sorted.slice(n, n + NAMED);
      const wanted = batch.filter((key) => !held.has(key));
      const found = new Map(
        (wanted.length === 0 ? [] : await this.read(at, reading, wanted)).map((record) => [
          record.key,
          record,
        ]),
      );
      if (keeps) for (const [key, record] of found) held.set(key, record);
      const unusable = batch.flatMap((key) => {
        const record = held.get(key) ?? found.get(key);
        if (!record) return [];
        const row = read(record);
        return visitors.flatMap((visitor) => visitor.add(record, row) ?? []);
      });
      if (unusable.length > 0) await complain(unusable);
    }
  }

  private read(at: At, { fields, beside }: Reading, keys: string[]): Promise<MeasuredRow[]> {
    return inTenant(this.db, this.tenantId, (tx) =>
      recordsAsOf(tx, at, fields, '', keys.length, beside, keys),
    );
  }

  /**
   * The values of a STATE_COUNT: one walk per moment of which something else was known.
   *
   * @param after only periods that ended after this, milliseconds since 1970 UTC
   * @returns undefined when no period has ended since: nothing was walked and nobody complained
   */
  async states(
    pull: StoredPull,
    definition: StoredDefinition,
    complain: (unusable: Unusable[]) => Promise<void>,
    after = -Infinity,
  ): Promise<Map<string, PlaceValue> | undefined> {
    const { kind, dates, now } = definition;
    const pulls = await inTenant(this.db, this.tenantId, (tx) => finishedBefore(tx, pull));
    const values = new Map<string, PlaceValue>();
    const ended = (period: string): boolean => instantOf(endOfDay(lastDay(period)), dates.zone) > after;
    const moments = [...knownAtEnd(pulls, now, kind, dates.zone)]
      .map(([position, periods]) => [position, periods.filter(ended)] as const)
      .filter(([, periods]) => periods.length > 0);
    if (moments.length === 0) return undefined;
    for (const [n, [position, periods]] of moments.entries()) {
      const passes = periods.map((at) => new Pass({ ...definition, at }));
      // What an old version lacked is no complaint about the record as it is.
      const listens = n === moments.length - 1 ? complain : ignore;
      await this.all({ sourceId: pull.sourceId, position }, passes, listens);
      for (const pass of passes) for (const entry of valuesOf(pass, position)) values.set(...entry);
    }
    return values;
  }

  /** What later pulls store does not change what is read. */
  private async *batches(at: At, passes: Visitor[], fields: string[]): AsyncGenerator<MeasuredRow[]> {
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

const ignore = (): Promise<void> => Promise.resolve();

/** From here on the order of UTF-16, by which texts are compared, is not that of bytes. */
const BEYOND = /[\ud800-\uffff]/;

/** As the database orders keys: by their bytes. */
export function inOrder(keys: string[]): string[] {
  if (!keys.some((key) => BEYOND.test(key))) return keys.toSorted();
  return keys
    .map((key) => ({ key, bytes: Buffer.from(key) }))
    .sort((a, b) => Buffer.compare(a.bytes, b.bytes))
    .map(({ key }) => key);
}

/** All that any of them looks at. */
export function readingOf(visitors: Visitor[]): Reading {
  return { fields: [...new Set(visitors.flatMap(({ fields }) => fields))], beside: besideOf(visitors) };
}

/** What the checks of any of them look at. */
function besideOf(passes: Visitor[]): Visitor['beside'] {
  return {
    arrived: passes.some((pass) => pass.beside.arrived),
    bodyWithout: passes.find((pass) => pass.beside.bodyWithout !== undefined)?.beside.bodyWithout,
  };
}
