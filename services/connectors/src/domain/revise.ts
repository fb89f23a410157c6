import { ObservationStatus } from '@fuxing/contracts/connectors/v1/observations';

/** A stored revision, as far as a recomputation asks. */
export interface Revision {
  status: ObservationStatus;
  /** As computed, before any correction. */
  collectedValue: string;
  recordsHash: string;
  /** Codes and sentences as stored. */
  flags: string;
}

/** What stands for a unit and period: the newest revision that was not superseded, and the one that counts. */
export interface Standing {
  head: Revision | undefined;
  published: Revision | undefined;
  /** The head is one of another measure of the same indicator. */
  foreign?: boolean;
  /** The newest of this measure. */
  own?: Omit<Revision, 'status' | 'flags'> | undefined;
}

/**
 * What a recomputation changes. A result that is there already changes nothing; a value that counts is never replaced
 * silently, only another one set beside it; a pending one gives way.
 *
 * - keep: nothing changes
 * - add: a new revision
 * - replace: a new revision, the pending one is superseded
 * - withdraw: the pending one is superseded, what counts already is right again
 */
export function revise(
  standing: Standing,
  now: Omit<Revision, 'status'>,
): 'keep' | 'add' | 'replace' | 'withdraw' {
  const { head, published } = standing;
  const counts = published !== undefined && published.collectedValue === now.collectedValue;
  if (!head) return 'add';
  const equal = head.collectedValue === now.collectedValue && head.recordsHash === now.recordsHash;
  if (isPending(head.status)) {
    // Two sources disagree, and the head says so: it waits for a person, not for whoever is measured next.
    const { foreign, own } = standing;
    const again = own?.collectedValue === now.collectedValue && own.recordsHash === now.recordsHash;
    if (foreign && (again || counts)) return 'keep';
    if (counts) return 'withdraw';
    return equal && head.flags === now.flags ? 'keep' : 'replace';
  }
  return counts || equal ? 'keep' : 'add';
}

/** Whether a person may still decide on it. */
export function isPending(status: ObservationStatus): boolean {
  return (
    status === ObservationStatus.OBSERVATION_STATUS_COLLECTED ||
    status === ObservationStatus.OBSERVATION_STATUS_FLAGGED
  );
}
