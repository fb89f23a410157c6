import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Source } from '@fuxing/contracts/connectors/v1/sources';
import { createConnection } from 'mysql2/promise';
import { Client } from 'pg';
import { Addresses } from './addresses';
import { Http } from './fetch';
import { Intake } from './intake';
import { type ReadState, startOfNext } from './reader';
import { sql } from './sql';

const http = new Http(new Addresses());
const stopped = new AbortController().signal;
afterAll(() => http.close());

interface Server {
  of: object;
  user: string;
  password: string;
  execute: (statement: string) => Promise<unknown>;
  stop: () => Promise<void>;
}

async function read(
  { of, user, password }: Server,
  more: object = {},
  start?: ReadState,
  pages = Infinity,
  allowed = '127.0.0.0/8',
) {
  const source = Source.fromJSON({
    keyField: 'id',
    sql: { ...of, plaintext: true, pageSize: 2, ...more },
  });
  const context = {
    http,
    addresses: new Addresses(allowed),
    folder: '',
    intake: new Intake(),
    credential: { kind: 'sql' as const, user, password },
    stopped,
  };
  const rows: unknown[] = [];
  let last: ReadState | undefined;
  let read = 0;
  for await (const page of sql.read(source, start, context)) {
    rows.push(...page.rows);
    last = page.state;
    if ((read += 1) >= pages) break;
  }
  return { rows, last: last as ReadState };
}

// A real server needs its program; where there is none its half is skipped, and CI forbids that.
const mariadbd = ['/usr/sbin/mariadbd', '/usr/bin/mariadbd'].find(existsSync);
if (!mariadbd && process.env['CI'] === 'true')
  throw new Error('There is no mariadbd; install mariadb-server.');

const engines: [string, (() => Promise<Server>) | undefined, string][] = [
  ['PostgreSQL', startOnPostgres, 'timestamptz'],
  ['MariaDB', mariadbd ? startMariadb : undefined, 'datetime(6)'],
];

for (const [name, start, moment] of engines)
  (start ? describe : describe.skip)(name, () => {
    let server: Server;
    beforeAll(async () => {
      server = await (start as () => Promise<Server>)();
      await server.execute(
        `CREATE TABLE cases (id bigint PRIMARY KEY, at ${moment} NULL, amount decimal(30, 10), words varchar(50))`,
      );
      await server.execute(`INSERT INTO cases VALUES
        (9007199254740993, '2026-01-02 03:04:05.123456', 12345678901234567890.0000000001, 'it''s \\\\ 你好'),
        (2, '2026-01-01 00:00:00', 0.1, NULL), (3, '2026-01-01 00:00:00', -1, ''),
        (4, '2026-01-03 00:00:00', 0, 'x'), (5, NULL, 0, 'no cursor')`);
    }, 120_000);
    afterAll(() => server?.stop());

    it('reads all rows without losing a digit, also by pages and cut after every page', async () => {
      const { rows } = await read(server);
      expect(rows).toHaveLength(5);
      expect(rows).toContainEqual({
        id: '9007199254740993',
        at: expect.stringMatching(/^2026-01-02 03:04:05\.123456(\+00)?$/),
        amount: '12345678901234567890.0000000001',
        words: expect.stringContaining(`it's`),
      });
      const ids: unknown[] = [];
      for (let state: ReadState | undefined; ;) {
        const page = await read(server, { cursorColumn: 'at', columns: ['words'] }, state, 1);
        if (page.rows.length === 0) break;
        ids.push(...page.rows.map((row) => (row as { id: string }).id));
        state = page.last;
      }
      expect(ids).toEqual(['2', '3', '9007199254740993', '4', '5']);
    });

    it('asks the next time from the highest cursor', async () => {
      const { last } = await read(server, { cursorColumn: 'at' });
      await server.execute(`INSERT INTO cases VALUES (6, '2026-01-04 00:00:00', 0, 'new')`);
      const { rows } = await read(server, { cursorColumn: 'at' }, startOfNext(last));
      expect(rows.map((row) => (row as { id: string }).id)).toEqual(['4', '6', '5']);
    });

    it('begins the next pull at the head of one that was broken off and read beyond it', async () => {
      const settings = { cursorColumn: 'at' };
      const { last: broken } = await read(server, settings, undefined, 1);
      await server.execute(`INSERT INTO cases VALUES (7, '2026-01-10 00:00:00', 0, 'beyond')`);
      const { last } = await read(server, settings, broken);
      expect(last.head).toMatch(/^2026-01-04 /);
      expect(last.cursor).toMatch(/^2026-01-10 /);
      // It was written before that one and is seen after it.
      await server.execute(`INSERT INTO cases VALUES (8, '2026-01-08 00:00:00', 0, 'behind')`);
      const { rows } = await read(server, settings, startOfNext(last));
      expect(rows.map((row) => (row as { id: string }).id)).toEqual(['6', '8', '7', '5']);
    });

    it('writes nothing, runs no SQL of names, and says what is wrong without the password', async () => {
      const bad = `cases"; DROP TABLE cases; --`;
      for (const table of [bad, 'cases`; DROP TABLE cases; --'])
        await expect(read(server, { table })).rejects.toThrow(/failed/);
      expect((await read(server)).rows.length).toBeGreaterThan(4);
      const wrong = { ...server, password: 'not-the-password' };
      const error = await read(wrong).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ temporary: false });
      expect(String(error)).not.toContain('not-the-password');
    });

    it('reaches no address that is not public', async () => {
      for (const [host, allowed] of [
        ['10.0.0.1', '127.0.0.0/8'],
        ['127.0.0.1', ''],
        ['localhost', ''],
        ['2130706433', ''],
      ] as const)
        await expect(read(server, { host }, undefined, Infinity, allowed)).rejects.toMatchObject({
          reason: 'SOURCE_ADDRESS_FORBIDDEN',
        });
    });
  });

async function startOnPostgres(): Promise<Server> {
  const url = new URL(process.env['FUXING_TEST_POSTGRES'] ?? '');
  const database = `front_end_${process.pid}`;
  const admin = new Client(url.toString());
  await admin.connect();
  await admin.query(`CREATE DATABASE ${database}`);
  const client = new Client(Object.assign(new URL(url), { pathname: `/${database}` }).toString());
  await client.connect();
  await client.query(`CREATE ROLE reader_${process.pid} LOGIN PASSWORD 'reads-only'; SET TimeZone = 'UTC'`);
  await client.query(`ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO reader_${process.pid}`);
  return {
    of: {
      engine: 'SQL_ENGINE_POSTGRESQL',
      host: url.hostname,
      port: Number(url.port),
      database,
      table: 'public.cases',
    },
    user: `reader_${process.pid}`,
    password: 'reads-only',
    execute: (statement) => client.query(statement.replaceAll('\\\\', '\\')),
    stop: async () => {
      await client.end();
      await admin.query(`DROP DATABASE ${database} WITH (FORCE)`);
      await admin.query(`DROP ROLE reader_${process.pid}`);
      await admin.end();
    },
  };
}

/** A server of its own in a folder of its own, on loopback; whatever service the package started is left alone. */
async function startMariadb(): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), 'fuxing-mariadb-'));
  const data = join(folder, 'data');
  const user = `--user=${process.env['USER'] ?? 'root'}`;
  execFileSync(
    'mariadb-install-db',
    ['--no-defaults', `--datadir=${data}`, user, '--auth-root-authentication-method=normal'],
    { stdio: 'ignore' },
  );
  const port = await freePort();
  const socket = join(folder, 's');
  const server: ChildProcess = spawn(
    mariadbd ?? '',
    [
      '--no-defaults',
      `--datadir=${data}`,
      user,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      `--socket=${socket}`,
      `--pid-file=${join(folder, 'pid')}`,
    ],
    { stdio: 'ignore' },
  );
  const root = await whenUp(socket);
  await root.query(`CREATE DATABASE front CHARACTER SET utf8mb4`);
  await root.query(`USE front`);
  // A new server also has a nameless user of localhost, who would go before one of any host.
  for (const reader of [`'reader'@'%'`, `'reader'@'localhost'`]) {
    await root.query(`CREATE USER ${reader} IDENTIFIED BY 'reads-only'`);
    await root.query(`GRANT SELECT ON front.* TO ${reader}`);
  }
  return {
    of: { engine: 'SQL_ENGINE_MYSQL', host: '127.0.0.1', port, database: 'front', table: 'cases' },
    user: 'reader',
    password: 'reads-only',
    execute: (statement) => root.query(statement),
    stop: async () => {
      await root.end();
      const ended = once(server, 'exit');
      server.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function whenUp(socketPath: string) {
  for (let tries = 0; ; tries++) {
    try {
      return await createConnection({ socketPath, user: 'root', charset: 'utf8mb4' });
    } catch (error) {
      if (tries > 100) throw error;
      await sleep(200);
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
