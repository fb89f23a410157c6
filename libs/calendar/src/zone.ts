import { invalid } from '@fuxing/errors';

const DAY_MS = 86_400_000;
const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone);
  if (known) return known;
  try {
    const clock = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    clocks.set(zone, clock);
    return clock;
  } catch {
    throw invalid(
      'zone',
      'ZONE_UNKNOWN',
      `"${zone}" is not a time zone of the IANA database.`,
      `“${zone}”不是 IANA 数据库中的时区。`,
    );
  }
}

/** What the wall clock of the zone shows, as if it were UTC, in milliseconds; whole seconds. */
function wallClock(instant: number, zone: string): number {
  const shown: Record<string, number> = {};
  for (const { type, value } of clockOf(zone).formatToParts(instant)) shown[type] = Number(value);
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = shown;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/**
 * The local date that the wall calendar of a zone shows at an instant.
 *
 * @param zone an IANA name, for example `Asia/Shanghai`
 * @throws DomainError INSTANT_INVALID, ZONE_UNKNOWN
 */
export function localDateAt(instant: Date, zone: string): string {
  if (Number.isNaN(instant.getTime())) {
    throw invalid('instant', 'INSTANT_INVALID', 'The instant is not a valid date.', '时刻不是有效的日期。');
  }
  return new Date(wallClock(instant.getTime(), zone)).toISOString().slice(0, 10);
}

/**
 * The first instant of a local date in a zone. Usually midnight; where the clock jumps over midnight the
 * jump itself, and for a date that the zone skipped altogether the start of the next one, so that
 * consecutive days always meet without gap or overlap.
 *
 * @throws DomainError ZONE_UNKNOWN
 */
export function startOfDay(localDate: string, zone: string): Date {
  const midnight = Date.parse(`${localDate}T00:00:00Z`);
  const offsets = [midnight - DAY_MS, midnight + DAY_MS].map((near) => wallClock(near, zone) - near);
  const starts = offsets.map((offset) => midnight - offset).sort((a, b) => a - b);
  const start = starts.find((candidate) => wallClock(candidate, zone) >= midnight);
  return new Date(start ?? Math.max(...starts));
}
