import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { openBus, postgresBusLag } from '@fuxing/outbox';
import { type FaultBed, faultBed, until } from './fault-testbed';

/* F12: somebody hears one event a second of what this service says. */

const PUSHES = 60;
const AT_ONCE = 4;
let bed: FaultBed;
beforeAll(async () => void (bed = await faultBed()));
afterAll(() => bed.stop());

const lag = async (): Promise<number> => (await postgresBusLag(bed.db.busUrl)).get('slow') ?? -1;
const memoryMb = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

it('keeps no push, no pull and no event waiting, is seen as lag, and costs the service no memory', async () => {
  const service = await bed.start();
  const client = bed.client(service.address);
  await bed.push(client, 'warm');
  await bed.ended('warm');
  const bus = await openBus(bed.db.busUrl, 'test');
  let heard = 0;
  const slow = await bus.subscribe({
    group: 'slow',
    topics: ['connectors.pull-finished.v1'],
    from: 'latest',
    handle: async () => {
      heard += 1;
      await sleep(1_000);
    },
  });
  const memory = memoryMb(service.child.pid ?? 0);
  const answered: string[] = [];
  const times: number[] = [];
  for (let n = 0; n < PUSHES; n += AT_ONCE) {
    const some = Array.from({ length: AT_ONCE }, (_, k) => `push-${n + k}`);
    const begun = performance.now();
    await Promise.all(some.map((pullId) => bed.push(client, pullId)));
    times.push(performance.now() - begun);
    answered.push(...some);
  }
  await until(async () => (await bed.stored()).every(({ ended }) => ended));
  await until(async () => (await bed.db.query(`SELECT FROM outbox`)).length === 0);
  const behind = await lag();
  expect(behind).toBeGreaterThan(0);
  expect(heard).toBeLessThan(PUSHES);
  expect(heard + behind).toBeGreaterThanOrEqual(PUSHES - 1);
  expect(Math.max(...times)).toBeLessThan(5_000);
  expect(memoryMb(service.child.pid ?? 0) - memory).toBeLessThan(128);
  expect(await bed.wrong(answered)).toEqual([]);
  await slow.stop();
  await bus.close();
  expect(await service.stop()).toBe(0);
});
