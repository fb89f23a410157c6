import type { Source } from '@fuxing/contracts/connectors/v1/sources';
import type { z } from 'zod';
import type { Http } from './fetch';

/** Where reading goes on after a page; plain JSON, kept with the pull. */
export interface ReadState {
  /** Only a position in the same place of the same source is worth anything. */
  of: string;
  /** Cursor of the last record. */
  cursor?: string;
  /** Its key; absent at the start of a pull, so that records of the same cursor are met again. */
  key?: string;
  /** Records without a cursor come last. */
  uncursored?: boolean;
  /** Rows or pages read so far. */
  offset?: number;
  /** The token or address of the next page. */
  next?: string;
  /** The cursor that this pull asks from. */
  since?: string;
  /** Everything was read. */
  ended?: boolean;
}

/** Rows of a source as they were received, and where to go on behind them. */
export interface SourcePage {
  rows: unknown[];
  /** Absent when the source can only be read from its beginning. */
  state?: ReadState;
}

export interface ReadContext {
  http: Http;
  /** Aborted when the service stops. */
  stopped: AbortSignal;
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
  /** The address that it reads; checked before it is stored, and again whenever it is connected to. */
  address: (source: Partial<Pick<Source, 'rest' | 'csv'>>) => string;
  read: Reader;
}

/** Where a new pull begins: at the cursor of the last one, records of the same cursor included. */
export function startOfNext({ of, cursor }: ReadState): ReadState {
  return cursor === undefined ? { of } : { of, cursor };
}
