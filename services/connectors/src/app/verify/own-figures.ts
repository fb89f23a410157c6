import { randomUUID } from 'node:crypto';
import { VerificationActKind } from '@fuxing/contracts/connectors/v1/verification_acts';
import { inTenant } from '@fuxing/db';
import type { Caller } from '@fuxing/service';
import type { DataSource, EntityManager } from 'typeorm';
import { lockIndicators } from '../../db/measure/observations';
import { setAssignee, subjectsOf } from '../../db/verify/subjects';
import { unitLines } from '../../db/verify/unit-lines';
import { setVerifierUnit, waitingFor } from '../../db/verify/verifier-units';
import { isPending } from '../../domain/measure/revise';
import { areKin } from '../../domain/verify/unit-lines';
import { complete, record } from './record-acts';

/** Begins the ids of acts that give figures back which their assignee must not decide on. */
export const OWN_FIGURES = 'own-figures-';
const REASON =
  '本人所在单位（含上下级）的数据，应由他人校验。 Figures of his own unit, or of one above or below it, are for somebody else.';

/**
 * Learns of which unit a verifier is, and gives back what waits for him and is of that unit: it was assigned when his unit was
 * not known here, or was another one.
 */
export async function meetVerifier(
  db: DataSource,
  { tenantId, subject, unitId, roles }: Caller,
): Promise<void> {
  if (!roles.includes('verifier')) return;
  const own = await inTenant(db, tenantId, async (tx) => {
    await setVerifierUnit(tx, subject, unitId);
    return unitId === '' ? [] : ownFigures(tx, subject, unitId);
  });
  if (own.length === 0) return;
  await inTenant(db, tenantId, async (tx) => {
    await lockIndicators(
      tx,
      own.map((one) => one.indicatorId),
    );
    const found = await subjectsOf(
      tx,
      own.map((one) => one.observationId),
    );
    const still = found.filter(
      ({ assignee, observation }) => assignee === subject && isPending(observation.status),
    );
    if (still.length === 0) return;
    await setAssignee(
      tx,
      still.map(({ observation }) => observation.observationId),
      '',
    );
    const requestId = `${OWN_FIGURES}${randomUUID()}`;
    const kind = VerificationActKind.VERIFICATION_ACT_KIND_HAND_OVER;
    const actor = { subject, onBehalfOf: '' };
    const acts = still.map((one) =>
      complete({ subject: one, actor, kind, other: subject }, requestId, REASON),
    );
    await record(tx, acts);
  });
}

async function ownFigures(tx: EntityManager, subject: string, unitId: string) {
  const waiting = await waitingFor(tx, subject);
  if (waiting.length === 0) return [];
  const lines = await unitLines(tx, [unitId, ...waiting.map((one) => one.unitId)]);
  return waiting.filter((one) => areKin(lines, unitId, one.unitId));
}
