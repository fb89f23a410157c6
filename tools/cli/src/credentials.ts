import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

const Credential = z.object({
  issuer: z.string(),
  clientId: z.string(),
  accessToken: z.string(),
  /** Milliseconds since 1970. */
  expiresAt: z.number(),
  /** Of a person. */
  refreshToken: z.string().optional(),
  /** Of a system: where its secret stands, never the secret. */
  clientSecretFile: z.string().optional(),
});
export type Credential = z.infer<typeof Credential>;

const File = z.record(z.string(), Credential);
/** A lock that is older was left by a process that died. */
const STALE_MS = 30_000;

/** What was given at sign-in, by gateway, in a file that only its owner reads. */
export class Credentials {
  private readonly path: string;

  constructor(env: NodeJS.ProcessEnv) {
    this.path = join(
      env['XDG_CONFIG_HOME'] || join(env['HOME'] || homedir(), '.config'),
      'fuxing',
      'credentials.json',
    );
  }

  read(gateway: string): Credential | undefined {
    return this.all()[gateway];
  }

  /** @param credential undefined: forget it */
  write(gateway: string, credential: Credential | undefined): void {
    const { [gateway]: _, ...others } = this.all();
    mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 });
    const written = `${this.path}.${process.pid}`;
    writeFileSync(
      written,
      JSON.stringify(credential ? { ...others, [gateway]: credential } : others, null, 2),
      {
        mode: 0o600,
      },
    );
    renameSync(written, this.path);
  }

  /** One process at a time: a refresh token that is used twice is taken for stolen. */
  async locked<T>(work: () => Promise<T>): Promise<T> {
    const lock = `${this.path}.lock`;
    mkdirSync(dirname(lock), { recursive: true, mode: 0o700 });
    for (;;) {
      try {
        closeSync(openSync(lock, 'wx', 0o600));
        break;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0);
        if (age > STALE_MS) rmSync(lock, { force: true });
        else await sleep(50);
      }
    }
    try {
      return await work();
    } finally {
      rmSync(lock, { force: true });
    }
  }

  private all(): Record<string, Credential> {
    try {
      return File.parse(JSON.parse(readFileSync(this.path, 'utf8')));
    } catch {
      // Absent or damaged: signing in again writes it anew.
      return {};
    }
  }
}
