import { ObservationStatus as S, VerificationAct as A } from '@fuxing/contracts/connectors/v1/observations';
import { VerificationActKind as K } from '@fuxing/contracts/connectors/v1/verification_acts';
import { isBound } from '@fuxing/contracts/recheck';
import { as, office } from '@fuxing/testing';
import { AnswerExplanation, AskForExplanation } from './explanations.service';
import { verificationTestbed } from './verification-testbed';

let bed: Awaited<ReturnType<typeof verificationTestbed>>;
beforeAll(async () => {
  bed = await verificationTestbed(['a', 'b', 'c', 'd']);
});
afterAll(() => bed.stop());

describe('the queue', () => {
  it('is in order of risk × effect, in pages, by unit, indicator, assignee and deadline', async () => {
    const id = await bed.setUp({ checks: { max: '100' } });
    await bed.push(id, [
      ['a', '10'],
      ['b', '500'],
      ['c', '20'],
    ]);
    const [a, b, c] = ['a', 'b', 'c'].map((unit) => `${id}~${unit}~2026-01~1`);
    expect((await bed.list({ indicatorId: id }))[0]).toBe(b);
    expect(await bed.list({ indicatorId: id, unitId: 'a' })).toEqual([a]);
    await bed.assign([c ?? ''], `${id}-1`, 'wang', { roles: ['office'] });
    expect(await bed.list({ indicatorId: id, assignee: 'wang' })).toEqual([c]);
    expect(await bed.list({ indicatorId: id, assignee: 'me' }, bed.by('wang'))).toEqual([c]);
    expect(new Set(await bed.list({ indicatorId: id, assignee: 'none' }))).toEqual(new Set([a, b]));
    expect(await bed.list({ indicatorId: id, overdue: true })).toEqual([]);
    const request = { pageSize: 1, unitId: '', indicatorId: id, assignee: '', overdue: false };
    const seen: unknown[] = [];
    let pageToken = '';
    do {
      const page = await as(() => bed.queue.list({ ...request, pageToken }));
      seen.push(...page.items.map(({ observation }) => observation?.observationId));
      pageToken = page.nextPageToken;
    } while (pageToken !== '');
    expect(seen).toEqual(await bed.list({ indicatorId: id }));
  });

  it('shows records, history and peers beside a value', async () => {
    const id = await bed.setUp();
    await bed.push(id, [
      ['a', '10', '01'],
      ['a', '12', '02'],
      ['b', '7', '02'],
      ['c', '30', '02'],
    ]);
    const { item, records, history, peers } = await as(() => bed.queue.get(`${id}~a~2026-02~1`));
    expect(item?.observation?.value).toBe('12');
    expect(records).toMatchObject([{ recordKey: 'a-02', content: { v: '12' } }]);
    expect(history).toMatchObject([{ unitId: 'a', period: '2026-01', value: '10' }]);
    expect(peers).toMatchObject([
      { unitId: 'b', value: '7' },
      { unitId: 'c', value: '30' },
    ]);
  });

  it('assigns by rule, the most telling one, never to somebody of the unit', async () => {
    const id = await bed.setUp();
    const rule = (assignmentRuleId: string, verifier: string, more: object) =>
      as(() =>
        bed.assignment.putRule({
          assignmentRuleId,
          etag: '',
          assignmentRule: {
            verifier,
            verifierUnitId: '',
            unitIds: [],
            indicatorIds: [id],
            active: true,
            ...more,
          },
        }),
      );
    await rule(`${id}-all`, 'li', {});
    await rule(`${id}-a`, 'zhao', { unitIds: ['a', 'b'], verifierUnitId: 'b' });
    await rule(`${id}-off`, 'sun', { unitIds: ['c'], active: false });
    await bed.push(id, [
      ['a', '1'],
      ['b', '2'],
      ['c', '3'],
    ]);
    expect(await bed.list({ indicatorId: id, assignee: 'zhao' })).toEqual([`${id}~a~2026-01~1`]);
    expect((await bed.list({ indicatorId: id, assignee: 'li' })).sort()).toEqual([
      `${id}~b~2026-01~1`,
      `${id}~c~2026-01~1`,
    ]);
  });
});

describe('four eyes', () => {
  it('publish a correction by the word of two, and bind it', async () => {
    const id = await bed.setUp();
    await bed.push(id, [['a', '10']]);
    const value = `${id}~a~2026-01~1`;
    await bed.propose(value, `${id}-p`, '12', bed.by('li'));
    await expect(bed.confirm(value, `${id}-p`, `${id}-c`, bed.by('li'))).rejects.toMatchObject({
      reason: 'SECOND_PERSON_REQUIRED',
    });
    await expect(bed.confirm(value, `${id}-p`, `${id}-c`, bed.by('wu', 'a'))).rejects.toMatchObject({
      reason: 'OWN_UNIT',
    });
    await expect(bed.confirm(value, `${id}-x`, `${id}-c`, bed.by('wu'))).rejects.toMatchObject({
      reason: 'PROPOSAL_NOT_OPEN',
    });
    for (const other of [
      () => bed.accept(value, `${id}-a`, bed.by('wu')),
      () => bed.reject(value, `${id}-r`, bed.by('wu')),
      () => bed.propose(value, `${id}-p2`, '13', bed.by('wu')),
    ])
      await expect(other()).rejects.toMatchObject({ reason: 'PROPOSAL_OPEN' });
    const published = await bed.confirm(value, `${id}-p`, `${id}-c`, bed.by('wu'));
    expect(published).toMatchObject({ value: '12', status: S.OBSERVATION_STATUS_PUBLISHED });
    expect(isBound(published)).toBe(true);
    const [stored] = await bed.values(id);
    expect(stored).toEqual(published);
    // The same request again, and only the same.
    expect(await bed.confirm(value, `${id}-p`, `${id}-c`, bed.by('wu'))).toEqual(published);
    await expect(bed.accept(value, `${id}-c`, bed.by('wu'))).rejects.toMatchObject({
      reason: 'INVALID_REQUEST',
    });
    expect(
      (await bed.acts(value)).map(({ kind, oldValue, newValue, en }) => [kind, oldValue, newValue, en]),
    ).toEqual([
      [
        K.VERIFICATION_ACT_KIND_PROPOSE,
        '10',
        '12',
        `li proposed to correct ${value} from 10 to 12; reason: typo`,
      ],
      [
        K.VERIFICATION_ACT_KIND_CONFIRM,
        '10',
        '12',
        `wu confirmed li's correction of ${value} from 10 to 12; reason: seen too`,
      ],
    ]);
    expect((await bed.said(id)).map(({ kind }) => kind)).toEqual([
      K.VERIFICATION_ACT_KIND_PROPOSE,
      K.VERIFICATION_ACT_KIND_CONFIRM,
    ]);
    expect(await bed.list({ indicatorId: id })).toEqual([]);
  });

  it('let a declined value wait again', async () => {
    const id = await bed.setUp();
    await bed.push(id, [['a', '10']]);
    const value = `${id}~a~2026-01~1`;
    await bed.propose(value, `${id}-p`, '12', bed.by('li'));
    await bed.decline(value, `${id}-p`, `${id}-d`, bed.by('li'));
    expect(await bed.accept(value, `${id}-a`, bed.by('li'))).toMatchObject([{ value: '10' }]);
  });

  it('are four under delegation too', async () => {
    const id = await bed.setUp();
    await bed.push(id, [
      ['a', '10'],
      ['b', '10'],
    ]);
    const [first, second] = [`${id}~a~2026-01~1`, `${id}~b~2026-01~1`];
    await bed.assign([first, second], `${id}-as`, 'boss', { roles: ['office'] });
    await expect(bed.accept(first, `${id}-n`, bed.by('aide'))).rejects.toMatchObject({
      reason: 'ASSIGNED_TO_OTHER',
    });
    const today = new Date().toISOString().slice(0, 10);
    const until = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10);
    await as(
      () =>
        bed.assignment.delegate({
          delegationId: `${id}-d`,
          toSubject: 'aide',
          firstDay: today,
          lastDay: until,
          reason: 'leave',
        }),
      bed.by('boss', 'b'),
    );
    expect(await bed.list({ indicatorId: id, assignee: 'me' }, bed.by('aide'))).toHaveLength(2);
    await bed.propose(first, `${id}-p`, '12', bed.by('aide'));
    // Neither who proposed nor whom he acted for.
    for (const one of ['aide', 'boss'])
      await expect(bed.confirm(first, `${id}-p`, `${id}-${one}`, bed.by(one))).rejects.toMatchObject({
        reason: 'SECOND_PERSON_REQUIRED',
      });
    // Nor the figures of the unit of whom he acts for.
    await expect(bed.accept(second, `${id}-2`, bed.by('aide'))).rejects.toMatchObject({ reason: 'OWN_UNIT' });
    const [, act] = await bed.acts(first);
    expect(act).toMatchObject({
      actedBy: 'aide',
      onBehalfOf: 'boss',
      zh: expect.stringContaining('aide（代 boss）'),
    });
    await bed.confirm(first, `${id}-p`, `${id}-c`, bed.by('third'));
  });
});

describe('assignment', () => {
  it('is taken, handed over and forced by the office only', async () => {
    const id = await bed.setUp();
    await bed.push(id, [
      ['a', '10'],
      ['b', '10'],
    ]);
    const [first, second] = [`${id}~a~2026-01~1`, `${id}~b~2026-01~1`];
    await expect(bed.assign([first], `${id}-0`, 'wu', bed.by('li'))).rejects.toMatchObject({
      reason: 'ASSIGNED_TO_OTHER',
    });
    await expect(bed.assign([first, second], `${id}-1`, 'me', bed.by('li', 'b'))).rejects.toMatchObject({
      reason: 'OWN_UNIT',
    });
    await bed.assign([first], `${id}-2`, 'me', bed.by('li'));
    await expect(bed.assign([first], `${id}-3`, 'me', bed.by('wu'))).rejects.toMatchObject({
      reason: 'ASSIGNED_TO_OTHER',
    });
    await bed.assign([first], `${id}-4`, 'wu', bed.by('li'));
    await bed.assign([first], `${id}-4`, 'wu', bed.by('li'));
    await bed.assign([first], `${id}-5`, 'zhou', { roles: ['office'] });
    expect((await bed.acts(first)).map(({ kind, assignee }) => [kind, assignee])).toEqual([
      [K.VERIFICATION_ACT_KIND_ASSIGN, 'li'],
      [K.VERIFICATION_ACT_KIND_HAND_OVER, 'wu'],
      [K.VERIFICATION_ACT_KIND_HAND_OVER, 'zhou'],
    ]);
  });
});

describe('a difference from what is published', () => {
  const changed = async () => {
    const id = await bed.setUp();
    await bed.push(id, [['a', '10']]);
    const first = await bed.accept(`${id}~a~2026-01~1`, `${id}-1`, bed.by('li'));
    await bed.push(id, [['a', '11']]);
    return { id, first: first[0], second: `${id}~a~2026-01~2` };
  };

  it('is never accepted by one person', async () => {
    const { id, second } = await changed();
    await expect(bed.accept(second, `${id}-2`, bed.by('li'))).rejects.toMatchObject({
      reason: 'DIFFERENCE_TO_DECIDE',
    });
  });

  it('is set aside with a reason, and does not come back until the records change again', async () => {
    const { id, first, second } = await changed();
    const kept = await bed.keep(second, `${id}-2`, bed.by('li'));
    expect(kept).toMatchObject({
      status: S.OBSERVATION_STATUS_REJECTED,
      verification: { act: A.VERIFICATION_ACT_KEEP, verifiedValue: '', bindingHash: '' },
    });
    await bed.push(id, [['a', '11']]);
    expect(await bed.values(id)).toEqual([first, kept]);
    await bed.push(id, [['a', '12']]);
    expect(await bed.list({ indicatorId: id })).toEqual([`${id}~a~2026-01~3`]);
  });

  it('supersedes by the word of two, and leaves the earlier binding as it was', async () => {
    const { id, first, second } = await changed();
    await bed.propose(second, `${id}-p`, '11', bed.by('li'));
    const superseding = await bed.confirm(second, `${id}-p`, `${id}-c`, bed.by('wu'));
    expect(superseding).toMatchObject({ value: '11', revision: 2, status: S.OBSERVATION_STATUS_PUBLISHED });
    const [before] = await bed.values(id);
    expect(before).toEqual(first);
    expect(before && isBound(before)).toBe(true);
  });

  it('is raised too when no record is left behind what is published, and decided like any other', async () => {
    const id = await bed.setUp();
    const { etag } = await as(() => bed.sources.getSource(id));
    await bed.source(id, { push: {}, deletes: { mark: { field: 'v', values: ['gone'] } } }, etag);
    await bed.push(id, [
      ['a', '10'],
      ['b', '5'],
    ]);
    const published = await bed.accept(`${id}~a~2026-01~1`, `${id}-1`, bed.by('li'));
    const second = `${id}~a~2026-01~2`;
    await bed.push(id, [['a', 'gone']]);
    for (const v of ['6', '7']) await bed.push(id, [['b', v]]);
    const [first, raised] = (await bed.values(id)).filter(({ unitId }) => unitId === 'a');
    expect(first).toEqual(published[0]);
    expect(raised).toMatchObject({ observationId: second, value: '10', recordCount: 0 });
    expect(raised?.flags.map(({ code, en }) => [code, en])).toEqual([
      ['CHANGED_AFTER_PUBLICATION', '10 was published; no record gives a value any more.'],
    ]);
    await expect(bed.accept(second, `${id}-2`, bed.by('li'))).rejects.toMatchObject({
      reason: 'DIFFERENCE_TO_DECIDE',
    });
    // They come back as they were: there is nothing to decide.
    await bed.push(id, [['a', '10']]);
    const seen = await bed.values(id);
    expect(seen.find(({ observationId }) => observationId === second)?.status).toBe(
      S.OBSERVATION_STATUS_SUPERSEDED,
    );
    await bed.push(id, [['a', 'gone']]);
    const third = `${id}~a~2026-01~3`;
    await bed.propose(third, `${id}-p`, '0', bed.by('li'));
    await bed.confirm(third, `${id}-p`, `${id}-c`, bed.by('wu'));
    await bed.push(id, [['b', '9']]);
    expect(await bed.list({ indicatorId: id, unitId: 'a' })).toEqual([]);
    // And now they are a difference from what was decided without them.
    await bed.push(id, [['a', '10']]);
    expect(await bed.list({ indicatorId: id, unitId: 'a' })).toEqual([`${id}~a~2026-01~4`]);
    await bed.keep(`${id}~a~2026-01~4`, `${id}-k`, bed.by('li'));
    await bed.push(id, [['b', '10']]);
    expect(await bed.list({ indicatorId: id, unitId: 'a' })).toEqual([]);
  });

  it('is there before anything can be kept', async () => {
    const id = await bed.setUp();
    await bed.push(id, [['a', '10']]);
    await expect(bed.keep(`${id}~a~2026-01~1`, `${id}-1`, bed.by('li'))).rejects.toMatchObject({
      reason: 'NO_DIFFERENCE',
    });
  });
});

describe('a question to a unit', () => {
  it('has a deadline in working days; the answer counts once, with how late it came', async () => {
    const id = await bed.setUp();
    await bed.push(id, [['a', '10']]);
    const observationId = `${id}~a~2026-01~1`;
    const ask = AskForExplanation.parse({
      observationId,
      requestId: `${id}-q`,
      text: '为何翻倍？',
      withinDays: 2,
    });
    const question = await as(() => bed.explanations.ask(ask), bed.by('li'));
    expect(question).toMatchObject({ questionId: `${id}-q`, value: '10', text: '为何翻倍？' });
    expect(await as(() => bed.explanations.ask(ask), bed.by('li'))).toEqual(question);
    await expect(
      as(() => bed.explanations.ask({ ...ask, requestId: `${id}-q2` }), bed.by('li')),
    ).rejects.toMatchObject({ reason: 'QUESTION_OPEN' });
    const { questions } = await as(() => bed.queue.questions({ pageSize: 0, pageToken: '', unitId: 'a' }));
    expect(questions).toContainEqual(question);
    await bed.db.query(
      `UPDATE verification_item SET answer_due_on = '2026-01-05' WHERE observation_id = $1`,
      [observationId],
    );
    const answer = AnswerExplanation.parse({
      observationId,
      questionId: `${id}-q`,
      requestId: `${id}-a`,
      text: '两件重复',
      value: '9',
      evidenceIds: [],
    });
    await expect(
      as(() => bed.explanations.answer(answer), { unitId: 'b', roles: ['reporter'] }),
    ).rejects.toMatchObject({ reason: 'UNIT_FORBIDDEN' });
    const reporter = { unitId: 'a', subject: 'rep', roles: ['reporter'] as ['reporter'] };
    const act = await as(() => bed.explanations.answer(answer), reporter);
    expect(act).toMatchObject({ kind: K.VERIFICATION_ACT_KIND_ANSWER, newValue: '9', dueOn: '2026-01-05' });
    expect(act.lateDays).toBeGreaterThan(100);
    expect(await as(() => bed.explanations.answer(answer), reporter)).toEqual(act);
    await expect(
      as(() => bed.explanations.answer({ ...answer, requestId: `${id}-a2` }), reporter),
    ).rejects.toMatchObject({ reason: 'QUESTION_NOT_OPEN' });
    await bed.accept(observationId, `${id}-ok`, bed.by('li'));
  });
});

it('rejects and reads the source again, both or none', async () => {
  const id = await bed.setUp();
  await bed.push(id, [['a', '10']]);
  const value = `${id}~a~2026-01~1`;
  await expect(bed.reject(value, `${id}-r`, bed.by('li'), true)).rejects.toMatchObject({
    reason: 'SOURCE_IS_PUSHED',
  });
  expect(await bed.list({ indicatorId: id })).toEqual([value]);
  const pulled = await bed.setUp();
  await bed.source(`${pulled}-csv`, { csv: { url: 'http://127.0.0.1:1/x.csv' } });
  await bed.push(pulled, [['a', '10']]);
  await bed.db.query(`UPDATE observation SET source_id = $1 WHERE indicator_id = $2`, [
    `${pulled}-csv`,
    pulled,
  ]);
  await bed.reject(`${pulled}~a~2026-01~1`, `${pulled}-r`, bed.by('li'), true);
  await bed.reject(`${pulled}~a~2026-01~1`, `${pulled}-r`, bed.by('li'), true);
  const { pulls } = await as(() => bed.pulls.list({ pageSize: 0, pageToken: '', sourceId: `${pulled}-csv` }));
  expect(pulls).toHaveLength(1);
});

it('lets nobody alter a value that was decided on, not even itself', async () => {
  const id = await bed.setUp();
  await bed.push(id, [['a', '10']]);
  const [published] = await bed.accept(`${id}~a~2026-01~1`, `${id}-1`, bed.by('li'));
  for (const change of [`SET value = 11`, `SET status = 'OBSERVATION_STATUS_SUPERSEDED'`])
    await expect(
      bed.db.app.transaction(async (tx) => {
        await tx.query(`SELECT set_config('fuxing.tenant_id', $1, true)`, [office.tenantId]);
        await tx.query(`UPDATE observation ${change} WHERE indicator_id = $1`, [id]);
      }),
    ).rejects.toThrow(/is not changed any more/);
  expect(await bed.values(id)).toEqual([published]);
});

it('keeps acts, decisions and delegations as they were made', async () => {
  for (const change of [
    `UPDATE verification_act SET reason = 'other'`,
    `DELETE FROM verification_act`,
    `DELETE FROM verification`,
    `UPDATE delegation SET last_day = '2030-01-01'`,
    `DELETE FROM verification_item`,
    `UPDATE verification_item SET risk = 0`,
  ])
    await expect(
      bed.db.app.transaction(async (tx) => {
        await tx.query(`SELECT set_config('fuxing.tenant_id', $1, true)`, [office.tenantId]);
        await tx.query(change);
      }),
    ).rejects.toThrow(/permission denied/);
});
