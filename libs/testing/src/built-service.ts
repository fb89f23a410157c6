import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A service as it ships: its built main.js in a process of its own. */
export interface BuiltService {
  /** host:port of gRPC, or of HTTP for the gateway. */
  address: string;
  child: ChildProcess;
  /** Every line it logged. */
  lines: Record<string, unknown>[];
  /** SIGTERM, and its exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL: no goodbye, no flush. */
  kill(): Promise<void>;
}

/**
 * Starts a built service, on a free port unless told, and waits until it serves.
 *
 * @param name folder in services/
 * @throws Error with what it logged when it ends first
 */
export async function startBuilt(name: string, environment: Record<string, string>): Promise<BuiltService> {
  const child = spawn(process.execPath, [join(__dirname, `../../../services/${name}/dist/main.js`)], {
    env: {
      PATH: process.env['PATH'],
      GRPC_LISTEN: '127.0.0.1:0',
      HTTP_LISTEN: '127.0.0.1:0',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const lines: Record<string, unknown>[] = [];
  const address = await new Promise<string>((serving, fail) => {
    void exited.then(() => fail(new Error(`${name} ended before it served: ${JSON.stringify(lines)}`)));
    createInterface(child.stdout).on('line', (line) => {
      const record = JSON.parse(line) as Record<string, unknown>;
      lines.push(record);
      if (record['msg'] === 'serving') serving(String(record['address']));
      const http = /^Server listening at http:\/\/(.+)$/.exec(String(record['msg']));
      if (http?.[1]) serving(http[1]);
    });
  });
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal);
    return (await exited)[0];
  };
  return { address, child, lines, stop: () => end('SIGTERM'), kill: async () => void (await end('SIGKILL')) };
}
