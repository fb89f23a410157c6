import { ObservationsPublished, SamplingAttested } from '@fuxing/contracts/connectors/v1/events';
import { VerificationPolicy as P } from '@fuxing/contracts/connectors/v1/measure_checks';
import { MeasureFunction } from '@fuxing/contracts/connectors/v1/measures';
import { ObservationStatus as S } from '@fuxing/contracts/connectors/v1/observations';
import { bindingHash, checkSample, isBound, isSampled, seedCommitment } from '@fuxing/contracts/recheck';
import { SchemePublished } from '@fuxing/contracts/indicators/v1/events';
import { as, office } from '@fuxing/testing';
import { testbed } from '../testbed';

let bed: Awaited<ReturnType<typeof testbed>>;
let n = 0;
const units = Array.from({ length: 40 }, (_, k) => `u${k}`);
beforeAll(async () => {
  bed = await testbed();
  await bed.mapping('units', Object.fromEntries(units.map((unit) => [unit, unit])));
});
afterAll(() => bed.stop());

const setUp = async (more: object): Promise<string> => {
  const id = `p${++n}`;
  await bed.known(units, [id]);
  await bed.source(id, { push: {} });
  const what = { function: MeasureFunction.MEASURE_FUNCTION_SUM, field: 'v', sourceId: id };
  await bed.measure(id, { ...what, ...more });
  return id;
};
const push = async (
  sourceId: string,
  rows: [unit: string, v: string, month?: string][],
  pullId = `${sourceId}-${++n}`,
) => {
  const records = rows.map(([unit, v, month = '01']) => ({
    id: `${unit}-${month}`,
    unit,
    v,
    at: `2026-${month}-10`,
  }));
  await as(() => bed.pulls.push({ sourceId, pullId, records }));
  const before = await as(() => bed.sampling.get(pullId));
  await bed.run().run(office.tenantId, pullId, new AbortController().signal);
  return { before, after: await as(() => bed.sampling.get(pullId)) };
};
const waiting = async (id: string): Promise<string[]> => {
  const rows = await bed.db.query<{ id: string }>(
    `SELECT observation_id AS id FROM verification_item WHERE open AND indicator_id = $1 ORDER BY priority DESC, 1`,
    [id],
  );
  return rows.map((row) => row.id);
};

it('samples by a seed that was committed before the pull and is told after it', async () => {
  const id = await setUp({ policy: P.VERIFICATION_POLICY_SAMPLED, sampleShare: '0.3' });
  const { before, after } = await push(
    id,
    units.map((unit) => [unit, '10']),
  );
  expect(before.seed).toBe('');
  expect(after.seed).toMatch(/^[0-9a-f]{64}$/);
  expect(after.commitment).toBe(before.commitment);
  expect(seedCommitment(after.pullId, after.seed)).toBe(before.commitment);
  const drawn = units
    .map((unit) => `${id}~${unit}~2026-01~1`)
    .filter((one) => isSampled(after.seed, one, '0.3'));
  expect((await waiting(id)).sort()).toEqual(drawn.sort());
  expect(await bed.values(id, S.OBSERVATION_STATUS_PUBLISHED)).toHaveLength(units.length - drawn.length);
});

/** What was said of samples, and of values that count, in order. */
async function heard() {
  const said = (topic: string) =>
    bed.db.query<{ payload: object }>(`SELECT payload FROM outbox WHERE topic = $1 ORDER BY position`, [
      topic,
    ]);
  const [attested, published] = [
    await said('connectors.sampling-attested.v1'),
    await said('connectors.observations-published.v1'),
  ];
  return [
    attested.map(({ payload }) => SamplingAttested.fromJSON(payload)),
    published.flatMap(({ payload }) => ObservationsPublished.fromJSON(payload).observations),
  ] as const;
}

it('says commitment, draws and opening to whoever listens, who computes the sample again', async () => {
  const id = await setUp({ policy: P.VERIFICATION_POLICY_SAMPLED, sampleShare: '0.3' });
  const rows = (v: string) => units.map((unit): [string, string] => [unit, v]);
  for (const v of ['10', '11']) {
    const { after } = await push(id, rows(v));
    const { valueCount, waitCount, ...rest } = checkSample(after.pullId, ...(await heard()));
    expect(rest).toEqual({ commitment: after.commitment, seed: after.seed, faults: [] });
    expect(valueCount).toBeGreaterThan(0);
    expect(waitCount).toBeLessThan(units.length);
  }
  const [attested] = await heard();
  const committed = attested.filter((one) => one.committed).map(({ pullId }) => pullId);
  const seeds = await bed.db.query<{ id: string }>(`SELECT pull_id AS id FROM pull_seed`);
  expect(committed.sort()).toEqual(seeds.map((row) => row.id).sort());
});

it('cannot be drawn with another seed than the one that was said, even by whoever owns the database', async () => {
  const id = await setUp({ policy: P.VERIFICATION_POLICY_SAMPLED, sampleShare: '0.5' });
  const pullId = `${id}-forged`;
  const seed = '00'.repeat(32);
  const records = units.map((unit) => ({ id: unit, unit, v: '1', at: '2026-01-10' }));
  await as(() => bed.pulls.push({ sourceId: id, pullId, records }));
  await bed.db.query(`UPDATE pull_seed SET seed = $2, commitment = $3 WHERE pull_id = $1`, [
    pullId,
    seed,
    seedCommitment(pullId, seed),
  ]);
  await bed.run().run(office.tenantId, pullId, new AbortController().signal);
  const told = await as(() => bed.sampling.get(pullId));
  expect(seedCommitment(pullId, told.seed)).toBe(told.commitment);
  expect(checkSample(pullId, ...(await heard())).faults).toEqual([{ code: 'OTHER_SEED', subject: '' }]);
});

it('is not drawn again: what was in the sample or rejected stays with a person, whatever the source says next', async () => {
  const id = await setUp({ policy: P.VERIFICATION_POLICY_SAMPLED, sampleShare: '1' });
  const three: [string, string][] = ['u1', 'u2', 'u3'].map((unit) => [unit, '10']);
  await push(id, three);
  expect(await waiting(id)).toHaveLength(3);
  const { etag } = await as(() => bed.measures.get(id));
  // From now on hardly anything would be drawn.
  const what = { function: MeasureFunction.MEASURE_FUNCTION_SUM, field: 'v', sourceId: id };
  const rare = { policy: P.VERIFICATION_POLICY_SAMPLED, sampleShare: '0.000000000000000001' };
  await bed.measure(id, { ...what, ...rare }, etag);
  const rejection = {
    observationId: `${id}~u2~2026-01~1`,
    verificationId: `${id}-r`,
    reason: 'no',
    pullAgain: false,
  };
  await as(() => bed.verification.reject(rejection), { subject: 'li', roles: ['verifier'] });
  await bed.db.query(
    `UPDATE record SET until = nextval('pull_position') WHERE source_id = $1 AND record_key = 'u3-01'`,
    [id],
  );
  await push(id, [
    ['u1', '11'],
    ['u2', '11'],
    ['u4', '11'],
  ]);
  expect((await waiting(id)).sort()).toEqual([`${id}~u1~2026-01~2`, `${id}~u2~2026-01~2`]);
  // A value that was away for a pull is no new one.
  await bed.db.query(`UPDATE record SET record_key = 'gone' WHERE source_id = $1 AND record_key = 'u3-01'`, [
    id,
  ]);
  await push(id, [['u3', '12']]);
  expect(await waiting(id)).toContain(`${id}~u3~2026-01~2`);
  const published = await bed.values(id, S.OBSERVATION_STATUS_PUBLISHED);
  expect(published.map(({ unitId }) => unitId)).toEqual(['u4']);
});

it('keeps a seed that nobody can change', async () => {
  for (const change of [`UPDATE pull_seed SET seed = ''`, `DELETE FROM pull_seed`])
    await expect(
      bed.db.app.transaction(async (tx) => {
        await tx.query(`SELECT set_config('fuxing.tenant_id', $1, true)`, [office.tenantId]);
        await tx.query(change);
      }),
    ).rejects.toThrow(/permission denied/);
});

it('ranks by risk: the riskiest share waits, whatever is flagged as wrong too, in order of risk × effect', async () => {
  const id = await setUp({
    policy: P.VERIFICATION_POLICY_RISK_RANKED,
    riskShare: '0.1',
    checks: { max: '1000' },
  });
  const months = ['01', '02', '03'];
  await push(
    id,
    units.flatMap((unit) => months.map((m): [string, string, string] => [unit, '10', m])),
  );
  const usual: [string, string, string][] = units.map((unit) => [unit, '10', '04']);
  usual[7] = ['u7', '5000', '04'];
  usual[8] = ['u8', '15', '04'];
  await push(id, usual);
  const fresh = (await waiting(id)).filter((one) => one.includes('2026-04'));
  expect(fresh[0]).toBe(`${id}~u7~2026-04~1`);
  expect(fresh[1]).toBe(`${id}~u8~2026-04~1`);
  expect(fresh).toHaveLength(4);
});

it('weighs by the schemes that it heard of, the newest version, whatever order they come in', async () => {
  const id = await setUp({ policy: P.VERIFICATION_POLICY_ALWAYS_MANUAL });
  const scheme = (version: number, share: string) =>
    bed.hear(
      'indicators.scheme-published.v1',
      SchemePublished.toJSON(
        SchemePublished.fromJSON({
          scheme: {
            schemeId: 's',
            version,
            nodes: [
              { nodeId: 'a', share, children: [{ nodeId: 'b', share: '100', indicatorId: id }] },
              { nodeId: 'c', share: String(100 - Number(share)), indicatorId: 'other' },
            ],
          },
        }),
      ),
    );
  await scheme(2, '40');
  await scheme(1, '90');
  await push(id, [['u1', '10']]);
  const [item] = await bed.db.query(
    `SELECT effect::text, risk::text, points FROM verification_item WHERE indicator_id = $1`,
    [id],
  );
  expect(item).toMatchObject({ effect: '0.4', risk: '16.00', points: { weight: '6.00', change: '10.00' } });
});

it('binds what it publishes, so that another value or decision has another hash', async () => {
  const id = await setUp({});
  await push(id, [['u1', '10.50']]);
  const [value] = await bed.values(id);
  if (!value?.verification) throw new Error('Nothing was published.');
  expect(isBound(value)).toBe(true);
  for (const other of [
    { ...value, value: '10.51' },
    { ...value, pullId: 'other' },
    { ...value, measureVersion: 2 },
    { ...value, mappingVersion: 2 },
    { ...value, recordsHash: '' },
    { ...value, verification: { ...value.verification, reason: 'other' } },
    { ...value, verification: { ...value.verification, verifiedBy: 'other' } },
  ])
    expect(isBound(other)).toBe(false);
  const [stored] = await bed.db.query<{ hash: string; event: string }>(
    `SELECT binding_hash AS hash, payload->'observations'->0->'verification'->>'bindingHash' AS event
     FROM verification JOIN outbox ON key = $1 AND topic LIKE '%published%' WHERE observation_id = $2`,
    [id, value.observationId],
  );
  expect(stored).toEqual({ hash: bindingHash(value), event: bindingHash(value) });
});

it.each([
  [{ policy: P.VERIFICATION_POLICY_SAMPLED }, /sampleShare/],
  [{ policy: P.VERIFICATION_POLICY_SAMPLED, sampleShare: '1.1' }, /at most 1/],
  [{ policy: P.VERIFICATION_POLICY_SAMPLED, sampleShare: '0' }, /above 0/],
  [{ sampleShare: '0.5' }, /sampleShare/],
  [{ policy: P.VERIFICATION_POLICY_RISK_RANKED }, /riskThreshold/],
  [{ policy: P.VERIFICATION_POLICY_RISK_RANKED, riskThreshold: '101' }, /0 to 100/],
  [{ verifyWithinDays: 251 }, /0 to 250/],
])('refuses %j', async (wrong, why) => {
  await expect(setUp(wrong)).rejects.toThrow(why);
});
