import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';

export interface Keys {
  /** Private; ES256. */
  signing: JWK;
  /** Signs the session cookies. */
  cookie: string;
}

/** The provider's keys: from `dataDir`, where they are made on the first start, or fresh ones when there is none. */
export async function loadKeys(dataDir: string | undefined): Promise<Keys> {
  if (dataDir === undefined) return makeKeys();
  const file = join(dataDir, 'identity-keys.json');
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Keys;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const keys = await makeKeys();
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify(keys), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return keys;
}

async function makeKeys(): Promise<Keys> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(privateKey);
  const signing = { ...jwk, kid: await calculateJwkThumbprint(jwk), alg: 'ES256', use: 'sig' };
  return { signing, cookie: randomBytes(32).toString('base64url') };
}
