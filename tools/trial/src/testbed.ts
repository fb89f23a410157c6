import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface RunningTrial {
  url: string;
  /** host:port of the gateway's gRPC. */
  grpc: string;
  issuer: string;
  dataDir: string;
  /** Everything it printed so far. */
  output(): string;
  process: ChildProcess;
  /** SIGTERM, and its exit code. */
  stop(): Promise<number | null>;
}

/** A folder that the database's own user may enter. */
export function temporaryFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'fuxing-trial-'));
  chmodSync(path, 0o755);
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/**
 * Starts the built trial as a newcomer would, on free ports, and waits until it says that it is ready. For tests.
 *
 * @throws Error with what it printed when it ends first
 */
export async function runTrial(
  args: string[],
  dataDir: string,
  environment: Record<string, string> = {},
  program = 'main',
): Promise<RunningTrial> {
  const child = spawn(process.execPath, [join(__dirname, `../dist/${program}.js`), ...args], {
    env: { ...process.env, PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'error', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  await new Promise<void>((ready, fail) => {
    const read = (chunk: Buffer): void => {
      printed += chunk.toString();
      if (printed.includes('Stop  Ctrl-C')) ready();
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    void ended.then((code) => fail(new Error(`The trial ended with ${code}:\n${printed}`)));
  });
  const after = (label: string): string => new RegExp(`^  ${label} +(\\S+)`, 'm').exec(printed)?.[1] ?? '';
  return {
    url: after('gateway'),
    grpc: after('gRPC'),
    issuer: after('sign-in'),
    dataDir,
    output: () => printed,
    process: child,
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}
