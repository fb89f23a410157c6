import { VerificationPolicy } from '@fuxing/contracts/connectors/v1/measure_checks';
import { type Measure } from '@fuxing/contracts/connectors/v1/measures';
import { type Flag, FlagSeverity } from '@fuxing/contracts/connectors/v1/observations';
import { isSampled } from '@fuxing/contracts/recheck';
import { Decimal } from '@fuxing/scoring';

/** A new value, as far as the policy asks. */
export interface Candidate {
  observationId: string;
  flags: Pick<Flag, 'code' | 'severity'>[];
  /** 0 to 100. */
  risk: string;
  /** A person was drawn for a value of the same unit and period before, or rejected one. */
  drawnBefore?: boolean;
}

type Policy = Pick<Measure, 'policy' | 'sampleShare' | 'riskShare' | 'riskThreshold'>;
const P = VerificationPolicy;

/**
 * Which new values of one pull a person looks at; the others pass. A unit and period that was drawn once is not drawn for
 * again, so that no change of the source and no other pull gets a value out of the sample.
 *
 * @param seed of the pull; undefined where none was committed, and then nothing is left to chance
 */
export function forPeople(policy: Policy, candidates: Candidate[], seed: string | undefined): Set<string> {
  const chosen = candidates.filter(chooser(policy, candidates, seed));
  return new Set(chosen.map(({ observationId }) => observationId));
}

function chooser(
  { policy, sampleShare, riskShare, riskThreshold }: Policy,
  candidates: Candidate[],
  seed: string | undefined,
): (one: Candidate) => boolean {
  switch (policy) {
    case P.VERIFICATION_POLICY_ALWAYS_MANUAL:
      return () => true;
    case P.VERIFICATION_POLICY_SAMPLED:
      return ({ flags, observationId, drawnBefore = false }) =>
        flags.length > 0 || drawnBefore || seed === undefined || isSampled(seed, observationId, sampleShare);
    case P.VERIFICATION_POLICY_RISK_RANKED: {
      const top = new Set(riskiest(candidates, riskShare).map(({ observationId }) => observationId));
      return (one) =>
        mustBeSeen(one) ||
        top.has(one.observationId) ||
        (riskThreshold !== '' && new Decimal(one.risk).gte(riskThreshold));
    }
    case P.VERIFICATION_POLICY_AUTO_WHEN_CLEAN:
    case P.VERIFICATION_POLICY_UNSPECIFIED:
      return ({ flags }) => flags.length > 0;
    case P.UNRECOGNIZED:
    default:
      throw new Error(`No verification policy ${policy}.`);
  }
}

/** Cannot be right as it is, or would change what people rely on. */
function mustBeSeen({ flags }: Candidate): boolean {
  return flags.some(
    ({ code, severity }) =>
      severity === FlagSeverity.FLAG_SEVERITY_ERROR || code === 'CHANGED_AFTER_PUBLICATION',
  );
}

function riskiest(candidates: Candidate[], share: string): Candidate[] {
  if (share === '') return [];
  const many = new Decimal(share).times(candidates.length).ceil().toNumber();
  return candidates
    .toSorted(
      (a, b) => new Decimal(b.risk).comparedTo(a.risk) || (a.observationId < b.observationId ? -1 : 1),
    )
    .slice(0, many);
}
