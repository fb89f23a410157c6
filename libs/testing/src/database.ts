import { randomUUID } from 'node:crypto';
import { connect, type Database, migrate, provision, role, withRole } from '@fuxing/db';
import { postgresBusSchema } from '@fuxing/outbox';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';

const PASSWORD = 'only-for-this-test-run';

/** A database of its own for one test file, on the PostgreSQL of the run. */
export interface TestDatabase {
  /** URLs of the service's roles. */
  urls: { owner: string; app: string; worker: string };
  /** URL of the superuser on this database, for looking behind the curtain. */
  adminUrl: string;
  busUrl: string;
  /** Pool of the app role, under row-level security. */
  app: DataSource;
  /** Pool of the worker role. */
  worker: DataSource;
  /** Rows as the superuser sees them, all tenants. */
  query<T>(sql: string, parameters?: unknown[]): Promise<T[]>;
  stop(): Promise<void>;
}

/** Creates an empty database; returns the superuser's URL on it. */
export async function emptyDatabase(): Promise<{ adminUrl: string; drop(): Promise<void> }> {
  const server = process.env['FUXING_TEST_POSTGRES'];
  if (!server) throw new Error('No test PostgreSQL: add this project to `withPostgres` in jest.config.js.');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await once(server, (client) => client.query(`CREATE DATABASE ${name}`));
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    adminUrl: url.toString(),
    drop: () =>
      once(server, async (client) => void (await client.query(`DROP DATABASE ${name} WITH (FORCE)`))),
  };
}

/** Gives a service's schema, roles, migrations and the PostgreSQL bus to a database. */
export async function installService(
  adminUrl: string,
  database: Database,
): Promise<TestDatabase['urls'] & { bus: string }> {
  // Roles belong to the whole server: test files that run at once would otherwise alter the same row of pg_authid.
  return once(adminUrl, async (client) => {
    await client.query('SELECT pg_advisory_lock(1)');
    const passwords = { owner: PASSWORD, app: PASSWORD, worker: PASSWORD };
    const urls = await provision(adminUrl, database.schema, passwords);
    await role(client, 'fuxing_bus', PASSWORD);
    await client.query(postgresBusSchema('fuxing_bus'));
    await client.query('SELECT pg_advisory_unlock(1)');
    await migrate(database, urls.owner);
    return { ...urls, bus: withRole(adminUrl, 'fuxing_bus', PASSWORD) };
  });
}

/** A migrated database of one service. */
export async function testDatabase(database: Database): Promise<TestDatabase> {
  const { adminUrl, drop } = await emptyDatabase();
  const urls = await installService(adminUrl, database);
  const app = await connect(database, urls.app);
  const worker = await connect(database, urls.worker, 4);
  return {
    urls,
    adminUrl,
    busUrl: urls.bus,
    app,
    worker,
    query: async <T>(sql: string, parameters: unknown[] = []) =>
      once(adminUrl, async (client) => {
        await client.query(`SET search_path = ${database.schema}`);
        return (await client.query(sql, parameters)).rows as T[];
      }),
    stop: async () => {
      await Promise.all([app.destroy(), worker.destroy()]);
      await drop();
    },
  };
}

async function once<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client(url);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
