import { as } from '@fuxing/testing';
import { verificationTestbed } from './verification-testbed';

let bed: Awaited<ReturnType<typeof verificationTestbed>>;
beforeAll(async () => {
  bed = await verificationTestbed(['a', 'b']);
});
afterAll(() => bed.stop());

describe('a request id', () => {
  const ask = (observationId: string, requestId: string, withinDays: number) =>
    as(() => bed.explanations.ask({ observationId, requestId, text: 'why?', withinDays }), bed.by('li'));
  const answer = (observationId: string, requestId: string, questionId: string) =>
    as(
      () =>
        bed.explanations.answer({
          observationId,
          questionId,
          requestId,
          text: 'so',
          value: '9.0',
          evidenceIds: [],
        }),
      { unitId: 'a', subject: 'rep', roles: ['reporter'] },
    );

  it('stands for all that was asked: with anything else it is refused, with the same it answers the same', async () => {
    const id = await bed.setUp();
    await bed.push(id, [
      ['a', '10'],
      ['b', '10'],
    ]);
    const [a, b] = [`${id}~a~2026-01~1`, `${id}~b~2026-01~1`];
    const li = bed.by('li');
    const propose = (evidenceIds: string[]) =>
      as(
        () =>
          bed.verification.correct({
            observationId: a,
            verificationId: `${id}-p`,
            value: '12',
            reason: 'typo',
            evidenceIds,
          }),
        li,
      );
    const steps: [done: () => Promise<unknown>, other: () => Promise<unknown>][] = [
      [() => ask(a, `${id}-q`, 2), () => ask(a, `${id}-q`, 5)],
      [() => answer(a, `${id}-an`, `${id}-q`), () => answer(a, `${id}-an`, `${id}-q9`)],
      [() => propose([]), () => propose(['scan'])],
      [() => bed.decline(a, `${id}-p`, `${id}-d`, li), () => bed.decline(a, `${id}-p9`, `${id}-d`, li)],
      [
        () => bed.assign([a, b], `${id}-as`, 'li', { roles: ['office'] }),
        () => bed.assign([b, a], `${id}-as`, 'wu', { roles: ['office'] }),
      ],
      [() => bed.reject(b, `${id}-r`, li), () => bed.reject(b, `${id}-r`, li, true)],
      [() => bed.accept(a, `${id}-ok`, li), () => bed.accept(a, `${id}-ok`, bed.by('wu'))],
    ];
    for (const [n, [done, other]] of steps.entries()) {
      const first = await done();
      expect([n, await done()]).toEqual([n, first]);
      await expect(other()).rejects.toMatchObject({ reason: 'INVALID_REQUEST' });
    }
    expect(await bed.acts(a)).toHaveLength(6);
  });
});
