import { PullMode } from '@fuxing/contracts/connectors/v1/pulls';
import type { Source } from '@fuxing/contracts/connectors/v1/sources';
import type { StoredPull } from '../../db/collect/pulls';
import { type SeenFields, seenFields } from '../../domain/collect/schema';
import { cursorFieldOf } from '../../sources/index';
import { textOf } from '../../sources/json-page';
import { isAfter, type ReadState, type SourcePage } from '../../sources/reader';
import { SourceError } from '../../sources/source-error';
import { sift, type Sifted } from './store-rows';

/** Rows of a source, ready to be stored. */
export interface SiftedPage {
  rows: Sifted;
  /** Absent where the rows are no picture of the source: those of a replay were refused. */
  seen?: SeenFields;
  state?: ReadState | undefined;
}

/** Tells what can be a record. */
export async function* sifted(
  pages: AsyncIterable<SourcePage>,
  { mode }: StoredPull,
  { keyField, deletes }: Source,
): AsyncGenerator<SiftedPage> {
  const looks = mode !== PullMode.PULL_MODE_REPLAY;
  for await (const { rows, state } of pages) {
    const seen = looks ? { seen: seenFields(rows) } : {};
    yield { rows: sift(rows, keyField, deletes?.mark), ...seen, state };
  }
}

/** Only the records of a back-fill, whatever the source gives besides. */
export async function* within(
  pages: AsyncIterable<SourcePage>,
  { mode, fromCursor, toCursor }: StoredPull,
  source: Source,
): AsyncGenerator<SourcePage> {
  const field = cursorFieldOf(source);
  const wanted = (row: unknown): boolean => {
    const cursor = textOf(row, field);
    if (cursor === undefined) return false;
    return !isAfter(fromCursor, cursor) && (toCursor === '' || !isAfter(cursor, toCursor));
  };
  for await (const page of pages)
    yield mode === PullMode.PULL_MODE_BACKFILL ? { ...page, rows: page.rows.filter(wanted) } : page;
}

/** @throws SourceError when a pull reads more than its source declares */
export function assertNotMore(rows: number, most: number): void {
  if (most === 0 || rows <= most) return;
  throw new SourceError(
    {
      en: `The source gave more than the ${most} rows that maxRows allows in one pull.`,
      zh: `来源给出的行数超过 maxRows 所允许的每次 ${most} 行。`,
    },
    false,
  );
}
