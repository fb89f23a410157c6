/** So many scheduled pulls may fail in a row before turns are left out. */
const PATIENCE = 3;
const FIRST_PAUSE_MS = 15 * 60_000;
const LONGEST_PAUSE_MS = 24 * 3_600_000;

/** More failures in a row do not make the pause longer. */
export const MOST_FAILURES = 12;

/**
 * Whether a source that failed so often in a row may be tried by itself again: after the third failure only when a pause is
 * over that doubles with each further one, from a quarter of an hour to a day. One success closes the circuit again.
 *
 * @param agoMs since the last failure
 */
export function mayTry({ count, agoMs }: { count: number; agoMs: number }): boolean {
  if (count < PATIENCE) return true;
  return agoMs >= Math.min(FIRST_PAUSE_MS * 2 ** (count - PATIENCE), LONGEST_PAUSE_MS);
}
