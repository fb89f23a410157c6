import { createHash } from 'node:crypto';
import { ObservationStatus } from '@fuxing/contracts/connectors/v1/observations';

/** The hash of no records: behind what was published and has nothing behind it any more. */
export const NO_RECORDS = createHash('sha256').digest('hex');

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
  const counts = stillCounts(published, now);
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

/** Whether what is published is what the records give; a value that was decided on when there were none is not. */
export function stillCounts(
  published: Pick<Revision, 'collectedValue' | 'recordsHash'> | undefined,
  now: Pick<Revision, 'collectedValue' | 'recordsHash'>,
): boolean {
  if (!published || published.collectedValue !== now.collectedValue) return false;
  return published.recordsHash !== NO_RECORDS || now.recordsHash === NO_RECORDS;
}

/** Whether it has to be said that nothing is behind what a measure published; once. */
export function isGone({ head, published }: Standing): boolean {
  if (!head || !published || published.recordsHash === NO_RECORDS) return false;
  return head.recordsHash !== NO_RECORDS;
}

/** Whether a person may still decide on it. */
export function isPending(status: ObservationStatus): boolean {
  return (
    status === ObservationStatus.OBSERVATION_STATUS_COLLECTED ||
    status === ObservationStatus.OBSERVATION_STATUS_FLAGGED
  );
}
