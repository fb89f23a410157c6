import { emptyDatabase, installService } from '@fuxing/testing';
import { Client } from 'pg';
import { busContract, busEvent, numberOf, until } from './bus-contract';
import { PostgresBus } from './postgres-bus';

jest.setTimeout(60_000);

let admin: Client;
let url: string;
let drop: () => Promise<void>;
beforeAll(async () => {
  const database = await emptyDatabase();
  const { bus } = await installService(database.adminUrl, { schema: 'sample', entities: [], migrations: [] });
  url = bus;
  drop = database.drop;
  admin = new Client(database.adminUrl);
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await drop();
});

/** Ends the connections whose name matches, as an administrator or a failover would. */
const terminate = (name: string) =>
  admin.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name LIKE $1`,
    [name],
  );

busContract(() => ({
  open: () => PostgresBus.open(url, 'contract'),
  fail: async () => void (await terminate('contract%')),
  recover: async () => undefined,
}));

it('a reader whose lock fell stops, lets another take over, and cannot move the position', async () => {
  const [one, two] = [await PostgresBus.open(url, 'one'), await PostgresBus.open(url, 'two')];
  const options = { group: 'fenced', topics: ['fenced'], from: 'earliest' as const };
  const heard: Record<'one' | 'two', number[]> = { one: [], two: [] };
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  await one.subscribe({
    ...options,
    handle: async (event) => {
      heard.one.push(numberOf(event));
      await held;
    },
  });
  await one.send([0, 1, 2].map((n) => busEvent('fenced', 'k', n)));
  await until(() => heard.one.length === 1);
  await two.subscribe({ ...options, handle: async (event) => void heard.two.push(numberOf(event)) });

  await terminate('one-fenced');
  await until(() => heard.two.length === 3);
  release();
  await two.send([busEvent('fenced', 'k', 3)]);
  await until(() => heard.two.length === 4);

  expect(heard).toEqual({ one: [0], two: [0, 1, 2, 3] });
  await Promise.all([one.close(), two.close()]);
});
