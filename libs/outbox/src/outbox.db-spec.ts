import { inTenant } from '@fuxing/db';
import { testDatabase, type TestDatabase } from '@fuxing/testing';
import { Client } from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { consume, requestReplay } from './consume';
import type { BusEvent, EventBus } from './event-bus';
import { PostgresBus, READ_SAFELY } from './postgres-bus';
import { publish } from './publish';
import { Relay, relayOnce } from './relay';
import { outboxTables } from './tables';

class Sample1 implements MigrationInterface {
  name = 'Sample1700000000001';
  async up(db: QueryRunner): Promise<void> {
    await db.query(outboxTables('sample'));
    await db.query(`
      CREATE TABLE heard (tenant_id text, event_id text, n serial);
      GRANT SELECT, INSERT ON heard TO fuxing_sample; GRANT USAGE ON heard_n_seq TO fuxing_sample;`);
  }
  async down(): Promise<void> {}
}

const sample = { schema: 'sample', entities: [], migrations: [Sample1] };
const tenant = '130404';
const event = (key: string, n: number) => ({
  topic: 'sample.thing-changed.v1',
  key,
  type: 'sample.Thing',
  payload: { n },
});
const until = async (done: () => Promise<boolean> | boolean): Promise<void> => {
  for (let i = 0; i < 400; i++) {
    if (await done()) return;
    await new Promise((r) => setTimeout(r, 25));
  }
  throw new Error('It did not happen within 10 s.');
};

let db: TestDatabase;
let bus: PostgresBus;
beforeAll(async () => {
  db = await testDatabase(sample);
  bus = await PostgresBus.open(db.busUrl, 'test');
});
afterAll(async () => {
  await bus.close();
  await db.stop();
});

describe('publish and relay', () => {
  it('sends what committed, and nothing of what rolled back', async () => {
    await inTenant(db.app, tenant, (tx) => publish(tx, event('a', 1)));
    await expect(
      inTenant(db.app, tenant, async (tx) => {
        await publish(tx, event('a', 2));
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    const sent: BusEvent[] = [];
    const to = { send: async (events: BusEvent[]) => void sent.push(...events) } as EventBus;
    expect(await relayOnce(db.worker, to)).toBe(1);
    expect(sent).toMatchObject([{ tenantId: tenant, key: 'a', payload: { n: 1 } }]);
    expect(await relayOnce(db.worker, to)).toBe(0);
  });

  it('keeps everything when the bus fails, and sends it again', async () => {
    await inTenant(db.app, tenant, (tx) => publish(tx, event('b', 1), event('b', 2)));
    const broken = { send: () => Promise.reject(new Error('broker away')) } as unknown as EventBus;
    await expect(relayOnce(db.worker, broken)).rejects.toThrow('broker away');
    const sent: BusEvent[] = [];
    await relayOnce(db.worker, { send: async (events: BusEvent[]) => void sent.push(...events) } as EventBus);
    expect(sent.map((e) => e.payload)).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it('lets one of several relays work at a time', async () => {
    await inTenant(db.app, tenant, (tx) =>
      publish(tx, ...Array.from({ length: 20 }, (_, n) => event('c', n))),
    );
    let sending = 0;
    let most = 0;
    const slow = {
      send: async () => {
        most = Math.max(most, ++sending);
        await new Promise((r) => setTimeout(r, 100));
        sending--;
      },
    } as unknown as EventBus;
    const counts = await Promise.all([1, 2, 3].map(() => relayOnce(db.worker, slow)));
    expect({ most, sent: counts.reduce((a, b) => a + b) }).toEqual({ most: 1, sent: 20 });
  });

  it('sends again, and in order, what a relay had in hand when its connection was cut', async () => {
    await inTenant(db.app, tenant, (tx) => publish(tx, event('cut', 1), event('cut', 2)));
    const sent: BusEvent[] = [];
    const to = (before: () => Promise<unknown>) =>
      ({
        send: async (events: BusEvent[]) => {
          await before();
          sent.push(...events);
        },
      }) as EventBus;
    let takenOver = 0;
    const cut = async (): Promise<void> => {
      await db.query(
        `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted
           AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
      );
      // The lock fell with the connection: another relay sends while the first one still does.
      await until(
        async () =>
          (takenOver = await relayOnce(
            db.worker,
            to(async () => undefined),
          )) > 0,
      );
      await inTenant(db.app, tenant, (tx) => publish(tx, event('cut', 3)));
      await relayOnce(
        db.worker,
        to(async () => undefined),
      );
    };
    await expect(relayOnce(db.worker, to(cut))).rejects.toThrow();
    expect(takenOver).toBe(2);
    expect(sent.map((each) => each.payload)).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }, { n: 1 }, { n: 2 }]);
    expect(await db.query('SELECT FROM outbox')).toHaveLength(0);
  });

  it('relays at a measured rate', async () => {
    const many = Array.from({ length: 500 }, (_, n) => ({
      ...event(`key-${n}`, n),
      topic: 'sample.rate.v1',
    }));
    for (let i = 0; i < 20; i++) await inTenant(db.app, tenant, (tx) => publish(tx, ...many));
    const begun = performance.now();
    let sent = 0;
    for (let n = 1; n > 0; sent += n) n = await relayOnce(db.worker, bus);
    const perSecond = Math.round((sent / (performance.now() - begun)) * 1_000);
    process.stdout.write(`relay to PostgreSQL: ${perSecond} events/s\n`);
    expect(sent).toBe(10_000);
  }, 60_000);

  it('shows another tenant nothing, and refuses a transaction without a tenant', async () => {
    await inTenant(db.app, tenant, (tx) => publish(tx, event('d', 1)));
    await expect(db.app.query(`INSERT INTO inbox (tenant_id, event_id) VALUES ('x', 'y')`)).rejects.toThrow(
      /fuxing.tenant_id|row-level security/,
    );
    await expect(inTenant(db.app, 'other', (tx) => tx.query('SELECT * FROM outbox'))).rejects.toThrow(
      'permission denied',
    );
    await relayOnce(db.worker, bus);
  });
});

describe('the late-commit trap', () => {
  const naive = `SELECT position::text, key FROM bus.event WHERE position > $1 AND topic = 'trap' ORDER BY position`;
  const insert = (key: string) =>
    `INSERT INTO bus.event (event_id, tenant_id, topic, key, type, occurred_at, payload)
     VALUES ('${key}', '${tenant}', 'trap', '${key}', 't', now(), '{}')`;

  it('a cursor over positions loses an event that commits late; the guarded one does not', async () => {
    const [late, early] = [new Client(db.busUrl), new Client(db.busUrl)];
    await Promise.all([late.connect(), early.connect()]);
    try {
      await late.query('BEGIN');
      await late.query(insert('late'));
      await early.query(insert('early'));

      const first = (await early.query(naive, [0])).rows;
      const guardedBefore = (await early.query(READ_SAFELY, ['0', 0, ['trap']])).rows;
      await late.query('COMMIT');
      const second = (await early.query(naive, [first.at(-1).position])).rows;
      const guardedAfter = (await early.query(READ_SAFELY, ['0', 0, ['trap']])).rows;

      expect([...first, ...second].map((row) => row.key)).toEqual(['early']);
      expect(guardedBefore).toEqual([]);
      expect(guardedAfter.map((row) => row.key)).toEqual(['late', 'early']);
    } finally {
      await Promise.all([late.end(), early.end()]);
    }
  });
});

describe('consume', () => {
  const hear = (options: Partial<Parameters<typeof consume>[0]> = {}) =>
    consume({
      bus,
      app: db.app,
      worker: db.worker,
      group: 'sample',
      onDeadLetter: () => undefined,
      handlers: {
        'sample.thing-changed.v1': async (tx, heard) => {
          if ((heard.payload as { n: number }).n < 0 && poisoned) throw new Error('cannot digest');
          await tx.query('INSERT INTO heard (tenant_id, event_id) VALUES ($1, $2)', [
            heard.tenantId,
            heard.eventId,
          ]);
        },
      },
      ...options,
    });
  let poisoned = true;

  it('has the effect once, however often an event is delivered', async () => {
    const consumer = await hear();
    const twice = {
      ...event('e', 7),
      eventId: crypto.randomUUID(),
      tenantId: tenant,
      occurredAt: new Date(),
    };
    await bus.send([twice, twice]);
    await bus.send([twice]);
    const last = { ...twice, eventId: crypto.randomUUID() };
    await bus.send([last]);
    const heard = () => db.query<{ event_id: string }>('SELECT event_id FROM heard');
    await until(async () => (await heard()).some((row) => row.event_id === last.eventId));
    expect((await heard()).filter((row) => row.event_id === twice.eventId)).toHaveLength(1);
    await consumer.stop();
  });

  it('sets a poison event aside with its error, goes on, and replays it when asked', async () => {
    const consumer = await hear();
    const relay = new Relay(db.worker, db.app, bus, () => undefined);
    await inTenant(db.app, tenant, (tx) => publish(tx, event('f', -1), event('f', 1)));
    const dead = () =>
      db.query<{ error: string; attempts: number }>('SELECT error, attempts FROM dead_letter');
    await until(async () => (await dead()).length === 1);
    expect(await dead()).toEqual([{ error: 'cannot digest', attempts: 5 }]);
    poisoned = false;
    expect(await requestReplay(db.worker)).toBe(1);
    await until(async () => (await dead()).length === 0);
    await relay.stop();
    await consumer.stop();
  }, 20_000);
});
