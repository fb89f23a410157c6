import { credentials, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import {
  UnitKind,
  UnitsServiceService,
  type GetUnitResponse,
  type PutUnitResponse,
} from '@fuxing/contracts/indicators/v1/units';
import { fromGrpcStatus, type RunningService, type ServiceSettings, startService } from '@fuxing/service';
import { gatewayKeys, testDatabase, type TestDatabase } from '@fuxing/testing';
import { Client } from '@grpc/grpc-js';
import { indicators } from '../spec';
import { database } from '../db/database';

const keys = gatewayKeys();
let db: TestDatabase;
let service: RunningService;
let client: Client;
beforeAll(async () => {
  db = await testDatabase(database);
  service = await startService(indicators, {
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

async function call<T>(
  method: keyof typeof UnitsServiceService,
  request: object,
  metadata?: Metadata,
): Promise<T> {
  const { path, requestSerialize, responseDeserialize } = UnitsServiceService[method];
  const meta = metadata ?? (await keys.metadata());
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
const unit = {
  unitId: 'x',
  name: '市场监督管理局',
  nameEn: '',
  kind: UnitKind.UNIT_KIND_BUREAU,
  parentUnitId: '',
  creditCode: '',
  divisionCode: '',
  etag: '',
};

it('carries a request through the door and its event to the bus', async () => {
  const put = await call<PutUnitResponse>('putUnit', { unitId: 'door', unit, etag: '' });
  expect(put.unit).toMatchObject({ unitId: 'door', name: '市场监督管理局' });
  expect(await call<GetUnitResponse>('getUnit', { unitId: 'door' })).toEqual(put);
  for (let i = 0; i < 100; i++) {
    const rows = await db.query<{ topic: string; payload: object }>(
      `SELECT topic, payload FROM bus.event WHERE key = 'door'`,
    );
    if (rows.length > 0) {
      expect(rows).toMatchObject([
        { topic: 'indicators.unit-changed.v1', payload: { unit: { unitId: 'door' } } },
      ]);
      return;
    }
    await new Promise((r) => setTimeout(r, 50));
  }
  throw new Error('The event did not reach the bus within 5 s.');
});

it.each([
  { why: 'nobody', metadata: new Metadata(), code: status.UNAUTHENTICATED, reason: 'CALLER_TOKEN_INVALID' },
  {
    why: 'another gateway',
    metadata: gatewayKeys().metadata(),
    code: status.UNAUTHENTICATED,
    reason: 'CALLER_TOKEN_INVALID',
  },
])('lets $why not in', async ({ metadata, code, reason }) => {
  const error = await call('getUnit', { unitId: 'door' }, await metadata).catch((e: ServiceError) => e);
  expect(error).toMatchObject({ code });
  expect(fromGrpcStatus(error as ServiceError)).toMatchObject({ reason });
});

it('says a refusal in both languages, with the field', async () => {
  const error = await call('putUnit', { unitId: 'BAD ID', unit, etag: '' }).catch((e: ServiceError) => e);
  expect(error).toMatchObject({ code: status.INVALID_ARGUMENT });
  const refusal = fromGrpcStatus(error as ServiceError);
  expect(refusal).toMatchObject({ reason: 'INVALID_REQUEST', fields: [{ field: 'unitId' }] });
  expect(refusal?.text.zh).toContain('请求不合法');
});
