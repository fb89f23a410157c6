import { Client, credentials, type ServiceError, status } from '@grpc/grpc-js';
import {
  type DraftTaskListResponse,
  type GetTaskResponse,
  type PublishTaskListResponse,
  TasksServiceService,
} from '@fuxing/contracts/tasks/v1/tasks';
import { inTenant } from '@fuxing/db';
import { fromGrpcStatus, type RunningService, type ServiceSettings, startService } from '@fuxing/service';
import { gatewayKeys, testDatabase, type TestDatabase } from '@fuxing/testing';
import { OverdueWorker } from '../app/overdue.worker';
import { database } from '../db/database';
import { heard } from '../events/heard';
import { tasks } from '../spec';

const keys = gatewayKeys();
const tenantId = '130404';
let db: TestDatabase;
let service: RunningService;
let client: Client;
beforeAll(async () => {
  db = await testDatabase(database);
  service = await startService(tasks, {
    GRPC_LISTEN: '127.0.0.1:0',
    DB_URL: db.urls.app,
    DB_WORKER_URL: db.urls.worker,
    DB_POOL: 5,
    BUS_URL: db.busUrl,
    BUS_RETENTION_DAYS: 7,
    CALLER_JWKS: keys.jwks as ServiceSettings['CALLER_JWKS'],
  });
  client = new Client(service.address, credentials.createInsecure());
  await hear('indicators.unit-changed.v1', { unit: { unitId: 'roads', name: '交通局' } });
  await hear('indicators.indicator-version-published.v1', {
    indicator: { indicatorId: 'calls', version: 2 },
  });
  await hear('indicators.targets-changed.v1', {
    targets: [{ indicatorId: 'calls', unitId: 'roads', period: '2026', value: '95' }],
  });
});
afterAll(async () => {
  client.close();
  await service.stop();
  await db.stop();
});

const hear = (topic: string, payload: unknown) =>
  inTenant(
    db.app,
    tenantId,
    (tx) =>
      heard[topic]?.(tx, {
        topic,
        payload,
        eventId: '',
        tenantId,
        key: '',
        type: '',
        occurredAt: new Date(),
      }) ?? Promise.reject(new Error(topic)),
  );

async function call<T>(method: keyof typeof TasksServiceService, request: object): Promise<T> {
  const { path, requestSerialize, responseDeserialize } = TasksServiceService[method];
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

it('carries a list from draft to closed through the door, and its events to the bus', async () => {
  const list = { unitId: 'roads', month: '2026-03' };
  const drafted = await call<DraftTaskListResponse>('draftTaskList', list);
  expect(drafted.tasks).toMatchObject([
    { taskId: 'calls~roads~2026-03', indicatorVersion: 2, target: '95', dueOn: '2026-03-31' },
  ]);
  await call<PublishTaskListResponse>('publishTaskList', list);
  expect(await service.get(OverdueWorker).round(new Date('2026-04-01T00:00:00Z'))).toBe(1);
  const taskId = 'calls~roads~2026-03';
  const report = { taskId, reportId: 'R-1', week: '2026-W13', progress: '100', note: '' };
  await call('reportProgress', report);
  const closed = await call<GetTaskResponse>('closeTask', { taskId });
  expect(closed.task).toMatchObject({ status: 'TASK_STATUS_CLOSED', reports: [{ reportId: 'R-1' }] });
  expect(await call<GetTaskResponse>('getTask', { taskId })).toEqual(closed);
  for (let i = 0; i < 100; i++) {
    const rows = await db.query<{ topic: string }>(`SELECT topic FROM bus.event WHERE key = $1`, [taskId]);
    if (rows.length === 4) {
      expect(rows.map(({ topic }) => topic).toSorted()).toEqual([
        'tasks.progress-reported.v1',
        'tasks.task-closed.v1',
        'tasks.task-published.v1',
        'tasks.warning-raised.v1',
      ]);
      return;
    }
    await new Promise((r) => setTimeout(r, 50));
  }
  throw new Error('The events did not reach the bus within 5 s.');
});

it.each([
  { method: 'getTask', request: { taskId: 'a~b~2026-01' }, code: status.NOT_FOUND, reason: 'TASK_NOT_FOUND' },
  {
    method: 'draftTaskList',
    request: { unitId: 'roads', month: '2026' },
    code: status.INVALID_ARGUMENT,
    reason: 'INVALID_PERIOD',
  },
  {
    method: 'listTasks',
    request: { pageSize: -1 },
    code: status.INVALID_ARGUMENT,
    reason: 'PAGE_SIZE_INVALID',
  },
] as const)('says $reason in both languages', async ({ method, request, code, reason }) => {
  const whole = { pageToken: '', unitId: '', month: '', status: 'TASK_STATUS_UNSPECIFIED', ...request };
  const error = await call(method, whole).catch((e: ServiceError) => e);
  expect(error).toMatchObject({ code });
  const refusal = fromGrpcStatus(error as ServiceError);
  expect(refusal).toMatchObject({ reason });
  expect(refusal?.text.zh).toMatch(/[\u4e00-\u9fff]/);
});
