import { VerificationActKind as K } from '@fuxing/contracts/connectors/v1/verification_acts';
import { as } from '@fuxing/testing';
import { verificationTestbed } from '../verify/verification-testbed';

let bed: Awaited<ReturnType<typeof verificationTestbed>>;
beforeAll(async () => {
  bed = await verificationTestbed(['a', 'b']);
});
afterAll(() => bed.stop());

describe('a value that gives way while something is open about it', () => {
  const answer = (observationId: string, questionId: string, requestId: string) =>
    as(
      () =>
        bed.explanations.answer({
          observationId,
          questionId,
          requestId,
          text: 'so',
          value: '',
          evidenceIds: [],
        }),
      { unitId: 'a', subject: 'rep', roles: ['reporter'] },
    );
  const open = async () => {
    const id = await bed.setUp();
    await bed.push(id, [['a', '10']]);
    const first = `${id}~a~2026-01~1`;
    await bed.assign([first], `${id}-as`, 'li', { roles: ['office'] });
    await as(
      () => bed.explanations.ask({ observationId: first, requestId: `${id}-q`, text: 'why?', withinDays: 2 }),
      bed.by('li'),
    );
    return { id, first, second: `${id}~a~2026-01~2` };
  };
  const questions = async () =>
    (await as(() => bed.queue.questions({ pageSize: 0, pageToken: '', unitId: 'a' }))).questions.map(
      ({ questionId }) => questionId,
    );

  it('closes it by an act, and hands on who is to look, since when, and how late it is', async () => {
    const { id, first, second } = await open();
    await bed.propose(first, `${id}-p`, '12', bed.by('li'));
    await bed.db.query(
      `UPDATE verification_item SET due_on = '2026-03-02', queued_at = '2026-02-20T00:00:00Z', level = 1
       WHERE observation_id = $1`,
      [first],
    );
    await bed.push(id, [['a', '11']]);
    const { item } = await as(() => bed.queue.get(second));
    expect(item).toMatchObject({
      assignee: 'li',
      dueOn: '2026-03-02',
      level: 1,
      queuedAt: new Date('2026-02-20T00:00:00Z'),
      answerDueOn: '',
    });
    expect(item?.proposal).toBeUndefined();
    const act = (await bed.acts(first)).at(-1);
    expect(act).toMatchObject({
      kind: K.VERIFICATION_ACT_KIND_GIVE_WAY,
      requestId: 'superseded',
      actedBy: 'source',
      oldValue: '10',
      en: `the source gave another value: 10 of ${first} gave way to ${second}; its proposal and question are closed.`,
    });
    expect((await bed.said(id)).at(-1)?.kind).toBe(K.VERIFICATION_ACT_KIND_GIVE_WAY);
    expect(await questions()).not.toContain(`${id}-q`);
    await expect(answer(first, `${id}-q`, `${id}-a`)).rejects.toMatchObject({ reason: 'QUESTION_NOT_OPEN' });
    await expect(bed.confirm(first, `${id}-p`, `${id}-c`, bed.by('wu'))).rejects.toMatchObject({
      reason: 'OBSERVATION_NOT_PENDING',
    });
    // It is late although it is new, and what was told is not told again.
    await bed.escalation().round(new Date('2026-03-10T04:00:00Z'));
    const later = (await bed.acts(second)).map(({ requestId }) => requestId);
    expect(later).toEqual(['escalation-2']);
    // What an escalation freed stays nobody's.
    await bed.push(id, [['a', '12']]);
    expect((await as(() => bed.queue.get(`${id}~a~2026-01~3`))).item).toMatchObject({
      assignee: '',
      level: 2,
    });
  });

  it('says so too when nothing takes its place', async () => {
    const { id, first } = await open();
    await bed.db.query(`UPDATE record SET until = nextval('pull_position') WHERE source_id = $1`, [id]);
    await bed.push(id, [['b', '1']]);
    expect((await bed.acts(first)).at(-1)?.en).toBe(
      `the source gives 10 for ${first} no more; its proposal and question are closed.`,
    );
    expect(await bed.list({ indicatorId: id, unitId: 'a' })).toEqual([]);
  });

  it('takes no answer any more once it is decided', async () => {
    const { id, first } = await open();
    await bed.accept(first, `${id}-ok`, bed.by('li'));
    expect(await questions()).not.toContain(`${id}-q`);
    await expect(answer(first, `${id}-q`, `${id}-a`)).rejects.toMatchObject({ reason: 'QUESTION_NOT_OPEN' });
  });
});
