import { ManualField } from '@fuxing/contracts/connectors/v1/burden';
import type { ManualValue } from '@fuxing/contracts/connectors/v1/manual_values';
import { MeasureFunction } from '@fuxing/contracts/connectors/v1/measures';
import { ObservationStatus } from '@fuxing/contracts/connectors/v1/observations';
import { PullStatus } from '@fuxing/contracts/connectors/v1/pulls';
import { inTenant } from '@fuxing/db';
import type { Caller } from '@fuxing/service';
import { as, office } from '@fuxing/testing';
import { insertEvidence } from '../../db/verify/evidence';
import { BurdenService, PutManualField } from '../verify/burden.service';
import { MANUAL, verificationTestbed } from '../verify/verification-testbed';
import { Bell } from './bell';
import { EnterManualValues, ListManualValues } from './manual-values.request';
import { ManualValuesService } from './manual-values.service';

let bed: Awaited<ReturnType<typeof verificationTestbed>>;
let burden: BurdenService;
let values: ManualValuesService;
/** The months before this one, in the zone of the district: last, the one before it, and one that is long over. */
let last: string, before: string, old: string;
const WITHIN = 60;

beforeAll(async () => {
  bed = await verificationTestbed(['a', 'b', 'c']);
  burden = new BurdenService(bed.db.app);
  values = new ManualValuesService(bed.db.app, new Bell());
  await bed.source('by-hand', { push: { byHand: true }, selfReported: true, keyField: 'entry' });
  await bed.source('systems', { push: {}, selfReported: true });
  [last = '', before = '', old = ''] = await Promise.all([-1, -2, -8].map(month));
}, 60_000);
afterAll(() => bed.stop());

async function month(ahead: number): Promise<string> {
  const [row] = await bed.db.query<{ month: string }>(
    `SELECT to_char((now() AT TIME ZONE 'Asia/Shanghai') + make_interval(months => $1), 'YYYY-MM') AS month`,
    [ahead],
  );
  return row?.month ?? '';
}

let n = 0;
const reporter = (unitId: string): Partial<Caller> => ({
  subject: `reporter-${unitId}`,
  unitId,
  roles: ['reporter'],
});

/** A field with its measure, of units a and b. */
async function field(more: Partial<ManualField> = {}, measure: object = {}): Promise<string> {
  const id = `m${++n}`;
  await bed.known(['a', 'b', 'c'], [id]);
  await bed.measure(id, { ...summing(id), ...MANUAL, ...measure });
  await declare(id, more);
  return id;
}

const summing = (id: string) => ({
  sourceId: 'by-hand',
  function: MeasureFunction.MEASURE_FUNCTION_SUM,
  field: 'value',
  periodField: 'day',
  unitField: 'unit',
  filters: [{ field: 'manual_field', operator: 'FILTER_OPERATOR_IN', values: [id] }],
  digits: 0,
});

async function declare(id: string, more: Partial<ManualField> = {}, etag = ''): Promise<ManualField> {
  const manualField = {
    ...ManualField.fromJSON({
      name: '走访次数',
      indicatorId: id,
      unitIds: ['a', 'b'],
      minutes: 15,
      timesPerYear: 12,
      firstMonth: '2020-01',
      reason: '没有系统登记',
      measureId: id,
      unitOfMeasure: '次',
      min: '0',
      max: '1000',
      withinDays: WITHIN,
    }),
    ...more,
  };
  return as(() => burden.put(PutManualField.parse({ manualFieldId: id, etag, manualField })));
}

interface Said {
  period?: string;
  value?: string;
  unitOfMeasure?: string;
  note?: string;
  evidenceIds?: string[];
}

const entry = (manualFieldId: string, said: Said = {}) => ({
  manualFieldId,
  period: last,
  value: '12',
  unitOfMeasure: '次',
  note: '',
  evidenceIds: [],
  ...said,
});

const enter = (unitId: string, requestId: string, entries: ReturnType<typeof entry>[], as_ = unitId) =>
  as(() => values.enter(EnterManualValues.parse({ unitId, requestId, entries })), reporter(as_));

async function list(filter: object = {}): Promise<ManualValue[]> {
  const all = { pageSize: 0, pageToken: '', unitId: '', manualFieldId: '', missing: false };
  return (await as(() => values.list(ListManualValues.parse({ ...all, ...filter })))).values;
}

/** Measures whatever was entered. */
async function measured(): Promise<void> {
  const queued = await bed.db.query<{ id: string }>(
    `SELECT pull_id AS id FROM queued_pull ORDER BY position`,
  );
  for (const { id } of queued)
    expect(await bed.finish(id)).toMatchObject({ status: PullStatus.PULL_STATUS_SUCCEEDED, error: '' });
}

const valueOf = async (id: string, unitId = 'a') =>
  (await bed.values(id)).filter((one) => one.unitId === unitId).at(-1);

async function file(evidenceId: string, unitId: string): Promise<void> {
  await inTenant(bed.db.app, office.tenantId, (tx) =>
    insertEvidence(tx, {
      evidenceId,
      name: 'sheet.pdf',
      mediaType: 'application/pdf',
      size: 1,
      sha256: '00'.repeat(32),
      unitId,
      uploadedBy: `reporter-${unitId}`,
    }),
  );
}

it('makes a value of what a unit enters, and leads back to who said what and when', async () => {
  const [one, two] = [await field(), await field({ digits: 1 }, { digits: 1 })];
  await file('sheet-1', 'a');
  const entered = await enter('a', 'r-1', [
    entry(one, { value: '012', note: '含周末', evidenceIds: ['sheet-1'] }),
    entry(two, { value: '7.5', period: before }),
  ]);
  expect(entered).toMatchObject([
    {
      manualFieldId: one,
      unitId: 'a',
      period: last,
      value: '12',
      open: true,
      lateDays: 0,
      version: 1,
      pullId: expect.stringMatching(/^entry-/),
    },
    { manualFieldId: two, period: before, value: '7.5', enteredBy: 'reporter-a', evidenceIds: [] },
  ]);
  await measured();
  const value = await valueOf(one);
  expect(value).toMatchObject({
    value: '12',
    period: last,
    status: ObservationStatus.OBSERVATION_STATUS_COLLECTED,
    sourceId: 'by-hand',
  });
  expect(await valueOf(two)).toMatchObject({ value: '7.5', period: before });

  const { records } = await as(() =>
    bed.observations.listRecords({ observationId: value?.observationId ?? '', pageSize: 10, pageToken: '' }),
  );
  expect(records).toEqual([
    expect.objectContaining({
      recordKey: `${one}~a~${last}`,
      content: expect.objectContaining({
        value: '12',
        unit_of_measure: '次',
        note: '含周末',
        evidence_ids: ['sheet-1'],
        entered_by: 'reporter-a',
        entered_at: expect.stringMatching(/^\d{4}-.*Z$/),
        request_id: 'r-1',
        late_days: 0,
      }),
    }),
  ]);
  // Nobody verifies the figures of his own unit, and another one may.
  const id = value?.observationId ?? '';
  await expect(bed.accept(id, 'v-own', bed.by('zhang', 'a'))).rejects.toMatchObject({ reason: 'OWN_UNIT' });
  // Whoever entered it and moved to another unit since.
  await expect(bed.accept(id, 'v-moved', bed.by('reporter-a', 'c'))).rejects.toMatchObject({
    reason: 'OWN_ENTRY',
  });
  await bed.accept(id, 'v-1', bed.by('li', 'c'));
  expect((await list({ manualFieldId: one, unitId: 'a' })).at(-1)).toMatchObject({
    value: '12',
    observationId: id,
    observationStatus: ObservationStatus.OBSERVATION_STATUS_PUBLISHED,
  });
});

it('corrects before the deadline: the pending value gives way, a published one is set beside', async () => {
  const id = await field();
  await enter('a', 'c-1', [entry(id, { value: '10' })]);
  await measured();
  expect(await enter('a', 'c-2', [entry(id, { value: '11' })])).toMatchObject([{ value: '11', version: 2 }]);
  await measured();
  const pending = await valueOf(id);
  expect(pending).toMatchObject({ value: '11', revision: 2 });
  await bed.accept(pending?.observationId ?? '', 'c-v', bed.by('li', 'c'));
  await enter('a', 'c-3', [entry(id, { value: '13' })]);
  await measured();
  expect(await valueOf(id)).toMatchObject({
    value: '13',
    status: ObservationStatus.OBSERVATION_STATUS_FLAGGED,
    flags: expect.arrayContaining([expect.objectContaining({ code: 'CHANGED_AFTER_PUBLICATION' })]),
  });
});

it('takes what is late and says so, but no correction after the deadline, unless the value was rejected', async () => {
  const id = await field({ withinDays: 1 });
  const [late] = await enter('b', 'l-1', [entry(id, { period: old })]);
  expect(late).toMatchObject({ open: false, value: '12' });
  expect(late?.lateDays).toBeGreaterThan(100);
  await expect(enter('b', 'l-2', [entry(id, { period: old, value: '13' })])).rejects.toMatchObject({
    reason: 'ENTRY_CLOSED',
    fields: [{ field: 'entries[0].period', zh: expect.stringContaining('更正期限'), en: expect.any(String) }],
  });
  await measured();
  await bed.reject((await valueOf(id, 'b'))?.observationId ?? '', 'l-v', bed.by('li', 'c'));
  expect(await enter('b', 'l-3', [entry(id, { period: old, value: '13' })])).toMatchObject([{ value: '13' }]);
  await measured();
  expect(await valueOf(id, 'b')).toMatchObject({ value: '13', revision: 2 });
});

it('does nothing the second time, also by ten at once, and refuses other entries under the same id', async () => {
  const id = await field();
  const said = [entry(id), entry(id, { period: before, value: '3' })];
  await Promise.all(Array.from({ length: 10 }, () => enter('a', 'same', said)));
  const rows = await bed.db.query<{ n: number }>(
    `SELECT count(*)::integer AS n FROM record WHERE record_key LIKE $1`,
    [`${id}~%`],
  );
  expect(rows).toEqual([{ n: 2 }]);
  for (const other of [[entry(id)], [...said.slice(0, 1), entry(id, { period: before, value: '4' })]])
    await expect(enter('a', 'same', other)).rejects.toMatchObject({
      fields: [{ field: 'requestId' }],
    });
  await expect(
    as(() => values.enter(EnterManualValues.parse({ unitId: 'a', requestId: 'same', entries: said })), {
      ...reporter('a'),
      subject: 'somebody-else',
    }),
  ).rejects.toMatchObject({ fields: [{ field: 'requestId' }] });
});

it('lists what is due from a unit, the earliest first, page by page, until it is entered', async () => {
  const id = await field({ firstMonth: before, withinDays: 2 });
  const due = await list({ manualFieldId: id, missing: true });
  expect(due.map(({ unitId, period }) => [unitId, period])).toEqual([
    ['a', before],
    ['b', before],
    ['a', last],
    ['b', last],
  ]);
  expect(due[0]).toMatchObject({ value: '', version: 0, open: true, unitOfMeasure: '次', enteredBy: '' });
  await enter('b', 'due-1', [entry(id, { period: before })]);
  expect((await list({ manualFieldId: id, missing: true, unitId: 'b' })).map(({ period }) => period)).toEqual(
    [last],
  );
  const seen: string[] = [];
  for (let pageToken = ''; ;) {
    const asked = { pageSize: 1, pageToken, unitId: '', manualFieldId: id, missing: false };
    const page = await as(() => values.list(ListManualValues.parse(asked)));
    seen.push(...page.values.map(({ unitId, period }) => `${unitId} ${period}`));
    pageToken = page.nextPageToken;
    if (pageToken === '') break;
  }
  expect(seen).toEqual(due.map(({ unitId, period }) => `${unitId} ${period}`));
});

/** Another source gives the field, and did so all the time. */
async function supply(id: string): Promise<void> {
  await bed.source(`register-${id}`, { push: {} });
  await bed.measure(`register-${id}`, { sourceId: `register-${id}`, indicatorId: id });
  await bed.db.query(`UPDATE measure SET published_at = '2020-01-01' WHERE measure_id = $1`, [
    `register-${id}`,
  ]);
  await bed.db.query(`UPDATE unit_mapping SET published_at = '2020-01-01' WHERE unit_mapping_id = 'units'`);
}

it('refuses by name an entry that is sent again after a source began to supply it', async () => {
  const id = await field();
  const send = () => enter('a', `again-${id}`, [entry(id)]);
  const entered = await send();
  expect(await send()).toEqual(entered);
  await supply(id);
  const message = {
    en: `A source supplies ${id} for a in ${last}; it is not asked by hand.`,
    zh: `${last} 已有数据来源为 a 提供 ${id}，不再手工填报。`,
  };
  await expect(send()).rejects.toMatchObject({ reason: 'FIELD_IS_SUPPLIED', text: message });
});

it('asks nothing that a source came to supply', async () => {
  const id = await field();
  const asked = await list({ manualFieldId: id });
  expect(asked.map(({ period }) => period)).toContain(last);
  await supply(id);
  await expect(enter('a', 's-1', [entry(id)])).rejects.toMatchObject({ reason: 'FIELD_IS_SUPPLIED' });
  expect(await list({ manualFieldId: id })).toEqual([]);
});

describe('refuses', () => {
  let id: string, strict: string, uncounted: string;
  beforeAll(async () => {
    id = await field();
    strict = await field({ evidenceRequired: true });
    await bed.known([], ['plain']);
    uncounted = 'plain';
    await declare('plain', { measureId: '', unitOfMeasure: '', min: '', max: '' });
    await file('of-b', 'b');
  });
  const cases: [string, () => Promise<object>, string, string][] = [
    ['no number', async () => entry(id, { value: 'many' }), 'DECIMAL_INVALID', 'value'],
    ['a fraction of a visit', async () => entry(id, { value: '1.5' }), 'VALUE_OUT_OF_RANGE', 'value'],
    ['less than none', async () => entry(id, { value: '-1' }), 'VALUE_OUT_OF_RANGE', 'value'],
    ['too many', async () => entry(id, { value: '1001' }), 'VALUE_OUT_OF_RANGE', 'value'],
    [
      'another unit of measure',
      async () => entry(id, { unitOfMeasure: '万次' }),
      'UNIT_OF_MEASURE_DIFFERS',
      'unitOfMeasure',
    ],
    [
      'a period that is not over',
      async () => entry(id, { period: await month(0) }),
      'PERIOD_NOT_OVER',
      'period',
    ],
    [
      'a period before it was asked',
      async () => entry(id, { period: '2019-12' }),
      'FIELD_NOT_ASKED',
      'period',
    ],
    ['another kind of period', async () => entry(id, { period: '2025-Q1' }), 'FIELD_NOT_ASKED', 'period'],
    ['no file where one is demanded', async () => entry(strict), 'EVIDENCE_REQUIRED', 'evidenceIds'],
    [
      'a file of another unit',
      async () => entry(strict, { evidenceIds: ['of-b'] }),
      'EVIDENCE_NOT_FOUND',
      'evidenceIds[0]',
    ],
    ['a field that is not there', async () => entry('moon'), 'MANUAL_FIELD_NOT_FOUND', 'manualFieldId'],
    ['a field without a measure', async () => entry(uncounted), 'FIELD_NOT_ENTERED_HERE', 'manualFieldId'],
  ];
  it.each(cases)('%s, in both languages, and stores nothing', async (_, make, reason, field) => {
    const wrong = (await make()) as ReturnType<typeof entry>;
    const request = `w-${++n}`;
    const stored = () => bed.db.query(`SELECT count(*) FROM record`);
    const had = await stored();
    await expect(enter('a', request, [entry(id, { period: before }), wrong])).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      reason,
      fields: [
        {
          field: `entries[1].${field}`,
          zh: expect.stringMatching(/\p{Script=Han}/u),
          en: expect.any(String),
        },
      ],
    });
    expect(await stored()).toEqual(had);
  });

  it('all faults at once', async () => {
    const wrong = [entry(id, { value: 'x' }), entry(id, { period: before, value: '2000' })];
    await expect(enter('a', 'all-at-once', wrong)).rejects.toMatchObject({
      fields: [{ field: 'entries[0].value' }, { field: 'entries[1].value' }],
    });
  });

  it('a unit that is not asked, and somebody of another unit', async () => {
    await expect(enter('c', 'u-1', [entry(id)])).rejects.toMatchObject({ reason: 'FIELD_NOT_ASKED' });
    await expect(enter('a', 'u-2', [entry(id)], 'b')).rejects.toMatchObject({ reason: 'UNIT_FORBIDDEN' });
  });

  it('a field and period twice', () => {
    const twice = { unitId: 'a', requestId: 'r', entries: [entry(id), entry(id, { value: '2' })] };
    expect(() => EnterManualValues.parse(twice)).toThrow(/twice/);
  });

  it('a system that pushes to what units enter', async () => {
    await expect(
      as(() => bed.pulls.push({ sourceId: 'by-hand', pullId: 'forged', records: [{ entry: 'x' }] })),
    ).rejects.toMatchObject({ reason: 'SOURCE_IS_BY_HAND' });
  });
});

it.each([
  [{ field: 'other' }, /does not sum the field value/],
  [{ filters: [] }, /one filter manual_field IN/],
  [{ periodField: 'entered_at' }, /period field/],
  [{ digits: 0 }, /rounds to 0 digits/],
  [{ sourceId: 'systems' }, /byHand/],
  [{ indicatorId: 'm1' }, /gives m1/],
])('refuses a field whose measure is %j', async (wrong, why) => {
  const id = `u${++n}`;
  await bed.known([], [id]);
  await bed.measure(id, { ...summing(id), ...wrong });
  await expect(declare(id, { digits: 2 })).rejects.toMatchObject({
    reason: 'MEASURE_UNFIT',
    text: { en: expect.stringMatching(why), zh: expect.stringMatching(/\p{Script=Han}/u) },
  });
});
