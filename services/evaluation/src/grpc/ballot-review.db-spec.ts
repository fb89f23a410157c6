import { CyclesServiceService, PutCycleRequest } from '@fuxing/contracts/evaluation/v1/cycles';
import { FilingsServiceService, Leniency, PutFilingRequest } from '@fuxing/contracts/evaluation/v1/filings';
import { ExplainScoreRequest, ResultsServiceService } from '@fuxing/contracts/evaluation/v1/results';
import { inTenant } from '@fuxing/db';
import { fromGrpcStatus, type RunningService, type ServiceSettings, startService } from '@fuxing/service';
import { call, gatewayKeys, testDatabase, type TestDatabase } from '@fuxing/testing';
import { Client, credentials, type MethodDefinition, type ServiceError, status } from '@grpc/grpc-js';
import { database } from '../db/database';
import { heard } from '../events/heard';
import { evaluation } from '../spec';

const tenantId = '130404';
const UNITS = ['a', 'b', 'c', 'd', 'e', 'f'];
const keys = gatewayKeys();
let db: TestDatabase;
let service: RunningService;
let client: Client;

const hear = (topic: string, payload: object) =>
  inTenant(db.app, tenantId, async (tx) => {
    const event = { topic, payload, eventId: '', tenantId, key: '', type: '', occurredAt: new Date() };
    await heard[topic]?.(tx, event);
  });
const ask = async <Q, A>(method: MethodDefinition<Q, A>, request: Q, caller: object = {}) =>
  call(client, method, request, await keys.metadata(caller));
const cycle = (cycleId: string) =>
  ask(
    CyclesServiceService.putCycle,
    PutCycleRequest.fromJSON({ cycleId, cycle: { name: cycleId, schemeId: 's', period: '2025' } }),
  );

/** Five raters of every unit find all others fair, but a and b find each other good; one of a judges himself. */
const ballots = [
  ...UNITS.flatMap((raterUnitId) =>
    UNITS.filter((unitId) => unitId !== raterUnitId).flatMap((unitId) =>
      [1, 2, 3, 4, 5].map((n) => ({
        nodeId: 'opinion',
        unitId,
        raterUnitId,
        raterId: `${raterUnitId}${n}`,
        option: `${raterUnitId}${unitId}` === 'ab' || `${raterUnitId}${unitId}` === 'ba' ? '好' : '中',
      })),
    ),
  ),
  { nodeId: 'opinion', unitId: 'a', raterUnitId: 'a', raterId: 'a1', option: '好' },
];

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
  await hear('indicators.unit-group-changed.v1', {
    unitGroup: { unitGroupId: 'g', name: 'g', unitIds: UNITS },
  });
  const scale = [
    { option: '好', value: '100' },
    { option: '中', value: '80' },
  ];
  await hear('indicators.scheme-published.v1', {
    scheme: {
      schemeId: 's',
      name: '方案',
      unitGroupId: 'g',
      effectiveFrom: '2025',
      version: 1,
      nodes: [
        {
          nodeId: 'opinion',
          name: '民主测评',
          nameEn: 'Opinion',
          share: '100',
          opinion: { scale },
          raters: { refuseUniform: true, trimAbove: 5, levelling: 'LEVELLING_MIN_MAX' },
        },
      ],
    },
  });
  await cycle('y2025');
  await cycle('empty');
  await ask(
    FilingsServiceService.putFiling,
    PutFilingRequest.fromJSON({
      filingId: 'ballots',
      filing: { cycleId: 'y2025', name: '测评票', ballots },
    }),
  );
});
afterAll(async () => {
  client.close();
  await service.stop();
  await db.stop();
});

it('reports favour and flat-lining of a cycle, and no ballot', async () => {
  const answer = await ask(FilingsServiceService.reviewBallots, { cycleId: 'y2025' });
  expect(answer.reviews).toMatchObject([
    {
      nodeId: 'opinion',
      nameEn: 'Opinion',
      raters: 30,
      flat: 20,
      withheld: false,
      withheldGroups: 0,
      pairs: [{ unitIds: ['a', 'b'], favours: ['20.0000', '20.0000'] }],
      withheldPairs: 0,
    },
  ]);
  expect(answer.reviews[0]?.groups[0]).toEqual({
    raterUnitId: 'a',
    raters: 5,
    flat: 0,
    leniency: '4.0000',
    finding: Leniency.LENIENCY_UNSPECIFIED,
  });
  expect(JSON.stringify(answer)).not.toMatch(/好|中|"a1"/);
});

it('explains what every rule for raters did', async () => {
  const scoringRunId = 'run-1';
  await ask(CyclesServiceService.startScoringRun, { cycleId: 'y2025', scoringRunId });
  for (let i = 0; i < 400; i += 1) {
    const { scoringRun } = await ask(CyclesServiceService.getScoringRun, { scoringRunId });
    if (scoringRun?.finishedAt) break;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  const { receipt } = await ask(
    ResultsServiceService.explainScore,
    ExplainScoreRequest.fromJSON({ cycleId: 'y2025', unitId: 'a', nodeId: 'opinion' }),
  );
  // Twenty raters of others tell nobody apart; five of b are left, who find a best of all: 5 × 100.
  expect(receipt).toMatchObject({ ballots: 5, score: '100.00', worked: '100 × 500 ÷ 5 ÷ 100' });
  expect(receipt?.ballotSteps.map(({ rule, ballots: n }) => [rule, n])).toEqual([
    ['OWN_UNIT', 1],
    ['UNIFORM', 20],
    ['LEVELLING', 50],
  ]);
  expect(receipt?.ballotSteps[1]?.zh).toContain('20 张，无效');
});

it('has nothing to say of a cycle without ballots', async () => {
  expect(await ask(FilingsServiceService.reviewBallots, { cycleId: 'empty' })).toEqual({ reviews: [] });
});

it.each([
  { why: 'an unknown cycle', cycleId: 'x', code: status.NOT_FOUND, reason: 'CYCLE_NOT_FOUND' },
  { why: 'no cycle', cycleId: '', code: status.INVALID_ARGUMENT, reason: 'INVALID_REQUEST' },
  { why: 'what is no id', cycleId: 'Y 2025', code: status.INVALID_ARGUMENT, reason: 'INVALID_REQUEST' },
  {
    why: "another district's cycle",
    cycleId: 'y2025',
    caller: { tenantId: '130402' },
    code: status.NOT_FOUND,
    reason: 'CYCLE_NOT_FOUND',
  },
])('refuses $why', async ({ cycleId, caller, code, reason }) => {
  const error = await ask(FilingsServiceService.reviewBallots, { cycleId }, caller).catch(
    (e: ServiceError) => e,
  );
  expect(error).toMatchObject({ code });
  expect(fromGrpcStatus(error as ServiceError)).toMatchObject({ reason });
});
