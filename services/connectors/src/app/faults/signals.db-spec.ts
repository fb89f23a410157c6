import { setTimeout as sleep } from 'node:timers/promises';
import { VerificationPolicy } from '@fuxing/contracts/connectors/v1/measure_checks';
import { MeasureFunction } from '@fuxing/contracts/connectors/v1/measures';
import { ObservationsServiceService } from '@fuxing/contracts/connectors/v1/observations';
import { as, call, hold } from '@fuxing/testing';
import { status } from '@grpc/grpc-js';
import { type FaultBed, faultBed, PULLED, Pusher, startSource, until } from './fault-testbed';

/* F17: SIGTERM under load. F18: a process that sleeps while another one takes over, or within a
 * transaction. */

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

it('a process that sleeps within a transaction keeps its locks no longer than 20 s, and the bus no longer than a minute', async () => {
  const id = 'asleep';
  await bed.known([], [id]);
  await bed.source(id, { push: {} });
  const manual = { policy: VerificationPolicy.VERIFICATION_POLICY_ALWAYS_MANUAL };
  await bed.measure(id, { function: MeasureFunction.MEASURE_FUNCTION_COUNT, sourceId: id, ...manual });
  const sleeper = await bed.start();
  await as(() =>
    bed.pulls.push({ sourceId: id, pullId: id, records: [{ id: '1', unit: 'A', at: '2026-01-05' }] }),
  );
  await bed.ended(id);
  const verifier = (subject: string) => bed.keys.metadata({ subject, roles: ['verifier'] });
  const accept = async (address: string, who: string) =>
    call(
      bed.client(address),
      ObservationsServiceService.acceptObservations,
      { observationIds: [`${id}~a~2026-01~1`], verificationId: `${id}-${who}`, reason: 'checked' },
      await verifier(who),
    );
  const gate = await hold(
    bed.db.adminUrl,
    `SET search_path = connectors; LOCK TABLE verification_act IN SHARE MODE`,
  );
  const asked = accept(sleeper.address, 'li').then(
    () => undefined,
    (error: { code: status }) => error.code,
  );
  await gate.reached(/INSERT INTO verification_act/);
  sleeper.child.kill('SIGSTOP');
  await gate.release();
  const began = performance.now();
  const other = await bed.start();
  // Heard by whoever has the turn of the service to read; its transaction keeps everybody's.
  await bed.db.query(
    `INSERT INTO bus.event (event_id, tenant_id, topic, key, type, occurred_at, payload)
     VALUES (gen_random_uuid(), '130404', 'indicators.unit-changed.v1', 'c', 'fuxing.indicators.v1.UnitChanged', now(),
       '{"unit": {"unitId": "heard"}}')`,
  );
  expect(await accept(other.address, 'wu')).toMatchObject({
    observations: [{ verification: { verifiedBy: 'wu' } }],
  });
  const waitedMs = performance.now() - began;
  let heard = 0;
  for (let n = 0; n < 700 && heard === 0; n++) {
    await sleep(100);
    heard = (await bed.db.query(`SELECT FROM unit WHERE unit_id = 'heard'`)).length;
  }
  expect(heard).toBe(1);
  sleeper.child.kill('SIGCONT');
  // Its caller gave up first.
  expect(await asked).toBe(status.DEADLINE_EXCEEDED);
  const decisions = await bed.db.query(`SELECT verified_by AS by FROM verification`);
  expect(decisions).toEqual([{ by: 'wu' }]);
  expect(waitedMs).toBeGreaterThan(15_000);
  expect(waitedMs).toBeLessThan(28_000);
  await bed.push(bed.client(sleeper.address), 'awake-again');
  expect(await sleeper.stop()).toBe(0);
  expect(await other.stop()).toBe(0);
}, 180_000);
