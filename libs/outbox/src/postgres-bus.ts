import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Pool } from 'pg';
import type { BusEvent, EventBus, SubscribeOptions, Subscription } from './event-bus';
import { forgetOften, type Retention } from './retention';

const BATCH = 200;
const IDLE_MS = 1_000;
/** After a failure. */
const AGAIN_MS = 200;
/** A reader that says nothing for so long has lost its turn, though its connection stands: its process may be frozen. */
const SILENT_MS = 60_000;
const CHANNEL = 'fuxing_bus';

/**
 * SQL of the bus, run once by whoever installs the database, as the role that will own it. The table is tenant data, so
 * it is under forced row-level security like every other; its one role carries the events of all tenants.
 */
export function postgresBusSchema(role: string): string {
  return `
    CREATE SCHEMA IF NOT EXISTS bus AUTHORIZATION ${role};
    SET ROLE ${role};
    CREATE TABLE IF NOT EXISTS bus.event (
      position    bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT event_pk PRIMARY KEY,
      xid         xid8 NOT NULL DEFAULT pg_current_xact_id(),
      event_id    text NOT NULL,
      tenant_id   text NOT NULL,
      topic       text NOT NULL,
      key         text NOT NULL,
      type        text NOT NULL,
      occurred_at timestamptz NOT NULL,
      traceparent text,
      payload     jsonb NOT NULL
    );
    CREATE INDEX IF NOT EXISTS event_in_order ON bus.event (xid, position);
    ALTER TABLE bus.event ENABLE ROW LEVEL SECURITY;
    ALTER TABLE bus.event FORCE ROW LEVEL SECURITY;
    DROP POLICY IF EXISTS carrier ON bus.event;
    CREATE POLICY carrier ON bus.event TO ${role} USING (true) WITH CHECK (true);
    CREATE TABLE IF NOT EXISTS bus.cursor (
      consumer_group text CONSTRAINT cursor_pk PRIMARY KEY,
      xid            xid8 NOT NULL,
      position       bigint NOT NULL,
      topics         text[] NOT NULL
    );
    ALTER TABLE bus.cursor ADD COLUMN IF NOT EXISTS durable boolean NOT NULL DEFAULT true;
    RESET ROLE;`;
}

/**
 * What a reader may take: everything after its cursor whose transaction was finished before every transaction that is
 * still open. Identities are given out before commit, so a cursor over `position` alone would step over an event that
 * commits late and lose it for ever.
 *
 * The order names the table's columns, because the bare names would mean the texts in the result: 1000 before 999.
 *
 * Source of the trap: https://event-driven.io/en/ordering_in_postgres_outbox/
 */
export const READ_SAFELY = `
  SELECT xid::text, position::text, event_id, tenant_id, topic, key, type, occurred_at, traceparent, payload
  FROM bus.event
  WHERE (xid, position) > ($1::xid8, $2::bigint)
    AND xid < pg_snapshot_xmin(pg_current_snapshot())
    AND topic = ANY($3)
  ORDER BY event.xid, event.position LIMIT ${BATCH}`;

/** Events that each group has not handled yet. */
export async function postgresBusLag(url: string): Promise<Map<string, number>> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ group: string; lag: number }>(
      `SELECT consumer_group AS "group",
              (SELECT count(*)::int FROM bus.event e WHERE (e.xid, e.position) > (c.xid, c.position) AND e.topic = ANY(c.topics)) AS lag
       FROM bus.cursor c`,
    );
    return new Map(rows.map(({ group, lag }) => [group, lag]));
  } finally {
    await client.end();
  }
}

/** The bus on PostgreSQL, for installations without Kafka. One active reader per group. */
export class PostgresBus implements EventBus {
  private readonly subscriptions = new Set<Subscription>();
  private readonly closing = new AbortController();
  private readonly forgetting: Promise<void>;

  private constructor(
    private readonly url: string,
    private readonly clientId: string,
    private readonly pool: Pool,
    retention: Retention | undefined,
  ) {
    this.forgetting = retention ? forgetOften(pool, retention, this.closing.signal) : Promise.resolve();
  }

  /** @param retention without it nothing is deleted by this process */
  static async open(url: string, clientId: string, retention?: Retention): Promise<PostgresBus> {
    const pool = new Pool({ connectionString: url, max: 4, application_name: `${clientId}-bus` });
    // An idle connection that the server drops is replaced by the pool; without a listener it would end the process.
    pool.on('error', () => undefined);
    await pool.query('SELECT 1');
    return new PostgresBus(url, clientId, pool, retention);
  }

  async send(events: BusEvent[]): Promise<void> {
    const column = (pick: (event: BusEvent) => unknown): unknown[] => events.map(pick);
    await this.pool.query(
      `WITH stored AS (
         INSERT INTO bus.event (event_id, tenant_id, topic, key, type, occurred_at, traceparent, payload)
         SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::text[], $8::jsonb[])
       )
       SELECT pg_notify('${CHANNEL}', '')`,
      [
        column((e) => e.eventId),
        column((e) => e.tenantId),
        column((e) => e.topic),
        column((e) => e.key),
        column((e) => e.type),
        column((e) => e.occurredAt),
        column((e) => e.traceparent ?? null),
        column((e) => JSON.stringify(e.payload)),
      ],
    );
  }

  async subscribe(options: SubscribeOptions): Promise<Subscription> {
    const reader = new Reader(this.url, `${this.clientId}-${options.group}`, this.pool, options);
    await reader.begin();
    const running = reader.run();
    const subscription = {
      stop: async () => {
        this.subscriptions.delete(subscription);
        reader.stop();
        await running;
      },
    };
    this.subscriptions.add(subscription);
    return subscription;
  }

  async close(): Promise<void> {
    this.closing.abort();
    await Promise.all([
      this.forgetting,
      ...[...this.subscriptions].map((subscription) => subscription.stop()),
    ]);
    await this.pool.end();
  }
}

/**
 * One member of a group. Only the holder of the group's lock reads, and the lock, the position and the reading share one
 * connection: who loses it can neither go on nor acknowledge, and queues for the lock again.
 */
class Reader {
  private readonly ended = new AbortController();
  private connected = false;
  private news = false;
  private wake: () => void = () => undefined;

  constructor(
    private readonly url: string,
    private readonly name: string,
    private readonly pool: Pool,
    private readonly options: SubscribeOptions,
  ) {}

  /** Gives the group its first position. */
  async begin(): Promise<void> {
    const start =
      this.options.from === 'earliest'
        ? `'0'::xid8, 0`
        : `pg_snapshot_xmin(pg_current_snapshot()), coalesce((SELECT max(position) FROM bus.event), 0)`;
    await this.pool.query(
      `INSERT INTO bus.cursor (consumer_group, xid, position, topics, durable) SELECT $1, ${start}, $2, $3
       ON CONFLICT (consumer_group) DO UPDATE SET topics = excluded.topics, durable = excluded.durable`,
      [this.options.group, this.options.topics, this.options.from === 'earliest'],
    );
  }

  stop(): void {
    this.ended.abort();
  }

  async run(): Promise<void> {
    while (!this.ended.signal.aborted) {
      const client = new Client({ connectionString: this.url, application_name: this.name });
      client.on('error', () => this.hear(() => (this.connected = false)));
      client.on('notification', () => this.hear());
      try {
        await client.connect();
        this.connected = true;
        await this.hold(client);
        while (this.mayRead()) {
          this.news = false;
          if ((await this.readBatch(client)) === 0) await this.idle(IDLE_MS);
        }
      } catch {
        // The database or the handler failed: nothing was acknowledged, so the same events come again.
        this.news = false;
        await this.idle(AGAIN_MS);
      } finally {
        await client.end().catch(() => undefined);
      }
    }
  }

  private mayRead(): boolean {
    return this.connected && !this.ended.signal.aborted;
  }

  /** Waits for the group's advisory lock, held as long as this connection lives, then hears of new events on it. */
  private async hold(client: Client): Promise<void> {
    while (this.mayRead()) {
      const { rows } = await client.query<{ held: boolean }>(
        `SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS held`,
        [`bus/${this.options.group}`],
      );
      if (rows[0]?.held) break;
      await this.idle(IDLE_MS);
    }
    await client.query(`SET idle_session_timeout = ${SILENT_MS}; LISTEN ${CHANNEL}`);
  }

  private async readBatch(client: Client): Promise<number> {
    const { group, topics, handle } = this.options;
    const { rows: cursors } = await client.query<{ xid: string; position: string }>(
      `SELECT xid::text, position::text FROM bus.cursor WHERE consumer_group = $1`,
      [group],
    );
    const cursor = cursors[0];
    if (!cursor) return 0;
    const { rows } = await client.query<EventRow>(READ_SAFELY, [cursor.xid, cursor.position, topics]);
    let done: EventRow | undefined;
    try {
      for (const row of rows) {
        if (!this.mayRead()) break;
        await handle(toEvent(row));
        done = row;
      }
    } finally {
      if (done) await advance(client, group, done);
    }
    return rows.length;
  }

  private hear(change?: () => void): void {
    change?.();
    this.news = true;
    this.wake();
  }

  /** Ends early on news, also on those that came before it began. */
  private async idle(ms: number): Promise<void> {
    if (this.news) return;
    const woken = new Promise<void>((resolve) => (this.wake = resolve));
    const timer = sleep(ms, undefined, { signal: this.ended.signal }).catch(() => undefined);
    await Promise.race([woken, timer]);
  }
}

interface EventRow {
  xid: string;
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

function toEvent(row: EventRow): BusEvent {
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

async function advance(on: Client, group: string, to: EventRow): Promise<void> {
  await on.query(`UPDATE bus.cursor SET xid = $2::xid8, position = $3 WHERE consumer_group = $1`, [
    group,
    to.xid,
    to.position,
  ]);
}
