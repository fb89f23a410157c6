import { inTenant } from '@fuxing/db';
import { office, testDatabase } from '@fuxing/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { database } from '../database';
import { changedKeys } from '../measure/measured';
import { lockSource, storeRecords } from './records';

let db: Awaited<ReturnType<typeof testDatabase>>;
beforeAll(async () => {
  db = await testDatabase(database);
});
afterAll(() => db.stop());

const PAGE = 1_000;
const page = (n: number) =>
  Array.from({ length: PAGE }, (_, i) => {
    const key = `k${String(n * PAGE + i).padStart(9, '0')}`;
    return { key, content: JSON.stringify({ id: key }), hash: '00'.repeat(32) };
  });

it('finds the records of a page by their keys, of a source that the planner knows nothing of', async () => {
  const at = { sourceId: 'new', pullId: 'p', position: '1' };
  const scans = async (): Promise<Record<string, number>> => {
    const rows = await db.query<{ name: string; scans: number }>(
      `SELECT indexrelname AS name, idx_scan::int AS scans FROM pg_stat_user_indexes WHERE relname = 'record'`,
    );
    return Object.fromEntries(rows.map(({ name, scans }) => [name, scans]));
  };
  await db.query('ALTER TABLE connectors.record SET (autovacuum_enabled = off)');
  for (let n = 0; n < 5; n++)
    await inTenant(db.app, office.tenantId, async (tx) => {
      await lockSource(tx, at.sourceId);
      expect(await storeRecords(tx, at, page(n))).toEqual({ added: PAGE, changed: 0 });
    });
  // The server counts a second late.
  while (!(await scans())['record_current']) await sleep(100);
  expect(await scans()).toMatchObject({ record_since: 0, record_until: 0 });
  const changed = await inTenant(db.app, office.tenantId, (tx) =>
    changedKeys(tx, 'new', '0', '1', 10 * PAGE),
  );
  expect(changed).toHaveLength(5 * PAGE);
});
