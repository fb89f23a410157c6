import { createHash, createHmac } from 'node:crypto';

/** What is published of a seed before it may be known: SHA-256 of `<pull>:<seed>`, hex. */
export function seedCommitment(pullId: string, seed: string): string {
  return createHash('sha256').update(`${pullId}:${seed}`).digest('hex');
}

const WHOLE = 1n << 64n;
const DIGITS = 18;

/**
 * Whether the sample of this seed contains an observation. A pure function of its arguments, so that nobody can choose once
 * the seed is fixed, and everybody can check once it is known.
 *
 * @param seed hex, of the observation's pull
 * @param share decimal, 0 to 1, at most 18 digits after the point
 */
export function isSampled(seed: string, observationId: string, share: string): boolean {
  const form = /^(\d+)(?:\.(\d{1,18}))?$/.exec(share);
  if (!form) throw new Error(`${share} is no share.`);
  const scaled = BigInt(`${form[1] ?? ''}${(form[2] ?? '').padEnd(DIGITS, '0')}`);
  const draw = createHmac('sha256', Buffer.from(seed, 'hex'))
    .update(observationId)
    .digest()
    .readBigUInt64BE();
  return draw * 10n ** BigInt(DIGITS) < scaled * WHOLE;
}
