import { inTenant } from '@fuxing/db';
import type { DataSource } from 'typeorm';
import { refusedRows } from '../../db/collect/records';
import { parseExactly } from '../../sources/exact-json';
import type { ReadState, SourcePage } from '../../sources/reader';

const BATCH = 5_000;
const PLACE = 'refused rows';

/** The rows of a source that could not be records, as a reader gives them; `key` of the state is the last place. */
export async function* refused(
  db: DataSource,
  tenantId: string,
  sourceId: string,
  start: ReadState | undefined,
): AsyncGenerator<SourcePage> {
  let after = start?.of === PLACE ? (start.key ?? '') : '';
  for (;;) {
    const from = after;
    const found = await inTenant(db, tenantId, (tx) => refusedRows(tx, sourceId, from, BATCH));
    after = found.at(-1)?.place ?? '';
    if (after === '') return;
    yield { rows: found.map(({ detail }) => parseExactly(detail)), state: { of: PLACE, key: after } };
  }
}
