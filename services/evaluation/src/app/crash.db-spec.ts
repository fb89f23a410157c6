import { setTimeout as sleep } from 'node:timers/promises';
import { CyclesServiceService } from '@fuxing/contracts/evaluation/v1/cycles';
import { commitGate, hold, holdGate, seeded } from '@fuxing/testing';
import { isAway, LEAVES, RANKED, Testbed } from './testbed';

jest.setTimeout(300_000);

const KILLS = 8;
/** Says when the process dies; printed, so that a failure can be tried again. */
const SEED = Number(process.env['CRASH_SEED'] ?? Date.now() % 1_000_000);
const [QUEUED, SCORED, SAID] = [1, 2, 3];

let testbed: Testbed;
/** Of a run that nobody disturbed. */
let undisturbed: { inputHash: string; resultHash: string };
beforeAll(async () => {
  testbed = await Testbed.make();
  await testbed.putCycle('calm');
  await testbed.startRun('calm');
  const { run } = await testbed.finished('calm');
  expect(run).toMatchObject({ status: 'SCORING_RUN_STATUS_SUCCEEDED', error: '' });
  undisturbed = { inputHash: run.inputHash, resultHash: run.resultHash };
  await testbed.db.query(
    commitGate(QUEUED, 'scoring_run', 'INSERT') +
      commitGate(SCORED, 'scoring_run', 'UPDATE', `NEW.status = 'SCORING_RUN_STATUS_SUCCEEDED'`) +
      commitGate(SAID, 'outbox', 'INSERT'),
  );
});
afterAll(() => testbed.stop());

const held = (statement: string) => hold(testbed.db.adminUrl, `SET search_path = evaluation; ${statement}`);
const whole = () => ({
  run: { status: 'SCORING_RUN_STATUS_SUCCEEDED', error: '', ...undisturbed },
  scores: LEAVES * RANKED,
  results: RANKED,
});
const outcome = (work: Promise<unknown>) =>
  work.then(
    () => 'answered',
    (error: unknown) => (isAway(error) ? 'no answer' : String(error)),
  );

describe('a scoring run whose process is killed', () => {
  it.each([
    { step: 'while it reads its inputs', held: 'LOCK TABLE target', at: /FROM target/ },
    { step: 'while it writes scores', held: 'LOCK TABLE score', at: /INSERT INTO score/ },
    { step: 'while it writes results', held: 'LOCK TABLE result', at: /INSERT INTO result/ },
  ])(
    '$step leaves nothing, and is done from its beginning by the next one',
    async ({ step, held: what, at }) => {
      const cycleId = step.replaceAll(' ', '-');
      await testbed.putCycle(cycleId);
      const gate = await held(what);
      await testbed.startRun(cycleId);
      await gate.reached(at);
      await testbed.kill();
      await gate.release();
      const left = await testbed.stored(cycleId);
      expect(left).toMatchObject({ run: { status: 'SCORING_RUN_STATUS_RUNNING' }, scores: 0, results: 0 });
      await testbed.start();
      expect(await testbed.finished(cycleId)).toMatchObject(whole());
    },
  );

  it('in its commit is not done again when that commit arrives while the next one takes it up', async () => {
    await testbed.putCycle('late');
    const gate = await held(holdGate(SCORED));
    await testbed.startRun('late');
    await gate.reached(/^COMMIT$/);
    await testbed.kill();
    await testbed.start();
    await gate.reached(/UPDATE.*scoring_run/);
    await gate.release();
    const first = await testbed.finished('late');
    expect(first).toMatchObject(whole());
    await testbed.putCycle('after-late');
    await testbed.startRun('after-late');
    await testbed.finished('after-late');
    expect(await testbed.stored('late')).toEqual(first);
  });

  it('right after its commit is left as it is', async () => {
    await testbed.putCycle('committed');
    const gate = await held(holdGate(SCORED));
    await testbed.startRun('committed');
    await gate.reached(/^COMMIT$/);
    testbed.freeze();
    await gate.release();
    const first = await testbed.finished('committed');
    await testbed.kill();
    await testbed.start();
    await testbed.putCycle('after-committed');
    await testbed.startRun('after-committed');
    await testbed.finished('after-committed');
    expect(first).toMatchObject(whole());
    expect(await testbed.stored('committed')).toEqual(first);
  });

  it('before it could answer that it was queued is the same run when it is asked for again', async () => {
    await testbed.putCycle('queued');
    const gate = await held(holdGate(QUEUED));
    const asked = outcome(
      testbed.call(CyclesServiceService.startScoringRun, {
        cycleId: 'queued',
        scoringRunId: 'queued-run',
      }),
    );
    await gate.reached(/^COMMIT$/);
    await testbed.kill();
    expect(await asked).toBe('no answer');
    await gate.release();
    await testbed.start();
    await testbed.startRun('queued');
    expect(await testbed.finished('queued')).toMatchObject(whole());
  });
});

describe.each([
  {
    act: 'publish',
    ask: (request: { cycleId: string; scoringRunId: string }) =>
      testbed.call(CyclesServiceService.publishResults, request),
    from: 'CYCLE_STATUS_OPEN',
    to: 'CYCLE_STATUS_PUBLICISED',
    before: [],
    event: 'evaluation.results-publicised.v1',
  },
  {
    act: 'finalise',
    ask: ({ cycleId }: { cycleId: string }) =>
      testbed.call(CyclesServiceService.finaliseResults, { cycleId }),
    from: 'CYCLE_STATUS_PUBLICISED',
    to: 'CYCLE_STATUS_FINAL',
    before: ['evaluation.results-publicised.v1'],
    event: 'evaluation.results-finalised.v1',
  },
])('$act, when its process is killed', ({ act, ask, from, to, before, event }) => {
  const ready = async (cycleId: string): Promise<{ cycleId: string; scoringRunId: string }> => {
    const request = { cycleId, scoringRunId: `${cycleId}-run` };
    await testbed.putCycle(cycleId);
    await testbed.startRun(cycleId);
    await testbed.finished(cycleId);
    if (act === 'finalise') await testbed.call(CyclesServiceService.publishResults, request);
    expect(await testbed.said(cycleId)).toEqual(before);
    return request;
  };

  it('before its commit has not happened, and happens once when it is asked for again', async () => {
    const request = await ready(`${act}-before`);
    const gate = await held('LOCK TABLE outbox');
    const asked = outcome(ask(request));
    await gate.reached(/INSERT INTO outbox/);
    await testbed.kill();
    expect(await asked).toBe('no answer');
    await gate.release();
    expect(await testbed.stored(request.cycleId)).toMatchObject({ cycle: from });
    await testbed.start();
    expect(await ask(request)).toMatchObject({ cycle: { status: to } });
    expect(await testbed.said(request.cycleId)).toEqual([...before, event]);
  });

  it('after its commit and before its answer has happened once, and answers so when it is asked for again', async () => {
    const request = await ready(`${act}-after`);
    const gate = await held(holdGate(SAID));
    const asked = outcome(ask(request));
    await gate.reached(/^COMMIT$/);
    testbed.freeze();
    await gate.release();
    while ((await testbed.stored(request.cycleId)).cycle !== to) await sleep(10);
    await testbed.kill();
    expect(await asked).toBe('no answer');
    await testbed.start();
    const again = await ask(request);
    expect(again).toMatchObject({ cycle: { status: to, scoringRunId: request.scoringRunId } });
    expect(await ask(request)).toEqual(again);
    expect(await testbed.said(request.cycleId)).toEqual([...before, event]);
  });
});

it(`whatever the moment of ${KILLS} kills, every cycle is scored, publicised and final once (seed ${SEED})`, async () => {
  const random = seeded(SEED);
  const cycles: string[] = [];
  const storm = new AbortController();
  let interrupted = 0;
  const clients = [1, 2].map(async (client) => {
    for (let n = 1; !storm.signal.aborted; n++) {
      const cycleId = `storm-${client}-${n}`;
      const request = { cycleId, scoringRunId: `${cycleId}-run` };
      cycles.push(cycleId);
      await testbed.putCycle(cycleId);
      await testbed.startRun(cycleId);
      await testbed.finished(cycleId);
      await testbed.insist(CyclesServiceService.publishResults, request);
      await testbed.insist(CyclesServiceService.finaliseResults, { cycleId });
    }
  });
  for (let n = 0; n < KILLS; n++) {
    await sleep(random() * 1_000);
    await testbed.kill();
    interrupted += (await testbed.db.query('SELECT FROM scoring_run WHERE finished_at IS NULL LIMIT 1'))
      .length;
    await testbed.start();
  }
  storm.abort();
  await Promise.all(clients);
  expect(interrupted).toBeGreaterThan(0);
  for (const cycleId of cycles) {
    expect(await testbed.stored(cycleId)).toMatchObject({ cycle: 'CYCLE_STATUS_FINAL', ...whole() });
    expect(await testbed.said(cycleId)).toEqual([
      'evaluation.results-publicised.v1',
      'evaluation.results-finalised.v1',
    ]);
  }
});
