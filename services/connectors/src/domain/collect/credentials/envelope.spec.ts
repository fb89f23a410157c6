import { createHash, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { type Algorithm, keyBytes, open, seal } from './ciphers';
import { close, reveal, rewrap } from './envelope';
import { keyRing } from './key-ring';

const hex = (text: string): Buffer => Buffer.from(text, 'hex');
const made = (version: number, algorithm: Algorithm = 'AES-256-GCM') => ({
  version,
  algorithm,
  key: randomBytes(keyBytes[algorithm]).toString('base64'),
});
const ring = (...keys: object[]) => keyRing(JSON.stringify({ keys }));
const owner = { tenantId: '130404', credentialId: 'hotline', hosts: ['a.example'] };
const algorithms: Algorithm[] = ['AES-256-GCM', 'SM4-GCM'];

it('seals by SM4-GCM as RFC 8998, A.1 does', () => {
  const aad = hex('FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2');
  const key = hex('0123456789ABCDEFFEDCBA9876543210');
  const iv = hex('00001234567800000000ABCD');
  const text = hex(['AA', 'BB', 'CC', 'DD', 'EE', 'FF', 'EE', 'AA'].map((byte) => byte.repeat(8)).join(''));
  const sealed = seal('SM4-GCM', key, text, aad, iv);
  expect(sealed.subarray(12, 28).toString('hex')).toBe('83de3541e4c2b58177e065a9bf7b62ec');
  expect(sealed.subarray(28).toString('hex')).toBe(
    '17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735' +
      'd82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d',
  );
  expect(open('SM4-GCM', key, sealed, aad)).toEqual(text);
});

describe.each(algorithms)('%s', (algorithm) => {
  it('gives back any secret, and never the same envelope twice', async () => {
    const keys = ring(made(1, algorithm));
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 200 }), async (secret) => {
        const one = await close(keys, owner, secret);
        expect(await reveal(keys, owner, one)).toBe(secret);
        const two = await close(keys, owner, secret);
        expect(two.wrappedKey.equals(one.wrappedKey) || two.sealed.equals(one.sealed)).toBe(false);
      }),
      { numRuns: 50 },
    );
  });

  it('does not open when any bit is turned', async () => {
    const keys = ring(made(1, algorithm));
    const whole = await close(keys, owner, '口令 canary-7f3a');
    for (const part of ['wrappedKey', 'sealed'] as const)
      for (let at = 0; at < whole[part].length; at += 1) {
        const turned = Buffer.from(whole[part]);
        turned[at]! ^= 1 << (at % 8);
        await expect(reveal(keys, owner, { ...whole, [part]: turned })).rejects.toThrow();
      }
  });

  it.each([{ tenantId: '130402' }, { credentialId: 'other' }, { hosts: [] }, { hosts: ['b.example'] }])(
    'does not open for %j',
    async (other) => {
      const keys = ring(made(1, algorithm));
      const envelope = await close(keys, owner, 'canary-7f3a');
      await expect(reveal(keys, { ...owner, ...other }, envelope)).rejects.toThrow();
      await expect(rewrap(ring(made(2), made(1)), { ...owner, ...other }, envelope)).rejects.toThrow();
    },
  );

  it('goes over to a new key, and does not need the old one any more', async () => {
    const [old, young] = [made(1, algorithm), made(2)];
    const before = await close(ring(old), owner, 'canary-7f3a');
    const both = ring(young, old);
    expect(await reveal(both, owner, before)).toBe('canary-7f3a');
    const after = await rewrap(both, owner, before);
    expect(after).toMatchObject({ keyVersion: 2, algorithm, sealed: before.sealed });
    expect(await rewrap(both, owner, after)).toBe(after);
    expect(await reveal(ring(young), owner, after)).toBe('canary-7f3a');
    await expect(reveal(ring(young), owner, before)).rejects.toThrow('no key of version 1');
  });
});

describe('a key file', () => {
  const key = (bytes: Buffer, more: object = {}) =>
    JSON.stringify({ keys: [{ version: 1, key: bytes.toString('base64'), ...more }] });
  it.each([
    ['nothing', '', 'no JSON'],
    ['no key', '{"keys":[]}', 'keys'],
    ['zeros', key(Buffer.alloc(32)), 'Key 1 is no random key'],
    [
      'bytes in their order',
      key(Buffer.from(Array.from({ length: 32 }, (_, n) => n))),
      'Key 1 is no random key',
    ],
    ['bytes backwards', key(Buffer.from(Array.from({ length: 32 }, (_, n) => 250 - n * 3))), 'no random key'],
    ['a half twice', key(Buffer.concat(Array<Buffer>(2).fill(randomBytes(16)))), 'no random key'],
    ['the digest of a word', key(createHash('sha256').update('changeme').digest()), 'no random key'],
    [
      'a published key of SM4',
      key(hex('0123456789ABCDEFFEDCBA9876543210'), { algorithm: 'SM4-GCM' }),
      '第 1 版密钥不是随机密钥',
    ],
    [
      'a published key of AES',
      key(hex('603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4')),
      'openssl rand -base64 32',
    ],
    ['typed text', key(Buffer.from('change-me-change-me-change-me-32')), 'Key 1 is no random key'],
    ['a short key', key(randomBytes(16)), 'Key 1 must have 32 bytes, it has 16'],
    ['a long SM4 key', key(randomBytes(32), { algorithm: 'SM4-GCM' }), 'must have 16 bytes'],
    ['an unknown algorithm', key(randomBytes(32), { algorithm: 'DES' }), 'keys.0.algorithm'],
    ['a version twice', JSON.stringify({ keys: [made(3), made(3)] }), 'version 3 twice'],
  ])('of %s is refused in words', (_, file, words) => {
    expect(() => keyRing(file)).toThrow(words);
  });

  it('is never quoted in a refusal', () => {
    const text = 'change-me-change-me-change-me-32';
    const refusals = [key(Buffer.from(text)), `{"keys": ${text}`, key(randomBytes(16), { key: text })].map(
      (file) => {
        try {
          return String(keyRing(file).newest);
        } catch (error) {
          return String(error);
        }
      },
    );
    for (const refusal of refusals) {
      expect(refusal).toMatch(/^Error: /);
      expect(refusal).not.toContain('change-me');
      expect(refusal).not.toContain(Buffer.from(text).toString('base64'));
    }
  });
});
