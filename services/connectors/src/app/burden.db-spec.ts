import { as } from '@fuxing/testing';
import { BurdenService, PutManualField } from './burden.service';
import { PutMeasure } from './measure.request';
import { verificationTestbed } from './verification-testbed';

let bed: Awaited<ReturnType<typeof verificationTestbed>>;
let burden: BurdenService;
beforeAll(async () => {
  bed = await verificationTestbed(['a', 'b']);
  burden = new BurdenService(bed.db.app);
  await bed.known(['a', 'b', 'c', 'post-1'], ['visits', 'trees']);
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

it('counts no longer what a source came to supply, and says so', async () => {
  await bed.source('tree-register', { push: {} });
  await bed.measure('tree-count', { sourceId: 'tree-register', indicatorId: 'trees' });
  expect(await of('2026-03')).toMatchObject({
    units: [
      { unitId: 'a', fieldCount: 1 },
      { unitId: 'post-1', fieldCount: 1 },
    ],
    suppliedFields: [{ manualFieldId: 'trees', unitId: 'a', measureId: 'tree-count' }],
  });
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
