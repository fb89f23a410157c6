import { createHash, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import {
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Source } from '@fuxing/contracts/connectors/v1/sources';
import ssh2, { type Connection, type PublicKeyAuthContext, type SFTPWrapper } from 'ssh2';
import { Addresses } from './addresses';
import { type Credential, credentialKinds } from './credential';
import { Http } from './fetch';
import { Intake } from './intake';
import { file } from './file';
import { type ReadState, startOfNext } from './reader';
import { Folder } from './transports/folder';

const addresses = new Addresses('127.0.0.0/8');
const http = new Http(new Addresses('127.0.0.0/8'));
const stopped = new AbortController().signal;
afterAll(() => http.close());

const read = (of: object, more: More = {}) => readWith(addresses, of, more);
interface More {
  folder?: string;
  credential?: Credential;
  start?: ReadState;
  intake?: Intake;
}

async function readWith(allowed: Addresses, of: object, more: More) {
  const { folder = '', credential, start, intake = new Intake() } = more;
  const source = Source.fromJSON({ keyField: 'id', file: of });
  const rows: unknown[] = [];
  let state: ReadState | undefined;
  let fault: unknown;
  try {
    for await (const page of file.read(source, start, {
      http,
      addresses: allowed,
      folder,
      credential,
      intake,
      stopped,
    })) {
      rows.push(...page.rows);
      state = page.state ?? state;
    }
  } catch (error) {
    fault = error;
  }
  return { rows, state, fault: fault as (Error & { temporary?: boolean; reason?: string }) | undefined };
}

describe('a watched folder', () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'fuxing-folder-')));
  const inbox = join(root, 'inbox');
  mkdirSync(inbox);
  const put = (name: string, text: string, at: number): void => {
    writeFileSync(join(inbox, name), text);
    utimesSync(join(inbox, name), at, at);
  };
  const of = { folder: { path: 'inbox', pattern: 'h-*.csv' } };

  it('reads each file once, oldest first, again when it changed, and keeps a bad one from nobody', async () => {
    put('h-2.csv', 'id\n1\n', 1000);
    put('h-1.csv', 'id\n2\n', 2000);
    put('other.csv', 'id\n9\n', 2000);
    const first = await read(of, { folder: root });
    expect(first.rows).toEqual([{ id: '1' }, { id: '2' }]);
    const start = startOfNext(first.state as ReadState);
    expect(await read(of, { folder: root, start })).toMatchObject({ rows: [], fault: undefined });
    put('h-1.csv', 'id\n3\n', 3000);
    put('h-0.csv', 'id,id\n', 2500);
    const second = await read(of, { folder: root, start });
    expect(second.rows).toEqual([{ id: '3' }]);
    expect(second.fault?.message).toMatch(/h-0.csv has two columns/);
    expect(Object.keys(second.state?.seen ?? {}).sort()).toEqual(['h-1.csv', 'h-2.csv']);
  });

  it('reads no file that a folder leads to which became a link since it was looked at', async () => {
    const [box, other] = [join(root, 'box'), join(root, 'other')];
    for (const at of [box, other]) {
      mkdirSync(at);
      writeFileSync(join(at, 'a.csv'), `id\n${at}\n`);
    }
    const folder = await Folder.open(root, 'box');
    renameSync(box, join(root, 'moved'));
    symlinkSync(other, box);
    expect(await Array.fromAsync(folder.waiting('*', {}))).toEqual([]);
  });

  it('reaches nothing outside, by path or by link', async () => {
    symlinkSync('/etc/passwd', join(inbox, 'h-link.csv'));
    symlinkSync('/etc', join(root, 'away'));
    const all = await read({ folder: { path: 'inbox', pattern: 'h-l*' } }, { folder: root });
    expect(all).toMatchObject({ rows: [], fault: undefined });
    const away = await read({ folder: { path: 'away', pattern: '*' } }, { folder: root });
    expect(away.fault?.message).toMatch(/leads out of the watched folder/);
    expect((await read(of)).fault?.message).toMatch(/WATCHED_FOLDER/);
    const none = await read({ folder: { path: 'no/where', pattern: '*' } }, { folder: root });
    expect(none.fault?.message).toBe('There is no no/where in the watched folder, or none for this tenant.');
    expect(() => file.settings.parse({ folder: { path: '../x', pattern: '*' } })).toThrow();
    expect(() => file.settings.parse({ folder: { path: '', pattern: 'a/b' } })).toThrow();
  });
});

describe('SFTP', () => {
  const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
    type: 'pkcs1',
    format: 'pem',
  });
  const parsed = ssh2.utils.parseKey(key);
  if (parsed instanceof Error) throw parsed;
  const hostKey = `SHA256:${createHash('sha256').update(parsed.getPublicSSH()).digest('base64').replace(/=+$/, '')}`;
  const content = Buffer.from(`id,v\n${Array.from({ length: 20_000 }, (_, n) => `${n},x`).join('\n')}\n`);
  const server = new ssh2.Server({ hostKeys: [key] }, (client) => serve(client, content));
  let url: string;
  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server as never, 'listening');
    url = `sftp://127.0.0.1:${(server.address() as AddressInfo).port}/out/a.csv`;
  });
  afterAll(() => server.close());
  const login: Credential = { kind: 'sftpPassword', user: 'u', password: 'right', hostKey };

  it('reads a file of a server whose key is pinned', async () => {
    const { rows, fault } = await read({ url }, { credential: login });
    expect(fault).toBeUndefined();
    expect(rows).toHaveLength(20_000);
    expect(rows.at(-1)).toEqual({ id: '19999', v: 'x' });
  });

  describe('by a key', () => {
    const made = ssh2.utils.generateKeyPairSync('ed25519');
    const sealed = ssh2.utils.generateKeyPairSync('ed25519', {
      passphrase: 'opens',
      cipher: 'aes256-ctr',
      rounds: 16,
    });
    const known = [made.public, sealed.public];
    const keyed = new ssh2.Server({ hostKeys: [key] }, (client) => serve(client, content, known));
    let at: string;
    beforeAll(async () => {
      keyed.listen(0, '127.0.0.1');
      await once(keyed as never, 'listening');
      at = `sftp://127.0.0.1:${(keyed.address() as AddressInfo).port}/out/a.csv`;
    });
    afterAll(() => keyed.close());
    const withKey = (privateKey: string, passphrase = ''): Credential =>
      ({ kind: 'sftpKey', user: 'u', hostKey, privateKey, passphrase }) as const;

    it('reads with a key, also one that a passphrase opens', async () => {
      for (const credential of [withKey(made.private), withKey(sealed.private, 'opens')]) {
        const { rows, fault } = await read({ url: at }, { credential });
        expect(fault).toBeUndefined();
        expect(rows).toHaveLength(20_000);
      }
    });

    it('says for good that a server does not know the key, or is another one', async () => {
      const stranger = ssh2.utils.generateKeyPairSync('ed25519').private;
      const fake = { ...withKey(made.private), hostKey: `SHA256:${'A'.repeat(43)}` } as Credential;
      for (const [credential, said] of [
        [withKey(stranger), /authentication/],
        [fake, new RegExp(`shows the key ${hostKey.replaceAll('+', String.raw`\+`)}, which is not`)],
        [withKey(sealed.private, 'wrong'), /privateKey/],
      ] as const) {
        const { fault } = await read({ url: at }, { credential });
        expect(fault).toMatchObject({ temporary: false, message: expect.stringMatching(said) });
        expect(fault?.message).not.toMatch(/PRIVATE KEY|opens|wrong/);
      }
    });

    it('is not taken when it does not open', () => {
      for (const given of [withKey(sealed.private, 'wrong'), withKey(sealed.private), withKey('x')]) {
        const { error } = credentialKinds.sftpKey.safeParse(given);
        expect(error?.issues[0]?.message).toMatch(/opens with the passphrase\n.*私钥/);
      }
      expect(credentialKinds.sftpKey.safeParse(withKey(sealed.private, 'opens')).success).toBe(true);
    });
  });

  it('refuses another key, another password, no file and no credential, each for good', async () => {
    const fake = { ...login, hostKey: `SHA256:${'A'.repeat(43)}` };
    for (const [at, credential, said] of [
      [url, fake, new RegExp(`shows the key ${hostKey.replaceAll('+', String.raw`\+`)}, which is not`)],
      [url, { ...login, password: 'wrong' }, /authentication/],
      [url.replace('a.csv', 'b.csv'), login, /No such file/],
      [url, undefined, /sftpPassword or sftpKey/],
    ] as const) {
      const { fault } = await read({ url: at }, credential ? { credential } : {});
      expect(fault).toMatchObject({ temporary: false, message: expect.stringMatching(said) });
      expect(fault?.message).not.toContain('right');
    }
  });

  it.each<[string, (client: Connection) => void]>([
    [
      'before it lets anybody in',
      (client) => client.on('error', () => undefined).on('authentication', () => undefined),
    ],
    [
      'when SFTP is asked for',
      (client) => client.on('authentication', (attempt) => attempt.accept()).on('session', () => undefined),
    ],
    ['when a file is opened', (client) => serveSome(client, (sftp) => void sftp.on('OPEN', () => undefined))],
    [
      'in the middle of a file',
      (client) =>
        serveSome(client, (sftp) => {
          sftp.on('OPEN', (id) => sftp.handle(id, Buffer.from('1')));
          let sent = false;
          sftp.on('READ', (id) => {
            if (!sent) sftp.data(id, Buffer.from('id\n1\n'));
            sent = true;
          });
        }),
    ],
  ])(
    'leaves a server that falls silent %s',
    async (_, silent) => {
      const quiet = new ssh2.Server({ hostKeys: [key] }, silent).listen(0, '127.0.0.1');
      await once(quiet as never, 'listening');
      const at = `sftp://127.0.0.1:${(quiet.address() as AddressInfo).port}/out/a.csv`;
      const intake = new Intake(1e9, { bytesPerSecond: 1000, overMs: 500 });
      const began = Date.now();
      const { fault } = await read({ url: at }, { credential: login, intake });
      expect(fault).toMatchObject({ name: 'SourceError', temporary: true });
      expect(Date.now() - began).toBeLessThan(5_000);
      quiet.close();
    },
    8_000,
  );

  it('reads no more bytes than a pull may', async () => {
    const { fault } = await read({ url }, { credential: login, intake: new Intake(50_000) });
    expect(fault?.message).toMatch(/the 50000 bytes/);
  });

  it('reaches no address that is not public, by number or by name', async () => {
    const open = { credential: login };
    const closed = await readWith(new Addresses(), { url: url.replace('127.0.0.1', 'localhost') }, open);
    expect(closed.fault?.reason).toBe('SOURCE_ADDRESS_FORBIDDEN');
    const at = 'sftp://169.254.169.254/a.csv';
    expect((await read({ url: at }, { credential: login })).fault?.reason).toBe('SOURCE_ADDRESS_FORBIDDEN');
    expect(() => addresses.assertUrl(new URL('sftp://0x0a000001/a'))).toThrow(/not a public/);
  });
});

/** One file, and one password, or whoever has one of the keys. */
function serve(client: Connection, content: Buffer, known: string[] = []): void {
  client.on('error', () => undefined);
  client.on('authentication', (attempt) => {
    if (attempt.method === 'password' && known.length === 0 && attempt.password === 'right') attempt.accept();
    else if (attempt.method === 'publickey' && known.some((one) => isOf(one, attempt))) attempt.accept();
    else attempt.reject([known.length === 0 ? 'password' : 'publickey']);
  });
  client.on('session', (accept) => {
    accept().on('sftp', (open) => serveFiles(open(), content));
  });
}

/** Whether it asks for this key, and when it signs, by it. */
function isOf(known: string, { key, blob, signature, hashAlgo }: PublicKeyAuthContext): boolean {
  const parsed = ssh2.utils.parseKey(known);
  if (parsed instanceof Error || !parsed.getPublicSSH().equals(key.data)) return false;
  return !signature || !blob || parsed.verify(blob, signature, hashAlgo);
}

/** Lets everybody in. */
function serveSome(client: Connection, some: (sftp: SFTPWrapper) => void): void {
  client.on('error', () => undefined);
  client.on('authentication', (attempt) => attempt.accept());
  client.on('session', (accept) => void accept().on('sftp', (open) => some(open())));
}

function serveFiles(sftp: SFTPWrapper, content: Buffer): void {
  const { STATUS_CODE } = ssh2.utils.sftp;
  sftp.on('OPEN', (id, name) =>
    name === '/out/a.csv' ? sftp.handle(id, Buffer.from('1')) : sftp.status(id, STATUS_CODE.NO_SUCH_FILE),
  );
  sftp.on('READ', (id, _handle, offset, length) =>
    offset >= content.length
      ? sftp.status(id, STATUS_CODE.EOF)
      : sftp.data(id, content.subarray(offset, offset + length)),
  );
  const attributes = { mode: 0o100644, uid: 0, gid: 0, size: content.length, atime: 0, mtime: 0 };
  sftp.on('FSTAT', (id) => sftp.attrs(id, attributes));
  sftp.on('STAT', (id) => sftp.attrs(id, attributes));
  sftp.on('CLOSE', (id) => sftp.status(id, STATUS_CODE.OK));
}
