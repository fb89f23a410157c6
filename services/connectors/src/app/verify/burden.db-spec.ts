import { as } from '@fuxing/testing';
import { BurdenService, PutManualField } from './burden.service';
import { PutMeasure } from '../measure/measure.request';
import { verificationTestbed } from './verification-testbed';

let bed: Awaited<ReturnType<typeof verificationTestbed>>;
let burden: BurdenService;
beforeAll(async () => {
  bed = await verificationTestbed(['a', 'b']);
  burden = new BurdenService(bed.db.app);
  await bed.known(['a', 'b', 'c', 'post-1'], ['visits', 'trees', 'paths', 'fires']);
});
afterAll(() => bed.stop());

const field = (manualFieldId: string, more: object = {}) =>
  PutManualField.parse({
    manualFieldId,
    etag: '',
    manualField: {
      name: '走访次数',
      nameEn: '',
      indicatorId: 'visits',
      unitIds: ['a', 'post-1'],
      minutes: 15,
      timesPerYear: 12,
      firstMonth: '2026-01',
      lastMonth: '',
      reason: '没有系统登记',
      ...more,
    },
  });
const put = (...args: Parameters<typeof field>) => as(() => burden.put(field(...args)));
const of = (month: string, unitId = '') => as(() => burden.burden({ month, unitId }));

it('refuses to ask what a source supplies, and names it', async () => {
  const id = await bed.setUp();
  await expect(put('f1', { indicatorId: id, unitIds: ['c', 'a'] })).rejects.toMatchObject({
    reason: 'FIELD_IS_SUPPLIED',
    text: { en: expect.stringContaining(`Measure ${id} supplies ${id} for a;`), zh: expect.any(String) },
  });
  // Of a unit that the mapping does not lead to it may be asked.
  await put('f1', { indicatorId: id, unitIds: ['c'], lastMonth: '2026-01' });
});

it('counts what a value of the source means since a day, and not what it meant once', async () => {
  const id = await bed.setUp();
  const dated = (value: string, unitId: string, validTo: string) => ({
    value,
    unitId,
    validFrom: '2025-01-01',
    validTo,
  });
  await bed.mapping(`dated-${id}`, { A: 'a' }, '', [dated('X', 'b', ''), dated('Y', 'c', '2025-12-31')]);
  const { etag, ...measure } = await as(() => bed.measures.get(id));
  await as(() =>
    bed.measures.put(
      PutMeasure.parse({ measureId: id, etag, measure: { ...measure, unitMappingId: `dated-${id}` } }),
    ),
  );
  await expect(put('f2', { indicatorId: id, unitIds: ['b'] })).rejects.toMatchObject({
    reason: 'FIELD_IS_SUPPLIED',
  });
  await put('f2', { indicatorId: id, unitIds: ['c'], lastMonth: '2026-01' });
});

it('counts minutes per unit, post and month, what is asked then', async () => {
  await put('visits');
  await put('trees', {
    indicatorId: 'trees',
    unitIds: ['a'],
    minutes: 40,
    timesPerYear: 4,
    firstMonth: '2026-03',
  });
  expect(await of('2025-12')).toEqual({ units: [], totalMinutes: '0.0', suppliedFields: [] });
  expect((await of('2026-02')).units).toEqual([
    { unitId: 'a', fieldCount: 1, minutes: '15.0' },
    { unitId: 'post-1', fieldCount: 1, minutes: '15.0' },
  ]);
  expect(await of('2026-03')).toMatchObject({
    units: [
      { unitId: 'a', fieldCount: 2, minutes: '28.3' },
      { unitId: 'post-1', fieldCount: 1, minutes: '15.0' },
    ],
    totalMinutes: '43.3',
  });
  expect(await of('2026-03', 'post-1')).toMatchObject({
    units: [{ unitId: 'post-1' }],
    totalMinutes: '15.0',
  });
});

it('is not kept from asking by what units fill in themselves', async () => {
  await bed.source('forms', { push: {}, selfReported: true });
  await bed.known([], ['walks']);
  await bed.measure('walk-forms', { sourceId: 'forms', indicatorId: 'walks' });
  await put('walks', { indicatorId: 'walks', unitIds: ['b'], lastMonth: '' });
  await bed.source('register', { push: {} });
  await bed.measure('walk-register', { sourceId: 'register', indicatorId: 'walks' });
  await expect(put('walks-2', { indicatorId: 'walks', unitIds: ['b'] })).rejects.toMatchObject({
    reason: 'FIELD_IS_SUPPLIED',
  });
});

/** The month so many months from now, in the zone of the district. */
const month = async (ahead: number): Promise<string> => {
  const [row] = await bed.db.query<{ month: string }>(
    `SELECT to_char((now() AT TIME ZONE 'Asia/Shanghai') + make_interval(months => $1), 'YYYY-MM') AS month`,
    [ahead],
  );
  return row?.month ?? '';
};

it('counts no longer what a source came to supply, says so, and lets it be ended; what was spent before stays', async () => {
  await put('paths', { indicatorId: 'paths', unitIds: ['a'], firstMonth: '2020-01' });
  await bed.source('path-register', { push: {} });
  await bed.measure('path-count', { sourceId: 'path-register', indicatorId: 'paths' });
  for (const ahead of [0, 1]) {
    const { suppliedFields } = await of(await month(ahead), 'a');
    expect(suppliedFields).toEqual([{ manualFieldId: 'paths', unitId: 'a', measureId: 'path-count' }]);
  }
  const before = await of('2020-06', 'a');
  expect(before).toMatchObject({ units: [{ fieldCount: 1, minutes: '15.0' }], suppliedFields: [] });
  const { etag } = await as(() => burden.get('paths'));
  const end = async (lastMonth: string) =>
    as(() =>
      burden.put({
        ...field('paths', { indicatorId: 'paths', unitIds: ['a'], firstMonth: '2020-01', lastMonth }),
        etag,
      }),
    );
  await expect(end(await month(0))).rejects.toMatchObject({ reason: 'FIELD_IS_SUPPLIED' });
  await end(await month(-1));
  expect((await of(await month(0), 'a')).suppliedFields).toEqual([]);
  expect(await of('2020-06', 'a')).toEqual(before);
});

it('counts a month as it was declared then, to the last minute of it in the zone of the district', async () => {
  const one = { indicatorId: 'fires', unitIds: ['c'], firstMonth: '2019-01' };
  await put('fires', one);
  const { etag } = await as(() => burden.get('fires'));
  await as(() => burden.put({ ...field('fires', { ...one, minutes: 120 }), etag }));
  const declared = (version: number, at: string) =>
    bed.db.query(
      `UPDATE manual_field SET published_at = $2 WHERE manual_field_id = 'fires' AND version = $1`,
      [version, at],
    );
  const minutes = async (of_: string) => (await of(of_, 'c')).units[0]?.minutes;
  await declared(1, '2019-03-10T00:00:00Z');
  // Still May in Handan, and then June.
  await declared(2, '2019-05-31T15:59:59Z');
  expect([await minutes('2019-01'), await minutes('2019-04'), await minutes('2019-05')]).toEqual([
    '15.0',
    '15.0',
    '120.0',
  ]);
  await declared(2, '2019-05-31T16:00:00Z');
  expect([await minutes('2019-05'), await minutes('2019-06')]).toEqual(['15.0', '120.0']);
});

it.each([
  [{ minutes: 0 }, /1 to 600/],
  [{ timesPerYear: 367 }, /1 to 366/],
  [{ unitIds: [] }, /1 to 1000/],
  [{ unitIds: ['a', 'a'] }, /twice/],
  [{ firstMonth: '2026-13' }, /month/],
  [{ lastMonth: '2025-01' }, /before/],
  [{ reason: ' ' }, /empty/],
])('refuses %j', (wrong, why) => {
  expect(() => field('x', wrong)).toThrow(why);
});
