import { ObservationStatus as S } from '@fuxing/contracts/connectors/v1/observations';
import { isBound } from '@fuxing/contracts/recheck';
import type { Caller } from '@fuxing/service';
import { as } from '@fuxing/testing';
import fc from 'fast-check';
import { verificationTestbed } from './verification-testbed';

/*
 * A model of verification, written without the service's code, beside the real service on a real PostgreSQL: whatever
 * people do in whatever order, both give the same answer to each step and the same picture in the end.
 */

jest.setTimeout(300_000);

const RUNS = Number(process.env['MODEL_RUNS'] ?? 20);
const SEED = process.env['MODEL_SEED'] === undefined ? undefined : Number(process.env['MODEL_SEED']);
const UNITS = ['a', 'b'];
/** Whose unit is whose. */
const PEOPLE: Record<string, string> = { li: '', wu: '', zhao: 'a', aide: '' };
/** `aide` acts for `zhao`, of unit a, all the time. */
const STANDINS: Record<string, string> = { aide: 'zhao' };

type Status = 'pending' | 'published' | 'rejected' | 'superseded';
interface Revision {
  status: Status;
  collected: string;
  value: string;
  difference: boolean;
  assignee: string;
  proposal: { id: string; by: string[]; value: string } | undefined;
  question: string;
}
interface Model {
  places: Record<string, Revision[]>;
  /** Acts that were done, all places. */
  acts: number;
  publications: number;
}
interface Real {
  id: string;
  n: number;
}
type Bed = Awaited<ReturnType<typeof verificationTestbed>>;
let bed: Bed;
beforeAll(async () => {
  bed = await verificationTestbed(UNITS);
  const day = (ahead: number): string => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
  const leave = {
    delegationId: 'd',
    toSubject: 'aide',
    firstDay: day(-1),
    lastDay: day(30),
    reason: 'leave',
  };
  await as(() => bed.assignment.delegate(leave), bed.by('zhao', 'a'));
  // Whose unit is whose is known from the first time that somebody looks.
  for (const [who, unit] of Object.entries(PEOPLE)) await bed.list({}, bed.by(who, unit));
});
afterAll(() => bed.stop());

const fresh = (collected: string, difference: boolean): Revision => ({
  status: 'pending',
  collected,
  value: collected,
  difference,
  assignee: '',
  proposal: undefined,
  question: '',
});

/** What the model answers to somebody who decides: a refusal, or for whom he acts. */
function duty(unit: string, { assignee }: Revision, who: string): { refusal: string } | { by: string[] } {
  if (PEOPLE[who] === unit) return { refusal: 'OWN_UNIT' };
  if (assignee === '' || assignee === who) return { by: [who] };
  return STANDINS[who] === assignee ? { by: [who, assignee] } : { refusal: 'ASSIGNED_TO_OTHER' };
}

abstract class Step implements fc.AsyncCommand<Model, Real> {
  constructor(
    readonly unit: string,
    readonly who: string,
  ) {}
  abstract readonly name: string;
  check = (): boolean => true;
  toString = (): string => `${this.name}(${this.unit}, ${this.who})`;

  async run(model: Model, real: Real): Promise<void> {
    const revisions = model.places[this.unit] ?? [];
    const at = revisions.length - 1;
    const revision = revisions[at];
    if (!revision) throw new Error('No revision.');
    const request = `${real.id}-${++real.n}`;
    const wanted = this.expect(revision, model, request);
    const caller: Partial<Caller> = bed.by(this.who, PEOPLE[this.who] ?? '');
    const got = await this.act(`${real.id}~${this.unit}~2026-01~${at + 1}`, request, caller, revision).then(
      () => 'done',
      (error: { reason?: string }) => error.reason ?? String(error),
    );
    expect(`${this.toString()} ${got}`).toBe(`${this.toString()} ${wanted}`);
    if (wanted === 'done') model.acts += 1;
  }

  /** Does it in the model; the refusal, or `done`. */
  abstract expect(revision: Revision, model: Model, request: string): string;
  /** Does it in the service. */
  abstract act(id: string, request: string, caller: Partial<Caller>, revision: Revision): Promise<unknown>;

  /** Refusals that deciding acts share, in the order of the service. */
  refused(revision: Revision): string | undefined {
    const may = duty(this.unit, revision, this.who);
    if ('refusal' in may) return may.refusal;
    return this.closed(revision) ?? (revision.proposal ? 'PROPOSAL_OPEN' : undefined);
  }

  closed({ status }: Revision): string | undefined {
    return status === 'pending' ? undefined : 'OBSERVATION_NOT_PENDING';
  }
}

class Accept extends Step {
  readonly name = 'accept';
  expect(revision: Revision, model: Model): string {
    const refusal = this.refused(revision) ?? (revision.difference ? 'DIFFERENCE_TO_DECIDE' : undefined);
    if (refusal) return refusal;
    revision.status = 'published';
    model.publications += 1;
    return 'done';
  }
  act = (id: string, request: string, caller: Partial<Caller>) => bed.accept(id, request, caller);
}

class Reject extends Step {
  readonly name = 'reject';
  expect(revision: Revision): string {
    const refusal = this.refused(revision);
    if (refusal) return refusal;
    revision.status = 'rejected';
    return 'done';
  }
  act = (id: string, request: string, caller: Partial<Caller>) => bed.reject(id, request, caller);
}

class Keep extends Step {
  readonly name = 'keep';
  expect(revision: Revision): string {
    const may = duty(this.unit, revision, this.who);
    if ('refusal' in may) return may.refusal;
    const closed = this.closed(revision);
    if (closed) return closed;
    if (!revision.difference) return 'NO_DIFFERENCE';
    if (revision.proposal) return 'PROPOSAL_OPEN';
    revision.status = 'rejected';
    return 'done';
  }
  act = (id: string, request: string, caller: Partial<Caller>) => bed.keep(id, request, caller);
}

class Propose extends Step {
  readonly name = 'propose';
  expect(revision: Revision, _model: Model, request: string): string {
    const refusal = this.refused(revision);
    if (refusal) return refusal;
    const may = duty(this.unit, revision, this.who);
    revision.proposal = { id: request, by: 'by' in may ? may.by : [], value: '42' };
    return 'done';
  }
  act = (id: string, request: string, caller: Partial<Caller>) => bed.propose(id, request, '42', caller);
}

/** What was proposed last, also when it is not open any more. */
const lastProposal = new Map<string, string>();

class Confirm extends Step {
  readonly name: string = 'confirm';
  proposal = '';
  expect(revision: Revision, model: Model): string {
    this.proposal = revision.proposal?.id ?? lastProposal.get(this.unit) ?? 'none';
    lastProposal.set(this.unit, this.proposal);
    if (PEOPLE[this.who] === this.unit) return 'OWN_UNIT';
    const refusal =
      this.closed(revision) ?? (revision.proposal?.id === this.proposal ? undefined : 'PROPOSAL_NOT_OPEN');
    return refusal ?? this.decide(revision, model);
  }
  decide(revision: Revision, model: Model): string {
    const tied = (one: string): boolean =>
      one === this.who || STANDINS[one] === this.who || STANDINS[this.who] === one;
    if (revision.proposal?.by.some(tied)) return 'SECOND_PERSON_REQUIRED';
    revision.value = revision.proposal?.value ?? '';
    revision.status = 'published';
    model.publications += 1;
    return 'done';
  }
  act(id: string, request: string, caller: Partial<Caller>): Promise<unknown> {
    return bed.confirm(id, this.proposal, request, caller);
  }
}

class Decline extends Confirm {
  override readonly name = 'decline';
  override decide(revision: Revision): string {
    revision.proposal = undefined;
    return 'done';
  }
  override act(id: string, request: string, caller: Partial<Caller>): Promise<unknown> {
    return bed.decline(id, this.proposal, request, caller);
  }
}

class Ask extends Step {
  readonly name = 'ask';
  expect(revision: Revision, _model: Model, request: string): string {
    const may = duty(this.unit, revision, this.who);
    if ('refusal' in may) return may.refusal;
    const closed = this.closed(revision);
    if (closed) return closed;
    if (revision.question) return 'QUESTION_OPEN';
    revision.question = request;
    return 'done';
  }
  act = (observationId: string, requestId: string, caller: Partial<Caller>) =>
    as(() => bed.explanations.ask({ observationId, requestId, text: '?', withinDays: 0 }), caller);
}

class Assign extends Step {
  readonly name = 'assign';
  expect(revision: Revision): string {
    const closed = this.closed(revision);
    if (closed) return closed;
    if (PEOPLE[this.who] === this.unit) return 'ASSIGNEE_OF_UNIT';
    revision.assignee = this.who;
    return 'done';
  }
  act = (id: string, request: string) => bed.assign([id], request, this.who, { roles: ['office'] });
}

/** The source says another value, or the same again. */
class Push implements fc.AsyncCommand<Model, Real> {
  constructor(
    readonly unit: string,
    readonly value: string,
  ) {}
  check = (): boolean => true;
  toString = (): string => `push(${this.unit}, ${this.value})`;

  async run(model: Model, { id }: Real): Promise<void> {
    const revisions = model.places[this.unit] ?? [];
    const head = revisions.findLast(({ status }) => status !== 'superseded');
    const published = revisions.findLast(({ status }) => status === 'published');
    await bed.push(id, [[this.unit, this.value]]);
    const counts = published?.collected === this.value;
    const difference = published !== undefined && !counts;
    if (head?.status === 'pending') {
      if (!counts && head.collected === this.value) return;
      head.status = 'superseded';
      if (head.question || head.proposal) model.acts += 1;
      if (!counts) revisions.push({ ...fresh(this.value, difference), assignee: head.assignee });
      return;
    }
    if (!counts && head?.collected !== this.value) revisions.push(fresh(this.value, difference));
  }
}

const IS: Record<Status, S[]> = {
  pending: [S.OBSERVATION_STATUS_COLLECTED, S.OBSERVATION_STATUS_FLAGGED],
  published: [S.OBSERVATION_STATUS_PUBLISHED],
  rejected: [S.OBSERVATION_STATUS_REJECTED],
  superseded: [S.OBSERVATION_STATUS_SUPERSEDED],
};

async function assertEqual(model: Model, { id }: Real): Promise<void> {
  const values = await bed.values(id);
  for (const [unit, revisions] of Object.entries(model.places)) {
    // Listed by id, in which 10 stands before 2.
    const stored = values.filter(({ unitId }) => unitId === unit).toSorted((a, b) => a.revision - b.revision);
    expect(stored.map(({ value, status, revision }) => [revision, value, status])).toEqual(
      revisions.map(({ value, status }, n) => [
        n + 1,
        value,
        IS[status].find((one) => one === stored[n]?.status) ?? status,
      ]),
    );
    for (const one of stored.filter(({ status }) => status === S.OBSERVATION_STATUS_PUBLISHED))
      expect(isBound(one)).toBe(true);
  }
  const waits = Object.values(model.places)
    .flat()
    .filter(({ status }) => status === 'pending');
  expect(await bed.list({ indicatorId: id })).toHaveLength(waits.length);
  expect(await bed.said(id)).toHaveLength(model.acts);
  const [said] = await bed.db.query<{ n: number }>(
    `SELECT count(*)::integer AS n FROM outbox, jsonb_array_elements(payload->'observations')
     WHERE topic = 'connectors.observations-published.v1' AND key = $1`,
    [id],
  );
  expect(said?.n).toBe(model.publications);
}

it('does what its model says, whoever does what in whatever order', async () => {
  const unit = fc.constantFrom(...UNITS);
  const who = fc.constantFrom(...Object.keys(PEOPLE));
  const step = (of: new (unit: string, who: string) => Step) =>
    fc.tuple(unit, who).map(([u, w]) => new of(u, w));
  const steps: fc.Arbitrary<fc.AsyncCommand<Model, Real>>[] = [
    ...[Accept, Reject, Keep, Propose, Propose, Propose, Confirm, Confirm, Decline, Ask, Assign].map(step),
    fc.constantFrom(...UNITS).map((u) => new Assign(u, 'zhao')),
    ...[1, 2, 3].map(() => fc.tuple(unit, fc.constantFrom('10', '11')).map(([u, v]) => new Push(u, v))),
  ];
  await fc.assert(
    fc.asyncProperty(fc.commands(steps, { maxCommands: 80, size: 'max' }), async (commands) => {
      lastProposal.clear();
      const id = await bed.setUp();
      await bed.push(
        id,
        UNITS.map((one) => [one, '10']),
      );
      const model: Model = {
        places: Object.fromEntries(UNITS.map((one) => [one, [fresh('10', false)]])),
        acts: 0,
        publications: 0,
      };
      const real: Real = { id, n: 0 };
      await fc.asyncModelRun(() => ({ model, real }), commands);
      await assertEqual(model, real);
    }),
    { numRuns: RUNS, ...(SEED === undefined ? {} : { seed: SEED }), endOnFailure: false },
  );
});
