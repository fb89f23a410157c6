import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ObservationStatus } from '@fuxing/contracts/connectors/v1/observations';
import { PullStatus } from '@fuxing/contracts/connectors/v1/pulls';
import { type Dataset, datasetFromRecords, type RunningSimulator, startSimulator } from '@fuxing/simulator';
import { as, drift, excessRights, keepMetrics, notIsolated, office } from '@fuxing/testing';
import { database } from '../../db/database';
import { ListPulls, StartPull } from './pulls.service';
import { testbed } from '../testbed';

const { PULL_STATUS_SUCCEEDED: succeeded, PULL_STATUS_FAILED: failed } = PullStatus;
const fields = ['id', 'at', 'unit', 'changed'];
const item = (n: number, more: object = {}) => ({
  id: `k${String(n).padStart(4, '0')}`,
  at: `2026-0${1 + (n % 3)}-05T10:00:00.000`,
  unit: n % 2 ? 'A' : 'B',
  changed: `2026-04-01T00:00:${String(n % 60).padStart(2, '0')}.000`,
  ...more,
});
const items = Array.from({ length: 250 }, (_, n) => item(n));

const measured = keepMetrics();
let bed: Awaited<ReturnType<typeof testbed>>;
let site: RunningSimulator;
let data: Dataset;
let n = 0;
beforeAll(async () => {
  bed = await testbed();
  await bed.known(['a', 'b'], ['count']);
  await bed.mapping('units', { A: 'a', B: 'b' });
});
afterAll(() => bed.stop());
beforeEach(async () => {
  data = datasetFromRecords(items, { fields, timestamps: ['at', 'changed'] });
  site = await startSimulator({ datasets: { items: data } });
});
afterEach(() => site.stop());

/** A source of its own for each test. */
const fresh = async (url = `${site.url}/resource/items.json`, cursorField = 'changed'): Promise<string> => {
  const sourceId = `s${++n}`;
  await bed.source(sourceId, { rest: { url, pageSize: 20, cursorField } });
  return sourceId;
};
const stored = (sourceId: string) =>
  bed.db.query<{ key: string; version: number }>(
    `SELECT record_key AS key, version FROM record WHERE source_id = $1 ORDER BY record_key, version`,
    [sourceId],
  );
const until = async (done: () => Promise<boolean>): Promise<void> => {
  for (let i = 0; i < 400; i++) {
    if (await done()) return;
    await sleep(25);
  }
  throw new Error('It did not happen within 10 s.');
};
const server = async (answer: (response: ServerResponse, request: number) => void) => {
  let requests = 0;
  const made = createServer((_, response) => answer(response, ++requests)).listen(0, '127.0.0.1');
  await once(made, 'listening');
  return {
    url: `http://127.0.0.1:${(made.address() as AddressInfo).port}/`,
    requests: () => requests,
    stop: () => made.close(),
  };
};

it('agrees with its migrations, isolates tenants and gives the app role no more than it needs', async () => {
  expect(await drift(bed.db, database)).toEqual([]);
  expect(await notIsolated(bed.db, 'connectors')).toEqual([]);
  expect(await excessRights(bed.db, 'connectors')).toEqual([]);
  // A connection that never had a tenant refuses, one that had sees nothing.
  const seen: unknown = await bed.db.app.query(`SELECT * FROM tenant`).catch(() => []);
  expect(seen).toEqual([]);
  const readable = await bed.db.query(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'connectors'::regnamespace AND relkind = 'r'
       AND has_any_column_privilege('fuxing_connectors_worker', oid, 'SELECT') ORDER BY relname`,
  );
  expect(readable).toEqual([
    { name: 'dead_letter' },
    { name: 'outbox' },
    { name: 'queued_pull' },
    { name: 'source_schedule' },
    { name: 'verification_item' },
  ]);
});

it.each(['changed', ''])(
  'reads every record once, by cursor "%s", and nothing new again',
  async (cursorField) => {
    const source = await fresh(undefined, cursorField);
    expect(await bed.pull(source, `${source}-1`)).toMatchObject({
      status: succeeded,
      added: 250,
      changed: 0,
      rejected: 0,
    });
    const again = await bed.pull(source, `${source}-2`, true);
    expect(again).toMatchObject({ status: succeeded, read: 250, added: 0, changed: 0 });
    expect(await stored(source)).toHaveLength(250);
  },
);

it('reads only what changed since, keeps the old content, and loses no change of the same moment', async () => {
  const source = await fresh();
  await bed.pull(source, `${source}-1`);
  const rows = items.map((of) =>
    of.id === 'k0000' ? item(0, { unit: 'A', changed: '2026-04-01T00:00:59.000' }) : of,
  );
  data.rows = datasetFromRecords(rows, { fields }).rows;
  const pull = await bed.pull(source, `${source}-2`);
  expect(pull).toMatchObject({ status: succeeded, added: 0, changed: 1, cursor: '2026-04-01T00:00:59.000' });
  expect(pull.read).toBeLessThan(20);
  expect((await stored(source)).slice(0, 3)).toEqual([
    { key: 'k0000', version: 1 },
    { key: 'k0000', version: 2 },
    { key: 'k0001', version: 1 },
  ]);
});

it('reads records without a cursor too', async () => {
  const rows = [
    ...items.slice(0, 30),
    ...Array.from({ length: 45 }, (_, k) => item(500 + k, { changed: undefined })),
  ];
  data.rows = datasetFromRecords(rows, { fields }).rows;
  const source = await fresh();
  expect(await bed.pull(source, `${source}-1`)).toMatchObject({ status: succeeded, added: 75 });
});

it('goes on where it was broken off, losing and doubling nothing', async () => {
  await site.stop();
  site = await startSimulator({ datasets: { items: data }, latencyMs: 15 });
  const source = await fresh();
  const pullId = `${source}-1`;
  const first = bed.worker();
  first.start();
  await as(() => bed.pulls.start(StartPull.parse({ sourceId: source, pullId, full: false })));
  await until(async () => (await as(() => bed.pulls.get(pullId))).pages >= 3);
  await first.stop();
  const broken = await as(() => bed.pulls.get(pullId));
  expect(broken.status).toBe(PullStatus.PULL_STATUS_RUNNING);
  const [second, third] = [bed.worker(), bed.worker()];
  second.start();
  third.start();
  await until(async () => (await as(() => bed.pulls.get(pullId))).finishedAt !== undefined);
  await Promise.all([second.stop(), third.stop()]);
  expect(await as(() => bed.pulls.get(pullId))).toMatchObject({
    status: succeeded,
    read: 250,
    added: 250,
    changed: 0,
  });
  expect(await stored(source)).toHaveLength(250);
});

it('bears refusals, failures and cut answers, and ends with the same records', async () => {
  await site.stop();
  site = await startSimulator({
    datasets: { items: data },
    faults: { seed: 7, tooMany: 0.15, serverError: 0.1, cut: 0.15 },
  });
  const source = await fresh();
  expect(await bed.pull(source, `${source}-1`)).toMatchObject({ status: succeeded, added: 250, read: 250 });
});

it.each([
  { why: 'errors without end', status: 500, body: '', tries: 6, error: /500/ },
  { why: 'no JSON', status: 200, body: '<html>login</html>', tries: 6, error: /<html>login/ },
  { why: 'no array', status: 200, body: '{"a":1}', tries: 6, error: /JSON/ },
  { why: 'a refusal', status: 403, body: '', tries: 1, error: /403/ },
  {
    why: 'the same page again and again',
    status: 200,
    body: '[{"id":"1","changed":"1"}]',
    tries: 3,
    error: /same page/,
  },
])('gives up on $why after $tries tries and says so', async ({ status, body, tries, error }) => {
  const bad = await server((response) => response.writeHead(status).end(body));
  const source = await fresh(bad.url);
  const pull = await bed.pull(source, `${source}-1`);
  expect(pull).toMatchObject({ status: failed, error: expect.stringMatching(error) });
  expect(bad.requests()).toBe(tries);
  expect(pull.finishedAt).toBeDefined();
  bad.stop();
});

it('keeps rows that are no records with their reason', async () => {
  const body = JSON.stringify([{ id: 'x', at: 'nul \0', n: 1 }, { at: 'no key' }, 7, null, { id: '' }]);
  const odd = await server((response, request) => response.end(request === 1 ? body : '[]'));
  const source = await fresh(odd.url, '');
  expect(await bed.pull(source, `${source}-1`)).toMatchObject({
    status: succeeded,
    read: 5,
    added: 1,
    rejected: 4,
  });
  const request = { pageSize: 0, pageToken: '', sourceId: source, measureId: '' };
  const { unusableRecords } = await as(() => bed.pulls.listUnusable(request));
  expect(unusableRecords.map(({ reason }) => reason).sort()).toEqual([
    'NOT_AN_OBJECT',
    'NOT_AN_OBJECT',
    'NO_KEY',
    'NO_KEY',
  ]);
  odd.stop();
});

it('reads a CSV file with a byte order mark, and refuses a crooked one', async () => {
  await site.stop();
  const crooked = 'id,at\nx,"1"\ny\n';
  site = await startSimulator({
    datasets: {},
    files: { 'a.csv': '\uFEFFid,at\r\nx,"1,2"\r\ny,\r\n', 'b.csv': crooked },
  });
  await bed.source('csv-a', { csv: { url: `${site.url}/files/a.csv` } });
  await bed.source('csv-b', { csv: { url: `${site.url}/files/b.csv` } });
  expect(await bed.pull('csv-a', 'csv-a-1')).toMatchObject({ status: succeeded, read: 2, added: 2 });
  const [row] = await bed.db.query<{ content: object }>(
    `SELECT content FROM record WHERE source_id = 'csv-a' AND record_key = 'x'`,
  );
  expect(row?.content).toEqual({ id: 'x', at: '1,2' });
  expect(await bed.pull('csv-b', 'csv-b-1')).toMatchObject({
    status: failed,
    error: expect.stringMatching(/CSV/),
  });
});

it('measures a pull that ended: how long it took, how it ended, and the rows that it read and refused', async () => {
  const body = JSON.stringify([item(1), item(2), { at: 'no key' }]);
  const odd = await server((response, request) => response.end(request === 1 ? body : '[]'));
  const broken = await server((response) => response.writeHead(404).end());
  await measured();
  await bed.pull(await fresh(odd.url, ''), 'measured');
  await bed.pull(await fresh(broken.url, ''), 'measured-broken');
  odd.stop();
  broken.stop();
  const seen = await measured();
  const [ok, ko] = ['succeeded', 'failed'].map((outcome) => ({ 'fuxing.outcome': outcome }));
  const durations = seen['fuxing.connectors.pull.duration'] ?? [];
  expect(durations).toMatchObject([
    { unit: 's', attributes: ok, value: { count: 1 } },
    { unit: 's', attributes: ko, value: { count: 1 } },
  ]);
  for (const { value } of durations) expect((value as { sum: number }).sum).toBeGreaterThan(0);
  expect(seen['fuxing.connectors.pull.records.read']).toEqual([
    { unit: '{record}', attributes: ok, value: 3 },
    { unit: '{record}', attributes: ko, value: 0 },
  ]);
  expect(seen['fuxing.connectors.pull.records.rejected']).toEqual([
    { unit: '{record}', attributes: ok, value: 1 },
    { unit: '{record}', attributes: ko, value: 0 },
  ]);
});

it('stores pushed records once, and measures them', async () => {
  await bed.source('pushed', { push: {} });
  await bed.measure('count', { sourceId: 'pushed' });
  const push = () => as(() => bed.pulls.push({ sourceId: 'pushed', pullId: 'push-1', records: items }));
  expect(await push()).toMatchObject({ status: PullStatus.PULL_STATUS_QUEUED, added: 250 });
  expect(await push()).toMatchObject({ added: 250, read: 250 });
  await expect(
    as(() => bed.pulls.start(StartPull.parse({ sourceId: 'pushed', pullId: 'p', full: false }))),
  ).rejects.toMatchObject({ reason: 'SOURCE_IS_PUSHED' });
  await bed.run().run(office.tenantId, 'push-1', new AbortController().signal);
  expect(await bed.values('count', ObservationStatus.OBSERVATION_STATUS_PUBLISHED)).toHaveLength(6);
});

it('lists pulls newest first, also from the tenth to the hundredth', async () => {
  const source = await fresh();
  const ids = Array.from({ length: 12 }, (_, k) => `${source}-${k}`);
  await bed.db.query(`SELECT setval('pull_position', 95)`);
  for (const id of ids) await bed.pull(source, id);
  const seen: string[] = [];
  let pageToken = '';
  do {
    const page = await as(() =>
      bed.pulls.list(ListPulls.parse({ sourceId: source, pageSize: 5, pageToken })),
    );
    seen.push(...page.pulls.map(({ pullId }) => pullId));
    pageToken = page.nextPageToken;
  } while (pageToken !== '');
  expect(seen).toEqual(ids.toReversed());
});

it('refuses forbidden and odd addresses when they are put', async () => {
  const put = (url: string) => bed.source('never', { csv: { url } });
  await expect(put('http://10.0.0.1/x')).rejects.toMatchObject({ reason: 'SOURCE_ADDRESS_FORBIDDEN' });
  await expect(put('http://169.254.169.254/')).rejects.toMatchObject({ reason: 'SOURCE_ADDRESS_FORBIDDEN' });
  await expect(put('file:///etc/passwd')).rejects.toThrow(/http/);
  await expect(put('http://user:pass@example.com/')).rejects.toThrow(/password/);
});
