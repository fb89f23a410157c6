import { create, type Message } from '@bufbuild/protobuf';
import { publicServices, type RpcPath } from '@fuxing/contracts';
import { readRegistry, readRpcs } from '../grpc/rpcs';
import { Door, roles } from '../testing/door';
import { access, type Access } from './access';
import { unitGuard } from './authorise';
import { topics } from './topics';

const rpcs = readRpcs(readRegistry());
const methods = Object.values(publicServices).flatMap((service) => Object.values(service));
/** Streams go by gRPC alone. */
const routed = methods.filter(({ requestStream }) => !requestStream).map(({ path }) => path as RpcPath);
const rows = (Object.entries(access) as [RpcPath, Access][]).filter(([path]) => routed.includes(path));

let door: Door;
beforeAll(async () => {
  door = await Door.open();
});
afterAll(() => door.close());

it('reaches every RPC of the contracts by exactly one route', () => {
  expect(rpcs.map(({ path }) => path).sort()).toEqual(routed.toSorted());
  expect(Object.keys(access).sort()).toEqual(methods.map(({ path }) => path as RpcPath).toSorted());
  expect(
    new Set(rpcs.map(({ verb, template }) => `${verb} ${template.replace(/\{\w+\}/g, '{}')}`)).size,
  ).toBe(rpcs.length);
});

/** A request that a reporter of unit `water` may make, if its role may. */
const ids: Record<string, string> = {
  task_id: 'a~water~2026-09',
  observation_id: 'a~water~2026-09~1',
  outcome_id: 'p~star~2026~water',
  unit_id: 'water',
};

describe.each(roles)('%s', (role) => {
  it.each(rows)('%s', async (path, row) => {
    const { verb, template, body } = rpcs.find((rpc) => rpc.path === path)!;
    const url = template.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? 'x1');
    const { status } = await door.ask(role, url, { method: verb, ...(body ? { json: {} } : {}) });
    // Past the door the fake backend answers with an empty message.
    expect(status).toBe((row.roles as readonly string[]).includes(role) ? 200 : 403);
  });
});

describe('a reporter', () => {
  it('gets the own unit put into a list that names none', async () => {
    expect((await door.ask('reporter', '/v1/tasks')).status).toBe(200);
    expect(door.backend.last.request).toEqual({
      pageSize: 0,
      pageToken: '',
      unitId: 'water',
      month: '',
      status: 'TASK_STATUS_UNSPECIFIED',
    });
  });

  it.each([
    ['GET', '/v1/tasks?unit_id=roads'],
    ['GET', '/v1/tasks/a~roads~2026-09'],
    ['GET', '/v1/tasks/water'],
    ['POST', '/v1/tasks/a~roads~2026-09/reports'],
    ['POST', '/v1/tasks/a~roads~2026-09:close'],
    ['GET', '/v1/observations/a~roads~2026-09~1'],
    ['GET', '/v1/observations/water~roads~2026-09~1'],
    ['GET', '/v1/cycles/c/results/roads/explanation'],
    ['GET', '/v1/outcomes/p~star~2026~roads'],
    ['GET', '/v1/units/roads'],
  ])('may not %s %s', async (method, path) => {
    const before = door.backend.seen.length;
    const answer = await door.ask('reporter', path, { method, ...(method === 'POST' ? { json: {} } : {}) });
    expect(answer).toMatchObject({ status: 403, body: { reason: 'UNIT_FORBIDDEN' } });
    expect(door.backend.seen).toHaveLength(before);
  });

  it('without a unit may do nothing of a unit, and nothing shared either', async () => {
    expect(await door.ask('unitless', '/v1/tasks')).toMatchObject({
      status: 403,
      body: { reason: 'UNIT_MISSING' },
    });
  });
});

it('does not keep a reporter to its unit who also has a district role', () => {
  const { method } = rpcs.find(({ path }) => path.endsWith('/ListTasks'))!;
  const request = create(method.input) as Message & { unitId: string };
  const caller = { subject: 's', name: 'n', tenant: 't', roles: ['reporter', 'office'], unit: 'water' };
  unitGuard(access['/fuxing.tasks.v1.TasksService/ListTasks'], method.input)(caller, request);
  expect(request.unitId).toBe('');
});

it('has a row for every event of the contracts, and for nothing else', () => {
  const declared = [...readRegistry().files]
    .filter(({ name }) => /^fuxing\/.*\/events$/.test(name))
    .flatMap((file) =>
      file.messages.map(({ name }) => {
        const service = file.name.split('/')[1];
        return `${service}.${name.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase()}.v1`;
      }),
    );
  expect(Object.keys(topics).sort()).toEqual(declared.sort());
});
