import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { seeded, testDatabase, type TestDatabase } from '@fuxing/testing';
import { crashDatabase } from '../../testing/src/crash-child';
import { until } from './bus-contract';

jest.setTimeout(180_000);

const KILLS = 20;
/** Says when which process dies; printed, so that a failure can be tried again. */
const SEED = Number(process.env['CRASH_SEED'] ?? Date.now() % 1_000_000);

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase(crashDatabase);
});
afterAll(() => db.stop());

async function start(publishes: 'publish' | 'drain'): Promise<ChildProcess> {
  const program = join(__dirname, '../../testing/dist/crash-child.js');
  const child = spawn(process.execPath, [program, db.urls.app, db.urls.worker, db.busUrl, publishes], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit').then(() => {
    throw new Error('The child ended by itself.');
  });
  await Promise.race([once(child.stdout, 'data'), ended]);
  ended.catch(() => undefined);
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  expect((await exited)[1]).toBe('SIGKILL');
}

it(`every committed change has one effect, in order per key, however often processes are killed (seed ${SEED})`, async () => {
  const random = seeded(SEED);
  const children = [await start('publish'), await start('publish')];
  for (let n = 0; n < KILLS; n++) {
    await sleep(random() * 600);
    const victim = random() < 0.5 ? 0 : 1;
    await kill(children[victim]!);
    children[victim] = await start('publish');
  }
  await Promise.all(children.map(kill));
  const last = await start('drain');
  const count = async (table: string): Promise<number> =>
    (await db.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`))[0]!.n;
  await until(
    async () => (await count('outbox')) === 0 && (await count('effect')) >= (await count('counted')),
  );
  await kill(last);

  const different = await db.query(`
    (SELECT key, n FROM counted EXCEPT ALL SELECT key, n FROM effect)
    UNION ALL (SELECT key, n FROM effect EXCEPT ALL SELECT key, n FROM counted)`);
  const disordered = await db.query(`
    SELECT * FROM (SELECT key, n, n - lag(n, 1, 0) OVER (PARTITION BY key ORDER BY seq) AS step FROM effect) e
    WHERE step <> 1`);
  expect({ different, disordered, dead: await count('dead_letter') }).toEqual({
    different: [],
    disordered: [],
    dead: 0,
  });
  expect(await count('effect')).toBeGreaterThan(500);
});
