import { PullStatus } from '@fuxing/contracts/connectors/v1/pulls';
import { SchemaChangeKind, SchemaPolicy } from '@fuxing/contracts/connectors/v1/source_schemas';
import { as } from '@fuxing/testing';
import { CollectionTestbed, fields, item, items } from './collection-testbed';
import { AcceptSourceSchema } from './schemas.service';

const { PULL_STATUS_SUCCEEDED: succeeded, PULL_STATUS_FAILED: failed } = PullStatus;
const at = new CollectionTestbed();

const renamed = (rows: ReturnType<typeof items>) => rows.map(({ unit, ...row }) => ({ ...row, dept: unit }));
const names = ['id', 'at', 'dept', 'changed'];

it('stores and does not measure when a field that a measure reads is gone, until somebody accepts it', async () => {
  const source = await at.fresh();
  await at.bed.pull(source, `${source}-1`);
  at.has(renamed(items(60).map((row) => ({ ...row, changed: '2026-05-01T00:00:00.000' }))), names);
  const stopped = await at.bed.pull(source, `${source}-2`);
  expect(stopped).toMatchObject({ status: failed, changed: 60 });
  expect(stopped.error).toMatch(/"unit" is gone; "dept" is new and may be it. It is read by c\d+/);
  expect(await at.counts(source)).toEqual(['a 30 #1', 'b 30 #1']);
  // It stays so, also when a pull brings nothing.
  at.has([]);
  expect(await at.bed.pull(source, `${source}-3`)).toMatchObject({ status: failed, read: 0 });

  const schema = await as(() => at.bed.schemas.get(source));
  expect(schema).toMatchObject({ version: 1, acceptedBy: 'pull', stopped: true });
  expect(schema.changes).toMatchObject([
    {
      kind: SchemaChangeKind.SCHEMA_CHANGE_KIND_RENAMED,
      field: 'unit',
      newName: 'dept',
      usedBy: [source],
      pullId: `${source}-2`,
      zh: `字段“unit”已不存在；新增的“dept”可能是其新名称。使用者：${source}。`,
    },
  ]);
  const { etag } = await as(() => at.bed.measures.get(source));
  await at.bed.measure(source, { sourceId: source, unitField: 'dept' }, etag);
  const accept = () =>
    as(() =>
      at.bed.schemas.accept(AcceptSourceSchema.parse({ sourceId: source, version: 1, reason: '新系统' })),
    );
  expect(await accept()).toMatchObject({ version: 2, stopped: false, changes: [], reason: '新系统' });
  expect(await accept()).toMatchObject({ version: 2 });
  expect(await at.bed.pull(source, `${source}-4`)).toMatchObject({ status: succeeded });
  expect(await at.counts(source)).toEqual(['a 30 #1', 'b 30 #1']);
});

it('stops no more when the source has the field again, or nobody reads it', async () => {
  const source = await at.fresh();
  await at.bed.pull(source, `${source}-1`);
  const later = (day: number) =>
    items(60).map((row) => ({ ...row, changed: `2026-05-0${day}T00:00:00.000` }));
  at.has(renamed(later(1)), names);
  expect(await at.bed.pull(source, `${source}-2`)).toMatchObject({ status: failed });
  at.has(later(2));
  expect(await at.bed.pull(source, `${source}-3`)).toMatchObject({ status: succeeded });
  expect(await as(() => at.bed.schemas.get(source))).toMatchObject({ version: 1, stopped: false });
  at.has(renamed(later(3)), names);
  expect(await at.bed.pull(source, `${source}-4`)).toMatchObject({ status: failed });
  const { etag } = await as(() => at.bed.measures.get(source));
  await at.bed.measure(source, { sourceId: source, unitField: 'dept' }, etag);
  expect(await as(() => at.bed.schemas.get(source))).toMatchObject({
    stopped: false,
    changes: [{ field: 'unit' }],
  });
  expect(await at.bed.pull(source, `${source}-5`)).toMatchObject({ status: succeeded });
});

it('stops what looks a vanished field up in another source', async () => {
  const table = await at.fresh({}, '');
  const source = await at.fresh();
  const { etag } = await as(() => at.bed.measures.get(source));
  const lookups = [{ name: 'ref', field: 'id', sourceId: table }];
  await at.bed.measure(source, { sourceId: source, unitField: 'ref.unit', lookups }, etag);
  await at.bed.pull(table, `${table}-1`);
  expect(await at.bed.pull(source, `${source}-1`)).toMatchObject({ status: succeeded });
  at.has(renamed(items(60).map((row) => ({ ...row, changed: '2026-05-01T00:00:00.000' }))), names);
  await at.bed.pull(table, `${table}-2`);
  at.has(items(61).map((row) => ({ ...row, changed: '2026-05-01T00:00:00.000' })));
  const stopped = await at.bed.pull(source, `${source}-2`);
  expect(stopped).toMatchObject({ status: failed, error: expect.stringContaining(`"unit" is gone`) });
  expect(await as(() => at.bed.schemas.get(table))).toMatchObject({ stopped: true });
});

it.each([
  { policy: SchemaPolicy.SCHEMA_POLICY_STOP_WHEN_USED, stops: false },
  { policy: SchemaPolicy.SCHEMA_POLICY_STOP, stops: true },
  { policy: SchemaPolicy.SCHEMA_POLICY_SHOW, stops: false },
])('with policy $policy a new field stops measuring: $stops', async ({ policy, stops }) => {
  const source = await at.fresh({ schemaPolicy: policy });
  await at.bed.pull(source, `${source}-1`);
  at.has([...items(60), item(99, { changed: '2026-05-01T00:00:00.000', grade: 'x' })], [...fields, 'grade']);
  expect((await at.bed.pull(source, `${source}-2`)).status).toBe(stops ? failed : succeeded);
  expect(await as(() => at.bed.schemas.get(source))).toMatchObject({
    stopped: stops,
    changes: [{ field: 'grade' }],
  });
});

it('is told of pushed records too', async () => {
  const sourceId = `c${at.next()}`;
  await at.bed.known(['a', 'b'], [sourceId]);
  await at.bed.source(sourceId, { push: {} });
  await at.bed.measure(sourceId, { sourceId });
  await expect(as(() => at.bed.schemas.get(sourceId))).rejects.toMatchObject({
    reason: 'SCHEMA_NOT_LEARNED',
  });
  const push = async (pullId: string, records: object[]) => {
    await as(() => at.bed.pulls.push({ sourceId, pullId, records: records as Record<string, unknown>[] }));
    return at.bed.finish(pullId);
  };
  expect(await push(`${sourceId}-1`, items(10))).toMatchObject({ status: succeeded });
  expect(await push(`${sourceId}-2`, renamed(items(20)))).toMatchObject({ status: failed });
  await expect(
    as(() => at.bed.schemas.accept(AcceptSourceSchema.parse({ sourceId, version: 9, reason: 'x' }))),
  ).rejects.toMatchObject({ reason: 'SCHEMA_CHANGED' });
});
