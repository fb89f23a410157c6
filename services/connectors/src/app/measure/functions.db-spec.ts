import { as, office } from '@fuxing/testing';
import { testbed } from '../testbed';

let bed: Awaited<ReturnType<typeof testbed>>;
let pushes = 0;
beforeAll(async () => {
  bed = await testbed();
  await bed.mapping('units', { A: 'a', B: 'b' });
});
afterAll(() => bed.stop());

type Content = Record<string, string>;
const pushed = async (sourceId: string, indicators: string[]): Promise<void> => {
  await bed.known(['a', 'b'], indicators);
  await bed.source(sourceId, { push: {} });
};
/** @param finishedAt when it is to have ended, for histories longer than a test */
const push = async (sourceId: string, records: Content[], finishedAt?: string): Promise<void> => {
  const pullId = `push-${++pushes}`;
  await as(() => bed.pulls.push({ sourceId, pullId, records }));
  if (finishedAt) {
    await bed.db.query(`UPDATE pull SET created_at = $2::timestamptz WHERE pull_id = $1`, [
      pullId,
      finishedAt,
    ]);
  }
  await bed.run().run(office.tenantId, pullId, new AbortController().signal);
  if (finishedAt) {
    await bed.db.query(`UPDATE pull SET finished_at = $2::timestamptz WHERE pull_id = $1`, [
      pullId,
      finishedAt,
    ]);
  }
};
const values = async (indicatorId: string) =>
  Object.fromEntries(
    (await bed.values(indicatorId)).map(({ unitId, period, value, recordCount, censoredCount }) => [
      `${unitId} ${period}`,
      `${value} of ${recordCount}, ${censoredCount} open`,
    ]),
  );

it('joins a table of reference: the share answered within the days that its kind has', async () => {
  await pushed('calls', ['in-time']);
  await pushed('kinds', []);
  const refused = bed.measure('in-time', {
    ...inTime,
    lookups: [{ name: 'kind', field: 'type', sourceId: 'none' }],
  });
  await expect(refused).rejects.toMatchObject({ reason: 'SOURCE_NOT_FOUND' });
  await bed.measure('in-time', inTime);
  await push('kinds', [
    { id: 'noise', days: '2' },
    { id: 'road', days: '10' },
  ]);
  const call = { unit: 'A', at: '2026-01-12', type: 'noise' };
  await push('calls', [
    { ...call, id: '1', end: '2026-01-13' },
    { ...call, id: '2', end: '2026-01-20' },
    { ...call, id: '3', end: '2026-01-20', type: 'road' },
    { ...call, id: '4' },
    { ...call, id: '5', end: '2026-01-20', type: 'unknown' },
  ]);
  expect(await values('in-time')).toEqual({ 'a 2026-01': '50.0 of 4, 1 open' });
  const [value] = await bed.values('in-time');
  expect(value?.flags.map(({ code }) => code)).toEqual(['MISSING_FIELD']);

  // The table changes: the next pull of the calls sees it, and who asks for it again gets the old one beside.
  await push('kinds', [{ id: 'noise', days: '8' }]);
  await push('calls', []);
  const [first, second] = await bed.values('in-time');
  expect([first?.value, second?.value]).toEqual(['50.0', '75.0']);
});
it('computes again when the table of reference lost a record', async () => {
  await pushed('asked', ['known']);
  await bed.known([], []);
  await bed.source('names', { push: {}, deletes: { mark: { field: 'gone', values: ['yes'] } } });
  await bed.measure('known', {
    sourceId: 'asked',
    filters: [{ field: 'kind.name', operator: 'FILTER_OPERATOR_PRESENT' }],
    lookups: [{ name: 'kind', field: 'type', sourceId: 'names' }],
  });
  await push('names', [
    { id: 'noise', name: '噪声' },
    { id: 'road', name: '道路' },
  ]);
  await push('asked', [
    { id: '1', unit: 'A', at: '2026-01-12', type: 'noise' },
    { id: '2', unit: 'A', at: '2026-01-12', type: 'road' },
  ]);
  await push('names', [{ id: 'road', gone: 'yes' }]);
  await push('asked', []);
  expect((await bed.values('known')).map(({ value }) => value)).toEqual(['2', '1']);
});

const inTime = {
  sourceId: 'calls',
  function: 'MEASURE_FUNCTION_RATE',
  duration: { startField: 'at', endField: 'end', clock: 'DURATION_CLOCK_WORKING_DAYS' },
  limitField: 'kind.days',
  openCases: 'OPEN_CASES_FAILED',
  lookups: [{ name: 'kind', field: 'type', sourceId: 'kinds' }],
  factor: '100',
  digits: 1,
};

it('counts open cases at the end of every month as they were known then', async () => {
  await pushed('cases', ['open', 'callers', 'mean']);
  const state = { field: 'status', operator: 'FILTER_OPERATOR_IN', values: ['open'] };
  await bed.measure('open', {
    sourceId: 'cases',
    function: 'MEASURE_FUNCTION_STATE_COUNT',
    numerator: [state],
  });
  await bed.measure('callers', { sourceId: 'cases', function: 'MEASURE_FUNCTION_DISTINCT', field: 'caller' });
  const one = { id: '1', unit: 'A', at: '2026-01-05', status: 'open', caller: 'x' };
  const two = { id: '2', unit: 'A', at: '2026-01-20', status: 'open', caller: 'x' };
  const three = { id: '3', unit: 'B', at: '2026-02-20', status: 'closed', caller: 'y' };
  await push('cases', [one, two], '2026-01-21T00:00:00Z');
  expect(await values('open')).toEqual({});
  await push('cases', [{ ...one, status: 'closed' }, three], '2026-02-10T00:00:00Z');
  expect(await values('open')).toEqual({ 'a 2026-01': '2 of 2, 0 open' });
  await push('cases', [{ ...two, status: 'closed' }], '2026-04-02T00:00:00Z');
  const known = {
    'a 2026-01': '2 of 2, 0 open',
    'a 2026-02': '1 of 1, 0 open',
    'a 2026-03': '1 of 1, 0 open',
  };
  expect(await values('open')).toEqual({
    ...known,
    'b 2026-02': '0 of 0, 0 open',
    'b 2026-03': '0 of 0, 0 open',
  });
  // What is known later does not change what was known then; the record behind it is shown as it was.
  const [record] = (
    await as(() =>
      bed.observations.listRecords({ pageSize: 10, pageToken: '', observationId: 'open~a~2026-02~1' }),
    )
  ).records;
  expect(record).toMatchObject({ recordKey: '2', content: { status: 'open' } });
  expect(await values('callers')).toEqual({ 'a 2026-01': '1 of 2, 0 open', 'b 2026-02': '1 of 1, 0 open' });
});

it('follows a unit through a merger, and lists what no unit is mapped to with its number', async () => {
  await pushed('reports', ['reports']);
  const history = [{ value: 'X', unitId: 'b', validFrom: '2026-02-01', validTo: '' }];
  await bed.mapping('merged', { X: 'a' }, '', history);
  await bed.measure('reports', { sourceId: 'reports', unitMappingId: 'merged' });
  const rows = ['X', 'X', 'Y', 'Y', 'Z', ''];
  await push(
    'reports',
    rows.map((unit, n) => ({ id: String(n), unit, at: n === 0 ? '2026-01-31' : '2026-02-01' })),
  );
  expect(await values('reports')).toEqual({ 'a 2026-01': '1 of 1, 0 open', 'b 2026-02': '1 of 1, 0 open' });
  expect(await bed.quality('reports')).toMatchObject({
    unmappedValues: [
      { value: 'Y', recordCount: 2 },
      { value: '', recordCount: 1 },
      { value: 'Z', recordCount: 1 },
    ],
    unmappedValueCount: 3,
    unmappedRecordCount: 4,
  });
  await expect(bed.quality('none')).rejects.toMatchObject({ reason: 'MEASURE_NOT_FOUND' });
  const twice = [...history, { value: 'X', unitId: 'a', validFrom: '', validTo: '2026-02-01' }];
  await expect(bed.mapping('other', {}, '', twice)).rejects.toThrow(/overlaps entry 1/);
  await expect(
    bed.mapping('other', {}, '', [{ value: 'X', unitId: 'a', validFrom: '', validTo: '' }]),
  ).rejects.toThrow(/validFrom or validTo/);
});

it('shows what a changed definition would change, and stores nothing', async () => {
  await pushed('visits', ['visits']);
  const sum = { sourceId: 'visits', function: 'MEASURE_FUNCTION_SUM', field: 'n' };
  expect(await bed.preview('visits', sum)).toMatchObject({ changes: [], pullId: '' });
  const { etag } = await bed.measure('visits', sum);
  const visit = { unit: 'A', at: '2026-01-10', n: '2', kind: 'x' };
  await push('visits', [
    { ...visit, id: '1' },
    { ...visit, id: '2', kind: 'y' },
    { ...visit, id: '3', unit: 'B', kind: 'y' },
    { ...visit, id: '4', at: '2026-02-10' },
    { ...visit, id: '5', unit: 'unknown' },
  ]);
  const only = { ...sum, filters: [{ field: 'kind', operator: 'FILTER_OPERATOR_IN', values: ['x'] }] };
  const counts = async () =>
    bed.db.query(
      `SELECT count(*) FROM observation UNION ALL SELECT count(*) FROM unusable_record UNION ALL SELECT count(*) FROM measure`,
    );
  const before = await counts();
  expect(await bed.preview('visits', only)).toEqual({
    changes: [
      { unitId: 'a', period: '2026-01', currentValue: '4', newValue: '2', recordCount: 1, published: true },
      { unitId: 'b', period: '2026-01', currentValue: '2', newValue: '', recordCount: 0, published: true },
    ],
    addedCount: 0,
    changedCount: 1,
    removedCount: 1,
    unchangedCount: 1,
    unusableCount: 1,
    pullId: `push-${pushes}`,
    warnings: [],
  });
  expect(await counts()).toEqual(before);
  await expect(bed.preview('visits', { ...sum, sourceId: 'none' })).rejects.toMatchObject({
    reason: 'SOURCE_NOT_FOUND',
  });
  // What it showed is what comes, once it is accepted.
  expect(await bed.measure('visits', only, etag)).toMatchObject({ version: 2 });
  await push('visits', []);
  const pending = (await bed.values('visits')).filter(({ measureVersion }) => measureVersion === 2);
  expect(pending.map(({ unitId, value, recordCount }) => [unitId, value, recordCount])).toEqual([
    ['a', '2', 1],
    // Nothing is behind it any more.
    ['b', '2', 0],
  ]);
});
