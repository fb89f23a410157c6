import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** PEM. */
export interface Certificate {
  cert: string;
  key: string;
}

/** A certificate authority that lives for a test, by the openssl of the system. */
export class Authority {
  private readonly folder = mkdtempSync(join(tmpdir(), 'fuxing-ca-'));
  private issued = 0;

  constructor(name = 'fuxing test authority') {
    const ca = ['-addext', 'basicConstraints=critical,CA:true', '-addext', 'keyUsage=critical,keyCertSign'];
    this.openssl('req', '-x509', ...NEW_KEY, '-days', '2', '-subj', `/CN=${name}`, ...ca, ...this.to('ca'));
  }

  /** PEM. */
  get cert(): string {
    return this.read('ca.pem');
  }

  /** For a server of these names and addresses, or for a client of that name. */
  issue(...hosts: [string, ...string[]]): Certificate {
    const name = `issued-${(this.issued += 1)}`;
    const names = hosts.map((host) => `${isIP(host) === 0 ? 'DNS' : 'IP'}:${host}`).join(',');
    writeFileSync(join(this.folder, `${name}.ext`), `subjectAltName=${names}\n`);
    this.openssl('req', ...NEW_KEY, '-subj', `/CN=${hosts[0]}`, ...this.to(name));
    const signed = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2'];
    const made = ['-extfile', `${name}.ext`, '-out', `${name}.crt`];
    this.openssl('x509', '-req', '-in', `${name}.pem`, ...signed, ...made);
    return { cert: this.read(`${name}.crt`), key: this.read(`${name}.key`) };
  }

  private to(name: string): string[] {
    return ['-keyout', `${name}.key`, '-out', `${name}.pem`];
  }

  private read(name: string): string {
    return readFileSync(join(this.folder, name), 'utf8');
  }

  private openssl(...args: string[]): void {
    execFileSync('openssl', args, { cwd: this.folder, stdio: 'ignore' });
  }
}

const NEW_KEY = ['-newkey', 'rsa:2048', '-nodes'];
