import { PullMode, PullStatus } from '@fuxing/contracts/connectors/v1/pulls';
import { startSimulator } from '@fuxing/simulator';
import { as } from '@fuxing/testing';
import { CollectionTestbed, items } from './collection-testbed';
import { ReplayRecords } from './pulls.service';

const { PULL_STATUS_SUCCEEDED: succeeded } = PullStatus;
const at = new CollectionTestbed();

it('of rows that are still bad stops nothing, however many they are', async () => {
  const source = await pushed([]);
  const bad = items(20).map(({ id: _, ...row }) => row);
  for (const records of [items(20), [...items(20), ...bad]]) {
    const pullId = `${source}-${records.length}`;
    await as(() => at.bed.pulls.push({ sourceId: source, pullId, records }));
    await at.bed.finish(pullId);
  }
  expect(await replay(source, `${source}-2`)).toMatchObject({ status: succeeded, rejected: 20 });
  expect(await as(() => at.bed.schemas.get(source))).toMatchObject({ stopped: false, changes: [] });
});

const pushed = async (records: Record<string, unknown>[]): Promise<string> => {
  const sourceId = `c${at.next()}`;
  await at.bed.known(['a', 'b'], [sourceId]);
  await at.bed.source(sourceId, { push: {} });
  await at.bed.measure(sourceId, { sourceId });
  if (records.length === 0) return sourceId;
  await as(() => at.bed.pulls.push({ sourceId, pullId: `${sourceId}-1`, records }));
  expect(await at.bed.finish(`${sourceId}-1`)).toMatchObject({ rejected: records.length, added: 0 });
  return sourceId;
};
const replay = async (sourceId: string, pullId: string) => {
  await as(() => at.bed.pulls.replay(ReplayRecords.parse({ sourceId, pullId })));
  return at.bed.finish(pullId);
};
const refusedRows = async (sourceId: string) => {
  const request = { pageSize: 100, pageToken: '', sourceId, measureId: '' };
  return (await as(() => at.bed.pulls.listUnusable(request))).unusableRecords;
};

it('makes records of refused rows after the key was mended, and measures all again', async () => {
  const source = await pushed(items(20).map(({ id, ...row }) => ({ ...row, number: id })));
  const { etag } = await as(() => at.bed.sources.getSource(source));
  await at.bed.source(source, { push: {}, keyField: 'number' }, etag);
  expect(await replay(source, `${source}-2`)).toMatchObject({
    status: succeeded,
    mode: PullMode.PULL_MODE_REPLAY,
    added: 20,
    rejected: 0,
  });
  expect(await at.counts(source)).toEqual(['a 10 #1', 'b 10 #1']);
  expect(await refusedRows(source)).toEqual([]);
  expect(await replay(source, `${source}-3`)).toMatchObject({ status: succeeded, read: 0 });
});

it('keeps refused what still is no record', async () => {
  const source = await pushed(items(20).map(({ id: _, ...row }) => row));
  expect(await replay(source, `${source}-2`)).toMatchObject({ status: succeeded, rejected: 20 });
  expect(await refusedRows(source)).toHaveLength(20);
});

it('counts what a mended mapping translates, of a source that is away', async () => {
  at.has(items(20).map((row) => ({ ...row, unit: 'C' })));
  const source = await at.fresh();
  await at.bed.pull(source, `${source}-1`);
  expect(await at.counts(source)).toEqual([]);
  await at.bed.mapping('other', { C: 'a' });
  const { etag } = await as(() => at.bed.measures.get(source));
  await at.bed.measure(source, { sourceId: source, unitMappingId: 'other' }, etag);
  await at.site.stop();
  await replay(source, `${source}-2`);
  expect(await at.counts(source)).toEqual(['a 20 #1']);
  at.site = await startSimulator({ datasets: { items: at.data } });
});
