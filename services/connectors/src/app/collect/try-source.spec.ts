import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Open311Source } from '@fuxing/contracts/connectors/v1/source_kinds';
import { SourceFieldType } from '@fuxing/contracts/connectors/v1/source_schemas';
import { as } from '@fuxing/testing';
import type { DataSource } from 'typeorm';
import { TrySource, TrySourceRequest } from './try-source';

/** A source without a credential needs none. */
const noDatabase = {} as DataSource;
let server: Server;
let base: string;
let body: string;
let answer = 200;
const trial = new TrySource(noDatabase, { ALLOW_PRIVATE_ADDRESSES: '130404/*=127.0.0.0/8' });
const blank = { name: '', nameEn: '', keyField: 'id' };
beforeAll(async () => {
  server = createServer((_, response) => response.writeHead(answer).end(body)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/r`;
});
afterAll(async () => {
  await trial.onModuleDestroy();
  server.close();
});

const check = (request: Parameters<TrySource['check']>[0]) => as(() => trial.check(request));
const discover = (request: Parameters<TrySource['discover']>[0]) => as(() => trial.discover(request));
const asked = (source: object) => TrySourceRequest.parse({ source: { ...blank, ...source } });
const rest = (more: object = {}) =>
  asked({ rest: { url: base, pageSize: 0, cursorField: '', whole: {}, ...more } });

it('checks the first page: nothing wrong, what is wrong, not readable', async () => {
  body = JSON.stringify([{ id: 1 }, { id: 2 }]);
  expect(await check(rest())).toEqual({ rows: 2, problems: [], warnings: [] });
  body = JSON.stringify([{ id: 1 }, { id: 1 }]);
  expect(await check(rest())).toMatchObject({
    rows: 2,
    problems: [{ code: 'KEY_REPEATED', field: 'keyField' }],
  });
  body = '<html>';
  expect(await check(rest())).toMatchObject({
    rows: 0,
    problems: [{ code: 'NOT_READABLE', field: 'rest', en: /JSON array/, zh: /JSON 数组/ }].map((problem) => ({
      ...problem,
      en: expect.stringMatching(problem.en),
      zh: expect.stringMatching(problem.zh),
    })),
  });
});

it('names the setting by which changes are asked for, where rows cannot answer that', async () => {
  body = JSON.stringify([
    { service_request_id: '1', requested_datetime: '2024-01-01T00:00:00Z', updated_datetime: '' },
  ]);
  const open311 = { url: `${base}/requests.json`, firstDay: '2024-01-01', updatedAfter: true };
  const city = TrySourceRequest.parse({
    source: { ...blank, keyField: 'service_request_id', open311: Open311Source.fromJSON(open311) },
  });
  expect((await check(city)).problems).toMatchObject([
    { code: 'CURSOR_MISSING', field: 'open311.updatedAfter' },
  ]);
});

it.each([
  [401, /answered 401: it wants a credential, or another one; see credentialId/],
  [403, /answered 403: it wants a credential/],
  [404, /answered 404: nothing is at \/r; see the url/],
])('says what %d asks for', async (status, en) => {
  answer = status;
  const { problems } = await check(rest());
  answer = 200;
  expect(problems).toMatchObject([{ code: 'NOT_READABLE', en: expect.stringMatching(en) }]);
});

it('discovers fields, keys and cursors, with or without a name of a key', async () => {
  body = 'id,at\n1,2026-01-02\n2,2026-01-03\n';
  expect(await discover(asked({ keyField: '', csv: { url: base } }))).toMatchObject({
    rows: 2,
    keyCandidates: ['id'],
    cursorCandidates: ['at'],
    fields: [
      { name: 'id', type: SourceFieldType.SOURCE_FIELD_TYPE_NUMBER },
      { name: 'at', type: SourceFieldType.SOURCE_FIELD_TYPE_TIMESTAMP },
    ],
  });
  body = '<html>';
  await expect(discover(rest())).rejects.toMatchObject({ reason: 'SOURCE_NOT_READABLE' });
});

it('tries a table of CKAN', async () => {
  body = JSON.stringify({ success: true, result: { records: [{ _id: 1, id: 'a' }] } });
  const ckan = asked({ ckan: { url: base, resourceId: 'r' } });
  expect(await check(ckan)).toEqual({ rows: 1, problems: [], warnings: [] });
  body = JSON.stringify({ success: false, error: { __type: 'Not Found Error', message: 'No r.' } });
  expect(await check(ckan)).toMatchObject({
    rows: 0,
    problems: [
      { code: 'NOT_READABLE', field: 'ckan', en: expect.stringContaining('Not Found Error: No r.') },
    ],
  });
});

it('tries a city of Open311', async () => {
  body = '[{"service_request_id": "7", "id": "7"}]';
  const open311 = { url: `${base}/requests.json`, firstDay: '2026-01-01' };
  expect(await check(asked({ open311 }))).toEqual({ rows: 1, problems: [], warnings: [] });
  expect(() => asked({ open311: { ...open311, firstDay: 'soon' } })).toThrow(/2024-01-01/);
});

it('reads nothing that is pushed, and nothing inside the network', async () => {
  const pushed = asked({ push: {} });
  await expect(check(pushed)).rejects.toMatchObject({ reason: 'SOURCE_IS_PUSHED' });
  await expect(discover(pushed)).rejects.toMatchObject({ reason: 'SOURCE_IS_PUSHED' });
  const inside = rest({ url: 'http://169.254.169.254/latest/meta-data' });
  await expect(check(inside)).rejects.toMatchObject({ reason: 'SOURCE_ADDRESS_FORBIDDEN' });
});

it('reaches for one source what the operator allows it, and for no other', async () => {
  body = '[{"id": 1}]';
  const of = (sourceId: string) =>
    TrySourceRequest.parse({
      source: { ...blank, sourceId, rest: { url: base, pageSize: 0, cursorField: '', whole: {} } },
    });
  const strict = new TrySource(noDatabase, {
    ALLOW_PRIVATE_ADDRESSES: `130404/hotline=127.0.0.0/8,130402/permits=127.0.0.0/8`,
  });
  expect(await as(() => strict.check(of('hotline')))).toEqual({ rows: 1, problems: [], warnings: [] });
  for (const other of ['permits', ''])
    await expect(as(() => strict.check(of(other)))).rejects.toMatchObject({
      reason: 'SOURCE_ADDRESS_FORBIDDEN',
      text: { en: expect.stringContaining('tenant/source='), zh: expect.stringContaining('租户/来源=') },
    });
  await strict.onModuleDestroy();
});

it.each<[string, object]>([
  ['two kinds of paging', { offset: {}, page: {} }],
  ['a cursor that cannot be asked for', { cursorField: 'at' }],
  ['a parameter for no cursor', { sinceParam: 'since' }],
  ['a path that is none', { recordsPath: 'result.records' }],
  ['no place of the next page', { whole: undefined, cursor: { nextPath: '' } }],
])('refuses %s', (_, more) => expect(() => rest(more)).toThrow());
