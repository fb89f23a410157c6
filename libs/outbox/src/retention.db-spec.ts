import { emptyDatabase, installService } from '@fuxing/testing';
import { Client, Pool } from 'pg';
import { busEvent, numberOf, until } from './bus-contract';
import type { BusEvent } from './event-bus';
import { PostgresBus } from './postgres-bus';
import { forgetOnce, type Retention } from './retention';

let admin: Client;
let pool: Pool;
let url: string;
let drop: () => Promise<void>;
beforeAll(async () => {
  const database = await emptyDatabase();
  ({ bus: url } = await installService(database.adminUrl, {
    schema: 'sample',
    entities: [],
    migrations: [],
  }));
  drop = database.drop;
  admin = new Client(database.adminUrl);
  await admin.connect();
  pool = new Pool({ connectionString: url });
});
afterEach(() => admin.query('TRUNCATE bus.event, bus.cursor'));
afterAll(async () => {
  await Promise.all([admin.end(), pool.end()]);
  await drop();
});

const DAY = 24 * 3_600_000;
const aged = (topic: string, days: number, n = 0): BusEvent => ({
  ...busEvent(topic, 'k', n),
  occurredAt: new Date(Date.now() - days * DAY),
});
const open = (retention?: Retention) => PostgresBus.open(url, 'test', retention);
const left = async (): Promise<string[]> => {
  const { rows } = await admin.query<{ of: string }>(
    `SELECT topic || ' ' || (payload->>'n') AS of FROM bus.event ORDER BY position`,
  );
  return rows.map(({ of }) => of);
};
/** A group that hears a topic up to the first `most` events and then goes. */
const hears = async (bus: PostgresBus, group: string, topics: string[], most = Infinity) => {
  const heard: BusEvent[] = [];
  const subscription = await bus.subscribe({
    group,
    topics,
    from: 'earliest',
    handle: async (event) => {
      if (heard.length >= most) throw new Error('It has gone.');
      heard.push(event);
    },
  });
  return { heard, stop: () => subscription.stop() };
};

it('deletes what is old and was heard by every group that wants it, and nothing else', async () => {
  const bus = await open();
  await bus.send([
    aged('heard', 8, 1),
    aged('heard', 6, 2),
    aged('half-heard', 8, 1),
    aged('half-heard', 8, 2),
  ]);
  await bus.send([aged('never-heard', 8, 1), aged('nobodys', 8, 1), aged('nobodys', 1, 2)]);
  const fast = await hears(bus, 'fast', ['heard', 'half-heard']);
  await until(() => fast.heard.length === 4);
  const slow = await hears(bus, 'slow', ['half-heard'], 1);
  await until(() => slow.heard.length === 1);
  await Promise.all([fast.stop(), slow.stop()]);
  const absent = await hears(bus, 'absent', ['never-heard'], 0);
  await absent.stop();

  expect(await forgetOnce(pool, 7)).toBe(3);
  expect(await left()).toEqual(['heard 2', 'half-heard 2', 'never-heard 1', 'nobodys 2']);
  expect(await forgetOnce(pool, 7)).toBe(0);

  const again = await hears(bus, 'slow', ['half-heard']);
  await until(() => again.heard.length === 1);
  expect(again.heard.map(numberOf)).toEqual([2]);
  await bus.close();
  expect(await forgetOnce(pool, 7)).toBe(1);
});

it('is not held back by a group that began at the latest event and will not come again', async () => {
  const bus = await open();
  const replica = await bus.subscribe({
    group: 'replica',
    topics: ['t'],
    from: 'latest',
    handle: async () => {},
  });
  await replica.stop();
  await bus.send([aged('t', 8)]);
  await bus.close();
  expect(await forgetOnce(pool, 7)).toBe(1);
});

it('deletes in batches, several processes at once, oldest first', async () => {
  const bus = await open();
  await bus.send(Array.from({ length: 1_000 }, (_, n) => aged('many', 30, n)));
  await bus.close();
  expect(await forgetOnce(pool, 7, 100)).toBe(100);
  expect((await left())[0]).toBe('many 100');
  const forgotten = await Promise.all([1, 2, 3, 4].map(() => forgetOnce(pool, 7, 300)));
  expect(forgotten.reduce((sum, n) => sum + n)).toBe(900);
  expect(await left()).toEqual([]);
});

it('loses nothing to a reader whose events are deleted behind it while it reads', async () => {
  const bus = await open();
  const reader = await hears(bus, 'reader', ['busy']);
  const sent: number[] = [];
  for (let n = 0; n < 300; n += 10) {
    const batch = Array.from({ length: 10 }, (_, i) => aged('busy', 8, n + i));
    await bus.send(batch);
    sent.push(...batch.map(numberOf));
    await forgetOnce(pool, 7);
  }
  await until(() => reader.heard.length === 300);
  expect(reader.heard.map(numberOf)).toEqual(sent);
  await bus.close();
  await forgetOnce(pool, 7);
  expect(await left()).toEqual([]);
});

it('happens by itself in a service that opens the bus, which closes at once', async () => {
  await admin.query(
    `INSERT INTO bus.event (event_id, tenant_id, topic, key, type, occurred_at, payload)
     SELECT gen_random_uuid()::text, 't', 'old', 'k', 't', now() - interval '8 days', '{}' FROM generate_series(1, 12000)`,
  );
  const faults: unknown[] = [];
  const bus = await open({ days: 7, onError: (error) => faults.push(error) });
  await until(async () => (await left()).length === 0);
  const before = Date.now();
  await bus.close();
  expect(Date.now() - before).toBeLessThan(1_000);
  expect(faults).toEqual([]);
});

it('tells of a failure and goes on', async () => {
  const faults: unknown[] = [];
  await admin.query('ALTER TABLE bus.cursor RENAME COLUMN durable TO lasting');
  const bus = await open({ days: 7, onError: (error) => faults.push(error) });
  await until(() => faults.length > 0);
  expect(String(faults[0])).toContain('durable');
  await admin.query('ALTER TABLE bus.cursor RENAME COLUMN lasting TO durable');
  await bus.send([busEvent('t', 'k', 1)]);
  await bus.close();
});
