import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '@fuxing/postgres';
import { Client, credentials } from '@grpc/grpc-js';

/** A service in a process of its own, which can be killed and started again at the same address. */
export class ServiceApart {
  private child: ChildProcess | undefined;

  private constructor(
    private readonly name: string,
    private readonly environment: Record<string, string>,
    readonly address: string,
  ) {}

  static async start(name: string, environment: Record<string, string>): Promise<ServiceApart> {
    const address = `127.0.0.1:${await freePort()}`;
    const service = new ServiceApart(name, environment, address);
    await service.start();
    return service;
  }

  async start(): Promise<void> {
    const program = join(__dirname, `../../../services/${this.name}/dist/main.js`);
    const env = { ...process.env, ...this.environment, GRPC_LISTEN: this.address };
    this.child = spawn(process.execPath, [program], { env, stdio: ['ignore', 'ignore', 'inherit'] });
    await answers(this.address);
  }

  /** kill -9: no goodbye, no flush. */
  async kill(): Promise<void> {
    const ended = new Promise((resolve) => this.child?.once('exit', resolve));
    this.child?.kill('SIGKILL');
    await ended;
  }

  async stop(): Promise<void> {
    if (this.child?.exitCode !== null || this.child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.child?.once('exit', resolve));
    this.child.kill('SIGTERM');
    await ended;
  }
}

async function answers(address: string): Promise<void> {
  const client = new Client(address, credentials.createInsecure());
  try {
    await new Promise<void>((resolve, reject) =>
      client.waitForReady(Date.now() + 30_000, (error) => (error ? reject(error) : resolve())),
    );
    // The port is open a moment before the methods are there.
    await sleep(200);
  } finally {
    client.close();
  }
}
