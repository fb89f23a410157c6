import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PullStatus } from '@fuxing/contracts/connectors/v1/pulls';
import { as } from '@fuxing/testing';
import { Settings } from '../../config';
import { PutSource, SourcesService } from './sources.service';
import { testbed } from '../testbed';

const ROWS = 40;
const page = (n: number): string =>
  JSON.stringify(
    Array.from({ length: n < 4 ? 10 : 0 }, (_, k) => ({ id: n * 10 + k, fill: '局'.repeat(100) })),
  );
let bed: Awaited<ReturnType<typeof testbed>>;
let server: Server;
let url: string;
beforeAll(async () => {
  bed = await testbed();
  server = createServer((request, response) => {
    const asked = new URL(request.url ?? '', 'http://x').searchParams;
    response.end(page(Number(asked.get('page'))));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/rows`;
});
afterAll(async () => {
  server.close();
  await bed.stop();
});

const rest = () => ({
  rest: { url, pageSize: 0, cursorField: '', page: { pageParam: 'page', sizeParam: '', fromZero: true } },
});
const whole = Array.from({ length: 5 }, (_, n) => Buffer.byteLength(page(n))).reduce((a, b) => a + b);

it('says how many bytes a pull read, and ends one that reads more than its source declares', async () => {
  await bed.source('fits', { ...rest(), maxBytes: whole });
  expect(await bed.pull('fits', 'p1')).toMatchObject({
    status: PullStatus.PULL_STATUS_SUCCEEDED,
    read: ROWS,
    bytes: whole,
  });
  await bed.source('bursts', { ...rest(), maxBytes: whole - 100 });
  const burst = await bed.pull('bursts', 'p2');
  expect(burst).toMatchObject({ status: PullStatus.PULL_STATUS_FAILED });
  expect(burst.error).toContain(`每次采集允许的 ${whole - 100} 字节`);
  expect(burst.error).toContain(`the ${whole - 100} bytes that one pull may read`);
  // What was stored stays.
  expect(burst.read).toBeGreaterThan(0);
});

it('lets no source declare more than the operator allows', async () => {
  const strict = new SourcesService(bed.db.app, {
    ALLOW_PRIVATE_ADDRESSES: '130404/*=127.0.0.0/8',
    MAX_PULL_BYTES: 5000,
  });
  const source = { name: 'x', nameEn: '', keyField: 'id', ...rest(), maxBytes: 5001 };
  await expect(
    as(() => strict.putSource(PutSource.parse({ sourceId: 'greedy', etag: '', source }))),
  ).rejects.toMatchObject({
    reason: 'INVALID_REQUEST',
    fields: [
      {
        field: 'source.maxBytes',
        en: expect.stringContaining('5000 bytes that the operator allows'),
        zh: expect.stringContaining('5000 字节'),
      },
    ],
  });
  const negative = { ...source, maxBytes: -1 };
  expect(() => PutSource.parse({ sourceId: 'greedy', etag: '', source: negative })).toThrow(/不能为负数/);
});

it('is set by the operator, the default within the limit', () => {
  const { MAX_PULL_BYTES, DEFAULT_PULL_BYTES, MIN_BYTES_PER_SECOND } = Settings.shape;
  expect(MAX_PULL_BYTES.parse(undefined)).toBeGreaterThanOrEqual(DEFAULT_PULL_BYTES.parse(undefined));
  for (const bad of ['0', 'x', '-1', '1.5']) expect(MAX_PULL_BYTES.safeParse(bad).success).toBe(false);
  expect(MIN_BYTES_PER_SECOND.safeParse('0').success).toBe(false);
});
