import { createHash } from 'node:crypto';
import type { RpcPath } from '@fuxing/contracts';
import { BoundedMap } from '../bounded-map';
import { invalidRequest, problem } from './problem';

/** Requests whose id the caller chooses: an Idempotency-Key is that id unless the body brings one. */
export const chosenIds: Readonly<Partial<Record<RpcPath, string>>> = {
  '/fuxing.connectors.v1.SourcesService/StartPull': 'pull_id',
  '/fuxing.connectors.v1.SourcesService/ReplayRecords': 'pull_id',
  '/fuxing.connectors.v1.SourcesService/PushRecords': 'pull_id',
  '/fuxing.connectors.v1.ObservationsService/AcceptObservations': 'verification_id',
  '/fuxing.connectors.v1.ObservationsService/CorrectObservation': 'verification_id',
  '/fuxing.connectors.v1.ObservationsService/RejectObservation': 'verification_id',
  '/fuxing.connectors.v1.EvidenceService/PutEvidence': 'evidence_id',
  '/fuxing.connectors.v1.VerificationService/AssignObservations': 'request_id',
  '/fuxing.connectors.v1.VerificationService/ConfirmCorrection': 'request_id',
  '/fuxing.connectors.v1.VerificationService/DeclineCorrection': 'request_id',
  '/fuxing.connectors.v1.VerificationService/KeepPublished': 'request_id',
  '/fuxing.connectors.v1.VerificationService/AskForExplanation': 'request_id',
  '/fuxing.connectors.v1.VerificationService/AnswerExplanation': 'request_id',
  '/fuxing.connectors.v1.VerificationService/DelegateVerification': 'delegation_id',
  '/fuxing.evaluation.v1.CyclesService/StartScoringRun': 'scoring_run_id',
  '/fuxing.tasks.v1.TasksService/ReportProgress': 'report_id',
};

const keptMs = 24 * 3_600_000;
const subjects = 10_000;
const keysPerSubject = 1_000;

interface Use {
  hash: string;
  running: boolean;
  expiresAt: number;
}

/** The key of an Idempotency-Key header, which may be a quoted string (draft-ietf-httpapi-idempotency-key-header-07). */
export function idempotencyKey(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  const key = typeof header === 'string' ? /^("?)([\w.-]{1,64})\1$/.exec(header)?.[2] : undefined;
  if (!key) throw invalidRequest('Idempotency-Key', 'HEADER_MALFORMED');
  return key;
}

/**
 * Remembers for a day which request a key stood for, so that a mistaken second use is noticed.
 *
 * Per replica and bounded: a help against mistakes. What makes a repeated request harmless is the id in the service.
 */
export class IdempotencyKeys {
  private readonly uses = new BoundedMap<string, BoundedMap<string, Use>>(subjects);

  /**
   * Marks the key as running.
   *
   * @returns what to call at the end: `kept` says whether the request may have had an effect
   * @throws Problem IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_KEY_IN_USE
   */
  begin(subject: string, key: string, route: string, request: Uint8Array): (kept: boolean) => void {
    const hash = createHash('sha256').update(route).update('\n').update(request).digest('base64');
    const mine = this.uses.get(subject) ?? new BoundedMap<string, Use>(keysPerSubject);
    this.uses.set(subject, mine);
    const before = mine.get(key);
    if (before && before.expiresAt > Date.now()) {
      if (before.hash !== hash) throw problem('IDEMPOTENCY_KEY_REUSED');
      if (before.running) throw problem('IDEMPOTENCY_KEY_IN_USE', [], { 'retry-after': '1' });
    }
    const use: Use = { hash, running: true, expiresAt: Date.now() + keptMs };
    mine.set(key, use);
    return (kept) => {
      use.running = false;
      if (!kept && mine.get(key) === use) mine.delete(key);
    };
  }
}
