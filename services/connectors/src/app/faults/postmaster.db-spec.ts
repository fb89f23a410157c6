import { setTimeout as sleep } from 'node:timers/promises';
import { type FaultBed, faultBed, PULLED, Pusher, startSource, until } from './fault-testbed';
import { OwnPostgres } from './own-postgres';

/* F5: `kill -9` of the postmaster under pushes and a pull. */

const postgres = new OwnPostgres();
let bed: FaultBed;
beforeAll(async () => {
  process.env['FUXING_TEST_POSTGRES'] = (await postgres.start()).url;
  bed = await faultBed();
});
afterAll(async () => {
  await bed.stop();
  await postgres.stop();
});

it('loses nothing that was answered, hangs nobody, and serves within 10 s of the restart', async () => {
  const service = await bed.start();
  const site = await startSource(100);
  const client = bed.client(service.address);
  await bed.pullOf('pulled', site.url);
  const pushers = [1, 2, 3].map((n) => new Pusher(`p${n}`, (pullId) => bed.push(client, pullId)));
  const answered = (): string[] => pushers.flatMap((one) => one.answered);
  await bed.pages('pulled', 3);
  await postgres.kill();
  await sleep(1_000);
  const before = answered().length;
  await postgres.start();
  const back = performance.now();
  await until(async () => answered().length > before);
  expect(performance.now() - back).toBeLessThan(10_000);
  await sleep(1_000);
  await Promise.all(pushers.map((one) => one.end()));
  expect(before).toBeGreaterThan(0);
  expect(pushers.flatMap((one) => one.refused).length).toBeGreaterThan(0);
  // Less than the deadline of a call, which is 30 s.
  expect(Math.max(...pushers.map((one) => one.longestMs))).toBeLessThan(15_000);
  expect(await bed.ended('pulled')).toMatchObject({ added: PULLED, changed: 0, read: PULLED, error: '' });
  await until(async () => (await bed.stored()).every(({ ended }) => ended));
  expect(await bed.wrong(answered())).toEqual([]);
  await site.stop();
  expect(await service.stop()).toBe(0);
});
