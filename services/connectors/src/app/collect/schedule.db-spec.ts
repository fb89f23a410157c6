import { PullStatus } from '@fuxing/contracts/connectors/v1/pulls';
import { startSimulator } from '@fuxing/simulator';
import { as } from '@fuxing/testing';
import { CollectionTestbed, items } from './collection-testbed';

const { PULL_STATUS_SUCCEEDED: succeeded, PULL_STATUS_FAILED: failed } = PullStatus;
const at = new CollectionTestbed();

const due = (sourceId: string, ago = '1 second') =>
  at.bed.db.query(`UPDATE source_schedule SET next_at = now() - $2::interval WHERE source_id = $1`, [
    sourceId,
    ago,
  ]);
const next = async (sourceId: string): Promise<Date | undefined> =>
  (
    await at.bed.db.query<{ at: Date }>(`SELECT next_at AS at FROM source_schedule WHERE source_id = $1`, [
      sourceId,
    ])
  )[0]?.at;
const queued = (sourceId: string) =>
  at.bed.db.query<{ id: string }>(`SELECT pull_id AS id FROM queued_pull WHERE source_id = $1`, [sourceId]);
const schedule = { cron: '30 2 * * *', workingDays: false };

it('queues one pull when a source is due, however many replicas look and however much was missed', async () => {
  const source = await at.fresh({ schedule });
  expect((await next(source))?.toISOString()).toMatch(/T18:30:00/);
  await Promise.all([at.bed.scheduler().round(), at.bed.scheduler().round()]);
  expect(await queued(source)).toEqual([]);
  await due(source, '30 days');
  await Promise.all(Array.from({ length: 8 }, () => at.bed.scheduler().round()));
  const [pull, ...others] = await queued(source);
  expect(others).toEqual([]);
  expect(pull?.id).toMatch(/^scheduled-\d{8}T\d{4}-[0-9a-f]{16}$/);
  expect((await next(source))?.getTime()).toBeGreaterThan(Date.now());
  // While it waits or runs no other one is queued.
  await due(source);
  await at.bed.scheduler().round();
  expect(await queued(source)).toHaveLength(1);
  expect(await at.bed.finish(pull?.id ?? '')).toMatchObject({ status: succeeded, added: 60 });
  await due(source);
  await at.bed.scheduler().round();
  expect(await queued(source)).toHaveLength(1);
});

it('leaves turns out of a source that fails again and again, until a pause is over', async () => {
  const source = await at.fresh({ schedule });
  await at.site.stop();
  const turn = async (n: number): Promise<number> => {
    await due(source, `${n} minutes`);
    await at.bed.scheduler().round();
    const [pull] = await queued(source);
    if (pull) await at.bed.db.query(`DELETE FROM queued_pull WHERE pull_id = $1`, [pull.id]);
    await at.bed.db.query(
      `UPDATE pull SET status = 'PULL_STATUS_FAILED', failed_reading = true, finished_at = now() WHERE pull_id = $1`,
      [pull?.id],
    );
    return pull ? 1 : 0;
  };
  expect([await turn(1), await turn(2), await turn(3), await turn(4)]).toEqual([1, 1, 1, 0]);
  await at.bed.db.query(`UPDATE pull SET finished_at = now() - interval '16 minutes' WHERE source_id = $1`, [
    source,
  ]);
  expect([await turn(5), await turn(6)]).toEqual([1, 0]);
  at.site = await startSimulator({ datasets: { items: at.data } });
});

it('is forgotten while a source is paused', async () => {
  const source = await at.fresh({ schedule, paused: true });
  expect(await next(source)).toBeUndefined();
  const { etag, rest } = await as(() => at.bed.sources.getSource(source));
  const open = await at.bed.source(source, { rest, schedule }, etag);
  expect(await next(source)).toBeDefined();
  await at.bed.source(source, { rest, schedule, paused: true }, open.etag);
  expect(await next(source)).toBeUndefined();
  expect((await at.bed.pull(source, `${source}-1`)).status).toBe(succeeded);
});

it('goes on while the schema stops measuring: that is no failure of the source', async () => {
  const source = await at.fresh({ schedule });
  await at.bed.pull(source, `${source}-0`);
  at.has(
    items(60).map(({ unit, ...row }) => ({ ...row, dept: unit, changed: '2026-05-01T00:00:00.000' })),
    ['id', 'at', 'dept', 'changed'],
  );
  for (let n = 5; n > 0; n--) {
    await due(source, `${n} minutes`);
    await at.bed.scheduler().round();
    const [pull] = await queued(source);
    expect(await at.bed.finish(pull?.id ?? '')).toMatchObject({ status: failed });
  }
});

it('keeps a turn that is due when something else about the tenant changes', async () => {
  const source = await at.fresh({ schedule });
  await due(source);
  await at.bed.known([], []);
  await at.bed.known([], [], 'Asia/Urumqi');
  await at.bed.scheduler().round();
  expect(await queued(source)).toHaveLength(1);
  await at.bed.known([], []);
});

it('follows the zone of the tenant', async () => {
  const source = await at.fresh({ schedule });
  await at.bed.known([], [], 'Asia/Urumqi');
  expect((await next(source))?.toISOString()).toMatch(/T20:30:00/);
  await at.bed.known([], []);
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
  await expect(at.fresh(more)).rejects.toThrow(why);
});
