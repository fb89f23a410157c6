import { Client, credentials, type ServiceError, status } from '@grpc/grpc-js';
import {
  IncentivesServiceService,
  type ListOutcomesResponse,
  OutcomeKind,
  type PutPolicyResponse,
  QuotaRounding,
} from '@fuxing/contracts/incentives/v1/incentives';
import { inTenant } from '@fuxing/db';
import { fromGrpcStatus, type RunningService, type ServiceSettings, startService } from '@fuxing/service';
import { gatewayKeys, testDatabase, type TestDatabase } from '@fuxing/testing';
import { database } from '../db/database';
import { heard } from '../events/heard';
import { incentives } from '../spec';

const keys = gatewayKeys();
let db: TestDatabase;
let service: RunningService;
let client: Client;
beforeAll(async () => {
  db = await testDatabase(database);
  service = await startService(incentives, {
    GRPC_LISTEN: '127.0.0.1:0',
    DB_URL: db.urls.app,
    DB_WORKER_URL: db.urls.worker,
    DB_POOL: 5,
    BUS_URL: db.busUrl,
    BUS_RETENTION_DAYS: 7,
    CALLER_JWKS: keys.jwks as ServiceSettings['CALLER_JWKS'],
  });
  client = new Client(service.address, credentials.createInsecure());
});
afterAll(async () => {
  client.close();
  await service.stop();
  await db.stop();
});

async function call<T>(method: keyof typeof IncentivesServiceService, request: object): Promise<T> {
  const { path, requestSerialize, responseDeserialize } = IncentivesServiceService[method];
  const meta = await keys.metadata();
  return new Promise((resolve, reject) =>
    client.makeUnaryRequest(
      path,
      requestSerialize as never,
      responseDeserialize as never,
      request,
      meta,
      (error, answer) => (error ? reject(error) : resolve(answer as T)),
    ),
  );
}
const policy = {
  policyId: '',
  name: '年度激励',
  nameEn: '',
  unitGroupId: 'towns',
  star: { places: 1 },
  budget: { coefficients: { good: '1.2' } },
  reserve: { topShare: '0.2', rounding: QuotaRounding.QUOTA_ROUNDING_UNSPECIFIED, years: 1 },
  accountability: undefined,
  etag: '',
};

it('carries a policy and what follows from final results through the door', async () => {
  const put = await call<PutPolicyResponse>('putPolicy', { policyId: 'p', policy, etag: '' });
  expect(put.policy).toEqual({ ...policy, policyId: 'p', etag: expect.stringMatching(/./) });
  const payload = {
    cycle: { cycleId: 'y2026', period: '2026' },
    unitGroupId: 'towns',
    results: [{ cycleId: 'y2026', unitId: 'a', total: '97.5', rank: 1, gradeId: 'good' }],
  };
  const topic = 'evaluation.results-finalised.v1';
  await inTenant(db.app, '130404', async (tx) =>
    heard[topic]?.(tx, {
      topic,
      payload,
      eventId: '',
      tenantId: '130404',
      key: '',
      type: '',
      occurredAt: new Date(),
    }),
  );
  const every = { pageSize: 0, pageToken: '', unitId: 'a', cycleId: '', kind: OutcomeKind.OUTCOME_KIND_STAR };
  const { outcomes } = await call<ListOutcomesResponse>('listOutcomes', every);
  expect(outcomes).toMatchObject([{ outcomeId: 'p~star~y2026~a', decidedAt: expect.any(Date) }]);
  expect(await call('getOutcome', { outcomeId: 'p~star~y2026~a' })).toEqual({ outcome: outcomes[0] });
});

it.each([
  {
    why: 'a share in words',
    more: { reserve: { ...policy.reserve, topShare: 'a fifth' } },
    reason: 'DECIMAL_INVALID',
  },
  { why: 'years without end', more: { accountability: { years: 11 } }, reason: 'INVALID_REQUEST' },
])('refuses $why in both languages, with the field', async ({ more, reason }) => {
  const request = { policyId: 'q', policy: { ...policy, ...more }, etag: '' };
  const error = await call('putPolicy', request).catch((e: ServiceError) => e);
  expect(error).toMatchObject({ code: status.INVALID_ARGUMENT });
  const refusal = fromGrpcStatus(error as ServiceError);
  expect(refusal).toMatchObject({ reason, fields: [{ field: expect.stringMatching(/^policy\./) }] });
  expect(refusal?.text.zh).toMatch(/[\u4e00-\u9fff]/);
});
