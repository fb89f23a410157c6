import { firstDay, lastDay, type PeriodKind, periodOfLocalDate } from '@fuxing/calendar';
import { endOfDay, instantOf, localDate, timestampAt } from './timestamp';

/** When a pull ended, so that what it brought was known; milliseconds since 1970 UTC. */
export interface Known {
  position: string;
  finishedAt: number;
}

/**
 * Periods that ended before now and of whose end something was known, by the position of the last pull before it.
 *
 * @param pulls in order
 * @param now milliseconds since 1970 UTC
 */
export function knownAtEnd(
  pulls: Known[],
  now: number,
  kind: PeriodKind,
  zone: string,
): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const [first] = pulls;
  if (!first) return found;
  const current = periodOfLocalDate(localDate(timestampAt(now, zone), zone), kind);
  let period = periodOfLocalDate(localDate(timestampAt(first.finishedAt, zone), zone), kind);
  let last = 0;
  while (firstDay(period) < firstDay(current)) {
    const end = instantOf(endOfDay(lastDay(period)), zone);
    while (last + 1 < pulls.length && (pulls[last + 1]?.finishedAt ?? end) < end) last += 1;
    const { position } = pulls[last] ?? first;
    found.set(position, [...(found.get(position) ?? []), period]);
    period = nextPeriod(period, kind);
  }
  return found;
}

/** The period of that kind that follows. */
export function nextPeriod(period: string, kind: PeriodKind): string {
  const next = new Date(Date.parse(lastDay(period)) + 24 * 3_600_000).toISOString().slice(0, 10);
  return periodOfLocalDate(next, kind);
}
