import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Source } from '@fuxing/contracts/connectors/v1/sources';
import { published } from '@fuxing/testing';
import { Addresses } from './addresses';
import { ckan } from './ckan';
import { parseExactly } from './exact-json';
import { Http } from './fetch';
import { Intake } from './intake';
import { type ReadState, startOfNext } from './reader';

const data = published('ckan');
const captured = (name: string): string => readFileSync(data.path(name), 'utf8');
const firstPage = (): string => captured('data.gov.sg_datastore_search_page1.json');
const notFound = (): string => captured('data.boston.gov_error_not_datastore.json');
const RESOURCE = 'a807b7ab-6cad-4aa6-87d0-e283a7353a0f';

interface Row {
  _id: number;
  [field: string]: unknown;
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
let rows: Row[];
/** Instead of the table. */
let answer: (url: URL) => { status?: number; body: string } | undefined;
/** As `datastore_search` does: `_links.next` goes on for ever. */
function search(url: URL): string {
  const [offset, limit] = ['offset', 'limit'].map((name) => Number(url.searchParams.get(name)));
  const records = rows.slice(offset, (offset ?? 0) + Math.min(limit ?? 0, 1_000));
  return JSON.stringify({
    help: `${base}/api/3/action/help_show?name=datastore_search`,
    success: true,
    result: {
      resource_id: RESOURCE,
      fields: [{ type: 'int4', id: '_id' }],
      records,
      _links: { start: url.pathname, next: `${url.pathname}?offset=${(offset ?? 0) + (limit ?? 0)}` },
      limit,
      total: rows.length,
    },
  });
}
beforeAll(async () => {
  server = createServer((request, response) => {
    const url = new URL(request.url ?? '', base);
    asked.push(url);
    const { status = 200, body } = answer(url) ?? { body: search(url) };
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
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
  answer = () => undefined;
  rows = Array.from({ length: 10 }, (_, n) => ({ _id: n * 3 + 1, name: `row ${n}` }));
});

const source = (more: object = {}): Source =>
  Source.fromJSON({
    keyField: '_id',
    ckan: { url: `${base}/api/action/datastore_search`, resourceId: RESOURCE, pageSize: 4, ...more },
  });

async function read(of = source(), start?: ReadState, eachPage: () => void = () => undefined) {
  const found: unknown[] = [];
  let last: ReadState | undefined;
  for await (const page of ckan.read(of, start, context)) {
    found.push(...page.rows);
    last = page.state;
    eachPage();
  }
  return { found, last };
}

data.it('reads the captured page, each value as it was sent', async () => {
  rows = (JSON.parse(firstPage()) as { result: { records: Row[] } }).result.records;
  answer = ({ searchParams }) => (searchParams.get('offset') === '0' ? { body: firstPage() } : undefined);
  const { found } = await read(source({ pageSize: 5, filters: { quarter: 'x"y' } }));
  expect(found).toEqual(rows);
  expect(found[2]).toEqual({ volume_of_mobile_data: '0.00062', quarter: '2005-Q1', _id: 3 });
  expect(Object.fromEntries(asked[0]?.searchParams ?? [])).toEqual({
    resource_id: RESOURCE,
    sort: '_id',
    offset: '0',
    limit: '5',
    filters: '{"quarter":"x\\"y"}',
  });
});

data.it('keeps digits that a double would lose', async () => {
  const body = firstPage().replace('"0.000384"', '12345678901234567890.123');
  answer = ({ searchParams }) => (searchParams.get('offset') === '0' ? { body } : undefined);
  rows = (parseExactly(firstPage()) as { result: { records: Row[] } }).result.records;
  const [first] = (await read(source({ pageSize: 5 }))).found;
  expect(first).toMatchObject({ volume_of_mobile_data: '12345678901234567890.123' });
});

it.each([0, 1, 2, 3, 4, 5, 9, 10])('reads a table of %d rows by pages to its end', async (length) => {
  rows = rows.slice(0, length);
  const { found, last } = await read();
  expect(found).toEqual(rows);
  // The next pull begins anew, for a row changes without a new number.
  if (last) expect((await read(source(), startOfNext(last))).found).toEqual(rows);
});

it('loses no row when others are deleted while it reads, and none twice', async () => {
  const whole = rows;
  for (let gone = 0; gone <= 8; gone++) {
    rows = whole;
    const { found } = await read(source(), undefined, () => {
      rows = whole.slice(gone);
    });
    const kept = new Set([...whole.slice(0, 4), ...whole.slice(gone)]);
    expect(found).toEqual(whole.filter((row) => kept.has(row)));
  }
});

it('goes on where it was broken off', async () => {
  const parts: unknown[] = [];
  for (let state: ReadState | undefined; ;) {
    const iterator = ckan.read(source(), state, context)[Symbol.asyncIterator]();
    const { done, value } = await iterator.next();
    if (done) break;
    await iterator.return(undefined);
    parts.push(...value.rows);
    state = value.state;
  }
  expect(parts).toEqual(rows);
});

data.it.each([
  ['as the body of 404', 404],
  ['as the body of 200', 200],
])('says what CKAN calls the error, %s', async (_, status) => {
  answer = () => ({ status, body: notFound() });
  await expect(read()).rejects.toMatchObject({
    message: expect.stringMatching(/CKAN on 127\.0\.0\.1:\d+ says: Not Found Error: Not found: Resource/),
    text: { zh: expect.stringContaining('上的 CKAN 返回错误：Not Found Error：') },
    temporary: false,
  });
});

it('says which parameter CKAN refuses, and that a fault inside may pass', async () => {
  const error = { __type: 'Validation Error', limit: ['Must be a natural number'] };
  answer = () => ({ status: 409, body: JSON.stringify({ success: false, error }) });
  await expect(read()).rejects.toThrow('Validation Error: {"limit":["Must be a natural number"]}');
  answer = () => ({ body: '{"success": false, "error": {"__type": "Internal Error", "message": "busy"}}' });
  await expect(read()).rejects.toMatchObject({ temporary: true });
  answer = () => ({ status: 503, body: '<html>' });
  await expect(read()).rejects.toMatchObject({ message: /answered 503/, temporary: true });
});

it('refuses rows that come in another order or without a number', async () => {
  rows.reverse();
  await expect(read()).rejects.toThrow(/does not sort by _id/);
  rows = [{ name: 'x' } as unknown as Row];
  await expect(read()).rejects.toThrow(/rows without _id/);
});

it.each([
  ['no id of a resource', { resourceId: 'a b' }],
  ['pages of one row', { pageSize: 1 }],
  ['pages that CKAN would cut', { pageSize: 32_001 }],
  ['no address', { url: 'ftp://x/y' }],
])('refuses %s', (_, more) =>
  expect(ckan.settings.safeParse({ url: 'https://x.example/', resourceId: 'r', ...more }).success).toBe(
    false,
  ),
);
