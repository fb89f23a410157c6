import type { Observation } from '@fuxing/contracts/connectors/v1/observations';
import type {
  VerificationActKind,
  VerificationActRecord,
} from '@fuxing/contracts/connectors/v1/verification_acts';
import { etagOf, inTenant } from '@fuxing/db';
import { DomainError, notFound } from '@fuxing/errors';
import { type Caller, caller } from '@fuxing/service';
import type { DataSource, EntityManager } from 'typeorm';
import { actsOfRequest, lockRequest, requestHashOf } from '../../db/verify/acts';
import { lockIndicators } from '../../db/measure/observations';
import { standinsOf } from '../../db/verify/delegations';
import { subjectsOf } from '../../db/verify/subjects';
import { unitLines } from '../../db/verify/unit-lines';
import { type Clock, clockOf } from '../../db/zone';
import {
  type Actor,
  actorOf,
  assertOthersEntry,
  assertOtherUnit,
  type Subject,
} from '../../domain/verify/duty';
import { meetVerifier } from './own-figures';
import { type Act, complete, record } from './record-acts';

/** What somebody asks to be done about values. */
export interface Request {
  requestId: string;
  kind: VerificationActKind;
  observationIds: string[];
  reason: string;
  /** How the request calls its id. */
  idField?: string;
  /** What else is asked; all of it tells one request from another under its id. */
  more?: object;
}

/** Values whose turn was taken, and who acts on them. */
export interface Turn {
  tx: EntityManager;
  caller: Caller;
  /** In order of id. */
  subjects: Subject[];
  clock: Clock;
  /** Who acts on a value; refuses whoever must not. */
  actor: (subject: Subject) => Actor;
  /** Refuses whoever is of the value's unit, or of one above or below it, or entered it. */
  assertNotOwn: (subject: Subject) => void;
  /** Adds one act about each value, says so to the others, and returns them. */
  record: (acts: Act[]) => Promise<VerificationActRecord[]>;
}

/**
 * Does something about values, all or nothing, one at a time per indicator and per request. The same request again does
 * nothing; nothing is read before the turns are taken.
 *
 * @param repeated what the same request answers again
 * @throws DomainError OBSERVATION_NOT_FOUND, INVALID_REQUEST when the id belongs to another request
 */
export async function act<T>(
  db: DataSource,
  request: Request,
  work: (turn: Turn) => Promise<T>,
  repeated: (tx: EntityManager, subjects: Subject[], acts: VerificationActRecord[]) => T | Promise<T>,
): Promise<T> {
  const who = caller();
  const { observationIds, requestId, kind, reason } = request;
  await meetVerifier(db, who);
  return inTenant(db, who.tenantId, async (tx) => {
    await lockRequest(tx, requestId);
    await lockIndicators(tx, await indicatorsOf(tx, observationIds));
    const subjects = await all(tx, observationIds);
    const asked = hashOf(request, who.subject);
    const before = await requestHashOf(tx, requestId);
    if (before !== undefined && before !== asked) throw belongsToAnother(request);
    if (before !== undefined) return repeated(tx, subjects, await actsOfRequest(tx, requestId));
    await assertUnused(tx, request);
    const clock = await clockOf(tx);
    const standins = await standinsOf(tx, who.subject, clock.today);
    const lines = await unitLines(tx, [
      who.unitId,
      ...standins.map(({ fromUnitId }) => fromUnitId),
      ...subjects.map(({ observation }) => observation.unitId),
    ]);
    return work({
      tx,
      caller: who,
      subjects,
      clock,
      actor: (subject) => {
        const acting = actorOf(subject, who, standins, lines);
        assertOthersEntry(subject, acting);
        return acting;
      },
      assertNotOwn: (subject) => {
        assertOtherUnit(subject.observation, who.unitId, lines);
        assertOthersEntry(subject, { subject: who.subject, onBehalfOf: '' });
      },
      record: (acts) =>
        record(
          tx,
          acts.map((one) => complete({ kind, ...one }, requestId, reason)),
          asked,
        ),
    });
  });
}

async function indicatorsOf(tx: EntityManager, ids: string[]): Promise<string[]> {
  const rows: { id: string }[] = await tx.query(
    `SELECT DISTINCT indicator_id AS id FROM observation WHERE observation_id = ANY($1)`,
    [ids],
  );
  return rows.map(({ id }) => id);
}

async function all(tx: EntityManager, ids: string[]): Promise<Subject[]> {
  const found = await subjectsOf(tx, ids);
  const there = new Set(found.map(({ observation }) => observation.observationId));
  const missing = ids.find((id) => !there.has(id));
  if (missing === undefined) return found;
  throw notFound('OBSERVATION_NOT_FOUND', `No observation ${missing}.`, `没有采集值 ${missing}。`);
}

/** Who asked what, whatever the order of the values. */
function hashOf({ kind, observationIds, reason, more }: Request, subject: string): string {
  return etagOf({ ...more, kind, observationIds: observationIds.toSorted(), reason, subject });
}

/** Decisions older than acts have ids too. */
async function assertUnused(tx: EntityManager, request: Request): Promise<void> {
  const [used] = await tx.query(`SELECT FROM verification WHERE verification_id = $1 LIMIT 1`, [
    request.requestId,
  ]);
  if (used) throw belongsToAnother(request);
}

function belongsToAnother({ requestId, idField = 'requestId' }: Request): DomainError {
  const [en, zh] = [
    `${idField} ${requestId} belongs to another decision.`,
    `${idField} ${requestId} 属于另一项校验。`,
  ];
  return new DomainError('INVALID_ARGUMENT', 'INVALID_REQUEST', { en, zh }, [
    { field: idField, reason: 'INVALID_REQUEST', en, zh },
  ]);
}

/** The observations of subjects. */
export function observationsOf(subjects: Subject[]): Observation[] {
  return subjects.map(({ observation }) => observation);
}

/** The only one. */
export function only<T>([one]: T[]): T {
  if (one === undefined) throw new Error('Nothing where one was expected.');
  return one;
}
