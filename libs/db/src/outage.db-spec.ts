import { emptyDatabase } from '@fuxing/testing';
import { Client, Pool } from 'pg';
import { DataSource, QueryFailedError } from 'typeorm';
import { isOutage } from './outage';

let url: string;
let drop: () => Promise<void>;
let admin: Client;
beforeAll(async () => {
  ({ adminUrl: url, drop } = await emptyDatabase());
  admin = await open();
  await admin.query(`CREATE TABLE t (id int PRIMARY KEY, n int); INSERT INTO t VALUES (1, 0), (2, 0)`);
});
afterAll(async () => {
  await admin.end();
  await drop();
});

const clients: Client[] = [];
afterEach(() => Promise.all(clients.splice(0).map((client) => client.end().catch(() => undefined))));
async function open(to = url): Promise<Client> {
  const client = new Client({ connectionString: to });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
const session = async (): Promise<Client> => {
  const client = await open();
  clients.push(client);
  return client;
};
const fault = async (work: Promise<unknown>): Promise<Error & { code?: string }> => {
  try {
    await work;
  } catch (error) {
    return error as Error & { code?: string };
  }
  throw new Error('It did not fail.');
};

describe('an outage', () => {
  it('is a server that is not there', async () => {
    const error = await fault(open('postgres://127.0.0.1:1/none'));
    expect([error.code, isOutage(error)]).toEqual(['ECONNREFUSED', true]);
  });

  it('is a connection that an administrator or a crash ended, and every use of it after that', async () => {
    const client = await session();
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const ended = fault(client.query('SELECT pg_sleep(30)'));
    await admin.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
    const errors = [await ended, await fault(client.query('SELECT 1'))];
    expect(errors[0]?.code).toBe('57P01');
    expect(errors.map(isOutage)).toEqual([true, true]);
  });

  it('is a pool without a free connection, and a server without one', async () => {
    const pool = new Pool({ connectionString: url, max: 1, connectionTimeoutMillis: 2_000 });
    const held = await pool.connect();
    expect(isOutage(await fault(pool.query('SELECT 1')))).toBe(true);
    held.release();
    await pool.end();
    await admin.query(`CREATE ROLE crowded LOGIN PASSWORD 'crowded' CONNECTION LIMIT 0`);
    const crowded = new URL(url);
    [crowded.username, crowded.password] = ['crowded', 'crowded'];
    const error = await fault(open(crowded.toString()));
    await admin.query('DROP ROLE crowded');
    expect([error.code, isOutage(error)]).toEqual(['53300', true]);
  });

  it('is two transactions that met', async () => {
    const [one, two] = [await session(), await session()];
    await one.query('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT * FROM t');
    await two.query('UPDATE t SET n = n + 1');
    const met = await fault(one.query('UPDATE t SET n = n + 1'));
    expect([met.code, isOutage(met)]).toEqual(['40001', true]);
    await one.query('ROLLBACK; BEGIN; UPDATE t SET n = 0 WHERE id = 1');
    await two.query('BEGIN; UPDATE t SET n = 0 WHERE id = 2');
    const both = [one.query('UPDATE t SET n = 0 WHERE id = 2'), two.query('UPDATE t SET n = 0 WHERE id = 1')];
    const dead = await fault(Promise.all(both));
    expect([dead.code, isOutage(dead)]).toEqual(['40P01', true]);
    await Promise.allSettled(both);
  });

  it('is a lock that somebody else keeps, and a transaction that stood still for too long', async () => {
    const [one, other] = [await session(), await session()];
    await one.query(`SET idle_in_transaction_session_timeout = 300; BEGIN; UPDATE t SET n = 1 WHERE id = 1`);
    const kept = await fault(other.query(`SET lock_timeout = 20; UPDATE t SET n = 2 WHERE id = 1`));
    await other.query(`SET lock_timeout = 5000; UPDATE t SET n = 2 WHERE id = 1`);
    const stood = await fault(one.query('COMMIT'));
    expect(kept.code).toBe('55P03');
    expect([kept, stood].map(isOutage)).toEqual([true, true]);
    const told = Object.assign(new Error('terminating connection'), { code: '25P03' });
    expect(isOutage(told)).toBe(true);
  });

  it('is one also in the words of TypeORM', async () => {
    const db = await new DataSource({ type: 'postgres', url }).initialize();
    const error = await fault(db.query(`DO $$ BEGIN RAISE EXCEPTION 'full' USING ERRCODE = '53100'; END $$`));
    const bound = await fault(db.query('SELECT $1::text', ['one', 'two']));
    await db.destroy();
    expect([error, bound].map((each) => each instanceof QueryFailedError)).toEqual([true, true]);
    expect([error, bound].map(isOutage)).toEqual([true, false]);
  });
});

describe('no outage, but a fault of ours', () => {
  it.each([
    ['a statement bound with the wrong number of values', 'SELECT $1::text', '08P01'],
    ['a table that is not there', 'SELECT * FROM nowhere', '42P01'],
    ['a row that is there already', 'INSERT INTO t VALUES (1, 0)', '23505'],
    ['a text that is no number', `SELECT 'x'::int`, '22P02'],
    ['a statement that takes too long', `SET statement_timeout = 20; SELECT pg_sleep(5)`, '57014'],
  ])('is %s', async (_what, sql, code) => {
    const client = await session();
    const error = await fault(client.query(sql, sql.includes('$1') ? ['one', 'two'] : undefined));
    expect([error.code, isOutage(error)]).toEqual([code, false]);
  });

  it.each([
    ['an answer of HTTP', Object.assign(new Error('Not found'), { code: '404' })],
    ['a status of gRPC', Object.assign(new Error('Refused'), { code: 14 })],
    ['a sentence about time', new Error('The lock timeout exceeded its bound.')],
    ['a word', 'ECONNRESET'],
  ])('is %s', (_what, error) => expect(isOutage(error)).toBe(false));
});
