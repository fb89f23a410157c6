import { createHash, timingSafeEqual } from 'node:crypto';
import { Client, type ConnectConfig, type SFTPWrapper } from 'ssh2';
import type { Credential } from '../credential';
import type { ReadContext } from '../reader';
import { resolve } from '../resolve';
import { SourceError } from '../source-error';
import { WHOLE_TIMEOUT_MS } from '../fetch';
import { MAX_BYTES, tooLarge } from '../http-errors';

const READY_TIMEOUT_MS = 20_000;
const KEEPALIVE_MS = 10_000;

type Login = Extract<Credential, { kind: 'sftpPassword' | 'sftpKey' }>;

/** The bytes of one file by SFTP. The key of the host must be the one that the credential pins. */
export async function* readSftp(url: URL, context: ReadContext): AsyncGenerator<Buffer> {
  const { credential, addresses, intake, stopped } = context;
  if (credential?.kind !== 'sftpPassword' && credential?.kind !== 'sftpKey')
    throw new SourceError(
      {
        en: `${url.host} is read by SFTP, which needs a credential of kind sftpPassword or sftpKey.`,
        zh: `${url.host} 通过 SFTP 读取，需要 sftpPassword 或 sftpKey 类凭据。`,
      },
      false,
    );
  const port = Number(url.port || 22);
  const host = await resolve(addresses, url.hostname, port);
  const client = new Client();
  const leave = (): void => {
    client.destroy();
  };
  let stranger: SourceError | undefined;
  const verify = (key: Buffer): boolean => {
    if (isPinned(key, credential.hostKey)) return true;
    stranger = notPinned(url, fingerprintOf(key));
    return false;
  };
  stopped.addEventListener('abort', leave, { once: true });
  const whole = setTimeout(leave, WHOLE_TIMEOUT_MS);
  try {
    const sftp = await connected(
      client,
      { host, port, hostVerifier: verify, ...loginOf(credential) },
      Math.min(READY_TIMEOUT_MS, intake.patienceMs),
    );
    let bytes = 0;
    const file = sftp.createReadStream(decodeURIComponent(url.pathname));
    // It also fails when nobody reads on, which then is no fault.
    file.on('error', () => undefined);
    for await (const piece of intake.watched(file, url.host, leave)) {
      stopped.throwIfAborted();
      bytes += piece.length;
      if (bytes > MAX_BYTES) throw tooLarge(url.toString());
      intake.add(piece.length);
      yield piece;
    }
  } catch (error) {
    stopped.throwIfAborted();
    throw stranger ?? (error instanceof SourceError ? error : failed(url, error));
  } finally {
    clearTimeout(whole);
    stopped.removeEventListener('abort', leave);
    leave();
  }
}

function loginOf(credential: Login): ConnectConfig {
  const login = {
    username: credential.user,
    keepaliveInterval: KEEPALIVE_MS,
  };
  return credential.kind === 'sftpPassword'
    ? { ...login, password: credential.password }
    : {
        ...login,
        privateKey: credential.privateKey,
        ...(credential.passphrase && { passphrase: credential.passphrase }),
      };
}

function isPinned(key: Buffer, pinned: string): boolean {
  const wanted = Buffer.from(pinned.slice('SHA256:'.length), 'base64');
  return wanted.length === 32 && timingSafeEqual(createHash('sha256').update(key).digest(), wanted);
}

async function connected(client: Client, login: ConnectConfig, withinMs: number): Promise<SFTPWrapper> {
  const { promise, resolve: done, reject } = Promise.withResolvers<SFTPWrapper>();
  // Stays for the life of the client: an error that nobody hears would end the process.
  client.on('error', reject);
  client.on('close', () => reject(new Error('closed by the other side')));
  // The limit of the client ends with the handshake; a server may fall silent behind it.
  const timer = setTimeout(() => reject(new Error(`no SFTP within ${withinMs} ms`)), withinMs);
  client.on('ready', () =>
    client.sftp((error, sftp) => {
      if (error) return reject(error);
      sftp.on('error', reject);
      return done(sftp);
    }),
  );
  try {
    client.connect({ ...login, readyTimeout: withinMs });
  } catch (error) {
    reject(error);
  }
  return promise.finally(() => clearTimeout(timer));
}

const fingerprintOf = (key: Buffer): string =>
  `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;

/** A server has a key of each kind and shows one of them, so the right server may be refused for a pin of another kind. */
const notPinned = ({ host }: URL, shown: string): SourceError =>
  new SourceError(
    {
      en: `${host} shows the key ${shown}, which is not the one that the credential pins; ask its operator whether that is his, and do not take it over unasked.`,
      zh: `${host} 出示的主机密钥为 ${shown}，与凭据中固定的不符；请向对方运维人员核实，未经核实不得采用。`,
    },
    false,
  );

/** What the other side refuses will be refused again; a connection may come about later. */
function failed(url: URL, error: unknown): SourceError {
  const { message, level, code } = error as { message?: string; level?: string; code?: unknown };
  const why = String(message ?? error).slice(0, 200);
  const final = level === 'client-authentication' || typeof code === 'number' || /parse/i.test(why);
  return new SourceError(
    {
      en: `Reading ${url.host}${url.pathname} by SFTP failed (${why}).`,
      zh: `通过 SFTP 读取 ${url.host}${url.pathname} 失败（${why}）。`,
    },
    !final,
  );
}
