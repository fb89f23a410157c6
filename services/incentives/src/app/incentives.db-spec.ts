import { OutcomeKind, QuotaRounding } from '@fuxing/contracts/incentives/v1/incentives';
import { inTenant } from '@fuxing/db';
import { as, drift, excessRights, notIsolated, testDatabase, type TestDatabase } from '@fuxing/testing';
import { database } from '../db/database';
import { heard } from '../events/heard';
import { OutcomesService } from './outcomes.service';
import { PoliciesService } from './policies.service';

let db: TestDatabase;
let policies: PoliciesService;
let outcomes: OutcomesService;

const topic = 'evaluation.results-finalised.v1';
const finalise = (unitGroupId: string, period: string, ranks: Record<string, number>, tenantId = '130404') =>
  inTenant(
    db.app,
    tenantId,
    (tx) =>
      heard[topic]?.(tx, {
        topic,
        payload: {
          cycle: { cycleId: `${unitGroupId}-${period.toLowerCase()}`, period },
          unitGroupId,
          results: Object.entries(ranks).map(([unitId, rank]) => ({
            unitId,
            rank,
            total: rank ? `${100 - rank}.50` : '',
            gradeId: rank ? 'good' : '',
          })),
        },
        eventId: '',
        tenantId,
        key: '',
        type: '',
        occurredAt: new Date(),
      }) ?? Promise.reject(new Error(topic)),
  );
const policy = (policyId: string, unitGroupId: string, rules: object = {}, etag = '') => ({
  policyId,
  etag,
  policy: { name: '激励政策', nameEn: '', unitGroupId, ...rules },
});
const all = {
  star: { places: 1 },
  budget: { coefficients: { good: '1.1' } },
  reserve: { topShare: '0.5', rounding: QuotaRounding.QUOTA_ROUNDING_DOWN as const, years: 2 },
  accountability: { years: 2 },
};
const list = (more: object = {}, tenantId = '130404') =>
  as(
    () =>
      outcomes.list({
        pageSize: 0,
        pageToken: '',
        unitId: '',
        cycleId: '',
        kind: OutcomeKind.OUTCOME_KIND_UNSPECIFIED,
        ...more,
      }),
    { tenantId },
  );
const ids = async (more: object = {}) => (await list(more)).outcomes.map(({ outcomeId }) => outcomeId);
const told = (key: string) =>
  db.query<{ n: number }>(
    `SELECT jsonb_array_length(payload->'outcomes') AS n FROM outbox WHERE key = $1 ORDER BY position`,
    [key],
  );
const refusal = (work: () => Promise<unknown>, caller = {}) =>
  as(async () => work(), caller).then(
    () => 'accepted',
    (error: { reason?: string }) => error.reason ?? 'failed without a reason',
  );

beforeAll(async () => {
  db = await testDatabase(database);
  policies = new PoliciesService(db.app);
  outcomes = new OutcomesService(db.app);
});
afterAll(() => db.stop());

describe('the database', () => {
  it('agrees with the entities', async () => {
    expect(await drift(db, database)).toEqual([]);
  });
  it('isolates tenants in every table and gives the service no more than it needs', async () => {
    expect(await notIsolated(db, 'incentives')).toEqual([]);
    expect(await excessRights(db, 'incentives')).toEqual([]);
  });
  it.each(['outcome', 'final_result'])('lets nobody change or delete a row of %s', async (table) => {
    const write = (sql: string) => inTenant(db.app, '130404', (tx) => tx.query(sql));
    await expect(write(`UPDATE ${table} SET cycle_id = 'x'`)).rejects.toThrow('permission denied');
    await expect(write(`DELETE FROM ${table}`)).rejects.toThrow('permission denied');
  });
});

describe('policies', () => {
  it('are stored once, changed with the current etag, and listed', async () => {
    const first = await as(() => policies.put(policy('edit', 'g', all)));
    expect(first).toMatchObject({ policyId: 'edit', ...all });
    expect(await as(() => policies.put(policy('edit', 'g', all)))).toEqual(first);
    expect(await as(() => policies.get('edit'))).toEqual(first);
    expect(await refusal(() => policies.put(policy('edit', 'g')))).toBe('ETAG_REQUIRED');
    expect(await refusal(() => policies.put(policy('edit', 'g', {}, 'stale')))).toBe('ETAG_MISMATCH');
    const changed = await as(() => policies.put(policy('edit', 'g', {}, first.etag)));
    expect(changed.star).toBeUndefined();
    const page = await as(() => policies.list({ pageSize: 10, pageToken: '' }));
    expect(page).toEqual({ policies: [changed], nextPageToken: '' });
  });

  it.each([
    { why: 'a share of none', rules: { reserve: { ...all.reserve, topShare: '0' } }, is: 'INVALID_REQUEST' },
    {
      why: 'a share above all',
      rules: { reserve: { ...all.reserve, topShare: '1.01' } },
      is: 'INVALID_REQUEST',
    },
    {
      why: 'a share in words',
      rules: { reserve: { ...all.reserve, topShare: '20%' } },
      is: 'DECIMAL_INVALID',
    },
    {
      why: 'a coefficient above 10',
      rules: { budget: { coefficients: { a: '10.1' } } },
      is: 'INVALID_REQUEST',
    },
    { why: 'a coefficient in words', rules: { budget: { coefficients: { a: 'x' } } }, is: 'DECIMAL_INVALID' },
  ])('with $why are refused', async ({ rules, is }) => {
    expect(await refusal(() => policies.put(policy('bad', 'g', rules)))).toBe(is);
    expect(await refusal(() => policies.get('bad'))).toBe('POLICY_NOT_FOUND');
  });
});

describe('final results', () => {
  it('are followed by every outcome of the policy, explained, with one event', async () => {
    await as(() => policies.put(policy('p', 'towns', all)));
    await finalise('towns', '2025', { a: 1, b: 2, c: 3 });
    await finalise('towns', '2026', { a: 1, b: 2, c: 3, d: 0 });
    expect(await ids({ cycleId: 'towns-2026' })).toEqual([
      'p~accountability~towns-2026~c',
      'p~budget~towns-2026~a',
      'p~budget~towns-2026~b',
      'p~budget~towns-2026~c',
      'p~reserve~towns-2026~a',
      'p~star~towns-2026~a',
    ]);
    expect(await told('towns-2025')).toEqual([{ n: 4 }]);
    expect(await told('towns-2026')).toEqual([{ n: 6 }]);
    const reserve = await as(() => outcomes.get('p~reserve~towns-2026~a'));
    const evidence = { rank: 1, rankedUnits: 3, total: '99.50', gradeId: 'good' };
    expect(reserve).toMatchObject({
      kind: 'OUTCOME_KIND_RESERVE_POOL',
      evidence: [
        { cycleId: 'towns-2026', period: '2026', ...evidence },
        { cycleId: 'towns-2025', period: '2025', ...evidence },
      ],
    });
    expect(reserve.zh).toContain('0.5 × 3 = 1.5');
    const budget = await as(() => outcomes.get('p~budget~towns-2026~b'));
    expect(budget).toMatchObject({ place: 2, coefficient: '1.1', decidedAt: expect.any(Date) });
  });

  it('that are heard again, or many at once, change nothing', async () => {
    await as(() => policies.put(policy('again', 'race', all)));
    const hear = () => finalise('race', '2026', { a: 1, b: 2 });
    await Promise.all(Array.from({ length: 6 }, hear));
    const before = await list({ cycleId: 'race-2026' });
    await hear();
    expect(await list({ cycleId: 'race-2026' })).toEqual(before);
    expect(await told('race-2026')).toEqual([{ n: 3 }]);
  });

  it('of a month, or of a time before the policy, decide nothing, but earlier years count', async () => {
    await finalise('later', '2025', { a: 1, b: 2 });
    await as(() => policies.put(policy('new', 'later', all)));
    await finalise('later', '2026-Q1', { a: 1, b: 2 });
    await finalise('later', '2026-01', { a: 1, b: 2 });
    expect((await ids()).filter((id) => id.startsWith('new~'))).toEqual([]);
    await finalise('later', '2026', { a: 1, b: 2 });
    expect(await ids({ kind: OutcomeKind.OUTCOME_KIND_ACCOUNTABILITY, unitId: 'b' })).toEqual([
      'new~accountability~later-2026~b',
    ]);
  });

  it('of another group or tenant do not count', async () => {
    await as(() => policies.put(policy('own', 'own', { accountability: { years: 2 } })));
    await finalise('other', '2025', { a: 1, z: 2 });
    await finalise('own', '2025', { a: 1, z: 2 }, '999999');
    await finalise('own', '2026', { a: 1, z: 2 });
    expect(await ids({ cycleId: 'own-2026' })).toEqual([]);
    expect(await told('own-2026')).toEqual([]);
  });

  it('of 1,000 units are told in events of at most 1,000 outcomes', async () => {
    await as(() => policies.put(policy('big', 'big', { ...all, star: { places: 1000 } })));
    const ranks = Array.from({ length: 1000 }, (_, n) => [`u${n}`, n + 1]);
    await finalise('big', '2026', Object.fromEntries(ranks));
    expect(await told('big-2026')).toEqual([{ n: 1000 }, { n: 1000 }]);
  });
});

describe('lists and tenants', () => {
  it('pages through outcomes in order', async () => {
    const first = await list({ cycleId: 'towns-2026', pageSize: 4 });
    const second = await list({ cycleId: 'towns-2026', pageSize: 4, pageToken: first.nextPageToken });
    expect([first.outcomes.length, second.outcomes.length, second.nextPageToken]).toEqual([4, 2, '']);
    const other = () => list({ pageToken: first.nextPageToken });
    await expect(other()).rejects.toMatchObject({ reason: 'PAGE_TOKEN_INVALID' });
  });

  it('shows a tenant nothing of another', async () => {
    const stranger = { tenantId: '777777' };
    expect(await refusal(() => policies.get('p'), stranger)).toBe('POLICY_NOT_FOUND');
    expect(await refusal(() => outcomes.get('p~star~towns-2026~a'), stranger)).toBe('OUTCOME_NOT_FOUND');
    expect((await list({}, '777777')).outcomes).toEqual([]);
  });
});
