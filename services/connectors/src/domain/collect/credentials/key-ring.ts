import { bilingual } from '@fuxing/errors';
import { z } from 'zod';
import { type Algorithm, keyBytes, open, seal } from './ciphers';
import { isRandom } from './known-keys';

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
  if (!newest) throw fault('The key file has no key.', '密钥文件中没有密钥。');
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
    throw fault(
      `The key file is not of the form {"keys": [{version, algorithm, key}]}: ${places}.`,
      `密钥文件的格式应为 {"keys": [{version, algorithm, key}]}，有误之处：${places}。`,
    );
  }
  const keys = new Map<number, WrappingKey>();
  for (const { version, algorithm, key: text } of form.data.keys) {
    const key = Buffer.from(text, 'base64');
    if (keys.has(version))
      throw fault(`The key file has version ${version} twice.`, `密钥文件中第 ${version} 版重复。`);
    if (key.length !== keyBytes[algorithm])
      throw fault(
        `Key ${version} must have ${keyBytes[algorithm]} bytes, it has ${key.length}.`,
        `第 ${version} 版密钥应为 ${keyBytes[algorithm]} 字节，实际为 ${key.length} 字节。`,
      );
    if (!isRandom(key))
      throw fault(
        `Key ${version} is no random key; make one by openssl rand -base64 ${keyBytes[algorithm]}.`,
        `第 ${version} 版密钥不是随机密钥；请用 openssl rand -base64 ${keyBytes[algorithm]} 生成。`,
      );
    keys.set(version, { version, algorithm, key });
  }
  return keys;
}

const fault = (en: string, zh: string): Error => new Error(bilingual(en, zh));

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw fault('The key file is no JSON.', '密钥文件不是 JSON。');
  }
}
