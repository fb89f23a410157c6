import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Observation } from './gen/fuxing/connectors/v1/observations';

export { checkSample, type SampleCheck, type SampleFault } from './check-sample';
export { isSampled, seedCommitment } from './sample';

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
