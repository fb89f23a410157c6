import type { ReadContext, ReadState, SourcePage } from './reader';
import type { SourceError } from './source-error';

/** How rows are asked for in the order of `(cursor, key)`, or of the key alone. */
export interface Keyset {
  /** Empty: there is none, and everything is read in the order of the key. */
  cursorField: string;
  /** The next rows behind a position, none when there are none. */
  page: (state: ReadState) => Promise<unknown[]>;
  /** The position behind rows; undefined when none of them has one. */
  behind: (state: ReadState, rows: unknown[]) => ReadState | undefined;
  /** The highest cursor that there is; undefined when no record has one. */
  highest: () => Promise<string | undefined>;
  /** The source leads in circles, or its rows tell no position. */
  stuck: () => SourceError;
}

/**
 * Reads by keyset, so that records that come, change or go meanwhile shift no page. With a cursor the highest one is asked for
 * first and records without one come last, by key; a back-fill (`upTo`) has none of these. Ends at an empty page: a server may
 * give fewer rows than it was asked for.
 */
export async function* readByKeyset(
  { cursorField, page, behind, highest, stuck }: Keyset,
  start: ReadState,
  { stopped, upTo }: ReadContext,
): AsyncGenerator<SourcePage> {
  let state = start;
  if (cursorField && state.head === undefined) {
    const head = await highest();
    if (head !== undefined) state = { ...state, head };
  }
  for (;;) {
    stopped.throwIfAborted();
    const rows = await page(state);
    if (rows.length === 0) {
      if (!cursorField || state.uncursored || upTo !== undefined) return;
      const { key: _key, ...rest } = state;
      state = { ...rest, uncursored: true };
      continue;
    }
    const next = behind(state, rows);
    if (!next || (next.key === state.key && next.cursor === state.cursor)) throw stuck();
    state = next;
    yield { rows, state };
  }
}
