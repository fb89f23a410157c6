import { createHash, timingSafeEqual } from 'node:crypto';
import { Client, type ConnectConfig, type SFTPWrapper } from 'ssh2';
import type { Credential } from '../credential';
import type { ReadContext } from '../reader';
import { resolve } from '../resolve';
import { SourceError } from '../source-error';
import { MAX_BYTES, tooLarge } from '../fetch';

const READY_TIMEOUT_MS = 20_000;
const KEEPALIVE_MS = 10_000;

type Login = Extract<Credential, { kind: 'sftpPassword' | 'sftpKey' }>;

/** The bytes of one file by SFTP. The key of the host must be the one that the credential pins. */
export async function* readSftp(url: URL, context: ReadContext): AsyncGenerator<Buffer> {
  const { credential, addresses, stopped } = context;
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
  stopped.addEventListener('abort', leave, { once: true });
  try {
    const sftp = await connected(client, { host, port, ...loginOf(credential) });
    let bytes = 0;
    for await (const piece of sftp.createReadStream(
      decodeURIComponent(url.pathname),
    ) as AsyncIterable<Buffer>) {
      stopped.throwIfAborted();
      bytes += piece.length;
      if (bytes > MAX_BYTES) throw tooLarge(url.toString());
      yield piece;
    }
  } catch (error) {
    stopped.throwIfAborted();
    throw error instanceof SourceError ? error : failed(url, error);
  } finally {
    stopped.removeEventListener('abort', leave);
    leave();
  }
}

function loginOf(credential: Login): ConnectConfig {
  const login = {
    username: credential.user,
    readyTimeout: READY_TIMEOUT_MS,
    keepaliveInterval: KEEPALIVE_MS,
    hostVerifier: (key: Buffer): boolean => isPinned(key, credential.hostKey),
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

async function connected(client: Client, login: ConnectConfig): Promise<SFTPWrapper> {
  const { promise, resolve: done, reject } = Promise.withResolvers<SFTPWrapper>();
  // Stays for the life of the client: an error that nobody hears would end the process.
  client.on('error', reject);
  client.on('close', () => reject(new Error('closed by the other side')));
  client.on('ready', () => client.sftp((error, sftp) => (error ? reject(error) : done(sftp))));
  try {
    client.connect(login);
  } catch (error) {
    reject(error);
  }
  return promise;
}

/** What the other side refuses will be refused again; a connection may come about later. */
function failed(url: URL, error: unknown): SourceError {
  const { message, level, code } = error as { message?: string; level?: string; code?: unknown };
  const why = String(message ?? error).slice(0, 200);
  const final =
    level === 'client-authentication' ||
    typeof code === 'number' ||
    /host denied|verification|parse/i.test(why);
  return new SourceError(
    {
      en: `Reading ${url.host}${url.pathname} by SFTP failed (${why}).`,
      zh: `通过 SFTP 读取 ${url.host}${url.pathname} 失败（${why}）。`,
    },
    !final,
  );
}
