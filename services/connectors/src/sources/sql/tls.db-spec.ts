import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Source } from '@fuxing/contracts/connectors/v1/sources';
import { Authority, type Certificate } from '@fuxing/testing';
import { Client } from 'pg';
import { OwnPostgres } from '../../app/faults/own-postgres';
import { Addresses } from '../addresses';
import { Http } from '../fetch';
import { Intake } from '../intake';
import { sql } from '../sql';
import { mariadbAvailable, type Server, startMariadb } from './mariadb-server';

jest.setTimeout(120_000);
const authority = new Authority();
const http = new Http(new Addresses());
afterAll(() => http.close());

/** As files that the user of the server reads, and nobody else. */
function laid({ cert, key }: Certificate, user?: string): { cert: string; key: string; ca: string } {
  const folder = mkdtempSync(join(tmpdir(), 'fuxing-tls-'));
  chmodSync(folder, 0o755);
  const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem'), ca: join(folder, 'ca.pem') };
  for (const [name, text] of Object.entries({ cert, key, ca: authority.cert }))
    writeFileSync(files[name as 'cert'], text, { mode: 0o600 });
  if (user && process.getuid?.() === 0)
    for (const file of Object.values(files)) chownSync(file, Number(execFileSync('id', ['-u', user])), 0);
  return files;
}

type Started = Pick<Server, 'of' | 'user' | 'password' | 'stop'>;

/** @param host that its certificate is for */
async function postgresOf(host: string): Promise<Started> {
  const { cert, key } = laid(authority.issue(host), 'postgres');
  const server = await new OwnPostgres({ ssl: 'on', ssl_cert_file: cert, ssl_key_file: key }).start();
  const url = new URL(server.url);
  const client = new Client(server.url);
  await client.connect();
  await client.query(`CREATE TABLE cases AS SELECT 1 AS id; CREATE VIEW tls AS
    SELECT 1 AS id, ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()`);
  await client.end();
  return {
    of: {
      engine: 'SQL_ENGINE_POSTGRESQL',
      port: Number(url.port),
      database: 'postgres',
      table: 'public.tls',
    },
    user: url.username,
    password: url.password,
    stop: () => server.stop(),
  };
}

async function mariadbOf(host: string): Promise<Started> {
  const { cert, key, ca } = laid(authority.issue(host));
  const server = await startMariadb(`--ssl-cert=${cert}`, `--ssl-key=${key}`, `--ssl-ca=${ca}`);
  await server.execute(`CREATE VIEW tls AS SELECT 1 AS id, VARIABLE_VALUE <> '' AS \`ssl\`
    FROM information_schema.SESSION_STATUS WHERE VARIABLE_NAME = 'SSL_CIPHER'`);
  return { ...server, of: { ...server.of, table: 'tls' } };
}

async function read({ of, user, password }: Started, more: object): Promise<unknown> {
  const source = Source.fromJSON({ keyField: 'id', sql: { host: 'localhost', ...of, ...more } });
  const context = {
    http,
    addresses: new Addresses('127.0.0.0/8,::1/128'),
    folder: '',
    intake: new Intake(),
    credential: { kind: 'sql' as const, user, password },
    stopped: new AbortController().signal,
  };
  const rows: unknown[] = [];
  for await (const page of sql.read(source, undefined, context)) rows.push(...page.rows);
  return rows;
}

const engines: [string, ((host: string) => Promise<Started>) | undefined, unknown][] = [
  ['PostgreSQL', postgresOf, 'true'],
  ['MariaDB', mariadbAvailable() ? mariadbOf : undefined, '1'],
];

// Without mariadbd on this machine there is no server to start; in CI mariadbAvailable throws, so there nothing is skipped.
for (const [name, start, yes] of engines)
  (start ? describe : describe.skip)(`${name} by TLS`, () => {
    const started: Started[] = [];
    const startOf = async (host: string): Promise<Started> => {
      const server = await (start as (host: string) => Promise<Started>)(host);
      started.push(server);
      return server;
    };
    let server: Started;
    beforeAll(async () => {
      server = await startOf('localhost');
    });
    afterAll(() => Promise.all(started.map((one) => one.stop())));

    it('is the way without being told, with the authority that the source names', async () => {
      const rows = await read(server, { host: 'localhost', caCertificate: authority.cert });
      expect(rows).toEqual([{ id: '1', ssl: yes }]);
    });

    it.each([
      ['no authority', {}],
      ['another authority', { caCertificate: new Authority('another').cert }],
      ['an authority that is none', { caCertificate: 'x' }],
    ])('refuses a server that %s vouches for, and sends it no password', async (_, more) => {
      await expect(read(server, { host: 'localhost', ...more })).rejects.toMatchObject({
        name: 'SourceError',
      });
    });

    it('refuses a server whose certificate is for another name', async () => {
      const other = await startOf('other.example');
      await expect(read(other, { host: 'localhost', caCertificate: authority.cert })).rejects.toMatchObject({
        message: expect.stringMatching(/altnames|does not match/i),
      });
    });

    it('takes the address of a server whose certificate is for it', async () => {
      const numbered = await startOf('127.0.0.1');
      const rows = await read(numbered, { host: '127.0.0.1', caCertificate: authority.cert });
      expect(rows).toEqual([{ id: '1', ssl: yes }]);
    });

    it('refuses the address of a server whose certificate is for its name only', async () => {
      await expect(read(server, { host: '127.0.0.1', caCertificate: authority.cert })).rejects.toThrow(
        /altnames|does not match/i,
      );
    });
  });
