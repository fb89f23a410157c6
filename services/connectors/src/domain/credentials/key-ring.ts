import { z } from 'zod';
import { type Algorithm, keyBytes, open, seal } from './ciphers';

/** Wraps data keys. A key management service may stand behind it, so it is asynchronous. */
export interface KeyRing {
  /** Of the key that wraps now. */
  readonly newest: number;
  readonly algorithm: Algorithm;
  wrap(dataKey: Uint8Array, bound: string): Promise<Buffer>;
  /** @throws Error when the version is not there, or anything differs */
  unwrap(version: number, wrapped: Uint8Array, bound: string): Promise<Buffer>;
}

interface WrappingKey {
  version: number;
  algorithm: Algorithm;
  key: Buffer;
}

const fileForm = z.object({
  keys: z
    .array(
      z.object({
        version: z.number().int().min(1),
        algorithm: z.enum(['AES-256-GCM', 'SM4-GCM']).default('AES-256-GCM'),
        key: z.base64(),
      }),
    )
    .min(1),
});

/**
 * Keys as a file has them: `{"keys": [{"version": 1, "algorithm": "AES-256-GCM", "key": "<base64>"}]}`. The highest
 * version wraps; the others open what they wrapped.
 *
 * @throws Error that names the fault and never a key
 */
export function keyRing(file: string): KeyRing {
  const keys = read(file);
  const [newest] = [...keys.values()].sort((a, b) => b.version - a.version);
  if (!newest) throw new Error('The key file has no key.');
  return {
    newest: newest.version,
    algorithm: newest.algorithm,
    wrap: async (dataKey, bound) => seal(newest.algorithm, newest.key, dataKey, bound),
    unwrap: async (version, wrapped, bound) => {
      const key = keys.get(version);
      if (!key) throw new Error(`The key file has no key of version ${version}.`);
      return open(key.algorithm, key.key, wrapped, bound);
    },
  };
}

function read(file: string): Map<number, WrappingKey> {
  const form = fileForm.safeParse(json(file));
  if (!form.success) {
    const places = form.error.issues.map(({ path }) => path.join('.') || 'the whole').join(', ');
    throw new Error(`The key file is not of the form {"keys": [{version, algorithm, key}]}: ${places}.`);
  }
  const keys = new Map<number, WrappingKey>();
  for (const { version, algorithm, key: text } of form.data.keys) {
    const key = Buffer.from(text, 'base64');
    if (keys.has(version)) throw new Error(`The key file has version ${version} twice.`);
    if (key.length !== keyBytes[algorithm])
      throw new Error(`Key ${version} must have ${keyBytes[algorithm]} bytes, it has ${key.length}.`);
    if (!isMade(key)) throw new Error(`Key ${version} is no random key.`);
    keys.set(version, { version, algorithm, key });
  }
  return keys;
}

/** Few different bytes, or text that somebody typed: a default. Random bytes are so less than once in 10^6 keys. */
function isMade(key: Buffer): boolean {
  return new Set(key).size >= 8 && !/^[\x20-\x7e]+$/.test(key.toString('latin1'));
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('The key file is no JSON.');
  }
}
