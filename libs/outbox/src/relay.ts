import { setTimeout as sleep } from 'node:timers/promises';
import { onCommitted } from '@fuxing/db';
import type { DataSource } from 'typeorm';
import type { BusEvent, EventBus } from './event-bus';
import { sending } from './telemetry';

const BATCH = 500;
/** A relay in the writing process is woken by its commits; this is for what another process wrote. */
const IDLE_MS = 1_000;

/**
 * Sends what is queued in one schema, oldest first, and deletes it in the same transaction: at least once, in order per
 * key. The transaction-bound advisory lock lets one relay work at a time, on any number of replicas, and falls with the
 * connection of a relay that dies.
 *
 * Deleting needs no cursor, so an event that commits late is sent late but never stepped over.
 *
 * @param worker pool of the worker role
 * @returns how many were sent; 0 also when another relay holds the lock
 */
export async function relayOnce(worker: DataSource, bus: EventBus): Promise<number> {
  return worker.transaction(async (tx) => {
    const [lock] = await tx.query(
      `SELECT pg_try_advisory_xact_lock(hashtextextended('outbox/' || current_schema(), 0)) AS held`,
    );
    if (!lock.held) return 0;
    const rows: OutboxRow[] = await tx.query(`SELECT * FROM outbox ORDER BY position LIMIT ${BATCH}`);
    if (rows.length === 0) return 0;
    const events = rows.map(toEvent);
    await sending(events, () => bus.send(events));
    await tx.query(`DELETE FROM outbox WHERE position = ANY($1::bigint[])`, [
      rows.map((row) => row.position),
    ]);
    return rows.length;
  });
}

/** Runs relayOnce until stopped; a failing bus or database only delays. */
export class Relay {
  private readonly ended = new AbortController();
  private wake: () => void = () => undefined;
  private readonly unlisten: () => void;
  private readonly running: Promise<void>;

  /** @param app the pool whose commits wake the relay */
  constructor(
    private readonly worker: DataSource,
    app: DataSource,
    private readonly bus: EventBus,
    private readonly onError: (error: unknown) => void,
  ) {
    this.unlisten = onCommitted(app, () => this.wake());
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.unlisten();
    this.ended.abort();
    this.wake();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.ended.signal.aborted) {
      const woken = new Promise<void>((resolve) => (this.wake = resolve));
      try {
        if ((await relayOnce(this.worker, this.bus)) === BATCH) continue;
      } catch (error) {
        this.onError(error);
      }
      await Promise.race([
        woken,
        sleep(IDLE_MS, undefined, { signal: this.ended.signal }).catch(() => undefined),
      ]);
    }
  }
}

interface OutboxRow {
  position: string;
  event_id: string;
  tenant_id: string;
  topic: string;
  key: string;
  type: string;
  occurred_at: Date;
  traceparent: string | null;
  payload: unknown;
}

function toEvent(row: OutboxRow): BusEvent {
  return {
    eventId: row.event_id,
    tenantId: row.tenant_id,
    topic: row.topic,
    key: row.key,
    type: row.type,
    occurredAt: row.occurred_at,
    traceparent: row.traceparent ?? undefined,
    payload: row.payload,
  };
}
