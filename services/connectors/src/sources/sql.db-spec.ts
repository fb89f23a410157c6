import { Source } from '@fuxing/contracts/connectors/v1/sources';
import { Client } from 'pg';
import { Addresses } from './addresses';
import { Http } from './fetch';
import { Intake } from './intake';
import { type ReadState, startOfNext } from './reader';
import { sql } from './sql';
import { mariadbAvailable, type Server, startMariadb } from './sql/mariadb-server';
import { openMysql } from './sql/mysql';
import { openPostgres } from './sql/postgres';
import type { Opener } from './sql/query';

const http = new Http(new Addresses());
const stopped = new AbortController().signal;
let rowId = 10;
afterAll(() => http.close());

async function read(
  { of, user, password }: Server,
  more: object = {},
  start?: ReadState,
  pages = Infinity,
  allowed = '127.0.0.0/8',
  between = async (): Promise<void> => undefined,
  intake = new Intake(),
) {
  const source = Source.fromJSON({
    keyField: 'id',
    sql: { ...of, plaintext: true, pageSize: 2, ...more },
  });
  const context = {
    http,
    addresses: new Addresses(allowed),
    folder: '',
    intake,
    credential: { kind: 'sql' as const, user, password },
    stopped,
  };
  const rows: unknown[] = [];
  let last: ReadState | undefined;
  let read = 0;
  for await (const page of sql.read(source, start, context)) {
    rows.push(...page.rows);
    last = page.state;
    await between();
    if ((read += 1) >= pages) break;
  }
  return { rows, last: last as ReadState };
}

/** What it failed with; empty: nothing. */
const failureOf = (query: Promise<unknown>): Promise<string> =>
  query.then(
    () => '',
    (error: unknown) => String(error),
  );

const engines: [string, (() => Promise<Server>) | undefined, string, string, string, Opener][] = [
  ['PostgreSQL', startOnPostgres, 'timestamptz', 'text', 'generate_series(1, 200) n', openPostgres],
  [
    'MariaDB',
    mariadbAvailable() ? startMariadb : undefined,
    'datetime(6)',
    'longtext',
    '(SELECT seq AS n FROM seq_1_to_200) s',
    openMysql,
  ],
];

// Without mariadbd on this machine there is no server to start; in CI mariadbAvailable throws, so there nothing is skipped.
for (const [name, start, moment, text, to200, open] of engines)
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

    it('reads every page of the same moment, whatever level the server is set to', async () => {
      await server.execute(`CREATE TABLE moving (id integer PRIMARY KEY, words varchar(50))`);
      await server.execute(`INSERT INTO moving VALUES (1, 'a'), (2, 'a'), (3, 'a'), (4, 'a')`);
      await server.setLevel('READ COMMITTED');
      const table = (server.of as { table: string }).table.replace('cases', 'moving');
      const { rows } = await read(server, { table }, undefined, Infinity, undefined, async () => {
        await server.execute(`UPDATE moving SET words = 'b'`);
        await server.execute(`DELETE FROM moving WHERE id = 4`);
        if (rowId < 15) await server.execute(`INSERT INTO moving VALUES (${String((rowId += 1))}, 'late')`);
      });
      expect(rows).toEqual([1, 2, 3, 4].map((id) => ({ id: `${id}`, words: 'a' })));
    });

    it('cuts a page of rows off while it comes, when it is more than the pull may read', async () => {
      await server.execute(`CREATE TABLE wide (id integer PRIMARY KEY, fill ${text})`);
      await server.execute(`INSERT INTO wide SELECT n, repeat('x', 1000000) FROM ${to200}`);
      const table = (server.of as { table: string }).table.replace('cases', 'wide');
      const intake = new Intake(5_000_000);
      const error = await read(
        server,
        { table, pageSize: 1000 },
        undefined,
        1,
        undefined,
        undefined,
        intake,
      ).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({
        temporary: false,
        message: expect.stringMatching(/the 5000000 bytes that one pull may read/),
      });
      expect(intake.bytes).toBeLessThan(100_000_000);
      const whole = new Intake(1_000_000);
      await read(server, {}, undefined, Infinity, undefined, undefined, whole);
      expect(whole.bytes).toBeGreaterThan(200);
      expect(whole.bytes).toBeLessThan(10_000);
    });

    it('lets nobody write, whatever the role may do and whatever is sent', async () => {
      await server.execute(`CREATE TABLE kept (id integer PRIMARY KEY)`);
      const { table, at, port } = placeOf(server);
      const connection = await open({
        table,
        at,
        port,
        user: server.admin.user,
        password: server.admin.password,
        intake: new Intake(),
      });
      const write = `INSERT INTO kept VALUES (1)`;
      for (const text of [write, 'COMMIT', write, 'ROLLBACK', write, `COMMIT; ${write}`]) {
        const failure = await failureOf(connection.query({ text, values: [] }));
        // Of the others only what they leave behind counts, below.
        if (text === write) expect(failure).toMatch(/read.only transaction/i);
      }
      await connection.close();
      expect((await read(server, { table: table.table.replace('cases', 'kept') })).rows).toEqual([]);
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

    it('warns of a table that shows no one moment, only where it is tried, and of no other', async () => {
      const warned = async (table: string, isTried = true) => {
        const found: unknown[] = [];
        const source = Source.fromJSON({ keyField: 'id', sql: { ...server.of, table, plaintext: true } });
        const context = {
          http,
          addresses: new Addresses('127.0.0.0/8'),
          folder: '',
          intake: new Intake(),
          credential: { kind: 'sql' as const, user: server.user, password: server.password },
          stopped,
          isTried,
        };
        for await (const { warnings = [] } of sql.read(source, undefined, context)) found.push(...warnings);
        return found;
      };
      const schema = name === 'PostgreSQL' ? 'public.' : '';
      expect(await warned(`${schema}cases`)).toEqual([]);
      if (name === 'PostgreSQL') return;
      for (const engine of ['MyISAM', 'Aria']) {
        await server.execute(`CREATE TABLE kept_by_${engine} (id int PRIMARY KEY) ENGINE = ${engine}`);
        const told = {
          code: 'NO_SNAPSHOT',
          field: 'sql.table',
          en: expect.stringContaining(`kept_by_${engine} is kept by ${engine}`),
          zh: expect.stringContaining(`存储引擎为 ${engine}`),
        };
        expect(await warned(`kept_by_${engine}`)).toEqual([told]);
        const { database } = server.of as { database: string };
        expect(await warned(`${database}.kept_by_${engine}`)).toHaveLength(1);
        expect(await warned(`kept_by_${engine}`, false)).toEqual([]);
      }
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

function placeOf({ of }: Server) {
  const { sql: table } = Source.fromJSON({ sql: { ...of, plaintext: true } });
  if (!table) throw new Error('No table.');
  return { table, at: '127.0.0.1', port: table.port };
}

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
    admin: { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) },
    execute: (statement) => client.query(statement.replaceAll('\\\\', '\\')),
    setLevel: (level) =>
      admin.query(`ALTER DATABASE ${database} SET default_transaction_isolation = '${level.toLowerCase()}'`),
    stop: async () => {
      await client.end();
      await admin.query(`DROP DATABASE ${database} WITH (FORCE)`);
      await admin.query(`DROP ROLE reader_${process.pid}`);
      await admin.end();
    },
  };
}
