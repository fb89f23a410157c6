import { createHash } from 'node:crypto';

/** Keys of published test vectors, hex: FIPS 197, SP 800-38A, the GCM paper, RFC 8998, GB/T 32907. */
const PUBLISHED = [
  '603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4',
  '2b7e151628aed2a6abf7158809cf4f3c',
  'feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308',
  'feffe9928665731c6d6a8f9467308308',
  '0123456789abcdeffedcba9876543210',
];
/** What people make keys of when they make none. */
const WORDS = [
  '',
  'secret',
  'changeme',
  'change-me',
  'password',
  'fuxing',
  'postgres',
  'admin',
  'test',
  '123456',
  '12345678',
];
const DIGESTS = ['md5', 'sha1', 'sha256', 'sha512'];

const known = new Set(PUBLISHED);
for (const word of WORDS)
  for (const digest of DIGESTS) {
    const hash = createHash(digest).update(word).digest();
    for (const bytes of [16, 32]) if (hash.length >= bytes) known.add(hash.toString('hex', 0, bytes));
  }

/**
 * Whether a key was made by chance, as far as can be told: no published one, no word or digest of one, no text that somebody
 * typed, no bytes that go on by equal steps or repeat. Random bytes are mistaken less than once in 10^6 keys.
 */
export function isRandom(key: Buffer): boolean {
  if (known.has(key.toString('hex')) || new Set(key).size < 8) return false;
  if (/^[\x20-\x7e]+$/.test(key.toString('latin1'))) return false;
  const steps = new Set(key.subarray(1).map((byte, n) => byte - (key[n] ?? 0)));
  const half = key.length / 2;
  return steps.size > 2 && !key.subarray(0, half).equals(key.subarray(half));
}
