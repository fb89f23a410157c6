import type { BusEvent } from '@fuxing/outbox';
import { Door } from '../testing/door';

let door: Door;
beforeAll(async () => {
  door = await Door.open();
});
afterAll(() => door.close());

const event = (eventId: string, topic: string, payload: unknown, tenantId = '130404'): BusEvent => ({
  eventId,
  tenantId,
  topic,
  key: 'k',
  type: 'fuxing.x.v1.X',
  occurredAt: new Date(0),
  payload,
});
const unitChanged = (id: string, tenant?: string) =>
  event(id, 'indicators.unit-changed.v1', { unit: { unitId: id } }, tenant);
const taskPublished = (id: string, unitId: string) =>
  event(id, 'tasks.task-published.v1', { task: { unitId } });

/** Opens a stream, lets `act` happen, and reads until `until` has come. */
async function follow(
  user: string,
  path: string,
  until: string,
  act: () => Promise<void>,
  headers: Record<string, string> = {},
) {
  const abort = new AbortController();
  const response = await fetch(door.url + path, {
    headers: { authorization: `Bearer ${await door.token(user)}`, ...headers },
    signal: abort.signal,
  });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  await act();
  let text = '';
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    if (text.includes(until)) break;
  }
  abort.abort();
  return text;
}
const idsIn = (text: string) => [...text.matchAll(/^id: (.*)$/gm)].map(([, id]) => id);

it('streams events of the own tenant and the asked topics', async () => {
  const text = await follow('office', '/v1/events?topics=indicators.unit-changed.v1', 'id: u3', () =>
    door.bus.send([
      unitChanged('u1'),
      unitChanged('u2', '310101'),
      taskPublished('t1', 'water'),
      unitChanged('u3'),
    ]),
  );
  expect(text).toContain('event: indicators.unit-changed.v1\nid: u1\ndata: {"unit":{"unitId":"u1"}}\n\n');
  expect(idsIn(text)).toEqual(['u1', 'u3']);
});

it('sends an event once though the bus delivers it twice', async () => {
  const text = await follow('office', '/v1/events', 'id: d2', () =>
    door.bus.send([unitChanged('d1'), unitChanged('d1'), unitChanged('d2')]),
  );
  expect(idsIn(text)).toEqual(['d1', 'd2']);
});

it('resumes after the last event seen, and says when it cannot', async () => {
  await door.bus.send([unitChanged('r1'), unitChanged('r2', '310101'), unitChanged('r3'), unitChanged('r4')]);
  const resumed = await follow('office', '/v1/events', 'id: r4', async () => {}, { 'last-event-id': 'r1' });
  expect(idsIn(resumed)).toEqual(['r3', 'r4']);
  const reset = await follow('office', '/v1/events', 'reset', async () => {}, {
    'last-event-id': 'long-ago',
  });
  expect(reset).toContain('event: reset\ndata: {}\n\n');
  const foreign = await follow('office', '/v1/events', 'reset', async () => {}, { 'last-event-id': 'r2' });
  expect(foreign).toContain('event: reset');
});

it('gives a reporter only what names its unit', async () => {
  const text = await follow('reporter', '/v1/events', 'id: w2', () =>
    door.bus.send([
      taskPublished('w1', 'water'),
      taskPublished('x', 'roads'),
      unitChanged('water'),
      taskPublished('w2', 'water'),
    ]),
  );
  expect(idsIn(text)).toEqual(['w1', 'w2']);
});

it.each([
  ['reporter', '/v1/events?topics=indicators.unit-changed.v1', 403, 'ROLE_MISSING'],
  ['system', '/v1/events', 403, 'ROLE_MISSING'],
  ['office', '/v1/events?topics=nothing.happened.v1', 400, 'INVALID_REQUEST'],
  ['office', '/v1/events?topics=__proto__', 400, 'INVALID_REQUEST'],
  ['office', '/v1/events?tenant=310101', 400, 'INVALID_REQUEST'],
])('refuses %s at %s', async (user, path, status, reason) => {
  expect(await door.ask(user, path)).toMatchObject({ status, body: { reason } });
});

it('drops a client that does not read, and goes on serving others', async () => {
  const abort = new AbortController();
  const slow = await fetch(`${door.url}/v1/events`, {
    headers: { authorization: `Bearer ${await door.token('leader')}` },
    signal: abort.signal,
  });
  const big = 'x'.repeat(512 * 1024);
  const text = await follow('office', '/v1/events', 'id: after', async () => {
    for (let i = 0; i < 40; i++) {
      await door.bus.send([event(`big${i}`, 'connectors.observations-published.v1', { big })]);
      await new Promise(setImmediate);
    }
    await door.bus.send([unitChanged('after')]);
  }).catch(() => 'office was dropped');
  // The office client reads only after all is sent, so it may be dropped as well; the process must live on.
  expect(text.length).toBeGreaterThan(0);
  const end = await slow.text().then(
    (text) => text.slice(-20),
    () => 'destroyed',
  );
  expect(end).toMatch(/: too slow|destroyed/);
  abort.abort();
  expect((await door.ask('office', '/v1/tenant')).status).toBe(200);
});

it('lets one subject open ten streams', async () => {
  const abort = new AbortController();
  const open = async () =>
    fetch(`${door.url}/v1/events`, {
      headers: { authorization: `Bearer ${await door.token('auditor')}` },
      signal: abort.signal,
    });
  const streams = [];
  for (let i = 0; i < 11; i++) streams.push(await open());
  expect(streams.map(({ status }) => status)).toEqual([...Array<number>(10).fill(200), 429]);
  abort.abort();
});
