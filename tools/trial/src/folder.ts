import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';

/** What the trial makes up for itself on its first start. They exist in the trial only. */
export interface Secrets {
  /** Of the PostgreSQL superuser. */
  superuser: string;
  /** Of every database role and of the machine clients. */
  role: string;
  /** Ed25519 private key (JWK) by which the gateway states who calls. */
  signingKey: Record<string, string>;
}

/** The trial's folder: secrets, the database, and a mark that somebody uses it. */
export class Folder {
  readonly path: string;
  readonly secrets: Secrets;

  /** @throws Error with one clear sentence when the folder cannot be used */
  constructor(path: string) {
    this.path = resolve(path);
    try {
      mkdirSync(this.path, { recursive: true, mode: 0o755 });
    } catch (error) {
      throw new Error(`DATA_DIR ${this.path} cannot be made: ${(error as Error).message}`, { cause: error });
    }
    this.assertMine();
    this.secrets = this.readSecrets();
  }

  /** Marks the folder as in use by this process. */
  take(): void {
    const owner = this.owner();
    if (owner)
      throw new Error(
        `Another trial (process ${owner}) uses ${this.path}. Stop it, or set DATA_DIR to another folder.`,
      );
    writeFileSync(this.file('trial.pid'), String(process.pid));
  }

  release(): void {
    rmSync(this.file('trial.pid'), { force: true });
  }

  file(name: string): string {
    return join(this.path, name);
  }

  /** Whether the sample was loaded to its end. */
  get loaded(): boolean {
    return existsSync(this.file('sample-loaded'));
  }

  markLoaded(): void {
    writeFileSync(this.file('sample-loaded'), new Date().toISOString());
  }

  private owner(): number | undefined {
    if (!existsSync(this.file('trial.pid'))) return undefined;
    const pid = Number(readFileSync(this.file('trial.pid'), 'utf8'));
    try {
      process.kill(pid, 0);
      return pid;
    } catch {
      return undefined;
    }
  }

  /** A folder with somebody's files in it is not taken over. */
  private assertMine(): void {
    const database = this.file('postgres');
    if (existsSync(database) && !existsSync(join(database, 'PG_VERSION'))) {
      throw new Error(
        `${database} is there but holds no whole database. Remove ${this.path} to begin anew, or set DATA_DIR to another folder.`,
      );
    }
    if (existsSync(database) && !existsSync(this.file('secrets.json'))) {
      throw new Error(
        `${this.path} has a database but no secrets.json, so its passwords are lost. Remove the folder to begin anew.`,
      );
    }
  }

  /** The file with the key that credentials of sources are sealed under; made when it is first asked for. */
  credentialKeys(): string {
    const file = this.file('credential-keys.json');
    if (!existsSync(file)) {
      const keys = [{ version: 1, algorithm: 'AES-256-GCM', key: randomBytes(32).toString('base64') }];
      writeFileSync(file, JSON.stringify({ keys }), { mode: 0o600 });
    }
    return file;
  }

  private readSecrets(): Secrets {
    const file = this.file('secrets.json');
    if (!existsSync(file)) {
      const { privateKey } = generateKeyPairSync('ed25519');
      const secrets: Secrets = {
        superuser: randomBytes(24).toString('base64url'),
        role: randomBytes(24).toString('base64url'),
        signingKey: privateKey.export({ format: 'jwk' }) as Record<string, string>,
      };
      writeFileSync(file, JSON.stringify(secrets), { mode: 0o600 });
    }
    try {
      return JSON.parse(readFileSync(file, 'utf8')) as Secrets;
    } catch (error) {
      throw new Error(`${file} is damaged. Remove ${this.path} to begin anew.`, { cause: error });
    }
  }
}
