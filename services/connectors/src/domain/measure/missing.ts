import { firstDay, lastDay, type PeriodKind, periodOfLocalDate } from '@fuxing/calendar';
import { nextPeriod } from './states';
import { localDate, timestampAt } from './timestamp';

/** Where values must be. */
export interface Expected {
  unitIds: string[];
  firstPeriod: string;
  graceDays: number;
  kind: PeriodKind;
}

export interface Missing {
  unitId: string;
  period: string;
  /** Since the period ended. */
  days: number;
}

/**
 * Units and periods without a value, in order of period and unit, once the grace after a period is over.
 *
 * @param present `<unit>~<period>`
 * @param now milliseconds since 1970 UTC
 */
export function missingValues(
  expected: Expected,
  present: Set<string>,
  now: number,
  zone: string,
): Missing[] {
  const { kind, graceDays } = expected;
  const today = localDate(timestampAt(now, zone), zone);
  const unitIds = [...new Set(expected.unitIds)].sort();
  const found: Missing[] = [];
  // Of another kind, it means the period in which it begins.
  let period = periodOfLocalDate(firstDay(expected.firstPeriod), kind);
  for (; ; period = nextPeriod(period, kind)) {
    const days = (Date.parse(today) - Date.parse(lastDay(period))) / 86_400_000;
    if (days <= graceDays) return found;
    for (const unitId of unitIds)
      if (!present.has(`${unitId}~${period}`)) found.push({ unitId, period, days });
  }
}
