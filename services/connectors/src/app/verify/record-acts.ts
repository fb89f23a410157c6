import type {
  VerificationActKind,
  VerificationActRecord,
} from '@fuxing/contracts/connectors/v1/verification_acts';
import { publish } from '@fuxing/outbox';
import type { EntityManager } from 'typeorm';
import { insertActs, type NewAct } from '../../db/verify/acts';
import { actSentence } from '../../domain/verify/act-sentence';
import type { Actor, Subject } from '../../domain/verify/duty';
import { verificationActsRecorded } from '../../events/published';

/** One act; what is left out is empty. */
export interface Act extends Partial<Omit<NewAct, 'kind' | 'requestId' | 'reason' | 'zh' | 'en'>> {
  subject: Subject;
  actor: Actor;
  kind?: VerificationActKind;
  /** See Told. */
  other?: string;
}

/**
 * Adds acts and says so to the others. Hold the indicators' locks.
 *
 * @param asked hash of the request; empty: nobody asked for it
 */
export async function record(
  tx: EntityManager,
  acts: NewAct[],
  asked = '',
): Promise<VerificationActRecord[]> {
  const stored = await insertActs(tx, acts, asked);
  await publish(tx, ...verificationActsRecorded(stored));
  return stored;
}

/** An act with its sentence. */
export function complete(
  { subject, actor, kind, other = '', ...more }: Act & { kind: VerificationActKind },
  requestId: string,
  reason: string,
): NewAct {
  const { observationId, value } = subject.observation;
  const told = {
    kind,
    observationId,
    actedBy: actor.subject,
    onBehalfOf: actor.onBehalfOf,
    reason,
    oldValue: value,
    newValue: '',
    evidenceIds: [],
    assignee: '',
    dueOn: '',
    lateDays: 0,
    ...more,
  };
  return { ...told, requestId, ...actSentence({ ...told, other }) };
}
