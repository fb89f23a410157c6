import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '@fuxing/postgres';
import { Client, credentials, type MethodDefinition } from '@grpc/grpc-js';
import { service } from 'grpc-health-check';

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

/** Waits until the service says that it serves: its port is open before its methods are there. */
async function answers(address: string): Promise<void> {
  const client = new Client(address, credentials.createInsecure());
  const { path, requestSerialize, responseDeserialize } = service['Check'] as MethodDefinition<
    object,
    { status: string }
  >;
  const serves = () =>
    new Promise<boolean>((resolve) => {
      client.makeUnaryRequest(
        path,
        requestSerialize,
        responseDeserialize,
        { service: '' },
        { deadline: Date.now() + 1_000 },
        (error, answer) => resolve(!error && answer?.status === 'SERVING'),
      );
    });
  try {
    for (const until = Date.now() + 30_000; !(await serves()); await sleep(50))
      if (Date.now() > until) throw new Error(`${address} did not begin to serve within 30 s.`);
  } finally {
    client.close();
  }
}
