import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UnitKind } from '@fuxing/contracts/indicators/v1/units';
import { as, office } from '@fuxing/testing';
import { EvidenceService, PutEvidence } from './evidence.service';
import { verificationTestbed } from './verification-testbed';

let bed: Awaited<ReturnType<typeof verificationTestbed>>;
const { UNIT_KIND_DISTRICT, UNIT_KIND_BUREAU, UNIT_KIND_POST } = UnitKind;
const unit = (unitId: string, kind: UnitKind, parentUnitId = '') => ({ unitId, kind, parentUnitId });
const TREE = [
  unit('district', UNIT_KIND_DISTRICT),
  unit('bureau', UNIT_KIND_BUREAU, 'district'),
  unit('institute', UNIT_KIND_BUREAU, 'bureau'),
  unit('post', UNIT_KIND_POST, 'institute'),
  unit('other', UNIT_KIND_BUREAU, 'district'),
];
beforeAll(async () => {
  bed = await verificationTestbed([...TREE, 'late']);
});
afterAll(() => bed.stop());

const waiting = async (...units: string[]) => {
  const id = await bed.setUp();
  await bed.push(
    id,
    units.map((one) => [one, '10']),
  );
  return { id, values: units.map((one) => `${id}~${one}~2026-01~1`) };
};
const from = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
const until = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10);
const delegate = (delegationId: string, toSubject: string, caller: object) =>
  as(
    () =>
      bed.assignment.delegate({ delegationId, toSubject, firstDay: from, lastDay: until, reason: 'leave' }),
    caller,
  );

it.each([
  ['above', 'bureau', 'post'],
  ['below', 'post', 'bureau'],
  ['itself', 'institute', 'institute'],
])('nobody acts on the figures of a unit that is %s his own', async (_, own, of) => {
  const { id, values } = await waiting(of, 'other');
  const [value = '', another = ''] = values;
  const li = bed.by('li', own);
  const outcomes = [
    () => bed.accept(value, `${id}-1`, li),
    () => bed.propose(value, `${id}-2`, '12', li),
    () => bed.reject(value, `${id}-3`, li),
    () => bed.assign([value], `${id}-4`, 'me', li),
    () =>
      as(
        () => bed.explanations.ask({ observationId: value, requestId: `${id}-5`, text: '?', withinDays: 1 }),
        li,
      ),
    // One of many.
    () =>
      as(
        () =>
          bed.verification.accept({
            observationIds: [another, value],
            verificationId: `${id}-6`,
            reason: 'ok',
          }),
        li,
      ),
  ];
  for (const outcome of outcomes) await expect(outcome()).rejects.toMatchObject({ reason: 'OWN_UNIT' });
  await bed.propose(value, `${id}-p`, '12', bed.by('wu'));
  for (const outcome of [
    () => bed.confirm(value, `${id}-p`, `${id}-7`, li),
    () => bed.decline(value, `${id}-p`, `${id}-8`, li),
  ])
    await expect(outcome()).rejects.toMatchObject({ reason: 'OWN_UNIT' });
  expect(await bed.acts(another)).toEqual([]);
});

it('beside each other, and of the district itself, people may', async () => {
  const { id, values } = await waiting('institute', 'other');
  const [value = '', another = ''] = values;
  await bed.accept(value, `${id}-1`, bed.by('li', 'other'));
  await bed.accept(another, `${id}-2`, bed.by('wu', 'district'));
});

it('nobody acts for somebody on the figures of a unit above or below that one’s', async () => {
  const { id, values } = await waiting('post');
  const [value = ''] = values;
  await bed.assign([value], `${id}-as`, `${id}-boss`, { roles: ['office'] });
  await delegate(`${id}-d`, 'aide', bed.by(`${id}-boss`, 'bureau'));
  await expect(bed.accept(value, `${id}-1`, bed.by('aide'))).rejects.toMatchObject({ reason: 'OWN_UNIT' });
});

it('who was given a value of his own unit, because that was not known, has it no longer when he comes', async () => {
  const { id, values } = await waiting('post', 'other');
  const [value = '', another = ''] = values;
  const who = `${id}-li`;
  await bed.assign([value, another], `${id}-1`, who, { roles: ['office'] });
  await expect(bed.assign([value], `${id}-2`, 'none', bed.by('wu'))).rejects.toMatchObject({
    reason: 'ASSIGNED_TO_OTHER',
  });
  expect(await bed.list({ assignee: 'me' }, bed.by(who, 'bureau'))).toEqual([another]);
  const last = (await bed.acts(value)).at(-1);
  expect(last?.en).toContain(`${who} gave ${value} back, which was ${who}'s`);
  expect(last?.requestId).toMatch(/^own-figures-/);
  expect((await bed.said(id)).at(-1)).toEqual({ kind: last?.kind });
  await bed.accept(value, `${id}-3`, bed.by('wu'));
});

it.each([
  ['his token', async (who: string) => void (await bed.list({}, bed.by(who, 'bureau')))],
  [
    'a rule',
    async (who: string) =>
      void (await as(() =>
        bed.assignment.putRule({
          assignmentRuleId: who,
          etag: '',
          assignmentRule: {
            verifier: who,
            verifierUnitId: 'bureau',
            unitIds: ['late'],
            indicatorIds: ['none'],
            active: true,
          },
        }),
      )),
  ],
])('nobody is given figures of his own unit, which %s told', async (_, tell) => {
  const { id, values } = await waiting('post', 'other', 'bureau');
  const [value = '', another = '', own = ''] = values;
  const who = `${id}-li`;
  await tell(who);
  for (const [of, why] of [
    [value, /is of bureau, which is above or below post/],
    [own, /is of bureau himself/],
  ] as const)
    await expect(bed.assign([another, of], `${id}-1`, who, { roles: ['office'] })).rejects.toMatchObject({
      reason: 'ASSIGNEE_OF_UNIT',
      fields: [
        { field: 'assignee', en: expect.stringMatching(why), zh: expect.stringContaining('请另选他人') },
      ],
    });
  // Nor by somebody who hands over.
  await bed.assign([value], `${id}-2`, 'me', bed.by('wu'));
  await expect(bed.assign([value], `${id}-3`, who, bed.by('wu'))).rejects.toMatchObject({
    reason: 'ASSIGNEE_OF_UNIT',
  });
  await bed.assign([another], `${id}-4`, who, { roles: ['office'] });
  expect(await bed.list({ assignee: who })).toEqual([another]);
});

it('nobody keeps figures of his own unit, however assigning and his first call meet', async () => {
  const { id, values } = await waiting('post', 'bureau', 'institute', 'other');
  const who = `${id}-li`;
  const calls = values.flatMap((value, n) => [
    bed.assign([value], `${id}-${n}`, who, { roles: ['office'] }),
    bed.list({ assignee: 'me' }, bed.by(who, 'bureau')),
  ]);
  for (const one of await Promise.allSettled(calls))
    if (one.status === 'rejected') expect(one.reason).toMatchObject({ reason: 'ASSIGNEE_OF_UNIT' });
  expect(await bed.list({ assignee: 'me' }, bed.by(who, 'bureau'))).toEqual([values.at(-1)]);
  expect(await bed.list({ assignee: who })).toEqual([values.at(-1)]);
});

it('rules pass over a verifier whose token tells another unit than they do', async () => {
  const id = await bed.setUp();
  const who = `${id}-sun`;
  const assignmentRule = { verifier: who, verifierUnitId: '', unitIds: [], indicatorIds: [id], active: true };
  await as(() => bed.assignment.putRule({ assignmentRuleId: id, etag: '', assignmentRule }));
  await bed.list({}, bed.by(who, 'bureau'));
  await bed.push(id, [
    ['post', '1'],
    ['other', '2'],
  ]);
  expect(await bed.list({ assignee: who })).toEqual([`${id}~other~2026-01~1`]);
});

it('rules assign nothing to somebody of a unit above or below', async () => {
  const id = await bed.setUp();
  const assignmentRule = {
    verifier: 'sun',
    verifierUnitId: 'bureau',
    unitIds: [],
    indicatorIds: [id],
    active: true,
  };
  await as(() => bed.assignment.putRule({ assignmentRuleId: id, etag: '', assignmentRule }));
  await bed.push(id, [
    ['post', '1'],
    ['other', '2'],
  ]);
  expect(await bed.list({ indicatorId: id, assignee: 'sun' })).toEqual([`${id}~other~2026-01~1`]);
});

it('rules hold however many there are', async () => {
  const id = await bed.setUp();
  const assignmentRule = {
    verifier: 'sun',
    verifierUnitId: '',
    unitIds: [],
    indicatorIds: [id],
    active: true,
  };
  await as(() => bed.assignment.putRule({ assignmentRuleId: 'zz-last', etag: '', assignmentRule }));
  await bed.db.query(
    `INSERT INTO assignment_rule (tenant_id, assignment_rule_id, version, content, etag)
     SELECT $1, 'rule-' || n, 1, '{"verifier": "li", "indicatorIds": ["none"], "active": true}', '' FROM generate_series(1, 1200) AS n`,
    [office.tenantId],
  );
  await bed.push(id, [['other', '1']]);
  expect(await bed.list({ indicatorId: id, assignee: 'sun' })).toHaveLength(1);
});

it('the two of a delegation are never both persons of a correction, whoever proposed', async () => {
  for (const [proposer, confirmer] of [
    ['boss', 'aide'],
    ['aide', 'boss'],
  ] as const) {
    const { id, values } = await waiting('other');
    const [value = ''] = values;
    const [one, two] = [`${id}-${proposer}`, `${id}-${confirmer}`];
    await bed.propose(value, `${id}-p`, '12', bed.by(one));
    // Also one that is made when the proposal is there.
    await delegate(`${id}-d`, `${id}-aide`, bed.by(`${id}-boss`));
    await expect(bed.confirm(value, `${id}-p`, `${id}-c`, bed.by(two))).rejects.toMatchObject({
      reason: 'SECOND_PERSON_REQUIRED',
    });
    await bed.confirm(value, `${id}-p`, `${id}-c`, bed.by('third'));
  }
});

it('a tree that comes in any order is the newest one', async () => {
  const { id, values } = await waiting('late');
  await bed.hear(
    'indicators.unit-changed.v1',
    { unit: unit('late', UNIT_KIND_POST, 'other') },
    new Date('2027-03-02'),
  );
  await bed.hear(
    'indicators.unit-changed.v1',
    { unit: unit('late', UNIT_KIND_POST) },
    new Date('2027-03-01'),
  );
  await expect(bed.accept(values[0] ?? '', `${id}-1`, bed.by('li', 'other'))).rejects.toMatchObject({
    reason: 'OWN_UNIT',
  });
});

it('evidence says of which unit whoever brought it is', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'evidence-'));
  const evidence = new EvidenceService(bed.db.app, {
    EVIDENCE_URL: `file://${folder}`,
    EVIDENCE_S3_REGION: '',
    EVIDENCE_S3_ACCESS_KEY: '',
    EVIDENCE_S3_SECRET_KEY: '',
  });
  const put = (evidenceId: string, unitId: string, caller: object) =>
    as(
      () => evidence.put(PutEvidence.parse({ evidenceId, unitId, name: 'a.txt', content: Buffer.from('x') })),
      caller,
    );
  expect(await put('e1', '', bed.by('li', 'bureau'))).toMatchObject({ unitId: 'bureau' });
  expect(await put('e2', '', bed.by('li'))).toMatchObject({ unitId: '' });
  for (const caller of [bed.by('li', 'bureau'), bed.by('li')])
    await expect(put('e3', 'other', caller)).rejects.toMatchObject({ reason: 'UNIT_FORBIDDEN' });
  await rm(folder, { recursive: true });
});
