import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Source } from '@fuxing/contracts/connectors/v1/sources';
import { published } from '@fuxing/testing';
import { Addresses } from './addresses';
import { Http } from './fetch';
import { Intake } from './intake';
import { open311 } from './open311';
import { requestsOf } from './open311/body';
import { type ReadState, startOfNext } from './reader';

const data = published('open311');
const captured = (name: string): string => readFileSync(data.path(name), 'utf8');
const DAY = 86_400_000;

interface Case {
  service_request_id: string;
  requested_datetime: string;
  updated_datetime: string;
}
const http = new Http(new Addresses('127.0.0.0/8'));
const context = {
  http,
  addresses: new Addresses('127.0.0.0/8'),
  folder: '',
  intake: new Intake(),
  stopped: new AbortController().signal,
};
let server: Server;
let base: string;
let asked: URL[];
let cases: Case[];
let cap: number;
let paged: boolean;
/** Instead of the city. */
let answer: (url: URL) => { status?: number; body: string } | undefined;

/** A city that gives `cap` requests at most, and answers for 90 days at most. */
function city({ searchParams }: URL): { status?: number; body: string } {
  const own = searchParams.has('updated_after');
  const names = own ? ['updated_after', 'updated_before'] : ['start_date', 'end_date'];
  const [from, to] = names.map((name) => {
    const text = searchParams.get(name) ?? '';
    return Date.parse(text.endsWith('Z') ? text : `${text}Z`);
  }) as [number, number];
  if (!(to - from <= 90 * DAY))
    return { status: 400, body: '[{"code": 400, "description": "90 days at most"}]' };
  const within = cases.filter((one) => {
    const at = Date.parse(own ? one.updated_datetime : one.requested_datetime);
    return at >= from && at <= to;
  });
  const page = paged ? Number(searchParams.get('page')) - 1 : 0;
  const size = Math.min(cap, Number(searchParams.get('page_size') ?? cap));
  return { body: JSON.stringify(within.slice(page * size, page * size + size)) };
}
beforeAll(async () => {
  server = createServer((request, response) => {
    const url = new URL(request.url ?? '', base);
    asked.push(url);
    const { status = 200, body } = answer(url) ?? city(url);
    response.writeHead(status).end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await http.close();
  server.close();
});
const iso = (ms: number): string => new Date(ms).toISOString().replace('.000', '');
const today = Math.floor(Date.now() / DAY) * DAY;
const firstDay = iso(today - 200 * DAY).slice(0, 10);
const made = (n: number, daysAgo: number, updatedDaysAgo = daysAgo): Case => ({
  service_request_id: String(n),
  requested_datetime: iso(today - daysAgo * DAY),
  updated_datetime: iso(today - updatedDaysAgo * DAY),
});
beforeEach(() => {
  asked = [];
  answer = () => undefined;
  cap = 3;
  paged = true;
  cases = Array.from({ length: 19 }, (_, n) => made(n, 190 - n * 10 + 0.5));
});

const source = (more: object = {}, file = 'requests.json'): Source =>
  Source.fromJSON({
    keyField: 'service_request_id',
    open311: { url: `${base}/v2/${file}`, firstDay, ...more },
  });

async function read(of: Source, start?: ReadState, pages = Infinity) {
  const found: Case[] = [];
  let last: ReadState | undefined;
  let count = 0;
  for await (const { rows, state } of open311.read(of, start, context)) {
    found.push(...(rows as Case[]));
    last = state;
    if ((count += 1) >= pages) break;
  }
  return { found, ids: [...new Set(found.map((one) => one.service_request_id))], last: last as ReadState };
}
const all = (): string[] => cases.map((one) => one.service_request_id);

it('reads every request of 200 days by windows of 90 days and pages of three', async () => {
  const { found, ids, last } = await read(source({ jurisdictionId: 'city.gov', serviceCode: 'a,b' }));
  expect(ids).toEqual(all());
  expect(found).toEqual(cases);
  expect(Object.fromEntries(asked[0]?.searchParams ?? [])).toEqual({
    jurisdiction_id: 'city.gov',
    service_code: 'a,b',
    start_date: `${firstDay}T00:00:00Z`,
    end_date: iso(today - 110 * DAY),
    page: '1',
  });
  // A request changes without another day of its own, so the next pull reads all again.
  expect((await read(source({}), startOfNext(last))).ids).toEqual(all());
});

it('goes on where it was broken off, whatever page that was', async () => {
  const ids: string[] = [];
  for (let state: ReadState | undefined; ;) {
    const { found, last } = await read(source(), state, 1);
    if (!last) break;
    ids.push(...found.map((one) => one.service_request_id));
    state = last;
  }
  expect(ids).toEqual(all());
});

it('halves windows of a city without pages until each has fewer than the city gives', async () => {
  paged = false;
  const { ids } = await read(source({ unpaged: true, pageSize: 3 }));
  expect(ids).toEqual(all());
  expect(asked.every((url) => !url.searchParams.has('page'))).toBe(true);
  cases = [made(1, 5), made(2, 5), made(3, 5)];
  await expect(read(source({ unpaged: true, pageSize: 3 }))).rejects.toThrow(
    /3 or more requests within a second/,
  );
});

it('says that a city knows no pages instead of taking one for all', async () => {
  paged = false;
  await expect(read(source())).rejects.toThrow(/knows no pages; declare unpaged/);
});

it('asks only for what changed where the city can tell', async () => {
  const of = source({ updatedAfter: true });
  const first = await read(of);
  expect(first.ids).toEqual(all());
  // Pages of old windows may have shifted, so the second pull reads all once more.
  const second = await read(of, startOfNext(first.last));
  expect(second.ids).toEqual(all());
  cases[2] = { ...(cases[2] as Case), updated_datetime: iso(today - DAY) };
  asked = [];
  const third = await read(of, startOfNext(second.last));
  expect(third.ids.sort()).toEqual(['18', '2']);
  expect(asked).toHaveLength(2);
  const fourth = await read(of, startOfNext(third.last));
  expect(fourth.ids).toEqual(['2']);
  // One that had all but its end reads nothing more.
  expect((await read(of, fourth.last)).found).toEqual([]);
});

it('loses no request that changes while its window is read', async () => {
  const of = source({ updatedAfter: true });
  const found = new Map<string, Case>();
  let state: ReadState | undefined;
  for (let pull = 0; pull < 3; pull++) {
    let last: ReadState | undefined;
    for await (const page of open311.read(of, state, context)) {
      for (const one of page.rows as Case[]) found.set(one.service_request_id, one);
      if (!last && pull === 0) cases[0] = { ...(cases[0] as Case), updated_datetime: iso(today) };
      last = page.state;
    }
    state = startOfNext(last as ReadState);
  }
  expect(
    [...found.values()].sort((a, b) => Number(a.service_request_id) - Number(b.service_request_id)),
  ).toEqual(cases);
});

it('goes back an hour in a city whose own time has no zone', async () => {
  const of = source({ updatedAfter: true, omitTimezone: true });
  cases = [{ ...made(1, 3), updated_datetime: iso(today - 2 * DAY).replace('Z', '-05:00') }];
  const { last } = await read(of);
  expect(last.cursor).toBe(iso(today - 2 * DAY));
  asked = [];
  await read(of, { of: last.of, cursor: last.cursor as string });
  const wanted = iso(today - 2 * DAY - 3_600_000).replace('Z', '');
  expect(asked[0]?.searchParams.get('updated_after')).toBe(wanted);
});

it('reads no further than a back-fill wants', async () => {
  const of = source({ updatedAfter: true });
  const upTo = iso(today - 100 * DAY);
  const ids: string[] = [];
  for await (const { rows } of open311.read(
    of,
    { of: '*', cursor: iso(today - 150 * DAY) },
    { ...context, upTo },
  ))
    ids.push(...(rows as Case[]).map((one) => one.service_request_id));
  expect(ids).toEqual(['5', '6', '7', '8', '9']);
});

data.it('reads the captured XML of Toronto: empty elements are null, figures stay as written', async () => {
  answer = ({ searchParams }) => ({
    body: searchParams.get('page') === '1' ? captured('requests_toronto_multi.xml') : '<service_requests/>',
  });
  const { found, ids } = await read(source({}, 'requests.xml'), undefined, 1);
  expect(ids).toEqual(['101005420892', '101005420894']);
  expect(found[0]).toMatchObject({
    status: 'open',
    description: null,
    updated_datetime: null,
    address: 'Warden Ave / Freeman St, Scarborough',
    long: '-79.272306875',
    lat: '43.691104288',
  });
  expect(Object.keys(found[0] as object)).toHaveLength(17);
});

it.each<[string, string, unknown[]]>([
  [
    'x',
    '<requests><request><a>1</a><b><c>2</c><c/></b></request></requests>',
    [{ a: '1', b: { c: ['2', null] } }],
  ],
  ['x', '<service_requests type="array"/>', []],
  ['j', '{"service_requests": [{"a": 1}]}', [{ a: 1 }]],
  ['j', '[]', []],
])('reads the list in %s: %s', async (kind, body, rows) =>
  expect(await requestsOf(Buffer.from(body), kind === 'x', 'city')).toEqual(rows),
);

data.it('takes the captured list of services for no list of requests', async () => {
  const giessen = Buffer.from(captured('services_giessen.xml'));
  await expect(requestsOf(giessen, true, 'city')).rejects.toThrow(/list of requests but with: <\?xml/);
});

it.each<[string, string, number, string]>([
  ['requests.json', '[{"code": 403, "description": "Missing api_key"}]', 403, '403 Missing api_key'],
  ['requests.json', '{"errors": [{"code": 400, "description": "No such city"}]}', 200, '400 No such city'],
  [
    'requests.xml',
    '<errors><error><code>404</code><description>No jurisdiction</description></error></errors>',
    404,
    '404 No jurisdiction',
  ],
])('says what the city says (%s): %s', async (file, body, status, said) => {
  answer = () => ({ status, body });
  await expect(read(source({}, file))).rejects.toMatchObject({
    message: expect.stringContaining(`says: ${said}`),
    temporary: false,
  });
});

it.each([
  ['an address of something else', { url: 'https://x.example/services.json' }],
  ['no first day', { firstDay: '2024' }],
  ['windows that no city answers', { windowDays: 91 }],
  ['no limit of a city without pages', { unpaged: true }],
])('refuses %s', (_, more) =>
  expect(
    open311.settings.safeParse({ url: 'https://x.example/requests.json', firstDay: '2024-01-01', ...more })
      .success,
  ).toBe(false),
);
