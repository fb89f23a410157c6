import { localDateAt } from '@fuxing/calendar';
import { DateTime } from 'luxon';

/** A moment as a record writes it: floating (a clock on the wall, no zone), with an offset, or a plain day. */
export interface Timestamp {
  /** The printed day, YYYY-MM-DD. */
  day: string;
  /** The printed local time in milliseconds, as if it were UTC. */
  wall: number;
  /** Milliseconds since 1970 UTC; only when an offset was written. */
  instant: number | undefined;
  /** Only a day was written; `wall` is its midnight. */
  dayOnly: boolean;
}

const SHAPE = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:?\d\d)?)?$/;

/** All measures of a source ask for the same few timestamps of a record, one after the other. */
const read = new Map<string, Timestamp | undefined>();
const REMEMBERED = 1_000;

/**
 * Reads `2015-01-01T00:20:09.000`, the same with `Z` or an offset, and `2015-01-01`; a blank instead of T and missing
 * seconds are understood. Digits behind the millisecond are cut.
 *
 * @returns undefined for everything else, and for days and times that do not exist
 */
export function parseTimestamp(text: string): Timestamp | undefined {
  if (read.has(text)) return read.get(text);
  if (read.size >= REMEMBERED) read.clear();
  const parsed = parse(text);
  read.set(text, parsed);
  return parsed;
}

function parse(text: string): Timestamp | undefined {
  const match = SHAPE.exec(text);
  if (!match) return undefined;
  const [, year = '', month = '', day = '', hour, minute = '0', second = '0', fraction = '', offset] = match;
  const midnight = Date.UTC(Number(year), Number(month) - 1, Number(day));
  if (new Date(midnight).getUTCDate() !== Number(day) || Number(month) > 12 || Number(month) < 1)
    return undefined;
  if (Number(hour ?? 0) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const millis = Number(fraction.slice(0, 3).padEnd(3, '0'));
  const wall =
    midnight + Number(hour ?? 0) * 3_600_000 + Number(minute) * 60_000 + Number(second) * 1000 + millis;
  return {
    day: text.slice(0, 10),
    wall,
    instant: offset === undefined ? undefined : wall - offsetMs(offset),
    dayOnly: hour === undefined,
  };
}

/** The day in the zone on which it happened; what has no offset happened on the day that is written. */
export function localDate({ day, instant }: Timestamp, zone: string): string {
  return instant === undefined ? day : localDateAt(new Date(instant), zone);
}

/**
 * Milliseconds since 1970 UTC. A floating time is the zone's; an hour that a clock change repeats means its first
 * passing, one that it skips is moved behind the gap.
 */
export function instantOf({ wall, instant }: Timestamp, zone: string): number {
  if (instant !== undefined) return instant;
  return DateTime.fromMillis(wall, { zone: 'UTC' }).setZone(zone, { keepLocalTime: true }).toMillis();
}

/** Whether `a` is not after `b`. When one of them is a plain day, days are compared: a deadline lasts to its evening. */
export function isNotAfter(a: Timestamp, b: Timestamp, zone: string): boolean {
  if (a.dayOnly || b.dayOnly) return localDate(a, zone) <= localDate(b, zone);
  if (a.instant === undefined && b.instant === undefined) return a.wall <= b.wall;
  return instantOf(a, zone) <= instantOf(b, zone);
}

function offsetMs(offset: string): number {
  if (offset === 'Z') return 0;
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(-2));
  return (offset.startsWith('-') ? -minutes : minutes) * 60_000;
}
