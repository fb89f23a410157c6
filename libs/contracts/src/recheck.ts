import { createHash, createHmac } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Observation } from './gen/fuxing/connectors/v1/observations';

/**
 * What a published value is bound to, as canonical JSON (RFC 8785): everything that a reader relies on, and the decision
 * that let it count. A later change of the source cannot change any of it.
 */
export function bindingText(observation: Observation): string {
  const { verification: decision, ...o } = observation;
  if (!decision) throw new Error(`Observation ${o.observationId} has no decision to be bound to.`);
  const text = canonicalize({
    observationId: o.observationId,
    indicatorId: o.indicatorId,
    unitId: o.unitId,
    period: o.period,
    revision: o.revision,
    value: decision.verifiedValue,
    collectedValue: decision.collectedValue,
    numerator: o.numerator,
    denominator: o.denominator,
    factor: o.factor,
    sourceId: o.sourceId,
    measureId: o.measureId,
    measureVersion: o.measureVersion,
    mappingVersion: o.mappingVersion,
    pullId: o.pullId,
    recordCount: o.recordCount,
    recordsHash: o.recordsHash,
    verification: {
      verificationId: decision.verificationId,
      act: decision.act,
      verifiedBy: decision.verifiedBy,
      verifiedAt: decision.verifiedAt?.toISOString() ?? '',
      proposedBy: decision.proposedBy,
      reason: decision.reason,
      evidenceIds: decision.evidenceIds,
    },
  });
  if (text === undefined) throw new Error('Nothing to bind.');
  return text;
}

/** SHA-256 of {@link bindingText}, hex. */
export function bindingHash(observation: Observation): string {
  return createHash('sha256').update(bindingText(observation)).digest('hex');
}

/** Whether a value is still what its decision let count. False too where the decision is older than bindings. */
export function isBound(observation: Observation): boolean {
  return (
    observation.verification !== undefined &&
    observation.verification.verifiedValue === observation.value &&
    observation.verification.bindingHash === bindingHash(observation)
  );
}

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
