import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const VERSION = '5.2.5';
/** The same folder from src/ and from dist/. */
const folder = resolve(__dirname, '../../../../../node_modules/.cache/fuxing-moto', VERSION);
const REGION = 'us-east-1';
/** Requests that are believed before any key is known: a user, his right, his key and the bucket. */
const BELIEVED = 4;

/**
 * Whether moto (PyPI), an S3 that checks signatures by AWS's own library, is here, and why not. It is fetched once; tests
 * skip by this answer, except where `CI=true`.
 */
export function motoAvailable(): { available: boolean; why: string } {
  if (existsSync(folder)) return { available: true, why: `moto ${VERSION}` };
  mkdirSync(dirname(folder), { recursive: true });
  const partial = mkdtempSync(`${folder}.partial-`);
  const site = join(partial, 'site');
  const wanted = [`moto[s3]==${VERSION}`, 'flask', 'flask-cors'];
  try {
    execFileSync('python3', ['-m', 'pip', 'install', '-q', '--target', site, ...wanted], { stdio: 'pipe' });
    renameSync(site, folder);
    return { available: true, why: `moto ${VERSION}` };
  } catch (error) {
    const { message } = error as Error;
    return { available: existsSync(folder), why: `moto ${VERSION} cannot be had: ${message.split('\n')[0]}` };
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

/** For tests: a bucket that one key may read and write. */
export async function startMoto() {
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const env = { ...process.env, PYTHONPATH: folder, INITIAL_NO_AUTH_ACTION_COUNT: `${BELIEVED}` };
  const args = ['-m', 'moto.server', '-H', '127.0.0.1', '-p', `${port}`];
  const server = spawn('python3', args, { env, stdio: 'ignore' });
  const orphan = (): void => void server.kill('SIGKILL');
  process.once('exit', orphan);
  const stop = async (): Promise<void> => {
    process.off('exit', orphan);
    const ended = once(server, 'exit');
    if (server.kill('SIGTERM')) await ended;
  };
  try {
    await answers(base);
    const iam = (action: Record<string, string>) =>
      ask(base, 'iam', { method: 'POST', body: new URLSearchParams({ Version: '2010-05-08', ...action }) });
    const of = { UserName: 'fuxing' };
    await iam({ Action: 'CreateUser', ...of });
    const Statement = [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }];
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
    await iam({ Action: 'PutUserPolicy', ...of, PolicyName: 'evidence', PolicyDocument });
    const made = await iam({ Action: 'CreateAccessKey', ...of });
    await ask(base, 's3', { method: 'PUT' }, '/evidence');
    const field = (name: string): string => new RegExp(`<${name}>([^<]+)<`).exec(made)?.[1] ?? '';
    return {
      url: `${base}/evidence`,
      region: REGION,
      accessKeyId: field('AccessKeyId'),
      secretAccessKey: field('SecretAccessKey'),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Named by its credential only: whoever is believed need not sign. */
async function ask(base: string, service: string, init: RequestInit, path = '/'): Promise<string> {
  const authorization = `AWS4-HMAC-SHA256 Credential=x/20260101/${REGION}/${service}/aws4_request, SignedHeaders=host, Signature=0`;
  const response = await fetch(base + path, { ...init, headers: { authorization } });
  const text = await response.text();
  if (!response.ok) throw new Error(`moto answered ${response.status}: ${text}`);
  return text;
}

async function answers(base: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await (await fetch(`${base}/moto-api/`)).arrayBuffer();
      return;
    } catch (error) {
      if (tries > 150) throw error;
      await sleep(200);
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await once(server.close(), 'close');
  return port;
}
