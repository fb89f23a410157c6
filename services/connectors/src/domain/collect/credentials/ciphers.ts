import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { sm4 } from 'sm-crypto-v2';

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Length of a key in bytes by algorithm. */
export const keyBytes = { 'AES-256-GCM': 32, 'SM4-GCM': 16 } as const;
export type Algorithm = keyof typeof keyBytes;

/**
 * Encrypts and authenticates (NIST SP 800-38D, SM4 as in RFC 8998).
 *
 * @param bound what the text belongs to; not encrypted, but the text opens with the same one only
 * @param iv never the same twice with one key
 * @returns iv (12 bytes), tag (16 bytes), cipher text
 */
export function seal(
  algorithm: Algorithm,
  key: Uint8Array,
  text: Uint8Array,
  bound: string | Uint8Array,
  iv: Uint8Array = randomBytes(IV_BYTES),
): Buffer {
  const aad = Buffer.from(bound as string);
  if (algorithm === 'SM4-GCM') {
    const sealed = sm4.encrypt(plain(text), plain(key), {
      mode: 'gcm',
      iv: plain(iv),
      associatedData: plain(aad),
      output: 'array',
      outputTag: true,
    });
    if (!sealed.tag) throw new Error('SM4-GCM gave no tag.');
    return Buffer.concat([iv, sealed.tag, sealed.output]);
  }
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(aad);
  const encrypted = Buffer.concat([cipher.update(text), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), encrypted]);
}

/** @throws Error when anything differs: the key, the text, or what it is bound to */
export function open(
  algorithm: Algorithm,
  key: Uint8Array,
  sealed: Uint8Array,
  bound: string | Uint8Array,
): Buffer {
  if (sealed.length < IV_BYTES + TAG_BYTES) throw new Error('The sealed text is cut.');
  const iv = sealed.subarray(0, IV_BYTES);
  const tag = sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES);
  const encrypted = sealed.subarray(IV_BYTES + TAG_BYTES);
  const aad = Buffer.from(bound as string);
  if (algorithm === 'SM4-GCM') {
    const options = { iv: plain(iv), associatedData: plain(aad), tag: plain(tag) };
    const opened = sm4.decrypt(plain(encrypted), plain(key), { mode: 'gcm', output: 'array', ...options });
    return Buffer.from(opened);
  }
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES });
  decipher.setAAD(aad).setAuthTag(tag);
  return Buffer.concat([decipher.update(encrypted), decipher.final()]);
}

/** The library reads the memory behind a Buffer, which may be a pool's, so it is given arrays of their own. */
const plain = (bytes: Uint8Array): Uint8Array => Uint8Array.from(bytes);
