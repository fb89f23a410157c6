import { FlagSeverity, ObservationStatus } from '@fuxing/contracts/connectors/v1/observations';
import { as, office } from '@fuxing/testing';
import { testbed } from '../testbed';

let bed: Awaited<ReturnType<typeof testbed>>;
let pushes = 0;
beforeAll(async () => {
  bed = await testbed();
  await bed.mapping('units', { A: 'a', B: 'b' });
});
afterAll(() => bed.stop());

const pushed = async (sourceId: string, indicators: string[]): Promise<void> => {
  await bed.known(['a', 'b'], indicators);
  await bed.source(sourceId, { push: {} });
};
const push = async (sourceId: string, records: Record<string, string>[], at?: string): Promise<void> => {
  const pullId = `push-${++pushes}`;
  await as(() => bed.pulls.push({ sourceId, pullId, records }));
  if (at) await bed.db.query(`UPDATE pull SET created_at = $2::timestamptz WHERE pull_id = $1`, [pullId, at]);
  await bed.run().run(office.tenantId, pullId, new AbortController().signal);
};
/** The newest revision of every value, with its flags. */
const flags = async (indicatorId: string) =>
  Object.fromEntries(
    (await bed.values(indicatorId))
      .filter(({ status }) => status !== ObservationStatus.OBSERVATION_STATUS_SUPERSEDED)
      .map(({ unitId, period, value, flags }) => [
        `${unitId} ${period} ${value}`,
        flags.map(({ code }) => code),
      ]),
  );
const revisions = async (): Promise<number> => (await bed.db.query(`SELECT FROM observation`)).length;

it('flags records that came late and records that are there twice', async () => {
  await pushed('tickets', ['late', 'twice', 'same']);
  await bed.measure('late', { sourceId: 'tickets', checks: { lateDays: 3 } });
  await bed.measure('twice', { sourceId: 'tickets', checks: { duplicates: { fields: ['caller', 'what'] } } });
  await bed.measure('same', { sourceId: 'tickets', checks: { duplicates: {} } });
  const ticket = { unit: 'A', at: '2026-01-10', caller: 'x', what: 'noise' };
  await push('tickets', [{ ...ticket, id: '1' }], '2026-02-03T15:59:59Z');
  expect(await flags('late')).toEqual({ 'a 2026-01 1': [] });
  await push(
    'tickets',
    [
      { ...ticket, id: '1', done: 'yes' },
      { ...ticket, id: '2' },
      { ...ticket, id: '3', unit: 'B' },
    ],
    '2026-02-03T16:00:01Z',
  );
  await push('tickets', [{ ...ticket, id: '4' }], '2026-02-03T16:00:02Z');
  // A changed record came when its first version came.
  expect(await flags('late')).toMatchObject({
    'a 2026-01 3': ['LATE', 'CHANGED_AFTER_PUBLICATION'],
    'b 2026-01 1': ['LATE'],
  });
  expect((await bed.values('late')).at(-2)?.flags[0]).toEqual({
    code: 'LATE',
    zh: '2 条记录在期末 3 天之后才到达。',
    en: 'Came later than 3 days after the end of the period: 2 records.',
    severity: FlagSeverity.FLAG_SEVERITY_INFO,
  });
  expect(await flags('twice')).toMatchObject({
    'a 2026-01 3': ['DUPLICATE', 'CHANGED_AFTER_PUBLICATION'],
    'b 2026-01 1': [],
  });
  expect((await flags('same'))['a 2026-01 3']).toEqual(['DUPLICATE', 'CHANGED_AFTER_PUBLICATION']);
});

it('reconciles a value with the total that another source gives', async () => {
  await pushed('parts', ['parts']);
  await pushed('totals', ['total']);
  await bed.measure('total', { sourceId: 'totals', function: 'MEASURE_FUNCTION_SUM', field: 'n' });
  const checks = { reconciliation: { indicatorId: 'total', tolerance: '1' } };
  await bed.measure('parts', { sourceId: 'parts', checks });
  await expect(
    bed.measure('x', {
      sourceId: 'parts',
      indicatorId: 'parts',
      checks: { reconciliation: { indicatorId: 'no', tolerance: '1' } },
    }),
  ).rejects.toMatchObject({ reason: 'INDICATOR_NOT_FOUND' });
  await push('totals', [
    { id: '1', unit: 'A', at: '2026-01-31', n: '2' },
    { id: '2', unit: 'B', at: '2026-01-31', n: '3' },
  ]);
  await push(
    'parts',
    ['A', 'B'].map((unit, n) => ({ id: String(n), unit, at: '2026-01-10' })),
  );
  expect(await flags('parts')).toEqual({ 'a 2026-01 1': [], 'b 2026-01 1': ['NOT_RECONCILED'] });
});

it('shows two sources that contradict each other, once, whichever is measured again', async () => {
  await pushed('first', ['shared']);
  await pushed('second', []);
  const sum = { indicatorId: 'shared', function: 'MEASURE_FUNCTION_SUM', field: 'n' };
  await bed.measure('of-first', { ...sum, sourceId: 'first' });
  await bed.measure('of-second', { ...sum, sourceId: 'second' });
  const record = { id: '1', unit: 'A', at: '2026-01-31' };
  await push('first', [
    { ...record, n: '5' },
    { ...record, id: '2', unit: 'B', n: '1' },
  ]);
  await push('second', [
    { ...record, n: '5' },
    { ...record, id: '2', unit: 'B', n: '2' },
  ]);
  const contradiction = {
    'a 2026-01 5': [],
    'b 2026-01 1': [],
    'b 2026-01 2': ['SOURCES_CONFLICT', 'CHANGED_AFTER_PUBLICATION'],
  };
  expect(await flags('shared')).toEqual(contradiction);
  const before = await revisions();
  await push('first', []);
  await push('second', []);
  expect(await flags('shared')).toEqual(contradiction);
  expect(await revisions()).toBe(before);
});

it('says when the definition changed within the period, not when only its checks did', async () => {
  await pushed('calls', ['calls']);
  const first = await bed.measure('calls', { sourceId: 'calls' });
  const second = await bed.measure('calls', { sourceId: 'calls', checks: { max: '100' } }, first.etag);
  await bed.measure('calls', { sourceId: 'calls', checks: { max: '100' }, digits: 1 }, second.etag);
  await bed.db.query(
    `UPDATE measure SET published_at = '2026-01-01T00:00:00Z'::timestamptz + version * interval '20 days' WHERE measure_id = 'calls'`,
  );
  const at = ['2026-01-31', '2026-02-01', '2026-03-05', '2026-04-01'];
  await push(
    'calls',
    at.map((day, n) => ({ id: String(n), unit: 'A', at: day })),
  );
  // Version 2, of 10 February, changed a check; version 3, of 2 March, the digits.
  expect(await flags('calls')).toEqual({
    'a 2026-01 1.0': [],
    'a 2026-02 1.0': [],
    'a 2026-03 1.0': ['DEFINITION_CHANGED'],
    'a 2026-04 1.0': [],
  });
});

it('reports expected units and periods without a value', async () => {
  await pushed('patrols', ['patrols']);
  await bed.measure('patrols', {
    sourceId: 'patrols',
    checks: { expectation: { firstPeriod: '2026-01', graceDays: 10 } },
  });
  await push('patrols', [{ id: '1', unit: 'A', at: '2026-01-10' }]);
  const quality = await bed.quality('patrols', Date.parse('2026-03-11T00:00:00+08:00'));
  expect(quality.missingValueCount).toBe(3);
  expect(quality.missingValues.map(({ unitId, period }) => `${unitId} ${period}`)).toEqual([
    'b 2026-01',
    'a 2026-02',
    'b 2026-02',
  ]);
  expect(quality.missingValues[0]?.flag).toEqual({
    code: 'MISSING',
    zh: '单位 b 在 2026-01 没有任何记录，该期已结束 39 天。',
    en: 'Unit b has no record in 2026-01, which ended 39 days ago.',
    severity: FlagSeverity.FLAG_SEVERITY_ERROR,
  });
});
