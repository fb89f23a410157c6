import { CyclesServiceService, PutCycleRequest } from '@fuxing/contracts/evaluation/v1/cycles';
import {
  GetSensitivityRequest,
  IntervalBasis,
  SimulationsServiceService,
  ValueSpread,
} from '@fuxing/contracts/evaluation/v1/simulations';
import { Indicator } from '@fuxing/contracts/indicators/v1/indicators';
import { inTenant } from '@fuxing/db';
import { fromGrpcStatus, type RunningService, type ServiceSettings, startService } from '@fuxing/service';
import { call, gatewayKeys, testDatabase, type TestDatabase } from '@fuxing/testing';
import { Client, credentials, type ServiceError, status } from '@grpc/grpc-js';
import { database } from '../db/database';
import { heard } from '../events/heard';
import { evaluation } from '../spec';

const tenantId = '130404';
const keys = gatewayKeys();
let db: TestDatabase;
let service: RunningService;
let client: Client;

const hear = (topic: string, payload: object) =>
  inTenant(db.app, tenantId, async (tx) => {
    const event = { topic, payload, eventId: '', tenantId, key: '', type: '', occurredAt: new Date() };
    await heard[topic]?.(tx, event);
  });
const points: Record<string, string[]> = { a: ['80', '60', '10'], b: ['60', '90', '20'] };
const cycle = (cycleId: string) =>
  call(
    client,
    CyclesServiceService.putCycle,
    PutCycleRequest.fromJSON({ cycleId, cycle: { name: cycleId, schemeId: 's', period: '2025' } }),
    keyed,
  );
let keyed: Awaited<ReturnType<typeof keys.metadata>>;
const ask = async (more: object = {}, caller: object = {}) =>
  call(
    client,
    SimulationsServiceService.getSensitivity,
    GetSensitivityRequest.fromJSON({ cycleId: 'scored', draws: 200, ...more }),
    await keys.metadata(caller),
  );

beforeAll(async () => {
  db = await testDatabase(database);
  service = await startService(evaluation, {
    GRPC_LISTEN: '127.0.0.1:0',
    DB_URL: db.urls.app,
    DB_WORKER_URL: db.urls.worker,
    DB_POOL: 5,
    BUS_URL: db.busUrl,
    BUS_RETENTION_DAYS: 7,
    CALLER_JWKS: keys.jwks as ServiceSettings['CALLER_JWKS'],
    CONNECTORS_ADDRESS: '127.0.0.1:1',
  });
  client = new Client(service.address, credentials.createInsecure());
  keyed = await keys.metadata();
  const unitIds = ['u1', 'u2', 'u3'];
  await hear('indicators.unit-group-changed.v1', { unitGroup: { unitGroupId: 'g', name: 'g', unitIds } });
  for (const indicatorId of Object.keys(points)) {
    const direction = 'DIRECTION_HIGHER_IS_BETTER';
    await hear('indicators.indicator-version-published.v1', {
      indicator: Indicator.toJSON(
        Indicator.fromJSON({
          indicatorId,
          name: indicatorId,
          direction,
          periodKind: 'PERIOD_KIND_YEAR',
          version: 1,
        }),
      ),
    });
  }
  const leaf = (nodeId: string) => ({
    nodeId,
    name: `项${nodeId}`,
    share: '50',
    indicatorId: nodeId,
    points: {},
  });
  await hear('indicators.scheme-published.v1', {
    scheme: {
      schemeId: 's',
      name: '方案',
      unitGroupId: 'g',
      effectiveFrom: '2025',
      version: 1,
      nodes: [
        { ...leaf('a'), time: 'TIME_AGGREGATION_LAST' },
        { ...leaf('b'), time: 'TIME_AGGREGATION_LAST' },
      ],
    },
  });
  await hear('connectors.observations-published.v1', {
    observations: Object.entries(points).flatMap(([indicatorId, values]) =>
      values.map((value, i) => ({
        observationId: `${indicatorId}~u${i + 1}~2025~1`,
        indicatorId,
        unitId: `u${i + 1}`,
        period: '2025',
        revision: 1,
        value,
        verification: { verificationId: 'auto', act: 'VERIFICATION_ACT_AUTO', verifiedBy: 'policy' },
      })),
    ),
  });
  await cycle('scored');
  await cycle('open');
  const run = { cycleId: 'scored', scoringRunId: 'run-1' };
  await call(client, CyclesServiceService.startScoringRun, run, keyed);
  for (let i = 0; i < 400; i += 1) {
    const { scoringRun } = await call(
      client,
      CyclesServiceService.getScoringRun,
      { scoringRunId: 'run-1' },
      keyed,
    );
    if (scoringRun?.finishedAt) break;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
});
afterAll(async () => {
  client.close();
  await service.stop();
  await db.stop();
});

it('says which places are firm, the same for the same seed', async () => {
  const answer = await ask();
  // 80t + 60(100 − t) = 60t + 90(100 − t) at t = 60.
  expect(answer).toMatchObject({
    scoringRunId: 'run-1',
    seed: 'run-1',
    draws: 200,
    trials: 200,
    weightsLeftOut: [],
    ranks: [
      { unitId: 'u2', rank: 1, best: 1 },
      { unitId: 'u1', rank: 2, median: 2 },
      { unitId: 'u3', rank: 3, best: 3, worst: 3, stays: '1.0000', isFirm: true },
    ],
    weights: [
      {
        nodeId: 'a',
        name: '项a',
        share: '50',
        most: '100',
        low: '0',
        high: '60',
        lowUnitIds: [],
        highUnitIds: ['u1', 'u2'],
        basis: IntervalBasis.INTERVAL_BASIS_EXACT,
      },
      { nodeId: 'b', low: '40', high: '100' },
    ],
  });
  expect(await ask()).toEqual(answer);
  expect((await ask({ seed: 'another', weights: '0.5' })).ranks).not.toEqual(answer.ranks);
});

it('tells one unit how far its own place stays', async () => {
  expect((await ask({ unitId: 'u3' })).weights).toMatchObject([
    { nodeId: 'a', low: '0', high: '100', highUnitIds: [] },
    { nodeId: 'b', low: '0', high: '100' },
  ]);
});

it('takes the last digit of values', async () => {
  const { ranks } = await ask({ weights: '0', valueSpread: ValueSpread.VALUE_SPREAD_LAST_DIGIT });
  expect(ranks.map(({ isFirm }) => isFirm)).toEqual([true, true, true]);
});

it('lets others be served meanwhile', async () => {
  const race = { served: 0, over: false };
  const long = ask({ draws: 10_000 }).finally(() => (race.over = true));
  while (!race.over) {
    await call(client, CyclesServiceService.getCycle, { cycleId: 'scored' }, keyed);
    race.served += race.over ? 0 : 1;
  }
  await long;
  expect(race.served).toBeGreaterThan(3);
});

it.each([
  { why: 'an unknown cycle', more: { cycleId: 'x' }, code: status.NOT_FOUND, reason: 'CYCLE_NOT_FOUND' },
  {
    why: 'a cycle without a run',
    more: { cycleId: 'open' },
    code: status.NOT_FOUND,
    reason: 'RESULTS_NOT_FOUND',
  },
  { why: 'an unknown unit', more: { unitId: 'x' }, code: status.NOT_FOUND, reason: 'UNIT_NOT_FOUND' },
  { why: 'an unknown run', more: { scoringRunId: 'x' }, code: status.NOT_FOUND, reason: 'RESULTS_NOT_FOUND' },
  {
    why: "another district's cycle",
    more: {},
    caller: { tenantId: '130402' },
    code: status.NOT_FOUND,
    reason: 'CYCLE_NOT_FOUND',
  },
])('refuses $why', async ({ more, caller, code, reason }) => {
  const error = await ask(more, caller).catch((e: ServiceError) => e);
  expect(error).toMatchObject({ code });
  expect(fromGrpcStatus(error as ServiceError)).toMatchObject({ reason });
});

it.each([
  { field: 'weights', value: '1.01' },
  { field: 'weights', value: '10%' },
  { field: 'values', value: '-0.1' },
  { field: 'values', value: '1e-3' },
  { field: 'draws', value: -1 },
  { field: 'draws', value: 10_001 },
  { field: 'cycleId', value: '' },
  { field: 'unitId', value: 'U 1' },
  { field: 'seed', value: 'x'.repeat(201) },
])('refuses $value as $field in both languages', async ({ field, value }) => {
  const error = await ask({ [field]: value }).catch((e: ServiceError) => e);
  expect(error).toMatchObject({ code: status.INVALID_ARGUMENT });
  const refusal = fromGrpcStatus(error as ServiceError);
  expect(refusal).toMatchObject({ reason: 'INVALID_REQUEST', fields: [{ field }] });
  expect(refusal?.fields[0]?.zh).toMatch(/[\u4e00-\u9fff]/);
});
