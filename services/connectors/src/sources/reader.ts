import type { Source } from '@fuxing/contracts/connectors/v1/sources';
import { Decimal } from 'decimal.js';
import type { z } from 'zod';
import { hoursBefore } from '../domain/collect/look-back';
import { parseTimestamp } from '../domain/measure/timestamp';
import type { Addresses } from './addresses';
import type { Credential } from './credential';
import type { Http } from './fetch';
import type { Intake } from './intake';
import { SourceError } from './source-error';

/** Where reading goes on after a page; plain JSON, kept with the pull. */
export interface ReadState {
  /** Only a position in the same place of the same source is worth anything. */
  of: string;
  /** Cursor of the last record, or the highest one where records come in no order. */
  cursor?: string;
  /**
   * No record that changes while this pull reads has a lower cursor; empty: unknown. The next pull begins here when it read
   * beyond, for a record may change behind it: into a moment, or onto a page, that was read already.
   */
  head?: string;
  /** The highest cursor of the pull before. */
  before?: string;
  /** Its key; absent at the start of a pull, so that records of the same cursor are met again. */
  key?: string;
  /** Records without a cursor come last. */
  uncursored?: boolean;
  /** Rows or pages read so far. */
  offset?: number;
  /** Pages with rows that this pull read, where that matters. */
  pages?: number;
  /** The token or address of the next page. */
  next?: string;
  /** The cursor that this pull asks from. */
  since?: string;
  /** Everything was read. */
  ended?: boolean;
  /** Files that were read, and as what. */
  seen?: Readonly<Record<string, string>>;
}

/** Stands for the place of whatever source is read: a back-fill begins at a cursor that somebody named. */
export const ANYWHERE = '*';

/** Where reading begins: as it was left, or at the beginning when that was somewhere else. */
export function resume(start: ReadState | undefined, of: string): ReadState {
  return start && (start.of === of || start.of === ANYWHERE) ? { ...start, of } : { of };
}

/** Rows of a source as they were received, and where to go on behind them. */
export interface SourcePage {
  rows: unknown[];
  /** Absent when the source can only be read from its beginning. */
  state?: ReadState;
  /** With the first page of a source that is tried. */
  warnings?: Warning[];
}

/** What to know of a source that can be read. */
export interface Warning {
  code: 'NO_SNAPSHOT';
  /** The field of Source to look at. */
  field: string;
  zh: string;
  en: string;
}

export interface ReadContext {
  http: Http;
  addresses: Addresses;
  /** Of the tenant, below WATCHED_FOLDER. */
  folder: string;
  /** What the source is reached with, where it is no matter of HTTP alone. */
  credential?: Credential | undefined;
  /** Where that may be sent. */
  credentialHosts?: readonly string[];
  /** Every byte that is read counts here. */
  intake: Intake;
  /** Aborted when the service stops. */
  stopped: AbortSignal;
  /** Records of a higher cursor are not wanted; a reader may give them all the same. */
  upTo?: string;
  /** Somebody tries the source and wants to be warned. */
  isTried?: boolean;
}

/** Reads one kind of source. Throws SourceError; what it yielded before stays good. */
export type Reader = (
  source: Source,
  start: ReadState | undefined,
  context: ReadContext,
) => AsyncIterable<SourcePage>;

/** A way in which records are fetched: one file and one line of `index.ts`. */
export interface SourceKind {
  /** The field of Source that configures it, as a caller may write it. */
  settings: z.ZodType;
  /** The addresses that it reads, where there are any; checked before it is stored, and whenever they are connected to. */
  address: (source: Partial<Source>) => string | string[] | undefined;
  /** The field that grows with every change of a record; empty or absent: there is none. */
  cursorField?: (source: Partial<Source>) => string | undefined;
  read: Reader;
  /** Whether a record that a reading from the beginning does not meet is not there; absent: it may be there all the same. */
  tellsAbsence?: (source: Partial<Source>) => boolean;
}

/**
 * Where a new pull begins: at the cursor of the last one, records of the same cursor included, at its head when it read
 * beyond that, or so many hours before; behind the files that were read.
 *
 * @throws SourceError when the cursor is no timestamp to go back from
 */
export function startOfNext({ of, cursor, head, seen }: ReadState, lookBackHours = 0): ReadState {
  if (cursor === undefined) return { of, ...(seen && { seen }) };
  if (head === '') return { of, before: cursor };
  const safe = head !== undefined && isAfter(cursor, head) ? head : cursor;
  const from = lookBackHours > 0 ? hoursBefore(safe, lookBackHours) : safe;
  if (from !== undefined) return { of, cursor: from, before: cursor };
  throw new SourceError(
    {
      en: `The cursor "${cursor}" is no timestamp, so lookBackHours cannot go back from it.`,
      zh: `游标“${cursor}”不是时间，lookBackHours 无法据此回溯。`,
    },
    false,
  );
}

const NUMBER = /^-?\d+(?:\.\d+)?$/;

/**
 * Whether a cursor is higher: numbers by size, times by when they are, however each is written, everything else by text.
 * A time without an offset is compared with one that has it by what both clocks show.
 */
export function isAfter(a: string, b: string): boolean {
  if (NUMBER.test(a) && NUMBER.test(b)) return new Decimal(a).gt(b);
  const [one, other] = [parseTimestamp(a), parseTimestamp(b)];
  if (!one || !other) return a > b;
  const [at, than] =
    one.instant === undefined || other.instant === undefined
      ? [one.wall, other.wall]
      : [one.instant, other.instant];
  // What is written finer than milliseconds is told by text.
  return at === than ? a > b : at > than;
}
