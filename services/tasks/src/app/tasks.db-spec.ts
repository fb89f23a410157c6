import { TaskStatus } from '@fuxing/contracts/tasks/v1/tasks';
import { inTenant } from '@fuxing/db';
import { as, drift, excessRights, notIsolated, testDatabase, type TestDatabase } from '@fuxing/testing';
import { database } from '../db/database';
import { heard } from '../events/heard';
import { OverdueWorker } from './overdue.worker';
import { TaskListsService } from './task-lists.service';
import { TasksService } from './tasks.service';

let db: TestDatabase;
let lists: TaskListsService;
let tasks: TasksService;
let overdue: OverdueWorker;

const hear = (topic: string, payload: unknown, tenantId = '130404') =>
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
const unit = (unitId: string, tenantId?: string) =>
  hear('indicators.unit-changed.v1', { unit: { unitId, name: unitId } }, tenantId);
const indicator = (indicatorId: string, version = 1, tenantId?: string) =>
  hear('indicators.indicator-version-published.v1', { indicator: { indicatorId, version } }, tenantId);
const target = (indicatorId: string, unitId: string, period: string, value: string, tenantId?: string) =>
  hear('indicators.targets-changed.v1', { targets: [{ indicatorId, unitId, period, value }] }, tenantId);
const events = (topic: string, key: string) =>
  db.query<{ payload: Record<string, unknown>; tenant: string }>(
    `SELECT payload, tenant_id AS tenant FROM outbox WHERE topic = $1 AND key = $2 ORDER BY position`,
    [topic, key],
  );
const refusal = (work: () => Promise<unknown>, caller = {}) =>
  as(async () => work(), caller).then(
    () => 'accepted',
    (error: { reason?: string }) => error.reason ?? 'failed without a reason',
  );
/** A published task of a unit that is heard of for the first time. */
const published = async (unitId: string, month = '2026-09', tenantId = '130404') => {
  await unit(unitId, tenantId);
  await target('calls', unitId, month, '95', tenantId);
  await as(() => lists.draft({ unitId, month }), { tenantId });
  await as(() => lists.publish({ unitId, month }), { tenantId });
  return `calls~${unitId}~${month}`;
};
const report = (taskId: string, reportId: string, more: object = {}) => ({
  taskId,
  reportId,
  week: '2026-W37',
  progress: '50',
  note: '过半',
  ...more,
});
const every = {
  pageSize: 0,
  pageToken: '',
  unitId: '',
  month: '',
  status: TaskStatus.TASK_STATUS_UNSPECIFIED as const,
};

beforeAll(async () => {
  db = await testDatabase(database);
  lists = new TaskListsService(db.app);
  tasks = new TasksService(db.app);
  overdue = new OverdueWorker(db.app, db.worker);
  await indicator('calls');
  await indicator('calls', 1, '999999');
});
afterAll(() => db.stop());

describe('the database', () => {
  it('agrees with the entities', async () => {
    expect(await drift(db, database)).toEqual([]);
  });
  it('isolates tenants in every table and gives the service no more than it needs', async () => {
    expect(await notIsolated(db, 'tasks')).toEqual([]);
    expect(await excessRights(db, 'tasks')).toEqual([]);
  });
  it('lets nobody rewrite what was drafted or reported', async () => {
    const { app } = db;
    const write = (sql: string) => inTenant(app, '130404', (tx) => tx.query(sql));
    await expect(write(`UPDATE task SET target = 1`)).rejects.toThrow('permission denied');
    await expect(write(`UPDATE progress_report SET progress = 1`)).rejects.toThrow('permission denied');
    await expect(write(`DELETE FROM task`)).rejects.toThrow('permission denied');
  });
  it('shows the worker due dates only', async () => {
    await expect(db.worker.query(`SELECT target FROM task`)).rejects.toThrow('permission denied');
  });
});

describe('a task list', () => {
  it('holds a task for every indicator with a target, and what came later after another draft', async () => {
    await unit('draft');
    await indicator('flow', 3);
    await target('calls', 'draft', '2026', '90');
    await target('calls', 'draft', '2026-Q3', '92.50');
    await target('flow', 'draft', '2026-10', '1');
    await target('unheard', 'draft', '2026', '1');
    const request = { unitId: 'draft', month: '2026-09' };
    const first = await as(() => lists.draft(request));
    expect(first).toEqual([
      {
        taskId: 'calls~draft~2026-09',
        unitId: 'draft',
        indicatorId: 'calls',
        indicatorVersion: 1,
        month: '2026-09',
        target: '92.50',
        dueOn: '2026-09-30',
        status: 'TASK_STATUS_DRAFT',
        reports: [],
        closedAt: undefined,
      },
    ]);
    await target('calls', 'draft', '2026-09', '99');
    await target('flow', 'draft', '2026-09', '7');
    const second = await as(() => lists.draft(request));
    expect(second[0]).toEqual(first[0]);
    expect(second[1]).toMatchObject({ taskId: 'flow~draft~2026-09', indicatorVersion: 3, target: '7' });
    expect(second).toHaveLength(2);
  });

  it.each([
    { why: 'a month', request: { unitId: 'draft', month: '2026-Q3' }, is: 'INVALID_PERIOD' },
    { why: 'a unit', request: { unitId: 'nobody', month: '2026-09' }, is: 'UNIT_NOT_FOUND' },
  ])('needs $why', async ({ request, is }) => {
    expect(await refusal(() => lists.draft(request))).toBe(is);
  });

  it('is published once, with one event for each task', async () => {
    const taskId = await published('publish');
    const again = await as(() => lists.publish({ unitId: 'publish', month: '2026-09' }));
    expect(again).toMatchObject([{ taskId, status: 'TASK_STATUS_PUBLISHED' }]);
    const told = await events('tasks.task-published.v1', taskId);
    expect(told).toMatchObject([{ payload: { task: { taskId, status: 'TASK_STATUS_PUBLISHED' } } }]);
  });

  it('survives many who draft and publish at once', async () => {
    await unit('crowd');
    await target('calls', 'crowd', '2026-09', '95');
    const request = { unitId: 'crowd', month: '2026-09' };
    await Promise.all(Array.from({ length: 8 }, () => as(() => lists.draft(request))));
    await Promise.all(Array.from({ length: 8 }, () => as(() => lists.publish(request))));
    expect(await events('tasks.task-published.v1', 'calls~crowd~2026-09')).toHaveLength(1);
  });

  it('is refused when nobody drafted it or nothing stands in it', async () => {
    await unit('empty');
    const request = { unitId: 'empty', month: '2026-09' };
    expect(await refusal(() => lists.publish(request))).toBe('TASK_LIST_NOT_FOUND');
    expect(await as(() => lists.draft(request))).toEqual([]);
    expect(await refusal(() => lists.publish(request))).toBe('TASK_LIST_EMPTY');
  });
});

describe('progress', () => {
  it('is kept once for each report id, newest first, at most ten shown', async () => {
    const taskId = await published('report');
    const once = await as(() => tasks.report(report(taskId, 'r0')));
    expect(once.reports).toMatchObject([
      { reportId: 'r0', week: '2026-W37', progress: '50', note: '过半', reportedBy: 'office-1' },
    ]);
    expect(await as(() => tasks.report(report(taskId, 'r0', { progress: '99' })))).toEqual(once);
    expect(await events('tasks.progress-reported.v1', taskId)).toMatchObject([
      { payload: { taskId, unitId: 'report', report: { reportId: 'r0', progress: '50' } } },
    ]);
    for (let n = 1; n <= 11; n++) await as(() => tasks.report(report(taskId, `r${n}`)));
    const { reports } = await as(() => tasks.get(taskId));
    expect(reports.map(({ reportId }) => reportId)).toEqual(
      Array.from({ length: 10 }, (_, n) => `r${11 - n}`),
    );
  });

  it('of one report id sent at once counts once', async () => {
    const taskId = await published('retry');
    await Promise.all(Array.from({ length: 8 }, () => as(() => tasks.report(report(taskId, 'same')))));
    expect(await events('tasks.progress-reported.v1', taskId)).toHaveLength(1);
  });

  it('is refused for a draft, a closed task and what is no percentage or week', async () => {
    await unit('early');
    await target('calls', 'early', '2026', '95');
    await as(() => lists.draft({ unitId: 'early', month: '2026-09' }));
    const send = (...args: Parameters<typeof report>) => refusal(() => tasks.report(report(...args)));
    expect(await send('calls~early~2026-09', 'r')).toBe('TASK_NOT_PUBLISHED');
    expect(await send('calls~nobody~2026-09', 'r')).toBe('TASK_NOT_FOUND');
    const taskId = await published('late');
    expect(await send(taskId, 'r', { week: '2025-W53' })).toBe('INVALID_PERIOD');
    expect(await send(taskId, 'r', { progress: 'half' })).toBe('DECIMAL_INVALID');
    expect(await send(taskId, 'r', { progress: '101' })).toBe('INVALID_REQUEST');
    expect(await send(taskId, 'r')).toBe('accepted');
    await as(() => tasks.close(taskId));
    expect(await send(taskId, 'r2')).toBe('TASK_CLOSED');
    expect(await send(taskId, 'r')).toBe('accepted');
  });
});

describe('closing', () => {
  it('happens once, however many close at once', async () => {
    const taskId = await published('close');
    const answers = await Promise.all(Array.from({ length: 8 }, () => as(() => tasks.close(taskId))));
    expect(new Set(answers.map(({ closedAt }) => closedAt?.getTime())).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 'TASK_STATUS_CLOSED', closedAt: expect.any(Date) });
    expect(await events('tasks.task-closed.v1', taskId)).toHaveLength(1);
  });

  it('needs a published task', async () => {
    expect(await refusal(() => tasks.close('calls~early~2026-09'))).toBe('TASK_NOT_PUBLISHED');
    expect(await refusal(() => tasks.close('calls~nobody~2026-09'))).toBe('TASK_NOT_FOUND');
  });
});

describe('overdue', () => {
  it('begins the day after the due date in the tenant’s zone, with one warning from any number of replicas', async () => {
    const here = await published('slow', '2026-04');
    const west = await published('slow', '2026-04', '999999');
    await hear(
      'indicators.tenant-changed.v1',
      { tenant: { tenantId: '999999', timeZone: 'America/New_York' } },
      '999999',
    );
    expect(await overdue.round(new Date('2026-04-30T15:59:59Z'))).toBe(0);
    const beyond = new Date('2026-04-30T16:00:00Z');
    const replicas = [overdue, new OverdueWorker(db.app, db.worker), new OverdueWorker(db.app, db.worker)];
    const raised = await Promise.all(replicas.map((replica) => replica.round(beyond)));
    expect(raised.reduce((a, b) => a + b)).toBe(1);
    expect(await overdue.round(beyond)).toBe(0);
    expect(await events('tasks.warning-raised.v1', here)).toMatchObject([
      { tenant: '130404', payload: { task: { taskId: here, status: 'TASK_STATUS_OVERDUE' } } },
    ]);
    expect(await overdue.round(new Date('2026-05-01T04:00:00Z'))).toBe(1);
    const tenants = (await events('tasks.warning-raised.v1', west)).map(({ tenant }) => tenant);
    expect(tenants).toEqual(['130404', '999999']);
  });

  it('does not keep a unit from reporting and closing, and never warns of what is closed or a draft', async () => {
    const taskId = 'calls~slow~2026-04';
    expect((await as(() => tasks.report(report(taskId, 'after')))).status).toBe('TASK_STATUS_OVERDUE');
    expect((await as(() => tasks.close(taskId))).status).toBe('TASK_STATUS_CLOSED');
    expect(await overdue.round(new Date('2026-05-02T00:00:00Z'))).toBe(0);
    expect(await events('tasks.warning-raised.v1', taskId)).toHaveLength(2);
  });

  it('takes more than one batch', async () => {
    await db.query(
      `INSERT INTO task SELECT '888888', 'calls~u' || n || '~2026-03', 'u' || n, 'calls', 1, '2026-03', 1, '2026-03-31',
         'TASK_STATUS_PUBLISHED' FROM generate_series(1, 1200) AS n`,
    );
    expect(await overdue.round(new Date('2026-04-10T00:00:00Z'))).toBe(1200);
    const [{ n } = { n: 0 }] = await db.query<{ n: number }>(
      `SELECT count(DISTINCT key)::int AS n FROM outbox WHERE tenant_id = '888888'`,
    );
    expect(n).toBe(1200);
  });
});

describe('lists and tenants', () => {
  it('pages through the tasks of one unit in order', async () => {
    await unit('pages');
    for (const month of ['2026-01', '2026-02', '2026-03']) {
      await target('calls', 'pages', month, '1');
      await as(() => lists.draft({ unitId: 'pages', month }));
    }
    const request = { ...every, unitId: 'pages', pageSize: 2 };
    const first = await as(async () => tasks.list(request));
    const second = await as(async () => tasks.list({ ...request, pageToken: first.nextPageToken }));
    const ids = [...first.tasks, ...second.tasks].map(({ taskId }) => taskId);
    expect(ids).toEqual(['calls~pages~2026-01', 'calls~pages~2026-02', 'calls~pages~2026-03']);
    expect(second.nextPageToken).toBe('');
    const drafts = { ...every, month: '2026-02', status: TaskStatus.TASK_STATUS_DRAFT as const };
    expect((await as(async () => tasks.list(drafts))).tasks).toMatchObject([{ unitId: 'pages' }]);
    expect(await refusal(() => tasks.list({ ...every, pageToken: first.nextPageToken }))).toBe(
      'PAGE_TOKEN_INVALID',
    );
  });

  it('shows a tenant nothing of another', async () => {
    const taskId = await published('mine');
    const stranger = { tenantId: '777777' };
    expect(await refusal(() => tasks.get(taskId), stranger)).toBe('TASK_NOT_FOUND');
    expect(await refusal(() => tasks.close(taskId), stranger)).toBe('TASK_NOT_FOUND');
    expect(await refusal(() => lists.draft({ unitId: 'mine', month: '2026-09' }), stranger)).toBe(
      'UNIT_NOT_FOUND',
    );
    expect((await as(async () => tasks.list(every), stranger)).tasks).toEqual([]);
  });
});
