import { setTimeout as sleep } from 'node:timers/promises';
import { type BuiltService, commitGate, hold, holdGate } from '@fuxing/testing';
import type { Client } from '@grpc/grpc-js';
import { type FaultBed, faultBed, PER_PUSH, Pusher, until } from './fault-testbed';

/* F1: `kill -9` of the service at points of a push. */

const QUEUED = 1;
let bed: FaultBed;
let service: BuiltService;
let client: Client;
beforeAll(async () => {
  bed = await faultBed();
  await bed.db.query(commitGate(QUEUED, 'pull', 'INSERT'));
  service = await bed.start();
  client = bed.client(service.address);
});
afterAll(() => bed.stop());

const again = async (): Promise<void> => {
  service = await bed.start({ GRPC_LISTEN: service.address });
};
const held = (statement: string) => hold(bed.db.adminUrl, `SET search_path = connectors; ${statement}`);
const outcome = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'answered',
    () => 'no answer',
  );
const of = async (id: string) => (await bed.stored()).filter(({ pullId }) => pullId === id);

describe.each([
  { step: 'before it queues', held: 'LOCK TABLE pull', at: /pull/, left: [0] },
  { step: 'before it stores records', held: 'LOCK TABLE record', at: /record/, left: [0] },
  { step: 'in its commit', held: holdGate(QUEUED), at: /^COMMIT$/, left: [0, 1] },
])('a push whose process is killed $step', ({ step, held: what, at, left }) => {
  it('is there whole or not at all, and the same push again makes it one', async () => {
    const id = step.replaceAll(' ', '-');
    const gate = await held(what);
    const asked = outcome(bed.push(client, id));
    try {
      await gate.reached(at);
      await service.kill();
    } finally {
      await gate.release();
    }
    expect(await asked).toBe('no answer');
    // What the server had in hand of a dead client ends by itself.
    await sleep(200);
    expect(left).toContain((await of(id)).length);
    expect(await bed.wrong([])).toEqual([]);
    await again();
    expect(await bed.push(client, id)).toMatchObject({ pullId: id, added: PER_PUSH });
    expect(await bed.push(client, id)).toMatchObject({ pullId: id, added: PER_PUSH });
    expect(await bed.ended(id)).toMatchObject({ added: PER_PUSH, error: '' });
    expect(await bed.wrong([id])).toEqual([]);
  });
});

it('a push that committed and could not be answered is there, and the same push again changes nothing', async () => {
  const gate = await held(holdGate(QUEUED));
  const asked = outcome(bed.push(client, 'committed'));
  await gate.reached(/^COMMIT$/);
  service.child.kill('SIGSTOP');
  await gate.release();
  await until(async () => (await of('committed')).length === 1);
  await service.kill();
  expect(await asked).toBe('no answer');
  const before = await of('committed');
  await again();
  expect(await bed.push(client, 'committed')).toMatchObject({ added: PER_PUSH });
  await bed.ended('committed');
  expect(before).toMatchObject([{ records: PER_PUSH, queued: 1, said: 0 }]);
  expect(await of('committed')).toMatchObject([{ records: PER_PUSH, queued: 0, said: 1 }]);
});

it('whatever the moment of 3 kills, every answered push is there once and ends once', async () => {
  const pushers = [1, 2, 3].map((n) => new Pusher(`storm-${n}`, (pullId) => bed.push(client, pullId)));
  for (let n = 0; n < 3; n++) {
    await sleep(100 + Math.random() * 500);
    await service.kill();
    await again();
  }
  await Promise.all(pushers.map((one) => one.end()));
  const answered = pushers.flatMap((one) => one.answered);
  expect(answered.length).toBeGreaterThan(5);
  await until(async () => (await bed.stored()).every(({ ended }) => ended));
  expect(await bed.wrong(answered)).toEqual([]);
});
