import { setTimeout as sleep } from 'node:timers/promises';
import { connect, inTenant } from '@fuxing/db';
import { consume, openBus, outboxTables, publish, Relay } from '@fuxing/outbox';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/*
 * A program made to be killed: it counts up keys in transactions that also publish, relays, and consumes what it
 * published into a table of effects. Whatever the moment of its death, every counted number has one effect in the end.
 */

class Crash1 implements MigrationInterface {
  name = 'Crash1700000000001';
  async up(db: QueryRunner): Promise<void> {
    await db.query(outboxTables('crash'));
    // No key on effect: a second one must be seen, not refused.
    await db.query(`
      CREATE TABLE counter (key text PRIMARY KEY, n integer NOT NULL);
      CREATE TABLE counted (key text, n integer, PRIMARY KEY (key, n));
      CREATE TABLE effect (seq bigserial, key text, n integer);
      INSERT INTO counter SELECT 'key-' || i, 0 FROM generate_series(0, 7) i;
      GRANT SELECT, INSERT, UPDATE ON counter, counted, effect TO fuxing_crash;
      GRANT USAGE ON effect_seq_seq TO fuxing_crash;`);
  }
  async down(): Promise<void> {}
}

export const crashDatabase = { schema: 'crash', entities: [], migrations: [Crash1] };
const TOPIC = 'crash.counted.v1';

async function main([appUrl = '', workerUrl = '', busUrl = '', publishes = '']: string[]): Promise<void> {
  const [app, worker] = [await connect(crashDatabase, appUrl, 6), await connect(crashDatabase, workerUrl, 3)];
  const bus = await openBus(busUrl, 'crash');
  const handler = async (
    tx: { query(sql: string, values: unknown[]): Promise<unknown> },
    payload: unknown,
  ) => {
    const { key, n } = payload as { key: string; n: number };
    await tx.query(`INSERT INTO effect (key, n) VALUES ($1, $2)`, [key, n]);
  };
  await consume({
    bus,
    app,
    worker,
    group: 'crash',
    handlers: { [TOPIC]: (tx, { payload }) => handler(tx, payload) },
    onDeadLetter: () => undefined,
  });
  const relay = new Relay(worker, app, bus, () => undefined);
  process.once('beforeExit', () => void relay.stop());
  process.stdout.write('ready\n');
  if (publishes === 'publish') await countForEver();

  async function countForEver(): Promise<never> {
    for (;;) {
      await Promise.all([1, 2, 3].map(countOne));
      await sleep(Math.random() * 10);
    }
  }

  async function countOne(): Promise<void> {
    const key = `key-${Math.floor(Math.random() * 8)}`;
    await inTenant(app, '130404', async (tx) => {
      const [[{ n }]] = await tx.query(`UPDATE counter SET n = n + 1 WHERE key = $1 RETURNING n`, [key]);
      await tx.query(`INSERT INTO counted VALUES ($1, $2)`, [key, n]);
      const payload = { key, n };
      await publish(tx, { topic: TOPIC, key, type: 'crash.Counted', payload });
    });
  }
}

if (require.main === module) void main(process.argv.slice(2));
