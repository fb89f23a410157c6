import { PullMode, PullStatus } from '@fuxing/contracts/connectors/v1/pulls';
import { SchemaChangeKind, SchemaPolicy } from '@fuxing/contracts/connectors/v1/source_schemas';
import { ObservationStatus } from '@fuxing/contracts/connectors/v1/observations';
import { type Dataset, datasetFromRecords, type RunningSimulator, startSimulator } from '@fuxing/simulator';
import { as, hold } from '@fuxing/testing';
import { CancelPull, ReplayRecords } from './pulls.service';
import { AcceptSourceSchema } from './schemas.service';
import { testbed } from '../testbed';

const { PULL_STATUS_SUCCEEDED: succeeded, PULL_STATUS_FAILED: failed } = PullStatus;
const fields = ['id', 'at', 'unit', 'changed'];
const item = (n: number, more: object = {}) => ({
  id: `k${String(n).padStart(3, '0')}`,
  at: '2026-01-05T10:00:00.000',
  unit: n % 2 ? 'A' : 'B',
  changed: `2026-04-${String(1 + (n % 28)).padStart(2, '0')}T00:00:00.000`,
  ...more,
});
const items = (n: number) => Array.from({ length: n }, (_, k) => item(k));

let bed: Awaited<ReturnType<typeof testbed>>;
let site: RunningSimulator;
let data: Dataset;
let n = 0;
beforeAll(async () => {
  bed = await testbed();
  await bed.mapping('units', { A: 'a', B: 'b' });
});
afterAll(() => bed.stop());
beforeEach(async () => {
  data = datasetFromRecords(items(60), { fields, timestamps: ['at', 'changed'] });
  site = await startSimulator({ datasets: { items: data } });
});
afterEach(() => site.stop());

/** What the source has from now on. */
const has = (rows: object[], names = fields): void => {
  Object.assign(
    data,
    datasetFromRecords(rows as Record<string, string>[], { fields: names, timestamps: ['at', 'changed'] }),
  );
};

/** A source with a measure of its own for each test. */
const fresh = async (more: object = {}, cursorField = 'changed'): Promise<string> => {
  const sourceId = `c${++n}`;
  await bed.known(['a', 'b'], [sourceId]);
  const rest = { url: `${site.url}/resource/items.json`, pageSize: 20, cursorField };
  await bed.source(sourceId, { rest, ...more });
  await bed.measure(sourceId, { sourceId });
  return sourceId;
};
const counts = async (indicatorId: string): Promise<string[]> => {
  const values = await bed.values(indicatorId, ObservationStatus.OBSERVATION_STATUS_PUBLISHED);
  return values.map(({ unitId, value, revision }) => `${unitId} ${value} #${revision}`);
};

describe('look back', () => {
  it('asks again for what is as old as declared', async () => {
    const source = await fresh({ lookBackHours: 48 });
    await bed.pull(source, `${source}-1`);
    // A record that was written late, with a cursor of two days before the highest.
    has([...items(60), item(900, { changed: '2026-04-27T12:00:00.000' })]);
    expect(await bed.pull(source, `${source}-2`)).toMatchObject({ status: succeeded, added: 1 });
    const plain = await fresh();
    await bed.pull(plain, `${plain}-1`);
    has([...items(60), item(900), item(901, { changed: '2026-04-27T12:00:00.000' })]);
    expect(await bed.pull(plain, `${plain}-2`)).toMatchObject({ added: 0 });
  });

  it('says that it cannot go back from a cursor that is no timestamp', async () => {
    has(items(3).map((row, k) => ({ ...row, changed: `v${k}` })));
    const source = await fresh({ lookBackHours: 1 });
    await bed.pull(source, `${source}-1`);
    expect(await bed.pull(source, `${source}-2`)).toMatchObject({
      status: failed,
      error: expect.stringMatching(/“v2”不是时间.*"v2" is no timestamp/),
    });
  });
});

describe('back-fill', () => {
  it('reads a range only, and later pulls go on as if it had not been', async () => {
    const source = await fresh();
    const range = { fromCursor: '2026-04-03T00:00:00.000', toCursor: '2026-04-05T00:00:00.000' };
    const first = await bed.pull(source, `${source}-1`, false, range);
    const days = items(60).filter(({ changed }) => /04-0[345]/.test(changed)).length;
    expect(first).toMatchObject({
      status: succeeded,
      mode: PullMode.PULL_MODE_BACKFILL,
      read: days,
      added: days,
    });
    expect(await bed.pull(source, `${source}-2`)).toMatchObject({ status: succeeded, added: 60 - days });
    await bed.pull(source, `${source}-3`, false, range);
    expect((await bed.pull(source, `${source}-4`)).read).toBeLessThan(5);
  });

  it('takes a plain day whole', async () => {
    const source = await fresh({}, 'changed');
    const pull = await bed.pull(source, `${source}-1`, false, {
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
    await expect(bed.pull('any', 'any', full, more)).rejects.toThrow(/Cursor/);
  });

  it('is refused of a source without cursor', async () => {
    const source = await fresh({}, '');
    await expect(bed.pull(source, `${source}-1`, false, { fromCursor: 'a' })).rejects.toMatchObject({
      reason: 'SOURCE_HAS_NO_CURSOR',
    });
  });
});

describe('deletes', () => {
  it('ends what a pull of everything does not meet, and knows it again when it is back', async () => {
    const source = await fresh({ deletes: { absent: { maxShare: '' } } }, '');
    await bed.pull(source, `${source}-1`);
    expect(await counts(source)).toEqual(['a 30 #1', 'b 30 #1']);
    has(items(60).slice(2));
    expect(await bed.pull(source, `${source}-2`)).toMatchObject({ status: succeeded, deleted: 2 });
    const history = await bed.values(source);
    expect(history.find(({ revision, unitId }) => revision === 2 && unitId === 'a')).toMatchObject({
      value: '29',
      flags: [{ code: 'CHANGED_AFTER_PUBLICATION' }],
    });
    has(items(60));
    expect(await bed.pull(source, `${source}-3`)).toMatchObject({ status: succeeded, added: 2, deleted: 0 });
    const versions = await bed.db.query<{ version: number }>(
      `SELECT version FROM record WHERE source_id = $1 AND record_key = 'k000' ORDER BY version`,
      [source],
    );
    expect(versions.map(({ version }) => version)).toEqual([1, 2]);
    expect(await bed.db.query(`SELECT 1 FROM met_key`)).toEqual([]);
  });

  it.each([
    { why: 'a part of the answer', left: 40, maxShare: '' },
    { why: 'nothing at all', left: 0, maxShare: '0.5' },
  ])('deletes nothing and measures nothing when the source gives $why', async ({ left, maxShare }) => {
    const source = await fresh({ deletes: { absent: { maxShare } } }, '');
    await bed.pull(source, `${source}-1`);
    has(items(60).slice(0, left));
    const pull = await bed.pull(source, `${source}-2`);
    expect(pull).toMatchObject({ status: failed, deleted: 0, error: expect.stringMatching(/maxShare/) });
    expect(await counts(source)).toEqual(['a 30 #1', 'b 30 #1']);
    expect(await bed.db.query(`SELECT 1 FROM met_key`)).toEqual([]);
  });

  it('only a pull of everything can tell what is gone', async () => {
    const source = await fresh({ deletes: { absent: { maxShare: '1' } } });
    await bed.pull(source, `${source}-1`);
    has(items(60).slice(30));
    expect(await bed.pull(source, `${source}-2`)).toMatchObject({ status: succeeded, deleted: 0 });
    expect(await bed.pull(source, `${source}-3`, true)).toMatchObject({ status: succeeded, deleted: 30 });
  });

  it('ends what the source marks, by its last word about a record', async () => {
    const names = [...fields, 'status'];
    const source = await fresh({ deletes: { mark: { field: 'status', values: ['deleted'] } } });
    has(items(4), names);
    await bed.pull(source, `${source}-1`);
    const later = { changed: '2026-05-01T00:00:00.000' };
    has(
      [
        item(0, { ...later, status: 'deleted' }),
        item(7, { ...later, status: 'deleted' }),
        ...items(4).slice(1),
      ],
      names,
    );
    expect(await bed.pull(source, `${source}-2`)).toMatchObject({ status: succeeded, added: 0, deleted: 1 });
    expect(await bed.pull(source, `${source}-3`, true)).toMatchObject({ added: 0, changed: 0, deleted: 0 });
    expect((await bed.values(source)).map(({ value }) => value).sort()).toEqual(['1', '2', '2']);
  });
});

describe('schema', () => {
  const renamed = (rows: ReturnType<typeof items>) =>
    rows.map(({ unit, ...row }) => ({ ...row, dept: unit }));
  const names = ['id', 'at', 'dept', 'changed'];

  it('stores and does not measure when a field that a measure reads is gone, until somebody accepts it', async () => {
    const source = await fresh();
    await bed.pull(source, `${source}-1`);
    has(renamed(items(60).map((row) => ({ ...row, changed: '2026-05-01T00:00:00.000' }))), names);
    const stopped = await bed.pull(source, `${source}-2`);
    expect(stopped).toMatchObject({ status: failed, changed: 60 });
    expect(stopped.error).toMatch(/"unit" is gone; "dept" is new and may be it. It is read by c\d+/);
    expect(await counts(source)).toEqual(['a 30 #1', 'b 30 #1']);
    // It stays so, also when a pull brings nothing.
    has([]);
    expect(await bed.pull(source, `${source}-3`)).toMatchObject({ status: failed, read: 0 });

    const schema = await as(() => bed.schemas.get(source));
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
    const { etag } = await as(() => bed.measures.get(source));
    await bed.measure(source, { sourceId: source, unitField: 'dept' }, etag);
    const accept = () =>
      as(() =>
        bed.schemas.accept(AcceptSourceSchema.parse({ sourceId: source, version: 1, reason: '新系统' })),
      );
    expect(await accept()).toMatchObject({ version: 2, stopped: false, changes: [], reason: '新系统' });
    expect(await accept()).toMatchObject({ version: 2 });
    expect(await bed.pull(source, `${source}-4`)).toMatchObject({ status: succeeded });
    expect(await counts(source)).toEqual(['a 30 #1', 'b 30 #1']);
  });

  it('stops no more when the source has the field again, or nobody reads it', async () => {
    const source = await fresh();
    await bed.pull(source, `${source}-1`);
    const later = (day: number) =>
      items(60).map((row) => ({ ...row, changed: `2026-05-0${day}T00:00:00.000` }));
    has(renamed(later(1)), names);
    expect(await bed.pull(source, `${source}-2`)).toMatchObject({ status: failed });
    has(later(2));
    expect(await bed.pull(source, `${source}-3`)).toMatchObject({ status: succeeded });
    expect(await as(() => bed.schemas.get(source))).toMatchObject({ version: 1, stopped: false });
    has(renamed(later(3)), names);
    expect(await bed.pull(source, `${source}-4`)).toMatchObject({ status: failed });
    const { etag } = await as(() => bed.measures.get(source));
    await bed.measure(source, { sourceId: source, unitField: 'dept' }, etag);
    expect(await as(() => bed.schemas.get(source))).toMatchObject({
      stopped: false,
      changes: [{ field: 'unit' }],
    });
    expect(await bed.pull(source, `${source}-5`)).toMatchObject({ status: succeeded });
  });

  it('stops what looks a vanished field up in another source', async () => {
    const table = await fresh({}, '');
    const source = await fresh();
    const { etag } = await as(() => bed.measures.get(source));
    const lookups = [{ name: 'ref', field: 'id', sourceId: table }];
    await bed.measure(source, { sourceId: source, unitField: 'ref.unit', lookups }, etag);
    await bed.pull(table, `${table}-1`);
    expect(await bed.pull(source, `${source}-1`)).toMatchObject({ status: succeeded });
    has(renamed(items(60).map((row) => ({ ...row, changed: '2026-05-01T00:00:00.000' }))), names);
    await bed.pull(table, `${table}-2`);
    has(items(61).map((row) => ({ ...row, changed: '2026-05-01T00:00:00.000' })));
    const stopped = await bed.pull(source, `${source}-2`);
    expect(stopped).toMatchObject({ status: failed, error: expect.stringContaining(`"unit" is gone`) });
    expect(await as(() => bed.schemas.get(table))).toMatchObject({ stopped: true });
  });

  it.each([
    { policy: SchemaPolicy.SCHEMA_POLICY_STOP_WHEN_USED, stops: false },
    { policy: SchemaPolicy.SCHEMA_POLICY_STOP, stops: true },
    { policy: SchemaPolicy.SCHEMA_POLICY_SHOW, stops: false },
  ])('with policy $policy a new field stops measuring: $stops', async ({ policy, stops }) => {
    const source = await fresh({ schemaPolicy: policy });
    await bed.pull(source, `${source}-1`);
    has([...items(60), item(99, { changed: '2026-05-01T00:00:00.000', grade: 'x' })], [...fields, 'grade']);
    expect((await bed.pull(source, `${source}-2`)).status).toBe(stops ? failed : succeeded);
    expect(await as(() => bed.schemas.get(source))).toMatchObject({
      stopped: stops,
      changes: [{ field: 'grade' }],
    });
  });

  it('is told of pushed records too', async () => {
    const sourceId = `c${++n}`;
    await bed.known(['a', 'b'], [sourceId]);
    await bed.source(sourceId, { push: {} });
    await bed.measure(sourceId, { sourceId });
    await expect(as(() => bed.schemas.get(sourceId))).rejects.toMatchObject({ reason: 'SCHEMA_NOT_LEARNED' });
    const push = async (pullId: string, records: object[]) => {
      await as(() => bed.pulls.push({ sourceId, pullId, records: records as Record<string, unknown>[] }));
      return bed.finish(pullId);
    };
    expect(await push(`${sourceId}-1`, items(10))).toMatchObject({ status: succeeded });
    expect(await push(`${sourceId}-2`, renamed(items(20)))).toMatchObject({ status: failed });
    await expect(
      as(() => bed.schemas.accept(AcceptSourceSchema.parse({ sourceId, version: 9, reason: 'x' }))),
    ).rejects.toMatchObject({ reason: 'SCHEMA_CHANGED' });
  });
});

it('fails a pull that reads more rows than declared, and keeps what came before', async () => {
  const source = await fresh({ maxRows: 40 });
  expect(await bed.pull(source, `${source}-1`)).toMatchObject({
    status: failed,
    read: 40,
    added: 40,
    error: expect.stringMatching(/maxRows/),
  });
  expect(await counts(source)).toEqual([]);
});

describe('replay', () => {
  it('of rows that are still bad stops nothing, however many they are', async () => {
    const source = await pushed([]);
    const bad = items(20).map(({ id: _, ...row }) => row);
    for (const records of [items(20), [...items(20), ...bad]]) {
      const pullId = `${source}-${records.length}`;
      await as(() => bed.pulls.push({ sourceId: source, pullId, records }));
      await bed.finish(pullId);
    }
    expect(await replay(source, `${source}-2`)).toMatchObject({ status: succeeded, rejected: 20 });
    expect(await as(() => bed.schemas.get(source))).toMatchObject({ stopped: false, changes: [] });
  });

  const pushed = async (records: Record<string, unknown>[]): Promise<string> => {
    const sourceId = `c${++n}`;
    await bed.known(['a', 'b'], [sourceId]);
    await bed.source(sourceId, { push: {} });
    await bed.measure(sourceId, { sourceId });
    if (records.length === 0) return sourceId;
    await as(() => bed.pulls.push({ sourceId, pullId: `${sourceId}-1`, records }));
    expect(await bed.finish(`${sourceId}-1`)).toMatchObject({ rejected: records.length, added: 0 });
    return sourceId;
  };
  const replay = async (sourceId: string, pullId: string) => {
    await as(() => bed.pulls.replay(ReplayRecords.parse({ sourceId, pullId })));
    return bed.finish(pullId);
  };
  const refusedRows = async (sourceId: string) => {
    const request = { pageSize: 100, pageToken: '', sourceId, measureId: '' };
    return (await as(() => bed.pulls.listUnusable(request))).unusableRecords;
  };

  it('makes records of refused rows after the key was mended, and measures all again', async () => {
    const source = await pushed(items(20).map(({ id, ...row }) => ({ ...row, number: id })));
    const { etag } = await as(() => bed.sources.getSource(source));
    await bed.source(source, { push: {}, keyField: 'number' }, etag);
    expect(await replay(source, `${source}-2`)).toMatchObject({
      status: succeeded,
      mode: PullMode.PULL_MODE_REPLAY,
      added: 20,
      rejected: 0,
    });
    expect(await counts(source)).toEqual(['a 10 #1', 'b 10 #1']);
    expect(await refusedRows(source)).toEqual([]);
    expect(await replay(source, `${source}-3`)).toMatchObject({ status: succeeded, read: 0 });
  });

  it('keeps refused what still is no record', async () => {
    const source = await pushed(items(20).map(({ id: _, ...row }) => row));
    expect(await replay(source, `${source}-2`)).toMatchObject({ status: succeeded, rejected: 20 });
    expect(await refusedRows(source)).toHaveLength(20);
  });

  it('counts what a mended mapping translates, of a source that is away', async () => {
    has(items(20).map((row) => ({ ...row, unit: 'C' })));
    const source = await fresh();
    await bed.pull(source, `${source}-1`);
    expect(await counts(source)).toEqual([]);
    await bed.mapping('other', { C: 'a' });
    const { etag } = await as(() => bed.measures.get(source));
    await bed.measure(source, { sourceId: source, unitMappingId: 'other' }, etag);
    await site.stop();
    await replay(source, `${source}-2`);
    expect(await counts(source)).toEqual(['a 20 #1']);
    site = await startSimulator({ datasets: { items: data } });
  });
});

it('cancels a pull that waits or runs, once, and leaves one that has ended', async () => {
  const source = await fresh();
  const { pullId } = await as(() =>
    bed.pulls.replay(ReplayRecords.parse({ sourceId: source, pullId: `${source}-1` })),
  );
  const cancel = (id = pullId) =>
    as(() => bed.pulls.cancel(CancelPull.parse({ pullId: id, reason: 'wrong one' })));
  const cancelled = await cancel();
  expect(cancelled).toMatchObject({ status: PullStatus.PULL_STATUS_CANCELLED });
  expect(cancelled.error).toMatch(/wrong one/);
  expect(await cancel()).toEqual(cancelled);
  expect((await bed.finish(pullId)).status).toBe(PullStatus.PULL_STATUS_CANCELLED);
  await bed.pull(source, `${source}-2`);
  await expect(cancel(`${source}-2`)).rejects.toMatchObject({ reason: 'PULL_ENDED' });
  await expect(cancel('nowhere')).rejects.toMatchObject({ reason: 'PULL_NOT_FOUND' });
});

it('stores no value of a pull that is cancelled while it is measured', async () => {
  const sourceId = `c${++n}`;
  await bed.known(['a', 'b'], [sourceId]);
  await bed.source(sourceId, { push: {} });
  await bed.measure(sourceId, { sourceId });
  await as(() => bed.pulls.push({ sourceId, pullId: sourceId, records: items(10) }));
  const held = await hold(bed.db.adminUrl, 'LOCK TABLE connectors.record');
  const ended = bed.finish(sourceId);
  await held.reached(/FROM record/);
  await as(() => bed.pulls.cancel(CancelPull.parse({ pullId: sourceId, reason: 'wrong file' })));
  await held.release();
  expect(await ended).toMatchObject({ status: PullStatus.PULL_STATUS_CANCELLED, added: 10 });
  expect(await bed.values(sourceId)).toEqual([]);
});

describe('schedule', () => {
  const due = (sourceId: string, ago = '1 second') =>
    bed.db.query(`UPDATE source_schedule SET next_at = now() - $2::interval WHERE source_id = $1`, [
      sourceId,
      ago,
    ]);
  const next = async (sourceId: string): Promise<Date | undefined> =>
    (
      await bed.db.query<{ at: Date }>(`SELECT next_at AS at FROM source_schedule WHERE source_id = $1`, [
        sourceId,
      ])
    )[0]?.at;
  const queued = (sourceId: string) =>
    bed.db.query<{ id: string }>(`SELECT pull_id AS id FROM queued_pull WHERE source_id = $1`, [sourceId]);
  const schedule = { cron: '30 2 * * *', workingDays: false };

  it('queues one pull when a source is due, however many replicas look and however much was missed', async () => {
    const source = await fresh({ schedule });
    expect((await next(source))?.toISOString()).toMatch(/T18:30:00/);
    await Promise.all([bed.scheduler().round(), bed.scheduler().round()]);
    expect(await queued(source)).toEqual([]);
    await due(source, '30 days');
    await Promise.all(Array.from({ length: 8 }, () => bed.scheduler().round()));
    const [pull, ...others] = await queued(source);
    expect(others).toEqual([]);
    expect(pull?.id).toMatch(/^scheduled-\d{8}T\d{4}-[0-9a-f]{16}$/);
    expect((await next(source))?.getTime()).toBeGreaterThan(Date.now());
    // While it waits or runs no other one is queued.
    await due(source);
    await bed.scheduler().round();
    expect(await queued(source)).toHaveLength(1);
    expect(await bed.finish(pull?.id ?? '')).toMatchObject({ status: succeeded, added: 60 });
    await due(source);
    await bed.scheduler().round();
    expect(await queued(source)).toHaveLength(1);
  });

  it('leaves turns out of a source that fails again and again, until a pause is over', async () => {
    const source = await fresh({ schedule });
    await site.stop();
    const turn = async (n: number): Promise<number> => {
      await due(source, `${n} minutes`);
      await bed.scheduler().round();
      const [pull] = await queued(source);
      if (pull) await bed.db.query(`DELETE FROM queued_pull WHERE pull_id = $1`, [pull.id]);
      await bed.db.query(
        `UPDATE pull SET status = 'PULL_STATUS_FAILED', failed_reading = true, finished_at = now() WHERE pull_id = $1`,
        [pull?.id],
      );
      return pull ? 1 : 0;
    };
    expect([await turn(1), await turn(2), await turn(3), await turn(4)]).toEqual([1, 1, 1, 0]);
    await bed.db.query(`UPDATE pull SET finished_at = now() - interval '16 minutes' WHERE source_id = $1`, [
      source,
    ]);
    expect([await turn(5), await turn(6)]).toEqual([1, 0]);
    site = await startSimulator({ datasets: { items: data } });
  });

  it('is forgotten while a source is paused', async () => {
    const source = await fresh({ schedule, paused: true });
    expect(await next(source)).toBeUndefined();
    const { etag, rest } = await as(() => bed.sources.getSource(source));
    const open = await bed.source(source, { rest, schedule }, etag);
    expect(await next(source)).toBeDefined();
    await bed.source(source, { rest, schedule, paused: true }, open.etag);
    expect(await next(source)).toBeUndefined();
    expect((await bed.pull(source, `${source}-1`)).status).toBe(succeeded);
  });

  it('goes on while the schema stops measuring: that is no failure of the source', async () => {
    const source = await fresh({ schedule });
    await bed.pull(source, `${source}-0`);
    has(
      items(60).map(({ unit, ...row }) => ({ ...row, dept: unit, changed: '2026-05-01T00:00:00.000' })),
      ['id', 'at', 'dept', 'changed'],
    );
    for (let n = 5; n > 0; n--) {
      await due(source, `${n} minutes`);
      await bed.scheduler().round();
      const [pull] = await queued(source);
      expect(await bed.finish(pull?.id ?? '')).toMatchObject({ status: failed });
    }
  });

  it('keeps a turn that is due when something else about the tenant changes', async () => {
    const source = await fresh({ schedule });
    await due(source);
    await bed.known([], []);
    await bed.known([], [], 'Asia/Urumqi');
    await bed.scheduler().round();
    expect(await queued(source)).toHaveLength(1);
    await bed.known([], []);
  });

  it('follows the zone of the tenant', async () => {
    const source = await fresh({ schedule });
    await bed.known([], [], 'Asia/Urumqi');
    expect((await next(source))?.toISOString()).toMatch(/T20:30:00/);
    await bed.known([], []);
    expect((await next(source))?.toISOString()).toMatch(/T18:30:00/);
  });

  it.each([
    ['a cron of another form', { schedule: { cron: '@daily' } }, /crontab/],
    ['a share above 1', { deletes: { absent: { maxShare: '1.5' } } }, /at most 1/],
    [
      'two rules',
      { deletes: { absent: { maxShare: '' }, mark: { field: 'x', values: ['y'] } } },
      /one of absent, mark/,
    ],
    ['no value of a mark', { deletes: { mark: { field: 'x', values: [] } } }, /1/],
    [
      'absence where pages may shift',
      {
        deletes: { absent: { maxShare: '' } },
        rest: {
          url: 'https://a.example/',
          pageSize: 9,
          cursorField: '',
          page: { pageParam: '', sizeParam: '', fromZero: false },
        },
      },
      /read by key/,
    ],
    ['a look back of years', { lookBackHours: 9000 }, /0 to 8760/],
  ])('refuses %s', async (_, more, why) => {
    await expect(fresh(more)).rejects.toThrow(why);
  });
});
