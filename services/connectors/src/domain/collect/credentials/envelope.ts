import { randomBytes } from 'node:crypto';
import { type Algorithm, keyBytes, open, seal } from './ciphers';
import type { KeyRing } from './key-ring';

/** A secret under a key of its own, and that key under a wrapping key. */
export interface Envelope {
  algorithm: Algorithm;
  keyVersion: number;
  wrappedKey: Buffer;
  sealed: Buffer;
}

/** Whose secret it is and whom it may be told: an envelope does not open when any of it is altered. */
export interface Owner {
  tenantId: string;
  credentialId: string;
  hosts: readonly string[];
}

export async function close(keys: KeyRing, owner: Owner, secret: string): Promise<Envelope> {
  const { algorithm } = keys;
  const dataKey = randomBytes(keyBytes[algorithm]);
  return {
    algorithm,
    keyVersion: keys.newest,
    wrappedKey: await keys.wrap(dataKey, bound(owner, 'key')),
    sealed: seal(algorithm, dataKey, Buffer.from(secret), bound(owner, 'secret')),
  };
}

/** @throws Error that says nothing of the secret */
export async function reveal(keys: KeyRing, owner: Owner, envelope: Envelope): Promise<string> {
  const dataKey = await keys.unwrap(envelope.keyVersion, envelope.wrappedKey, bound(owner, 'key'));
  return open(envelope.algorithm, dataKey, envelope.sealed, bound(owner, 'secret')).toString();
}

/** Puts the data key under the newest wrapping key; the sealed secret stays as it is and is not opened. */
export async function rewrap(keys: KeyRing, owner: Owner, envelope: Envelope): Promise<Envelope> {
  if (envelope.keyVersion === keys.newest) return envelope;
  const dataKey = await keys.unwrap(envelope.keyVersion, envelope.wrappedKey, bound(owner, 'key'));
  return { ...envelope, keyVersion: keys.newest, wrappedKey: await keys.wrap(dataKey, bound(owner, 'key')) };
}

/** JSON, so that no two owners are written alike. */
const bound = ({ tenantId, credentialId, hosts }: Owner, part: 'key' | 'secret'): string =>
  JSON.stringify([part, tenantId, credentialId, hosts]);
