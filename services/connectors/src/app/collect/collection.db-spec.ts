import { PullMode, PullStatus } from '@fuxing/contracts/connectors/v1/pulls';
import { as, hold } from '@fuxing/testing';
import { CollectionTestbed, fields, item, items } from './collection-testbed';
import { CancelPull, ReplayRecords } from './pulls.service';

const { PULL_STATUS_SUCCEEDED: succeeded, PULL_STATUS_FAILED: failed } = PullStatus;
const at = new CollectionTestbed();

describe('look back', () => {
  it('asks again for what is as old as declared', async () => {
    const source = await at.fresh({ lookBackHours: 48 });
    await at.bed.pull(source, `${source}-1`);
    // A record that was written late, with a cursor of two days before the highest.
    at.has([...items(60), item(900, { changed: '2026-04-27T12:00:00.000' })]);
    expect(await at.bed.pull(source, `${source}-2`)).toMatchObject({ status: succeeded, added: 1 });
    const plain = await at.fresh();
    await at.bed.pull(plain, `${plain}-1`);
    at.has([...items(60), item(900), item(901, { changed: '2026-04-27T12:00:00.000' })]);
    expect(await at.bed.pull(plain, `${plain}-2`)).toMatchObject({ added: 0 });
  });

  it('says that it cannot go back from a cursor that is no timestamp', async () => {
    at.has(items(3).map((row, k) => ({ ...row, changed: `v${k}` })));
    const source = await at.fresh({ lookBackHours: 1 });
    await at.bed.pull(source, `${source}-1`);
    expect(await at.bed.pull(source, `${source}-2`)).toMatchObject({
      status: failed,
      error: expect.stringMatching(/“v2”不是时间.*"v2" is no timestamp/),
    });
  });
});

describe('back-fill', () => {
  it('reads a range only, and later pulls go on as if it had not been', async () => {
    const source = await at.fresh();
    const range = { fromCursor: '2026-04-03T00:00:00.000', toCursor: '2026-04-05T00:00:00.000' };
    const first = await at.bed.pull(source, `${source}-1`, false, range);
    const days = items(60).filter(({ changed }) => /04-0[345]/.test(changed)).length;
    expect(first).toMatchObject({
      status: succeeded,
      mode: PullMode.PULL_MODE_BACKFILL,
      read: days,
      added: days,
    });
    expect(await at.bed.pull(source, `${source}-2`)).toMatchObject({ status: succeeded, added: 60 - days });
    await at.bed.pull(source, `${source}-3`, false, range);
    expect((await at.bed.pull(source, `${source}-4`)).read).toBeLessThan(5);
  });

  it('takes a plain day whole', async () => {
    const source = await at.fresh({}, 'changed');
    const pull = await at.bed.pull(source, `${source}-1`, false, {
      fromCursor: '2026-04-03T00:00:00',
      toCursor: '2026-04-05',
    });
    const days = items(60).filter(({ changed }) => /04-0[345]/.test(changed)).length;
    expect(pull).toMatchObject({ status: succeeded, added: days });
  });

  it.each([
    ['with full', { full: true, fromCursor: 'a' }],
    ['without its beginning', { full: false, toCursor: 'a' }],
    ['that ends before it begins', { full: false, fromCursor: 'b', toCursor: 'a' }],
  ])('is refused %s', async (_, { full, ...more }) => {
    await expect(at.bed.pull('any', 'any', full, more)).rejects.toThrow(/Cursor/);
  });

  it('is refused of a source without cursor', async () => {
    const source = await at.fresh({}, '');
    await expect(at.bed.pull(source, `${source}-1`, false, { fromCursor: 'a' })).rejects.toMatchObject({
      reason: 'SOURCE_HAS_NO_CURSOR',
    });
  });
});

describe('deletes', () => {
  it('ends what a pull of everything does not meet, and knows it again when it is back', async () => {
    const source = await at.fresh({ deletes: { absent: { maxShare: '' } } }, '');
    await at.bed.pull(source, `${source}-1`);
    expect(await at.counts(source)).toEqual(['a 30 #1', 'b 30 #1']);
    at.has(items(60).slice(2));
    expect(await at.bed.pull(source, `${source}-2`)).toMatchObject({ status: succeeded, deleted: 2 });
    const history = await at.bed.values(source);
    expect(history.find(({ revision, unitId }) => revision === 2 && unitId === 'a')).toMatchObject({
      value: '29',
      flags: [{ code: 'CHANGED_AFTER_PUBLICATION' }],
    });
    at.has(items(60));
    expect(await at.bed.pull(source, `${source}-3`)).toMatchObject({
      status: succeeded,
      added: 2,
      deleted: 0,
    });
    const versions = await at.bed.db.query<{ version: number }>(
      `SELECT version FROM record WHERE source_id = $1 AND record_key = 'k000' ORDER BY version`,
      [source],
    );
    expect(versions.map(({ version }) => version)).toEqual([1, 2]);
    expect(await at.bed.db.query(`SELECT 1 FROM met_key`)).toEqual([]);
  });

  it.each([
    { why: 'a part of the answer', left: 40, maxShare: '' },
    { why: 'nothing at all', left: 0, maxShare: '0.5' },
  ])('deletes nothing and measures nothing when the source gives $why', async ({ left, maxShare }) => {
    const source = await at.fresh({ deletes: { absent: { maxShare } } }, '');
    await at.bed.pull(source, `${source}-1`);
    at.has(items(60).slice(0, left));
    const pull = await at.bed.pull(source, `${source}-2`);
    expect(pull).toMatchObject({ status: failed, deleted: 0, error: expect.stringMatching(/maxShare/) });
    expect(await at.counts(source)).toEqual(['a 30 #1', 'b 30 #1']);
    expect(await at.bed.db.query(`SELECT 1 FROM met_key`)).toEqual([]);
  });

  it('only a pull of everything can tell what is gone', async () => {
    const source = await at.fresh({ deletes: { absent: { maxShare: '1' } } });
    await at.bed.pull(source, `${source}-1`);
    at.has(items(60).slice(30));
    expect(await at.bed.pull(source, `${source}-2`)).toMatchObject({ status: succeeded, deleted: 0 });
    expect(await at.bed.pull(source, `${source}-3`, true)).toMatchObject({ status: succeeded, deleted: 30 });
  });

  it('ends what the source marks, by its last word about a record', async () => {
    const names = [...fields, 'status'];
    const source = await at.fresh({ deletes: { mark: { field: 'status', values: ['deleted'] } } });
    at.has(items(4), names);
    await at.bed.pull(source, `${source}-1`);
    const later = { changed: '2026-05-01T00:00:00.000' };
    at.has(
      [
        item(0, { ...later, status: 'deleted' }),
        item(7, { ...later, status: 'deleted' }),
        ...items(4).slice(1),
      ],
      names,
    );
    expect(await at.bed.pull(source, `${source}-2`)).toMatchObject({
      status: succeeded,
      added: 0,
      deleted: 1,
    });
    expect(await at.bed.pull(source, `${source}-3`, true)).toMatchObject({
      added: 0,
      changed: 0,
      deleted: 0,
    });
    expect((await at.bed.values(source)).map(({ value }) => value).sort()).toEqual(['1', '2', '2']);
  });
});

it('fails a pull that reads more rows than declared, and keeps what came before', async () => {
  const source = await at.fresh({ maxRows: 40 });
  expect(await at.bed.pull(source, `${source}-1`)).toMatchObject({
    status: failed,
    read: 40,
    added: 40,
    error: expect.stringMatching(/maxRows/),
  });
  expect(await at.counts(source)).toEqual([]);
});

it('cancels a pull that waits or runs, once, and leaves one that has ended', async () => {
  const source = await at.fresh();
  const { pullId } = await as(() =>
    at.bed.pulls.replay(ReplayRecords.parse({ sourceId: source, pullId: `${source}-1` })),
  );
  const cancel = (id = pullId) =>
    as(() => at.bed.pulls.cancel(CancelPull.parse({ pullId: id, reason: 'wrong one' })));
  const cancelled = await cancel();
  expect(cancelled).toMatchObject({ status: PullStatus.PULL_STATUS_CANCELLED });
  expect(cancelled.error).toMatch(/wrong one/);
  expect(await cancel()).toEqual(cancelled);
  expect((await at.bed.finish(pullId)).status).toBe(PullStatus.PULL_STATUS_CANCELLED);
  await at.bed.pull(source, `${source}-2`);
  await expect(cancel(`${source}-2`)).rejects.toMatchObject({
    reason: 'PULL_ENDED',
    text: { en: `Pull ${source}-2 has ended already: it succeeded.` },
  });
  await expect(cancel('nowhere')).rejects.toMatchObject({ reason: 'PULL_NOT_FOUND' });
});

it('stores no value of a pull that is cancelled while it is measured', async () => {
  const sourceId = `c${at.next()}`;
  await at.bed.known(['a', 'b'], [sourceId]);
  await at.bed.source(sourceId, { push: {} });
  await at.bed.measure(sourceId, { sourceId });
  await as(() => at.bed.pulls.push({ sourceId, pullId: sourceId, records: items(10) }));
  const held = await hold(at.bed.db.adminUrl, 'LOCK TABLE connectors.record');
  const ended = at.bed.finish(sourceId);
  await held.reached(/FROM record/);
  await as(() => at.bed.pulls.cancel(CancelPull.parse({ pullId: sourceId, reason: 'wrong file' })));
  await held.release();
  expect(await ended).toMatchObject({ status: PullStatus.PULL_STATUS_CANCELLED, added: 10 });
  expect(await at.bed.values(sourceId)).toEqual([]);
});
