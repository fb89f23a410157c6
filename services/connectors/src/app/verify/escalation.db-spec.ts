import { MeasureFunction } from '@fuxing/contracts/connectors/v1/measures';
import { VerificationActKind as K } from '@fuxing/contracts/connectors/v1/verification_acts';
import { as } from '@fuxing/testing';
import { verificationTestbed } from './verification-testbed';

let bed: Awaited<ReturnType<typeof verificationTestbed>>;
beforeAll(async () => {
  bed = await verificationTestbed(['a', 'b', 'c']);
});
afterAll(() => bed.stop());

const due = (id: string, day: string) =>
  bed.db.query(`UPDATE verification_item SET due_on = $2 WHERE indicator_id = $1`, [id, day]);
const escalations = async (value: string) =>
  (await bed.acts(value))
    .filter(({ kind }) => kind === K.VERIFICATION_ACT_KIND_ESCALATE)
    .map(({ requestId, lateDays, en }) => [requestId, lateDays, en]);

it('tells the office once when a deadline passed, and once more five working days later', async () => {
  const id = await bed.setUp();
  await bed.push(id, [['a', '10']]);
  const value = `${id}~a~2026-01~1`;
  await bed.assign([value], `${id}-1`, 'li', { roles: ['office'] });
  // A Friday before the make-up Saturday of 2026-02-14; see domain rules, g-9.
  await due(id, '2026-02-13');
  const round = (at: string) => bed.escalation().round(new Date(`${at}T04:00:00Z`));
  await round('2026-02-13');
  expect(await escalations(value)).toEqual([]);
  await round('2026-02-14');
  await round('2026-02-14');
  expect((await escalations(value)).map(([request, late]) => [request, late])).toEqual([['escalation-1', 1]]);
  await round('2026-02-26');
  expect(await escalations(value)).toHaveLength(1);
  await round('2026-02-27');
  await round('2026-02-28');
  expect(await escalations(value)).toEqual([
    ['escalation-1', 1, expect.stringContaining('1 working days late')],
    ['escalation-2', 5, expect.stringContaining(`no longer li's`)],
  ]);
  // Anybody may decide now.
  await bed.accept(value, `${id}-2`, bed.by('wu'));
});

it('tells it once on any number of replicas, level by level where it slept', async () => {
  const id = await bed.setUp();
  await bed.push(id, [
    ['a', '10'],
    ['b', '10'],
    ['c', '10'],
  ]);
  await due(id, '2026-01-05');
  await bed.reject(`${id}~c~2026-01~1`, `${id}-r`, bed.by('li'));
  await Promise.all(Array.from({ length: 6 }, () => bed.escalation().round()));
  for (const unit of ['a', 'b'])
    expect((await escalations(`${id}~${unit}~2026-01~1`)).map(([request]) => request)).toEqual([
      'escalation-1',
      'escalation-2',
    ]);
  expect(await escalations(`${id}~c~2026-01~1`)).toEqual([]);
  const told = (await bed.said(id)).filter(({ kind }) => kind === K.VERIFICATION_ACT_KIND_ESCALATE);
  expect(told).toHaveLength(4);
});

it('tells of a late answer once for each question', async () => {
  const id = await bed.setUp();
  await bed.push(id, [['a', '10']]);
  const observationId = `${id}~a~2026-01~1`;
  await as(
    () => bed.explanations.ask({ observationId, requestId: `${id}-q`, text: 'why?', withinDays: 1 }),
    bed.by('li'),
  );
  await bed.db.query(`UPDATE verification_item SET answer_due_on = '2026-03-02' WHERE observation_id = $1`, [
    observationId,
  ]);
  await bed.escalation().round(new Date('2026-03-04T04:00:00Z'));
  await bed.escalation().round(new Date('2026-03-05T04:00:00Z'));
  expect((await escalations(observationId)).map(([request, late]) => [request, late])).toEqual([
    [`escalation-answer-${id}-q`, 2],
  ]);
});

it('tells of levels and answers apart, whatever a question is called', async () => {
  const id = await bed.setUp();
  await bed.push(id, [['a', '10']]);
  const observationId = `${id}~a~2026-01~1`;
  await as(
    () => bed.explanations.ask({ observationId, requestId: '1', text: 'why?', withinDays: 1 }),
    bed.by('li'),
  );
  await bed.db.query(
    `UPDATE verification_item SET due_on = '2026-03-02', answer_due_on = '2026-03-02' WHERE observation_id = $1`,
    [observationId],
  );
  await bed.escalation().round(new Date('2026-03-03T04:00:00Z'));
  await bed.escalation().round(new Date('2026-03-03T04:00:00Z'));
  expect((await escalations(observationId)).map(([request]) => request)).toEqual([
    'escalation-1',
    'escalation-answer-1',
  ]);
});

it('goes by the clock of the database, whatever the process believes', async () => {
  const id = await bed.setUp();
  const observationId = `${id}~a~2026-01~1`;
  const [{ today }] = (await bed.db.query<{ today: string }>(
    `SELECT to_char(now() AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD') AS today`,
  )) as [{ today: string }];
  jest.useFakeTimers({
    now: Date.now() + 400 * 86_400_000,
    doNotFake: [
      'hrtime',
      'nextTick',
      'performance',
      'queueMicrotask',
      'setImmediate',
      'setInterval',
      'setTimeout',
      'clearImmediate',
      'clearInterval',
      'clearTimeout',
    ],
  });
  try {
    await bed.push(id, [['a', '10']]);
    await bed.db.query(`UPDATE verification_item SET assignee = 'boss' WHERE observation_id = $1`, [
      observationId,
    ]);
    const leave = {
      delegationId: `${id}-d`,
      toSubject: 'aide',
      firstDay: today,
      lastDay: today,
      reason: 'leave',
    };
    await as(() => bed.assignment.delegate(leave), bed.by('boss'));
    const question = await as(
      () => bed.explanations.ask({ observationId, requestId: `${id}-q`, text: 'why?', withinDays: 1 }),
      bed.by('aide'),
    );
    expect(Date.parse(question.dueOn) - Date.parse(today)).toBeLessThan(15 * 86_400_000);
    await bed.escalation().round();
    expect(await bed.list({ indicatorId: id, overdue: true })).toEqual([]);
    expect(await bed.list({ indicatorId: id, assignee: 'me' }, bed.by('aide'))).toEqual([observationId]);
    expect((await as(() => bed.summary.get({ year: 0, indicatorId: id, unitId: '' }))).overdueCount).toBe(0);
    const answer = {
      observationId,
      questionId: `${id}-q`,
      requestId: `${id}-a`,
      text: 'so',
      value: '',
      evidenceIds: [],
    };
    const act = await as(() => bed.explanations.answer(answer), { unitId: 'a', roles: ['reporter'] });
    expect(act.lateDays).toBe(0);
    expect(await escalations(observationId)).toEqual([]);
  } finally {
    jest.useRealTimers();
  }
});

it('sums up what is decided, waits, was mended and is said otherwise', async () => {
  const id = await bed.setUp();
  await bed.push(id, [
    ['a', '10'],
    ['b', '20'],
    ['c', '30'],
    ['a', '11', '02'],
  ]);
  await bed.propose(`${id}~a~2026-01~1`, `${id}-p`, '12', bed.by('li'));
  await bed.confirm(`${id}~a~2026-01~1`, `${id}-p`, `${id}-c`, bed.by('wu'));
  await bed.reject(`${id}~b~2026-01~1`, `${id}-r`, bed.by('wu'));
  const observationId = `${id}~c~2026-01~1`;
  await as(
    () => bed.explanations.ask({ observationId, requestId: `${id}-q`, text: 'why?', withinDays: 1 }),
    bed.by('li'),
  );
  await as(
    () =>
      bed.explanations.answer({
        observationId,
        questionId: `${id}-q`,
        requestId: `${id}-an`,
        text: 'so',
        value: '33',
        evidenceIds: [],
      }),
    { unitId: 'c', roles: ['reporter'] },
  );
  await bed.db.query(
    `UPDATE verification_item SET queued_at = now() - interval '3 hours' WHERE observation_id = $1`,
    [observationId],
  );
  const filter = { year: 2026, indicatorId: id, unitId: '' };
  expect(await as(() => bed.summary.get(filter))).toEqual({
    valueCount: 4,
    passedCount: 0,
    decidedCount: 2,
    pendingCount: 2,
    coverage: '0.5000',
    seenByPeople: '0.5000',
    medianAgeHours: '1.5',
    oldestAgeHours: '3.0',
    overdueCount: 0,
    escalatedCount: 0,
    bySource: [{ id, decided: 2, corrected: 1, rejected: 1 }],
    byUnit: [
      { id: 'a', decided: 1, corrected: 1, rejected: 0 },
      { id: 'b', decided: 1, corrected: 0, rejected: 1 },
    ],
    selfReports: [{ unitId: 'c', compared: 1, equal: 0, meanDifference: '0.1000' }],
  });
  expect(await as(() => bed.summary.get({ ...filter, year: 2025 }))).toMatchObject({
    valueCount: 0,
    coverage: '',
    medianAgeHours: '',
    bySource: [],
  });
});

it('compares what units fill in with what was collected, also where both say the same', async () => {
  const id = await bed.setUp({ policy: 'VERIFICATION_POLICY_AUTO_WHEN_CLEAN' });
  const forms = `${id}-forms`;
  await bed.source(forms, { push: {}, selfReported: true });
  const sum = { function: MeasureFunction.MEASURE_FUNCTION_SUM, field: 'v', indicatorId: id };
  await bed.measure(forms, { ...sum, sourceId: forms });
  await bed.push(id, [
    ['a', '10'],
    ['b', '20'],
    ['c', '0'],
    ['a', '7', '02'],
  ]);
  await bed.push(forms, [
    ['a', '12'],
    ['b', '20'],
    ['c', '1'],
    ['a', '7', '02'],
    ['b', '9', '03'],
  ]);
  const filter = { year: 2026, indicatorId: id, unitId: '' };
  const { selfReports } = await as(() => bed.summary.get(filter));
  expect(selfReports).toEqual([
    { unitId: 'a', compared: 2, equal: 1, meanDifference: '0.2000' },
    { unitId: 'b', compared: 1, equal: 1, meanDifference: '' },
    { unitId: 'c', compared: 1, equal: 0, meanDifference: '' },
  ]);
  expect((await as(() => bed.summary.get({ ...filter, unitId: 'b' }))).selfReports).toHaveLength(1);
  expect((await as(() => bed.summary.get({ ...filter, year: 2025 }))).selfReports).toEqual([]);
});
