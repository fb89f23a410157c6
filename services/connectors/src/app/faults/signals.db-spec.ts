import { setTimeout as sleep } from 'node:timers/promises';
import { status } from '@grpc/grpc-js';
import { type FaultBed, faultBed, PULLED, Pusher, startSource, until } from './fault-testbed';

/* F17: SIGTERM under load. F18: a process that sleeps while another one takes over. */

let bed: FaultBed;
beforeAll(async () => void (bed = await faultBed()));
afterAll(() => bed.stop());

it('SIGTERM fails no push that reached it and ends with 0, and the next process goes on with the pull', async () => {
  const site = await startSource(300);
  const old = await bed.start();
  await bed.pullOf('rolled', site.url, 5);
  await bed.pages('rolled', 3);
  const next = await bed.start();
  const [to, over] = [bed.client(old.address), bed.client(next.address)];
  let stopped = false;
  // As a balancer does: once the old one is told to stop, new requests go to the next one.
  const pushers = [1, 2, 3].map(
    (n) => new Pusher(`rolled-${n}`, (pullId) => bed.push(stopped ? over : to, pullId)),
  );
  await until(async () => pushers.every(({ answered }) => answered.length > 2));
  const [half] = await bed.stored('rolled');
  const gone = old.stop();
  stopped = true;
  const code = await gone;
  await until(async () => pushers.every(({ answered }) => answered.length > 5));
  await Promise.all(pushers.map((one) => one.end()));
  expect(code).toBe(0);
  expect(half).toMatchObject({ ended: false, queued: 1 });
  expect(half?.records).toBeLessThan(PULLED);
  // What was refused was refused before it began, and only by a process that goes away.
  expect(pushers.flatMap(({ refused }) => refused).filter((code) => code !== status.UNAVAILABLE)).toEqual([]);
  expect(await bed.ended('rolled')).toMatchObject({ added: PULLED, changed: 0, read: PULLED, error: '' });
  await until(async () => (await bed.stored()).every(({ ended }) => ended));
  expect(await bed.wrong(pushers.flatMap(({ answered }) => answered))).toEqual([]);
  expect(await next.stop()).toBe(0);
  await site.stop();
});

it('a process that slept while another did its pull does no page of it again, and serves on', async () => {
  const site = await startSource(150);
  const sleeper = await bed.start();
  await bed.pullOf('slept', site.url);
  await bed.pages('slept', 3);
  sleeper.child.kill('SIGSTOP');
  const other = await bed.start();
  const pull = await bed.ended('slept');
  const before = await bed.stored('slept');
  sleeper.child.kill('SIGCONT');
  await bed.push(bed.client(sleeper.address), 'awake');
  await sleep(2_000);
  expect(pull).toMatchObject({ added: PULLED, changed: 0, read: PULLED, error: '' });
  expect(before).toMatchObject([{ records: PULLED, ended: true, queued: 0, said: 1 }]);
  expect(await bed.stored('slept')).toEqual(before);
  await bed.ended('awake');
  expect(await bed.wrong(['awake'])).toEqual([]);
  expect(await sleeper.stop()).toBe(0);
  expect(await other.stop()).toBe(0);
  await site.stop();
});
