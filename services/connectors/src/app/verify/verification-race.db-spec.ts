import { connect } from '@fuxing/db';
import { as } from '@fuxing/testing';
import type { DataSource } from 'typeorm';
import { database } from '../../db/database';
import { Bell } from '../collect/bell';
import { VerificationService } from './verification.service';
import { verificationTestbed } from './verification-testbed';

jest.setTimeout(120_000);

const VERIFIERS = 100;
let bed: Awaited<ReturnType<typeof verificationTestbed>>;
/** Several replicas, each with a pool of its own. */
let replicas: { db: DataSource; service: VerificationService }[];
beforeAll(async () => {
  bed = await verificationTestbed(['a', 'b']);
  replicas = await Promise.all(
    Array.from({ length: 3 }, async () => {
      const db = await connect(database, bed.db.urls.app, 10);
      return { db, service: new VerificationService(db, new Bell()) };
    }),
  );
});
afterAll(async () => {
  await Promise.all(replicas.map(({ db }) => db.destroy()));
  await bed.stop();
});

const on = (n: number): VerificationService => replicas[n % replicas.length]?.service ?? bed.verification;
const outcome = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: { reason?: string }) => error.reason ?? String(error),
  );
const decided = async (id: string) => {
  const [row] = await bed.db.query<{ decisions: number; acts: number; events: number }>(
    `SELECT (SELECT count(*)::integer FROM verification WHERE observation_id LIKE $1 || '~%') AS decisions,
       (SELECT count(*)::integer FROM verification_act WHERE observation_id LIKE $1 || '~%') AS acts,
       (SELECT count(*)::integer FROM outbox WHERE topic = 'connectors.observations-published.v1' AND key = $1) AS events`,
    [id],
  );
  return row;
};

it(`lets exactly one of ${VERIFIERS} verifiers decide, whatever they decide, on three replicas`, async () => {
  const id = await bed.setUp();
  await bed.push(id, [['a', '10']]);
  const observationId = `${id}~a~2026-01~1`;
  const outcomes = await Promise.all(
    Array.from({ length: VERIFIERS }, (_, n) =>
      outcome(
        as<unknown>(
          () =>
            n % 2 === 0
              ? on(n).accept({ observationIds: [observationId], verificationId: `${id}-${n}`, reason: 'ok' })
              : on(n).reject({ observationId, verificationId: `${id}-${n}`, reason: 'no', pullAgain: false }),
          bed.by(`v${n}`),
        ),
      ),
    ),
  );
  expect(outcomes.filter((one) => one === 'done')).toHaveLength(1);
  expect(outcomes.filter((one) => one === 'OBSERVATION_NOT_PENDING')).toHaveLength(VERIFIERS - 1);
  const [value] = await bed.values(id);
  const accepted = value?.verification?.verifiedValue === '10';
  expect(await decided(id)).toEqual({ decisions: 1, acts: 1, events: accepted ? 1 : 0 });
});

it('takes overlapping batches one after the other, all or nothing, without a deadlock', async () => {
  const [one, two] = [await bed.setUp(), await bed.setUp()];
  for (const id of [one, two])
    await bed.push(id, [
      ['a', '10'],
      ['b', '10'],
    ]);
  const all = [`${one}~a~2026-01~1`, `${one}~b~2026-01~1`, `${two}~a~2026-01~1`, `${two}~b~2026-01~1`];
  const outcomes = await Promise.all(
    Array.from({ length: 40 }, (_, n) => {
      const observationIds = n % 2 === 0 ? all : all.toReversed().slice(1);
      return outcome(
        as(
          () => on(n).accept({ observationIds, verificationId: `${one}-${n}`, reason: 'ok' }),
          bed.by(`v${n}`),
        ),
      );
    }),
  );
  expect(outcomes.filter((o) => o === 'done')).toHaveLength(1);
  expect(new Set(outcomes)).toEqual(new Set(['done', 'OBSERVATION_NOT_PENDING']));
});

it('never lets one id stand for two requests, whatever they are about and however fast they come', async () => {
  for (let round = 0; round < 5; round++) {
    const ids = [await bed.setUp(), await bed.setUp(), await bed.setUp()];
    for (const id of ids) await bed.push(id, [['a', '10']]);
    const outcomes = await Promise.all(
      ids.map((id, n) =>
        outcome(
          as(
            () =>
              on(n).accept({
                observationIds: [`${id}~a~2026-01~1`],
                verificationId: `one-id-${round}`,
                reason: 'ok',
              }),
            bed.by('li'),
          ),
        ),
      ),
    );
    expect(outcomes.sort()).toEqual(['INVALID_REQUEST', 'INVALID_REQUEST', 'done']);
  }
});

it('needs two persons under any race: who proposes, confirms and accepts at once never publishes alone', async () => {
  for (let round = 0; round < 15; round++) {
    const id = await bed.setUp();
    await bed.push(id, [['a', '10']]);
    const observationId = `${id}~a~2026-01~1`;
    const alone = bed.by('li');
    const propose = (n: number) =>
      as(
        () =>
          on(n).correct({
            observationId,
            verificationId: `${id}-p${n}`,
            value: '12',
            reason: 'typo',
            evidenceIds: [],
          }),
        alone,
      );
    const confirm = (n: number, of: number, caller = alone) =>
      as(
        () =>
          on(n).confirm({ observationId, proposalId: `${id}-p${of}`, requestId: `${id}-c${n}`, reason: 'x' }),
        caller,
      );
    const own = bed.by('zhao', 'a');
    const outcomes = await Promise.all([
      ...[0, 1, 2].map((n) => outcome(propose(n))),
      ...[3, 4, 5].map((n) => outcome(confirm(n, n - 3))),
      ...[6, 7, 8].map((n) => outcome(confirm(n, n - 6, own))),
    ]);
    expect(outcomes.slice(0, 3).sort()).toEqual(['PROPOSAL_OPEN', 'PROPOSAL_OPEN', 'done'].sort());
    expect(outcomes.slice(3)).not.toContain('done');
    expect(outcomes.slice(6)).toEqual(['OWN_UNIT', 'OWN_UNIT', 'OWN_UNIT']);
    expect(await decided(id)).toEqual({ decisions: 0, acts: 1, events: 0 });
    const won = outcomes.indexOf('done');
    const seconds = await Promise.all(
      Array.from({ length: 10 }, (_, n) => outcome(confirm(20 + n, won, bed.by(`w${n}`)))),
    );
    expect(seconds.filter((one) => one === 'done')).toHaveLength(1);
    expect(await decided(id)).toEqual({ decisions: 1, acts: 2, events: 1 });
  }
});

it('never lets a decision and a newer value of the source both win', async () => {
  for (let round = 0; round < 10; round++) {
    const id = await bed.setUp();
    await bed.push(id, [['a', '10']]);
    const [said] = await Promise.all([
      outcome(bed.accept(`${id}~a~2026-01~1`, `${id}-a`, bed.by('li'))),
      bed.push(id, [['a', '11']]),
    ]);
    const statuses = (await bed.values(id)).map(({ value, status }) => `${value} ${status}`);
    expect(statuses).toEqual(
      said === 'done'
        ? ['10 OBSERVATION_STATUS_PUBLISHED', '11 OBSERVATION_STATUS_FLAGGED']
        : ['10 OBSERVATION_STATUS_SUPERSEDED', '11 OBSERVATION_STATUS_COLLECTED'],
    );
    expect(['done', 'OBSERVATION_NOT_PENDING']).toContain(said);
  }
});
