import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';

/** For tests: a database that somebody else runs. */
export interface Server {
  of: object;
  user: string;
  password: string;
  /** One that may do anything. */
  admin: { user: string; password: string };
  execute: (statement: string) => Promise<unknown>;
  /** What transactions of new connections are by default. */
  setLevel: (level: string) => Promise<unknown>;
  stop: () => Promise<void>;
}

const mariadbd = ['/usr/sbin/mariadbd', '/usr/bin/mariadbd'].find(existsSync);

/** A real server needs its program; where there is none its tests are skipped, and CI forbids that. */
export function mariadbAvailable(): boolean {
  if (!mariadbd && process.env['CI'] === 'true')
    throw new Error('There is no mariadbd; install mariadb-server.');
  return mariadbd !== undefined;
}

/** A server of its own in a folder of its own, on loopback; whatever service the package started is left alone. */
export async function startMariadb(...options: string[]): Promise<Server> {
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
      ...options,
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
  for (const writer of [`'writer'@'%'`, `'writer'@'localhost'`])
    await root.query(`GRANT ALL ON *.* TO ${writer} IDENTIFIED BY 'may-write'`);
  return {
    of: { engine: 'SQL_ENGINE_MYSQL', host: '127.0.0.1', port, database: 'front', table: 'cases' },
    user: 'reader',
    password: 'reads-only',
    admin: { user: 'writer', password: 'may-write' },
    execute: (statement) => root.query(statement),
    setLevel: (level) => root.query(`SET GLOBAL TRANSACTION ISOLATION LEVEL ${level}`),
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
