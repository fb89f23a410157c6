import { PullStatus } from '@fuxing/contracts/connectors/v1/pulls';
import { type FaultBed, faultBed, PULLED, RETRY_BASE_MS, startSource } from './fault-testbed';
import { TcpProxy } from './tcp-proxy';

/* F15: two seconds of latency and resets between the service and a source. */

const PAGE = 50;
let bed: FaultBed;
beforeAll(async () => void (bed = await faultBed()));
afterAll(() => bed.stop());

it('a slow line that breaks now and then costs at most two requests for each break, and the pull ends right', async () => {
  const calm = await startSource();
  await bed.source('calm', {
    rest: { url: `${calm.url}/resource/items.json`, pageSize: PAGE, cursorField: 'changed' },
  });
  await bed.pull('calm', 'calm');
  await calm.stop();
  const site = await startSource();
  const line = new TcpProxy(new URL(site.url), 2_000, (request) => request % 3 === 0);
  const service = await bed.start();
  await bed.pullOf('slow', await line.start(), PAGE);
  const pull = await bed.ended('slow');
  expect(pull).toMatchObject({ added: PULLED, changed: 0, read: PULLED, error: '' });
  expect(line.broken).toBeGreaterThan(0);
  // The one that broke, and the page that was asked for ahead of it.
  expect(site.requests.total).toBeLessThanOrEqual(calm.requests.total + 2 * line.broken);
  expect(await service.stop()).toBe(0);
  await line.stop();
  await site.stop();
});

it.each([
  ['now and then', 12],
  ['at every third request', 3],
])(
  'a line that breaks %s meets no storm: a tenth of the pages is repeated, a few besides, then one in a pause',
  async (_, nth) => {
    const site = await startSource();
    const line = new TcpProxy(new URL(site.url), 0, (request) => request % nth === 0);
    const service = await bed.start();
    const began = performance.now();
    await bed.pullOf(`nth-${nth}`, await line.start(), 2);
    const pull = await bed.ended(`nth-${nth}`);
    const pauses = (performance.now() - began) / (20 * RETRY_BASE_MS);
    const pages = PULLED / 2;
    expect(pull).toMatchObject({ added: PULLED, changed: 0, error: '' });
    const offered = pages + 1;
    const more = site.requests.total - offered;
    if (nth === 12) expect(more).toBeLessThanOrEqual(0.2 * offered);
    expect(more).toBeLessThanOrEqual(2 * (5 + pages / 10 + pauses));
    // At a third it is the budget that holds it back.
    if (nth === 3) expect(pauses).toBeGreaterThan(10);
    expect(await service.stop()).toBe(0);
    await line.stop();
    await site.stop();
  },
);

it('a line that always breaks is given up after six requests, is said so, and the next source is not kept waiting', async () => {
  const site = await startSource();
  const dead = new TcpProxy(new URL(site.url), 0, () => true);
  const service = await bed.start();
  await bed.pullOf('dead', await dead.start(), PAGE);
  await bed.pullOf('alive', site.url, PAGE);
  expect(await bed.ended('alive')).toMatchObject({ added: PULLED, error: '' });
  const pull = await bed.ended('dead');
  expect(pull).toMatchObject({ status: PullStatus.PULL_STATUS_FAILED, added: 0, pages: 0 });
  expect(pull.error).not.toMatch(/internal error/i);
  expect(dead.broken).toBe(6);
  expect(await service.stop()).toBe(0);
  await dead.stop();
  await site.stop();
});
