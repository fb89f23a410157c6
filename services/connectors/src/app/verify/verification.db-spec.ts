import { createHash } from 'node:crypto';
import { VerificationPolicy } from '@fuxing/contracts/connectors/v1/measure_checks';
import { DateStyle } from '@fuxing/contracts/connectors/v1/measure_records';
import { MeasureFunction } from '@fuxing/contracts/connectors/v1/measures';
import { ObservationStatus, VerificationAct } from '@fuxing/contracts/connectors/v1/observations';
import { inTenant } from '@fuxing/db';
import { as, office } from '@fuxing/testing';
import type { EntityManager } from 'typeorm';
import { findPull, type StoredPull } from '../../db/collect/pulls';
import { definitionsOf } from '../measure/definitions';
import type { StoredDefinition } from '../measure/pass';
import { storeValues } from '../measure/store-values';
import { testbed } from '../testbed';

const S = ObservationStatus;
const manual = { policy: VerificationPolicy.VERIFICATION_POLICY_ALWAYS_MANUAL };
let bed: Awaited<ReturnType<typeof testbed>>;
let pushes = 0;
let n = 0;
beforeAll(async () => {
  bed = await testbed();
  await bed.mapping('units', { A: 'a', B: 'b' });
});
afterAll(() => bed.stop());

/** A pushed source with one SUM measure, both of this name. */
const setUp = async (more: object = {}): Promise<string> => {
  const id = `m${++n}`;
  await bed.known(['a', 'b'], [id]);
  await bed.source(id, { push: {} });
  const what = { function: MeasureFunction.MEASURE_FUNCTION_SUM, field: 'v', sourceId: id };
  await bed.measure(id, { ...what, ...more });
  return id;
};
const push = async (sourceId: string, ...rows: [id: string, unit: string, v: string][]): Promise<void> => {
  const pullId = `push-${++pushes}`;
  const records = rows.map(([id, unit, v]) => ({ id, unit, v, at: '2026-01-10' }));
  await as(() => bed.pulls.push({ sourceId, pullId, records }));
  await bed.run().run(office.tenantId, pullId, new AbortController().signal);
};
const accept = (id: string, verificationId: string, caller = {}) =>
  as(() => bed.verification.accept({ observationIds: [id], verificationId, reason: 'checked' }), caller);
const published = async (indicatorId: string): Promise<string[]> => {
  const rows = await bed.db.query<{ id: string }>(
    `SELECT o->>'observationId' AS id FROM outbox, jsonb_array_elements(payload->'observations') AS o
     WHERE topic = 'connectors.observations-published.v1' AND key = $1 ORDER BY position`,
    [indicatorId],
  );
  return rows.map(({ id }) => id);
};

it('publishes a clean value by the policy, and once', async () => {
  const id = await setUp();
  await push(id, ['1', 'A', '10']);
  await push(id, ['1', 'A', '10']);
  const [value] = await bed.values(id);
  expect(value).toMatchObject({ status: S.OBSERVATION_STATUS_PUBLISHED, value: '10', revision: 1 });
  expect(value?.verification).toMatchObject({
    verificationId: 'auto',
    act: VerificationAct.VERIFICATION_ACT_AUTO,
    verifiedBy: 'policy',
  });
  expect(await published(id)).toEqual([`${id}~a~2026-01~1`]);
});

it('lets one of twenty parallel verifiers decide', async () => {
  const id = await setUp(manual);
  await push(id, ['1', 'A', '10']);
  const tries = await Promise.allSettled(
    Array.from({ length: 20 }, (_, k) => accept(`${id}~a~2026-01~1`, `${id}-v${k}`)),
  );
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await published(id)).toHaveLength(1);
});

it('takes the same decision twenty times as one', async () => {
  const id = await setUp(manual);
  await push(id, ['1', 'A', '10']);
  await Promise.all(Array.from({ length: 20 }, () => accept(`${id}~a~2026-01~1`, `${id}-v`)));
  expect(await published(id)).toHaveLength(1);
  await expect(
    as(() =>
      bed.verification.reject({
        observationId: `${id}~a~2026-01~1`,
        verificationId: `${id}-v`,
        reason: 'x',
        pullAgain: false,
      }),
    ),
  ).rejects.toMatchObject({ reason: 'INVALID_REQUEST' });
});

it('decides on all or none, never on the own unit', async () => {
  const id = await setUp(manual);
  await push(id, ['1', 'A', '10'], ['2', 'B', '20']);
  const observationIds = [`${id}~a~2026-01~1`, `${id}~b~2026-01~1`];
  const both = (caller: object, ids = observationIds) =>
    as(
      () => bed.verification.accept({ observationIds: ids, verificationId: `${id}-v`, reason: 'ok' }),
      caller,
    );
  await expect(both({ unitId: 'b' })).rejects.toMatchObject({ reason: 'OWN_UNIT' });
  await expect(both({}, [...observationIds, 'nothing'])).rejects.toMatchObject({
    reason: 'OBSERVATION_NOT_FOUND',
  });
  expect(await published(id)).toEqual([]);
  expect(await both({ unitId: 'c' })).toHaveLength(2);
});

it('keeps the collected value beside a corrected one, which later pulls leave alone', async () => {
  const id = await setUp(manual);
  await push(id, ['1', 'A', '10']);
  const observationId = `${id}~a~2026-01~1`;
  const correct = { observationId, verificationId: `${id}-v`, reason: 'typo', evidenceIds: [] };
  const proposed = await as(() => bed.verification.correct({ ...correct, value: '12' }));
  expect(proposed).toMatchObject({ value: '10', status: S.OBSERVATION_STATUS_COLLECTED });
  const confirm = { observationId, proposalId: `${id}-v`, requestId: `${id}-c`, reason: 'seen too' };
  const value = await as(() => bed.verification.confirm(confirm), { subject: 'second' });
  expect(value).toMatchObject({ value: '12', status: S.OBSERVATION_STATUS_PUBLISHED });
  expect(value.verification).toMatchObject({
    collectedValue: '10',
    verifiedValue: '12',
    verifiedBy: 'second',
    proposedBy: office.subject,
  });
  await expect(as(() => bed.verification.correct({ ...correct, value: 'x' }))).rejects.toMatchObject({
    reason: 'DECIMAL_INVALID',
  });
  await push(id, ['1', 'A', '10']);
  expect(await bed.values(id)).toHaveLength(1);
});

it('never replaces a published value silently, and forgets a change that went away', async () => {
  const id = await setUp();
  await push(id, ['1', 'A', '10']);
  await push(id, ['1', 'A', '11']);
  const [first, second] = await bed.values(id);
  expect(first).toMatchObject({ value: '10', status: S.OBSERVATION_STATUS_PUBLISHED });
  expect(second).toMatchObject({ value: '11', revision: 2, status: S.OBSERVATION_STATUS_FLAGGED });
  expect(second?.flags.map(({ code }) => code)).toEqual(['CHANGED_AFTER_PUBLICATION']);
  await push(id, ['1', 'A', '10']);
  expect((await bed.values(id)).map(({ status }) => status)).toEqual([
    S.OBSERVATION_STATUS_PUBLISHED,
    S.OBSERVATION_STATUS_SUPERSEDED,
  ]);
});

it('brings a rejected value back only when it changed', async () => {
  const id = await setUp(manual);
  await push(id, ['1', 'A', '10']);
  await as(() =>
    bed.verification.reject({
      observationId: `${id}~a~2026-01~1`,
      verificationId: `${id}-v`,
      reason: 'no',
      pullAgain: false,
    }),
  );
  await push(id, ['1', 'A', '10']);
  expect(await bed.values(id)).toHaveLength(1);
  await push(id, ['1', 'A', '11']);
  expect((await bed.values(id)).map(({ status }) => status)).toEqual([
    S.OBSERVATION_STATUS_REJECTED,
    S.OBSERVATION_STATUS_COLLECTED,
  ]);
  expect(await published(id)).toEqual([]);
});

it('shows the records of that time, and their hash is the observation’s', async () => {
  const id = await setUp();
  await push(id, ['1', 'A', '10'], ['2', 'A', '1'], ['3', 'B', '5']);
  await push(id, ['2', 'B', '1'], ['4', 'A', '7'], ['5', 'A', 'many'], ['6', 'X', '1']);
  for (const { observationId, recordsHash, recordCount } of await bed.values(id)) {
    const { records } = await as(() =>
      bed.observations.listRecords({ observationId, pageSize: 0, pageToken: '' }),
    );
    const lines = records.map(({ recordKey, contentHash }) => `${recordKey}:${contentHash}\n`).join('');
    expect(createHash('sha256').update(lines).digest('hex')).toBe(recordsHash);
    expect(records).toHaveLength(recordCount);
  }
  const request = { pageSize: 1, pageToken: '', sourceId: id, measureId: id };
  const page = await as(() => bed.pulls.listUnusable(request));
  expect(page.unusableRecords).toMatchObject([{ recordKey: '5', reason: 'NOT_A_NUMBER', detail: 'many' }]);
  const rest = await as(() => bed.pulls.listUnusable({ ...request, pageToken: page.nextPageToken }));
  expect(rest).toMatchObject({
    unusableRecords: [{ recordKey: '6', reason: 'UNMAPPED_UNIT', detail: 'X' }],
    nextPageToken: '',
  });
});

it('pages through thousands of records behind one value, and gives the first keys of several', async () => {
  const id = await setUp();
  const keys = Array.from({ length: 2_300 }, (_, n) => `k${String(n).padStart(5, '0')}`);
  await push(id, ...keys.map((key): [string, string, string] => [key, 'A', '1']), ['z', 'B', '5']);
  const observationId = `${id}~a~2026-01~1`;
  for (const pageSize of [1000, 700]) {
    const seen: string[] = [];
    let pageToken = '';
    do {
      const request = { observationId, pageSize, pageToken };
      const page = await as(() => bed.observations.listRecords(request));
      seen.push(...page.records.map(({ recordKey }) => recordKey));
      pageToken = page.nextPageToken;
    } while (pageToken !== '');
    expect(seen).toEqual(keys);
  }
  const observationIds = [`${id}~b~2026-01~1`, 'no~such~2026-01~1', observationId];
  expect(await as(() => bed.observations.listRecordKeys({ observationIds }))).toEqual({
    observations: [
      { observationId, recordKeys: keys.slice(0, 100) },
      { observationId: `${id}~b~2026-01~1`, recordKeys: ['z'] },
    ],
  });
});

it('refuses a decision that the database would have to forget', async () => {
  await expect(
    bed.db.app.transaction(async (tx) => {
      await tx.query(`SELECT set_config('fuxing.tenant_id', $1, true)`, [office.tenantId]);
      await tx.query(`UPDATE verification SET reason = 'other'`);
    }),
  ).rejects.toThrow(/permission denied/);
});

it('takes back what waits under an indicator that a measure gives no more, and lets the others give it', async () => {
  const right = await setUp(manual);
  await push(right, ['1', 'A', '10']);
  const wrong = await setUp({ ...manual, indicatorId: right });
  await push(wrong, ['1', 'A', '77'], ['2', 'B', '5']);
  const waiting = async (indicatorId: string) =>
    (await bed.values(indicatorId, S.OBSERVATION_STATUS_FLAGGED))
      .concat(await bed.values(indicatorId, S.OBSERVATION_STATUS_COLLECTED))
      .map(({ unitId, value }) => `${unitId} ${value}`);
  expect(await waiting(right)).toEqual(['a 77', 'b 5']);
  const { etag } = await as(() => bed.measures.get(wrong));
  const what = { function: MeasureFunction.MEASURE_FUNCTION_SUM, field: 'v', sourceId: wrong };
  await bed.measure(wrong, { ...what, ...manual }, etag);
  expect(await waiting(right)).toEqual([]);
  await bed.finish((await as(() => bed.pulls.replay({ sourceId: right, pullId: `${right}-again` }))).pullId);
  expect(await waiting(right)).toEqual(['a 10']);
});

it('stores nothing under an indicator that a measure left while it was computed', async () => {
  const old = await setUp(manual);
  const id = await setUp({ ...manual, indicatorId: old });
  await push(id, ['1', 'A', '10']);
  const inTx = <T>(work: (tx: EntityManager) => Promise<T>): Promise<T> =>
    inTenant(bed.db.app, office.tenantId, work);
  const { pull, definition } = await inTx(async (tx) => {
    const found = (await findPull(tx, `push-${pushes}`)) as StoredPull;
    const [one] = await definitionsOf(tx, found);
    return { pull: found, definition: one as StoredDefinition };
  });
  const value = {
    value: '99',
    recordCount: 1,
    recordsHash: 'h',
    censoredCount: 0,
    unfit: {},
    late: 0,
    duplicates: 0,
  };
  const computed = new Map([['b~2026-01', { ...value, keys: ['k'], position: pull.position }]]);
  const store = () => inTx((tx) => storeValues(tx, pull, definition, computed));
  const what = { function: MeasureFunction.MEASURE_FUNCTION_SUM, field: 'v', sourceId: id };
  await bed.measure(id, { ...what, ...manual }, (await as(() => bed.measures.get(id))).etag);
  const before = await bed.values(old);
  await store();
  expect(await bed.values(old)).toEqual(before);
});

it('says in words what became of a value that waits no more', async () => {
  const id = await setUp();
  await push(id, ['1', 'A', '10']);
  await expect(accept(`${id}~a~2026-01~1`, `${id}-v`)).rejects.toMatchObject({
    reason: 'OBSERVATION_NOT_PENDING',
    text: {
      en: `${id}~a~2026-01~1 is published and waits for no decision.`,
      zh: `${id}~a~2026-01~1 已发布，不在待校验之列。`,
    },
  });
});

it('says of which field no record has been seen, and which there are', async () => {
  const id = await setUp({ periodField: 'day' });
  const warned = async () => as(async () => bed.measures.warnings(await bed.measures.get(id)));
  expect(await warned()).toEqual([]);
  await push(id, ['1', 'A', '10']);
  expect(await warned()).toEqual([
    {
      code: 'FIELD_NOT_SEEN',
      field: 'measure.periodField',
      en: `No record of ${id} has had "day" yet; there are: at, id, unit, v.`,
      zh: `${id} 的记录中尚未出现字段“day”，现有字段：at、id、unit、v。`,
    },
  ]);
});

it('says of which field the times are written in another style, until the style is declared', async () => {
  const id = await setUp({ periodField: 'v' });
  await push(id, ['1', 'A', '12/31/2026 10:00']);
  const warned = async () => as(async () => bed.measures.warnings(await bed.measures.get(id)));
  expect(await warned()).toMatchObject([
    { code: 'FIELD_NOT_A_TIME', field: 'measure.periodField', zh: expect.stringContaining('MONTH_FIRST') },
  ]);
  const { etag } = await as(() => bed.measures.get(id));
  const what = {
    function: MeasureFunction.MEASURE_FUNCTION_SUM,
    field: 'id',
    sourceId: id,
    periodField: 'v',
  };
  await bed.measure(id, { ...what, dateStyle: DateStyle.DATE_STYLE_MONTH_FIRST }, etag);
  expect(await warned()).toEqual([]);
});

it('refuses a measure of what is not there', async () => {
  const what = { sourceId: 'm1', indicatorId: 'm1' };
  await expect(bed.measure('x', { ...what, sourceId: 'no' })).rejects.toMatchObject({
    reason: 'SOURCE_NOT_FOUND',
  });
  await expect(bed.measure('x', { ...what, unitMappingId: 'no' })).rejects.toMatchObject({
    reason: 'UNIT_MAPPING_NOT_FOUND',
  });
  await expect(bed.measure('x', { ...what, indicatorId: 'no' })).rejects.toMatchObject({
    reason: 'INDICATOR_NOT_FOUND',
  });
  await expect(
    bed.measure('x', { ...what, function: MeasureFunction.MEASURE_FUNCTION_MEAN }),
  ).rejects.toThrow(/takes field or duration/);
});
