import { once } from 'node:events';
import { connect } from 'node:net';
import { status as code } from '@grpc/grpc-js';
import { refusal } from '../testing/backend';
import { Door } from '../testing/door';

let door: Door;
beforeAll(async () => {
  door = await Door.open();
});
afterAll(() => door.close());

const path = '/fuxing.connectors.v1.SourcesService/StartPull';
const pull = (key: string, json: unknown = {}, user = 'operator', source = 's') =>
  door.ask(user, `/v1/sources/${source}/pulls`, {
    method: 'POST',
    json,
    headers: { 'idempotency-key': key },
  });

describe('an Idempotency-Key', () => {
  it('becomes the id that the caller chooses, unless the body brings one', async () => {
    expect((await pull('"key-1"')).status).toBe(200);
    expect(door.backend.last.request).toMatchObject({ sourceId: 's', pullId: 'key-1' });
    await pull('key-2', { pullId: 'mine' });
    expect(door.backend.last.request).toMatchObject({ pullId: 'mine' });
  });

  it('lets the same request through again, and refuses another', async () => {
    expect((await pull('key-3')).status).toBe(200);
    expect((await pull('key-3')).status).toBe(200);
    expect(await pull('key-3', { full: true })).toMatchObject({
      status: 422,
      body: { reason: 'IDEMPOTENCY_KEY_REUSED' },
    });
    expect((await pull('key-3', {}, 'operator', 'other')).status).toBe(422);
    expect((await pull('key-3', { full: true }, 'office')).status).toBe(200);
  });

  it('answers 409 while the first one runs, with one effect for 50 at once', async () => {
    const gate = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    let calls = 0;
    door.backend.on(path, async () => {
      calls += 1;
      reached.resolve();
      await gate.promise;
      return undefined;
    });
    const first = pull('key-4');
    await reached.promise;
    const others = await Promise.all(Array.from({ length: 49 }, () => pull('key-4')));
    expect(new Set(others.map(({ status }) => status))).toEqual(new Set([409]));
    gate.resolve();
    expect((await first).status).toBe(200);
    expect(calls).toBe(1);
  });

  it('is free again after a refusal, because nothing happened', async () => {
    door.backend.on(path, () => {
      throw refusal(code.NOT_FOUND, 'SOURCE_NOT_FOUND', 'No.', '无。');
    });
    expect((await pull('key-5')).status).toBe(404);
    door.backend.on(path, () => undefined);
    expect((await pull('key-5', { full: true })).status).toBe(200);
  });

  it.each(['', 'with space', 'x'.repeat(65), '"half'])('is refused when it is %p', async (key) => {
    expect(await pull(key)).toMatchObject({ status: 400, body: { errors: [{ field: 'Idempotency-Key' }] } });
  });
});

it('limits each subject on its own', async () => {
  const narrow = await Door.open({ rateLimitPerMinute: 3 });
  try {
    const statuses = [];
    for (let i = 0; i < 4; i++) statuses.push(await narrow.ask('office', '/v1/tenant'));
    expect(statuses.map(({ status }) => status)).toEqual([200, 200, 200, 429]);
    const last = statuses.at(-1)!;
    expect(last.body.reason).toBe('RATE_LIMITED');
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(
      (await narrow.ask('office', '/v1/tenant', { headers: { 'x-forwarded-for': '9.9.9.9' } })).status,
    ).toBe(429);
    expect((await narrow.ask('leader', '/v1/tenant')).status).toBe(200);
  } finally {
    await narrow.close();
  }
});

it('stops though a client has asked half a question', async () => {
  const other = await Door.open();
  const client = connect(Number(new URL(other.url).port), '127.0.0.1');
  await once(client, 'connect');
  client.write('GET /v1/tenant HTTP/1.1\r\nhost: half');
  const ended = once(client, 'close');
  const began = performance.now();
  await other.close();
  await ended;
  expect(performance.now() - began).toBeLessThan(20_000);
});

it('cancels the call when the client goes away', async () => {
  const cancelled = Promise.withResolvers<void>();
  const reached = Promise.withResolvers<void>();
  door.backend.on('/fuxing.indicators.v1.UnitsService/ListUnits', (_, call) => {
    call.on('cancelled', () => cancelled.resolve());
    reached.resolve();
    return new Promise(() => undefined);
  });
  const abort = new AbortController();
  const request = door.ask('office', '/v1/units', { signal: abort.signal });
  await reached.promise;
  abort.abort();
  await expect(request).rejects.toThrow('abort');
  await cancelled.promise;
});

it('passes its deadline on', async () => {
  let deadline = 0;
  door.backend.on('/fuxing.indicators.v1.UnitsService/ListUnits', (_, call) => {
    deadline = Number(call.getDeadline()) - Date.now();
    return undefined;
  });
  await door.ask('office', '/v1/units');
  expect(deadline).toBeGreaterThan(0);
  expect(deadline).toBeLessThanOrEqual(2_000);
});

it('finishes what it began before it stops, and takes nothing new', async () => {
  const leaving = await Door.open({ drainMs: 200 });
  const reached = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  leaving.backend.on('/fuxing.indicators.v1.UnitsService/ListUnits', async () => {
    reached.resolve();
    await gate.promise;
    return undefined;
  });
  expect((await fetch(`${leaving.url}/readyz`)).status).toBe(200);
  const running = leaving.ask('office', '/v1/units');
  await reached.promise;
  const closed = leaving.close();
  const ready = await fetch(`${leaving.url}/readyz`);
  expect(ready.status).toBe(503);
  expect((await fetch(`${leaving.url}/healthz`)).status).toBe(200);
  gate.resolve();
  expect((await running).status).toBe(200);
  await closed;
  await expect(fetch(`${leaving.url}/healthz`)).rejects.toThrow();
});
