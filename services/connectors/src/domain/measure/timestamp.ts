import { localDateAt } from '@fuxing/calendar';
import { DateStyle } from '@fuxing/contracts/connectors/v1/measure_records';
import { DateTime, IANAZone } from 'luxon';

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

/** How the timestamps of a source are to be read. */
export interface Dates {
  /** IANA name; floating times are the zone's. */
  zone: string;
  style: DateStyle;
}

const SHAPE = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:?\d\d)?)?$/;
const CLOCK = String.raw`(?: (\d{1,2}):(\d\d)(?::(\d\d))?(?: ?(AM|PM))?)?$`;
const YEAR_FIRST = new RegExp(String.raw`^(\d{4})([/.-])(\d{1,2})\2(\d{1,2})${CLOCK}`);
const CHINESE = new RegExp(String.raw`^(\d{4})(年)(\d{1,2})月(\d{1,2})日${CLOCK}`);
const YEAR_LAST = new RegExp(String.raw`^(\d{1,2})\/(\d{1,2})\/(\d{4})${CLOCK}`, 'i');

/** All measures of a source ask for the same few timestamps of a record, one after the other. */
const read = new Map<DateStyle, Map<string, Timestamp | undefined>>();
const REMEMBERED = 1_000;

const DAY_MS = 24 * 3_600_000;
/** By zone, by day. */
const offsets = new Map<string, Map<number, number | undefined>>();
const REMEMBERED_DAYS = 20_000;

/**
 * Reads `2015-01-01T00:20:09.000`, the same with `Z` or an offset, and `2015-01-01`; a blank instead of T and missing
 * seconds are understood, as are `2015/1/1 0:20:09` and `2015年1月1日`. Digits behind the millisecond are cut. What names
 * the year last is read as the style says, and not without one.
 *
 * @returns undefined for everything else, and for days and times that do not exist
 */
export function parseTimestamp(
  text: string,
  style = DateStyle.DATE_STYLE_UNSPECIFIED,
): Timestamp | undefined {
  let known = read.get(style);
  if (!known) read.set(style, (known = new Map()));
  if (known.has(text)) return known.get(text);
  if (known.size >= REMEMBERED) known.clear();
  const parsed = parse(text, style);
  known.set(text, parsed);
  return parsed;
}

function parse(text: string, style: DateStyle): Timestamp | undefined {
  const match = SHAPE.exec(text);
  if (!match) return parseLoose(text, style);
  const [, year = '', month = '', day = '', hour, minute, second, fraction = '', offset] = match;
  const wall = wallOf([year, month, day], [hour, minute, second]);
  if (wall === undefined) return undefined;
  const exact = wall + Number(fraction.slice(0, 3).padEnd(3, '0'));
  return {
    day: text.slice(0, 10),
    wall: exact,
    instant: offset === undefined ? undefined : exact - offsetMs(offset),
    dayOnly: hour === undefined,
  };
}

/** As people and office software write dates: without padding, with slashes, with 12 hours. Never with an offset. */
function parseLoose(text: string, style: DateStyle): Timestamp | undefined {
  const yearFirst = YEAR_FIRST.exec(text) ?? CHINESE.exec(text);
  const last = style === DateStyle.DATE_STYLE_MONTH_FIRST || style === DateStyle.DATE_STYLE_DAY_FIRST;
  const yearLast = last ? YEAR_LAST.exec(text) : null;
  if (!yearFirst && !yearLast) return undefined;
  const [year, month, day] = yearFirst
    ? [yearFirst[1], yearFirst[3], yearFirst[4]]
    : style === DateStyle.DATE_STYLE_MONTH_FIRST
      ? [yearLast?.[3], yearLast?.[1], yearLast?.[2]]
      : [yearLast?.[3], yearLast?.[2], yearLast?.[1]];
  const [hour, minute, second, half] = yearFirst ? yearFirst.slice(5) : (yearLast?.slice(4) ?? []);
  const wall = wallOf([year, month, day], [hourOf(hour, half), minute, second]);
  if (wall === undefined) return undefined;
  return {
    day: new Date(wall).toISOString().slice(0, 10),
    wall,
    instant: undefined,
    dayOnly: hour === undefined,
  };
}

type Digits = (string | undefined)[];

/** Of a day and a time that exist, in milliseconds. */
function wallOf(
  [year, month, day]: Digits,
  [hour = '0', minute = '0', second = '0']: Digits,
): number | undefined {
  const midnight = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const exists = Number(month) >= 1 && Number(month) <= 12 && new Date(midnight).getUTCDate() === Number(day);
  if (!exists || !(Number(hour) <= 23) || Number(minute) > 59 || Number(second) > 59) return undefined;
  return midnight + Number(hour) * 3_600_000 + Number(minute) * 60_000 + Number(second) * 1000;
}

/** On a clock of 24 hours; `none` when 12 hours do not have it. */
function hourOf(hour: string | undefined, half: string | undefined): string | undefined {
  if (hour === undefined || half === undefined) return hour;
  if (Number(hour) < 1 || Number(hour) > 12) return 'none';
  return String((Number(hour) % 12) + (half.toUpperCase() === 'PM' ? 12 : 0));
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
  const offset = steadyOffset(Math.floor(wall / DAY_MS), zone);
  if (offset !== undefined) return wall - offset;
  return DateTime.fromMillis(wall, { zone: 'UTC' }).setZone(zone, { keepLocalTime: true }).toMillis();
}

/**
 * How far a zone is ahead of UTC all of a day and of those beside it, in milliseconds; undefined where its clock changes.
 * Days of a source are few, and asking a calendar costs more than all the rest of measuring a record.
 *
 * @param day since 1970-01-01
 */
function steadyOffset(day: number, zone: string): number | undefined {
  let known = offsets.get(zone);
  if (!known) offsets.set(zone, (known = new Map()));
  if (known.has(day)) return known.get(day);
  if (known.size >= REMEMBERED_DAYS) known.clear();
  const at = IANAZone.create(zone);
  const [before, after] = [at.offset((day - 1) * DAY_MS), at.offset((day + 2) * DAY_MS)];
  const offset = before === after ? before * 60_000 : undefined;
  known.set(day, offset);
  return offset;
}

/** The end of a day, 24 o'clock of it. */
export function endOfDay(day: string): Timestamp {
  return { day, wall: Date.parse(day) + 24 * 3_600_000, instant: undefined, dayOnly: false };
}

/** @param instant milliseconds since 1970 UTC */
export function timestampAt(instant: number, zone: string): Timestamp {
  const local = DateTime.fromMillis(instant, { zone }).setZone('UTC', { keepLocalTime: true });
  return { day: local.toFormat('yyyy-MM-dd'), wall: local.toMillis(), instant, dayOnly: false };
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
