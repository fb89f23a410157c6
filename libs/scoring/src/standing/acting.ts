import type { Scheme } from '../scheme';
import type { ScoredEvent } from '../scored-event';

/**
 * Events without those of vetoes whose effect has ended before the cycle: a veto with `validMonths` acts from the date of its
 * event for so many months, so in every cycle that begins before their end.
 *
 * Source: domain-rules M9, a veto needs an effective period.
 */
export function acting(
  { vetoes }: Pick<Scheme, 'vetoes'>,
  cyclePeriod: string,
  events: readonly ScoredEvent[],
): readonly ScoredEvent[] {
  const months = new Map(vetoes.map(({ vetoId, validMonths }) => [vetoId, validMonths]));
  const start = firstDay(cyclePeriod);
  return events.filter(({ itemId, date }) => {
    const valid = months.get(itemId) ?? 0;
    return valid === 0 || start < monthsLater(date, valid);
  });
}

/** `2026`, `2026-Q3` and `2026-09` as a day. */
function firstDay(period: string): string {
  const quarter = /^(\d{4})-Q([1-4])$/.exec(period);
  if (quarter) return `${quarter[1]}-${String(Number(quarter[2]) * 3 - 2).padStart(2, '0')}-01`;
  return period.length === 4 ? `${period}-01-01` : `${period}-01`;
}

/** Only to be compared as text: `2025-02-31` stands between the last of February and the first of March, as it should. */
function monthsLater(date: string, months: number): string {
  const count = Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1 + months;
  return `${Math.floor(count / 12)}-${String((count % 12) + 1).padStart(2, '0')}${date.slice(7)}`;
}
