import { fromBinary, toJson } from '@bufbuild/protobuf';
import { readRegistry } from '../grpc/rpcs';
import { Door } from '../testing/door';

const task = {
  taskId: 'a~water~2026-09',
  unitId: 'water',
  indicatorId: 'a',
  indicatorVersion: 0,
  month: '2026-09',
  target: '',
  dueOn: '',
  status: 'TASK_STATUS_UNSPECIFIED',
  reports: [],
};

let door: Door;
beforeAll(async () => {
  door = await Door.open();
});
afterAll(() => door.close());

describe('every kind of route', () => {
  it('reads path and query of a list, and shows empty fields in the answer', async () => {
    door.backend.on('/fuxing.tasks.v1.TasksService/ListTasks', () => ({ tasks: [task], nextPageToken: '' }));
    const { status, body, headers } = await door.ask(
      'office',
      '/v1/tasks?page_size=20&unitId=water&status=TASK_STATUS_OVERDUE',
    );
    expect(status).toBe(200);
    expect(headers.get('content-type')).toContain('application/json');
    expect(body.tasks[0]).toMatchObject({
      taskId: 'a~water~2026-09',
      status: 'TASK_STATUS_UNSPECIFIED',
      reports: [],
    });
    expect(body.nextPageToken).toBe('');
    expect(door.backend.last.request).toMatchObject({
      pageSize: 20,
      unitId: 'water',
      status: 'TASK_STATUS_OVERDUE',
    });
  });

  it('puts a resource with the etag of If-Match, and answers with the new one', async () => {
    door.backend.on('/fuxing.indicators.v1.UnitsService/PutUnit', ({ request }) => ({
      unit: { ...(request['unit'] as object), etag: 'e2' },
    }));
    const { status, headers, body } = await door.ask('operator', '/v1/units/water', {
      method: 'PUT',
      json: { name: '水利局', kind: 'UNIT_KIND_BUREAU' },
      headers: { 'if-match': 'W/"e1"' },
    });
    expect(status).toBe(200);
    expect(headers.get('etag')).toBe('"e2"');
    expect(body.unit).toMatchObject({ name: '水利局', kind: 'UNIT_KIND_BUREAU' });
    expect(door.backend.last.request).toMatchObject({
      unitId: 'water',
      etag: 'e1',
      unit: { name: '水利局' },
    });
  });

  it('posts to a verb after a variable, with and without a body', async () => {
    await door.ask('office', '/v1/cycles/2026-q3:publish', { method: 'POST', json: { scoringRunId: 'r1' } });
    expect(door.backend.last.request).toEqual({ cycleId: '2026-q3', scoringRunId: 'r1' });
    expect((await door.ask('office', '/v1/cycles/2026-q3:finalise', { method: 'POST' })).status).toBe(200);
    expect(door.backend.last.request).toEqual({ cycleId: '2026-q3' });
    await door.ask('office', '/v1/units/water/task-lists/2026-09:publish', { method: 'POST', json: {} });
    expect(door.backend.last.request).toEqual({ unitId: 'water', month: '2026-09' });
  });

  it('posts to a verb after a literal', async () => {
    await door.ask('verifier', '/v1/observations:accept', {
      method: 'POST',
      json: { observationIds: ['a', 'b'], reason: '已核' },
    });
    expect(door.backend.last.request).toMatchObject({ observationIds: ['a', 'b'], reason: '已核' });
  });

  it('takes ids that need escaping', async () => {
    await door.ask('leader', '/v1/observations/on%20time%2Frate~water~2026-09~1');
    expect(door.backend.last.request).toEqual({ observationId: 'on time/rate~water~2026-09~1' });
  });

  it('passes free JSON through', async () => {
    const records = [{ id: '1', open: true, note: null, nested: { list: [1, 'x'] } }];
    await door.ask('system', '/v1/sources/hotline/records', {
      method: 'POST',
      json: { pullId: 'p1', records },
    });
    const schema = readRegistry().getMessage('fuxing.connectors.v1.PushRecordsRequest')!;
    expect(toJson(schema, fromBinary(schema, door.backend.last.bytes))).toEqual({
      sourceId: 'hotline',
      pullId: 'p1',
      records,
    });
  });
});

it('tells the services who calls, signed by the gateway', async () => {
  const { jwtVerify, importJWK } = await import('jose');
  await door.ask('reporter', '/v1/tenant');
  const [header] = door.backend.last.metadata.get('authorization');
  const { payload } = await jwtVerify(
    String(header).replace('Bearer ', ''),
    await importJWK(door.publicJwk, 'EdDSA'),
    {
      issuer: 'fuxing-gateway',
      audience: 'fuxing-services',
    },
  );
  expect(payload).toMatchObject({
    sub: 'reporter',
    name: '名 reporter',
    tenant: '130404',
    roles: ['reporter'],
    unit: 'water',
  });
  expect(payload.exp! - payload.iat!).toBe(120);
});

describe('bad input', () => {
  const put = '/v1/schemes/s1';
  const units = '/v1/units/water';
  it.each([
    {
      why: 'unknown field',
      user: 'operator',
      method: 'PUT',
      path: units,
      body: '{"nmae":"x"}',
      field: 'unit.nmae',
      reason: 'UNKNOWN_FIELD',
    },
    {
      why: 'wrong type',
      user: 'operator',
      method: 'PUT',
      path: units,
      body: '{"name":7}',
      field: 'unit.name',
      reason: 'WRONG_VALUE',
    },
    {
      why: 'unknown enum value',
      user: 'operator',
      method: 'PUT',
      path: units,
      body: '{"kind":"KING"}',
      field: 'unit.kind',
      reason: 'UNKNOWN_ENUM_VALUE',
    },
    {
      why: 'nested in a list',
      user: 'office',
      method: 'PUT',
      path: put,
      body: '{"nodes":[{},{"nodeId":5}]}',
      field: 'scheme.nodes[1].nodeId',
      reason: 'WRONG_VALUE',
    },
    {
      why: 'huge number',
      user: 'office',
      method: 'PUT',
      path: '/v1/cycles/c',
      body: '{"publicityDays":1e400}',
      field: 'cycle.publicityDays',
      reason: 'WRONG_VALUE',
    },
    {
      why: 'too big an int32',
      user: 'office',
      method: 'PUT',
      path: '/v1/cycles/c',
      body: '{"publicityDays":2147483648}',
      field: 'cycle.publicityDays',
      reason: 'WRONG_VALUE',
    },
    {
      why: 'infinity in free JSON',
      user: 'system',
      method: 'POST',
      path: '/v1/sources/s/records',
      body: '{"records":[{"a":1e999}]}',
      field: 'records[0].a',
      reason: 'WRONG_VALUE',
    },
    {
      why: 'broken JSON',
      user: 'operator',
      method: 'PUT',
      path: units,
      body: '{"name":',
      field: '',
      reason: 'NOT_JSON',
    },
    {
      why: 'not an object',
      user: 'operator',
      method: 'PUT',
      path: units,
      body: '[]',
      field: 'unit',
      reason: 'NOT_AN_OBJECT',
    },
    { why: 'no body', user: 'operator', method: 'PUT', path: units, field: 'unit', reason: 'NOT_AN_OBJECT' },
    {
      why: 'prototype pollution',
      user: 'operator',
      method: 'PUT',
      path: units,
      body: '{"__proto__":{"x":1}}',
      field: '',
      reason: 'NOT_JSON',
    },
    {
      why: 'deep nesting',
      user: 'system',
      method: 'POST',
      path: '/v1/sources/s/records',
      body: `{"records":[{"a":${'['.repeat(500)}${']'.repeat(500)}}]}`,
      field: expect.stringMatching(/^records\[0\]\.a(\[0\])+$/),
      reason: 'TOO_DEEP',
    },
    {
      why: 'path contradicted',
      user: 'office',
      method: 'POST',
      path: '/v1/cycles/a:publish',
      body: '{"cycleId":"b"}',
      field: 'cycleId',
      reason: 'PATH_DIFFERS',
    },
    {
      why: 'unknown parameter',
      user: 'office',
      method: 'GET',
      path: '/v1/tasks?unit=water',
      field: 'unit',
      reason: 'UNKNOWN_PARAMETER',
    },
    {
      why: 'parameter beside a whole body',
      user: 'office',
      method: 'POST',
      path: '/v1/cycles/a:publish?x=1',
      body: '{}',
      field: 'x',
      reason: 'UNKNOWN_PARAMETER',
    },
    {
      why: 'parameter twice',
      user: 'office',
      method: 'GET',
      path: '/v1/tasks?month=1&month=2',
      field: 'month',
      reason: 'REPEATED_PARAMETER',
    },
    {
      why: 'number that is none',
      user: 'office',
      method: 'GET',
      path: '/v1/tasks?pageSize=ten',
      field: 'pageSize',
      reason: 'WRONG_VALUE',
    },
    {
      why: 'enum value that is none',
      user: 'office',
      method: 'GET',
      path: '/v1/tasks?status=LATE',
      field: 'status',
      reason: 'UNKNOWN_ENUM_VALUE',
    },
    {
      why: 'If-Match of anything',
      user: 'operator',
      method: 'PUT',
      path: units,
      body: '{}',
      headers: { 'if-match': '*' },
      field: 'If-Match',
      reason: 'HEADER_MALFORMED',
    },
  ])('$why', async ({ user, method, path, body, headers, field, reason }) => {
    const type: Record<string, string> = body ? { 'content-type': 'application/json' } : {};
    const answer = await door.ask(user, path, {
      method,
      ...(body ? { body } : {}),
      headers: { ...type, ...headers } as Record<string, string>,
    });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body).toMatchObject({ reason: 'INVALID_REQUEST', errors: [{ field, reason }] });
  });

  it('says which fields and values there are instead of one that is not', async () => {
    const put = (body: object, language: string) =>
      door.ask('operator', '/v1/units/water', {
        method: 'PUT',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json', 'accept-language': language },
      });
    const { body } = await put({ nmae: 'x', kind: 'BUREAU' }, 'en');
    expect(body).toMatchObject({
      errors: [
        { detail: expect.stringMatching(/^There is no such field; there are: unitId, name, .*\.$/) },
        { detail: expect.stringMatching(/^There is no such value; there are: UNIT_KIND_DISTRICT, .*\.$/) },
      ],
    });
    expect(JSON.stringify(body)).not.toContain('UNSPECIFIED');
    expect((await put({ nmae: 'x' }, 'zh-CN')).body).toMatchObject({
      errors: [{ detail: expect.stringMatching(/^没有此字段，可用：unitId、name、.*。$/) }],
    });
  });

  it.each([
    { why: 'unknown address', path: '/v1/nothing', status: 404, reason: 'ROUTE_NOT_FOUND' },
    { why: 'wrong method', path: '/v1/tasks', method: 'DELETE', status: 405, reason: 'METHOD_NOT_ALLOWED' },
    {
      why: 'wrong method on a verb',
      path: '/v1/observations:accept',
      method: 'PUT',
      body: '{}',
      status: 405,
      reason: 'METHOD_NOT_ALLOWED',
    },
    {
      why: 'method override',
      path: '/v1/tasks',
      method: 'POST',
      headers: { 'x-http-method-override': 'GET' },
      status: 405,
      reason: 'METHOD_NOT_ALLOWED',
    },
    {
      why: 'form body',
      path: '/v1/units/water',
      method: 'PUT',
      body: 'a=b',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      status: 415,
      reason: 'CONTENT_TYPE_UNSUPPORTED',
    },
    {
      why: 'text body',
      path: '/v1/units/water',
      method: 'PUT',
      body: '{}',
      headers: { 'content-type': 'text/plain' },
      status: 415,
      reason: 'CONTENT_TYPE_UNSUPPORTED',
    },
    {
      why: 'body over the limit',
      path: '/v1/units/water',
      method: 'PUT',
      body: `{"name":"${'x'.repeat(70_000)}"}`,
      status: 413,
      reason: 'BODY_TOO_LARGE',
    },
    { why: 'broken escape', path: '/v1/units/%zz', status: 400, reason: 'INVALID_REQUEST' },
  ])('$why', async ({ path, method = 'GET', body, headers, status, reason }) => {
    const answer = await door.ask('operator', path, {
      method,
      ...(body ? { body } : {}),
      headers: { ...(body ? { 'content-type': 'application/json' } : {}), ...headers } as Record<
        string,
        string
      >,
    });
    expect(answer).toMatchObject({ status, body: { reason, status } });
    if (status === 405) expect(answer.headers.get('allow')).toMatch(/GET, HEAD|POST/);
  });
});

it('answers with safe headers and a request id, and nothing for other origins', async () => {
  const { headers } = await door.ask('office', '/v1/tasks', {
    headers: { origin: 'null', traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` },
  });
  expect(Object.fromEntries(headers)).toMatchObject({
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    'x-request-id': 'a'.repeat(32),
  });
  expect(headers.has('access-control-allow-origin')).toBe(false);
});
