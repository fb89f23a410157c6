import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Source } from '@fuxing/contracts/connectors/v1/sources';
import { published } from '@fuxing/testing';
import { Addresses } from './addresses';
import { Http } from './fetch';
import { Intake } from './intake';
import { nextLink } from './paged';
import { isAfter, startOfNext, type ReadState } from './reader';
import { rest } from './rest';

interface Answer {
  body: unknown;
  link?: string;
}

const data = published('ckan');
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
let asked: string[];
let answer: (url: URL) => Answer;
beforeAll(async () => {
  server = createServer((request, response) => {
    const url = new URL(request.url ?? '', base);
    asked.push(`${url.pathname}${url.search}`);
    const { body, link } = answer(url);
    response.writeHead(200, link ? { link } : {}).end(typeof body === 'string' ? body : JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await http.close();
  server.close();
});
beforeEach(() => {
  asked = [];
});

const rows = Array.from({ length: 7 }, (_, n) => ({ id: n, at: `2026-01-0${n + 1}` }));
const source = (settings: object, path = '/r'): Source =>
  Source.fromJSON({ keyField: 'id', rest: { url: base + path, pageSize: 3, ...settings } });

/** All rows, and where reading stood behind each page. */
async function read(of: Source, start?: ReadState, pages = Infinity) {
  const found: unknown[] = [];
  const states: ReadState[] = [];
  for await (const { rows: some, state } of rest.read(of, start, context)) {
    found.push(...some);
    if (state) states.push(state);
    if (states.length >= pages) break;
  }
  return { found, states, last: states.at(-1) as ReadState };
}
const number = (url: URL, name: string): number => Number(url.searchParams.get(name) ?? 0);

it('asks by number of rows until a page is empty, with names of its own', async () => {
  answer = (url) => ({ body: rows.slice(number(url, 'skip'), number(url, 'skip') + number(url, 'top')) });
  expect((await read(source({ offset: { offsetParam: 'skip', limitParam: 'top' } }))).found).toEqual(rows);
  expect(asked).toEqual(['/r?skip=0&top=3', '/r?skip=3&top=3', '/r?skip=6&top=3', '/r?skip=7&top=3']);
});

it.each([
  { fromZero: false, first: 1 },
  { fromZero: true, first: 0 },
])('asks page after page, the first of number $first', async ({ fromZero, first }) => {
  answer = (url) => {
    const n = number(url, 'page') - first;
    return { body: rows.slice(n * 3, n * 3 + 3) };
  };
  expect((await read(source({ page: { sizeParam: 'per', fromZero } }))).found).toEqual(rows);
  expect(asked).toEqual([0, 1, 2, 3].map((n) => `/r?page=${n + first}&per=3`));
});

it('sends the token of the page before, also one that is a number', async () => {
  answer = (url) => {
    const n = number(url, 'cursor');
    return { body: { data: rows.slice(n, n + 3), meta: { 'next/one': n + 3 < rows.length ? n + 3 : null } } };
  };
  const of = source({ recordsPath: '/data', cursor: { nextPath: '/meta/next~1one' } });
  expect((await read(of)).found).toEqual(rows);
  expect(asked).toEqual(['/r', '/r?cursor=3', '/r?cursor=6']);
});

it('follows the link of relation next, and an address in the answer', async () => {
  answer = (url) => {
    const n = number(url, 'from');
    const next = n + 3 < rows.length ? `/r?from=${n + 3}` : undefined;
    return {
      body: { data: rows.slice(n, n + 3), next },
      ...(next && { link: `</first>; rel="first", <${next}>; rel="last next"` }),
    };
  };
  expect((await read(source({ recordsPath: '/data', linkHeader: {} }))).found).toEqual(rows);
  expect((await read(source({ recordsPath: '/data', nextUrl: { nextPath: '/next' } }))).found).toEqual(rows);
  expect(asked.slice(0, 3)).toEqual(['/r', '/r?from=3', '/r?from=6']);
  expect(asked.slice(3)).toEqual(asked.slice(0, 3));
});

it('goes on where it was broken off, and asks the next time from the highest cursor only', async () => {
  answer = (url) => {
    const fresh = rows.filter(({ at }) => at >= (url.searchParams.get('since') ?? ''));
    return { body: fresh.slice(number(url, 'offset'), number(url, 'offset') + 3) };
  };
  const of = source({ offset: {}, cursorField: 'at', sinceParam: 'since' });
  const { last: broken } = await read(of, undefined, 1);
  const { found, last } = await read(of, broken);
  expect(found).toEqual(rows.slice(3));
  // What changed while three pages were read may be on none of them, so all are read once more.
  const second = await read(of, startOfNext(last));
  expect(second.found).toEqual(rows);
  asked = [];
  rows.push({ id: 0, at: '2026-01-08' }, { id: 8, at: '2026-01-09' });
  try {
    const third = await read(of, startOfNext(second.last));
    expect(third.found).toEqual(rows.slice(6));
    expect(asked).toEqual(['/r?since=2026-01-07&offset=0&limit=3', '/r?since=2026-01-07&offset=3&limit=3']);
    expect((await read(of, startOfNext(third.last))).found).toEqual(rows.slice(8));
    // One that gave up in the middle is begun again.
    const { last: halfway } = await read(of, startOfNext(second.last), 1);
    expect((await read(of, startOfNext(halfway))).found).toEqual(rows.slice(6));
  } finally {
    rows.splice(7);
  }
});

it('reads the rest of a pull that had all but its end, and nothing of one that had ended', async () => {
  answer = () => ({ body: rows });
  const of = source({ whole: {} });
  const { last, found } = await read(of);
  expect(found).toEqual(rows);
  expect(asked).toEqual(['/r']);
  expect((await read(of, last)).found).toEqual([]);
  expect(asked).toEqual(['/r']);
  // Another place of reading, or other settings, begin anew.
  expect((await read(source({ whole: {} }, '/other'), last)).found).toEqual(rows);
});

it('takes the higher of numbers by size', async () => {
  answer = () => ({ body: [{ id: 1, v: 9 }, { id: 2, v: 10 }, { id: 3 }] });
  const { last } = await read(source({ whole: {}, cursorField: 'v', sinceParam: 'v' }));
  expect(last.cursor).toBe('10');
});

it.each<[string, object, () => Answer, RegExp]>([
  [
    'another host',
    { nextUrl: { nextPath: '/next' }, recordsPath: '/d' },
    () => ({ body: { d: rows, next: 'http://169.254.169.254/' } }),
    /elsewhere than on/,
  ],
  [
    'another scheme',
    { linkHeader: {} },
    () => ({ body: rows, link: '<file:///etc/passwd>; rel=next' }),
    /elsewhere than on/,
  ],
  ['a page twice', { page: {} }, () => ({ body: rows }), /same page again/],
  [
    'a token twice',
    { cursor: { nextPath: '/n' }, recordsPath: '/d' },
    () => ({ body: { d: [], n: 'x' } }),
    /same page again/,
  ],
  [
    'no array there',
    { whole: {}, recordsPath: '/result/records' },
    () => ({ body: { result: {}, help: '' } }),
    /no array at \/result\/records; at its top are: result, help/,
  ],
  [
    'no array at all',
    { whole: {} },
    () => ({ body: { a: 1 } }),
    /did not answer with a JSON array but with: \{"a":1\}/,
  ],
  ['a page of HTML', { whole: {} }, () => ({ body: '<html>login' }), /but with: <html>login/],
])('refuses %s', async (_, settings, given, said) => {
  answer = given;
  await expect(read(source(settings))).rejects.toThrow(said);
});

data.it.each([
  'data.gov.sg_datastore_search_page1.json',
  'data.boston.gov_search_sql_watermark_trimmed.json',
])('reads rows of a CKAN DataStore as it answers: %s', async (name) => {
  const body = readFileSync(data.path(name), 'utf8');
  answer = () => ({ body });
  const { found } = await read(source({ whole: {}, recordsPath: '/result/records' }));
  const { result } = JSON.parse(body) as { result: { records: { _id: number }[] } };
  expect(found).toHaveLength(result.records.length);
  expect(found[0]).toMatchObject(
    Object.fromEntries(Object.entries(result.records[0] ?? {}).filter(([, v]) => typeof v === 'string')),
  );
});

data.it('says what a CKAN error holds instead of records', async () => {
  answer = () => ({
    body: readFileSync(data.path('data.boston.gov_error_not_datastore.json'), 'utf8'),
  });
  await expect(read(source({ whole: {}, recordsPath: '/result/records' }))).rejects.toThrow(
    /at its top are: help, error, success/,
  );
});

it.each([
  ['<a>; rel="next"', 'a'],
  ['<a>; rel=next', 'a'],
  ['<a>;rel="prev", <b?x=1,2;3>; title="a, b; c"; REL="NEXT"', 'b?x=1,2;3'],
  ['<a>; rel="nextish"', undefined],
  ['<a>; title="rel=next"', undefined],
  ['', undefined],
  ['nonsense', undefined],
])('finds in the Link header %s the address %s', (header, next) => expect(nextLink(header)).toBe(next));

it.each([
  ['10', '9', true],
  ['9', '10', false],
  ['2026-03-01 10:00:00', '2026-03-01T09:59:59.999', true],
  ['2026-03-01T10:00:00Z', '2026-03-01T17:00:00+08:00', true],
  ['2026-03-01T10:00:00', '2026-03-01T10:00:00', false],
  ['2026-03-01T10:00:00.000200', '2026-03-01T10:00:00.000100', true],
  ['b', 'a', true],
])('%s is after %s: %s', (a, b, is) => expect(isAfter(a, b)).toBe(is));
