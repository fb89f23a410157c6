import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

/** As it ships and in a process of its own: jest cannot load the ES module in it. */
const PROGRAM = `
  const { startPostgres } = require('@fuxing/postgres');
  startPostgres(JSON.parse(process.argv[1])).then(
    (postgres) => {
      console.log(JSON.stringify({ url: postgres.url, port: postgres.port, pid: postgres.pid }));
      process.stdin.resume().on('end', () => void postgres.stop().then(() => process.exit(0)));
    },
    (error) => { console.error(error.message); process.exit(1); },
  );`;

/** For tests: a PostgreSQL of a test's own, which really writes to the disk, and may be killed. */
export class OwnPostgres {
  /** @param settings of the server */
  constructor(private readonly settings: Record<string, string> = {}) {}

  private readonly folder = mkdtempSync(join(tmpdir(), 'fuxing-own-'));
  private server = { url: '', port: 0, pid: 0 };
  private child = spawn('true');

  /** Of the superuser. */
  get url(): string {
    return this.server.url;
  }

  /** At the same port again, when it was killed: its processes need a moment to notice that their parent is gone. */
  async start(): Promise<this> {
    chmodSync(this.folder, 0o755);
    for (let tries = 1; !(await this.try()); tries++) {
      if (tries === 20) throw new Error('PostgreSQL did not start again.');
      await sleep(250);
    }
    return this;
  }

  private async try(): Promise<boolean> {
    const options = {
      dataDir: join(this.folder, 'postgres'),
      password: 'only-for-this-test-run',
      port: this.server.port,
      settings: this.settings,
    };
    this.child = spawn(process.execPath, ['-e', PROGRAM, JSON.stringify(options)], { cwd: __dirname });
    const line = once(createInterface(this.child.stdout), 'line') as Promise<[string]>;
    const [said] = await Promise.race([line, once(this.child, 'exit').then(() => [''])]);
    if (!said) return false;
    this.server = JSON.parse(said) as typeof this.server;
    return true;
  }

  /** SIGKILL of the postmaster. */
  async kill(): Promise<void> {
    const gone = once(this.child, 'exit');
    process.kill(this.server.pid, 'SIGKILL');
    this.child.kill('SIGKILL');
    await gone;
  }

  async stop(): Promise<void> {
    const gone = once(this.child, 'exit');
    this.child.stdin.end();
    await gone;
    await rm(this.folder, { recursive: true, force: true });
  }
}
