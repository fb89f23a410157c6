import { setTimeout as sleep } from 'node:timers/promises';
import { inTenant, isOutage } from '@fuxing/db';
import { refusalOf } from '@fuxing/errors';
import type { DataSource, EntityManager } from 'typeorm';
import type { BusEvent, EventBus, Subscription } from './event-bus';
import { processing, setAsideCounted } from './telemetry';

/** What a service does on hearing an event, in the transaction that also remembers that it was heard. */
export type Handler = (tx: EntityManager, event: BusEvent) => Promise<void>;

const ATTEMPTS = 5;
const REPLAY_EVERY_MS = 2_000;

export interface ConsumeOptions {
  bus: EventBus;
  /** Pool of the app role. */
  app: DataSource;
  /** Pool of the worker role. */
  worker: DataSource;
  /** Consumer group, the service's name. */
  group: string;
  handlers: Record<string, Handler>;
  /** Told of every event that was set aside. */
  onDeadLetter: (event: BusEvent, error: unknown) => void;
  /** Told of what makes events wait: the database is away, or an event can be neither handled nor set aside. */
  onWait?: (error: unknown) => void;
}

/**
 * Hears events and has each one's effect exactly once: the inbox row and the effect commit together, a repeat finds the
 * row. An event that fails five times goes to the dead letters with its error, and the next one is handled; while the
 * database itself is away nothing is set aside, the event waits. Dead letters marked for replay are tried again.
 */
export async function consume(options: ConsumeOptions): Promise<Subscription> {
  const { bus, group, handlers } = options;
  const subscription = await bus.subscribe({
    group,
    topics: Object.keys(handlers),
    from: 'earliest',
    handle: async (event) => {
      try {
        await processing(group, event, () => handleOrSetAside(options, event));
      } catch (error) {
        options.onWait?.(error);
        throw error;
      }
    },
  });
  const ended = new AbortController();
  const replaying = replayLoop(options, ended.signal);
  return {
    stop: async () => {
      ended.abort();
      await Promise.all([subscription.stop(), replaying]);
    },
  };
}

async function handleOrSetAside(options: ConsumeOptions, event: BusEvent): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await handleOnce(options, event);
    } catch (error) {
      if (isOutage(error)) throw error;
      if (attempt < ATTEMPTS && !refusalOf(error)) {
        await sleep(50 * 2 ** attempt);
        continue;
      }
      await setAside(options.worker, event, error, attempt);
      setAsideCounted(options.group, event);
      options.onDeadLetter(event, error);
      return;
    }
  }
}

async function handleOnce({ app, handlers }: ConsumeOptions, event: BusEvent): Promise<void> {
  await inTenant(app, event.tenantId, async (tx) => {
    const [fresh] = await tx.query(
      `INSERT INTO inbox (tenant_id, event_id) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING event_id`,
      [event.tenantId, event.eventId],
    );
    if (!fresh) return;
    const handler = handlers[event.topic];
    if (!handler) throw new Error(`No handler for topic ${event.topic}.`);
    await handler(tx, event);
  });
}

async function setAside(
  worker: DataSource,
  event: BusEvent,
  error: unknown,
  attempts: number,
): Promise<void> {
  await worker.query(
    `INSERT INTO dead_letter (tenant_id, event_id, topic, key, type, occurred_at, traceparent, payload, error, attempts)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9, $10)
     ON CONFLICT (tenant_id, event_id)
       DO UPDATE SET error = excluded.error, attempts = dead_letter.attempts + excluded.attempts, failed_at = now(), replay = false`,
    [
      event.tenantId || '?',
      event.eventId,
      event.topic,
      event.key,
      event.type,
      event.occurredAt,
      event.traceparent ?? null,
      storable(event.payload),
      error instanceof Error ? error.message : String(error),
      attempts,
    ],
  );
}

/** JSON that jsonb takes. It refuses NUL and half surrogates; a payload with these is kept as the text of its JSON. */
function storable(payload: unknown): string {
  const json = JSON.stringify(payload ?? null);
  return /\\u(0000|d[89a-f])/.test(json) ? JSON.stringify(json) : json;
}

/** Marks dead letters to be tried again by the running service; all of them when no ids are given. */
export async function requestReplay(worker: DataSource, eventIds?: string[]): Promise<number> {
  const [, count] = await worker.query(
    `UPDATE dead_letter SET replay = true WHERE NOT replay AND ($1::text[] IS NULL OR event_id = ANY($1))`,
    [eventIds ?? null],
  );
  return count;
}

async function replayLoop(options: ConsumeOptions, ended: AbortSignal): Promise<void> {
  while (!ended.aborted) {
    await sleep(REPLAY_EVERY_MS, undefined, { signal: ended }).catch(() => undefined);
    if (ended.aborted) return;
    try {
      await replayMarked(options);
    } catch (error) {
      options.onWait?.(error);
    }
  }
}

async function replayMarked(options: ConsumeOptions): Promise<void> {
  const rows: (BusEvent & { tenantId: string })[] = await options.worker.query(
    `SELECT event_id AS "eventId", tenant_id AS "tenantId", topic, key, type, occurred_at AS "occurredAt", traceparent, payload
     FROM dead_letter WHERE replay ORDER BY failed_at, event_id LIMIT 100`,
  );
  for (const event of rows) {
    try {
      await handleOnce(options, event);
      await inTenant(options.app, event.tenantId, (tx) =>
        tx.query(`DELETE FROM dead_letter WHERE event_id = $1`, [event.eventId]),
      );
    } catch (error) {
      if (isOutage(error)) throw error;
      await setAside(options.worker, event, error, 1);
    }
  }
}
