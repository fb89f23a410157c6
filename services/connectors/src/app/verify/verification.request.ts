import { bilingual } from '@fuxing/errors';
import { fields } from '@fuxing/service';
import { z } from 'zod';
import { GAVE_WAY } from '../measure/give-way';
import { observationId } from '../measure/observations.service';
import { OWN_FIGURES } from './own-figures';

/** An id of a request of a person. */
export const actId = fields.requestId.refine(
  (id) => id !== 'auto' && id !== GAVE_WAY && !id.startsWith('escalation-') && !id.startsWith(OWN_FIGURES),
  bilingual(
    `must not be auto, superseded or begin with escalation- or ${OWN_FIGURES}, which are the service’s own`,
    `不能为 auto、superseded 或以 escalation-、${OWN_FIGURES} 开头，这些编号由系统使用`,
  ),
);
export const reason = fields.text.refine(
  (reason) => reason.trim() !== '',
  bilingual('must not be empty', '不能为空'),
);
/** Observations to act on, each once. */
export const observationIds = fields
  .listOf(observationId, 1, 1000)
  .refine(
    (ids) => new Set(ids).size === ids.length,
    bilingual('must not name one twice', '不能重复列出同一个'),
  );
export const evidenceIds = fields
  .listOf(fields.requestId, 0, 20)
  .refine(
    (ids) => new Set(ids).size === ids.length,
    bilingual('must not name one twice', '不能重复列出同一个'),
  );

export const AcceptObservations = z.object({ verificationId: actId, reason, observationIds });
export const CorrectObservation = z.object({
  verificationId: actId,
  reason,
  observationId,
  value: z.string(),
  evidenceIds,
});
export const RejectObservation = z.object({
  verificationId: actId,
  reason,
  observationId,
  pullAgain: z.boolean(),
});
export const DecideProposal = z.object({
  observationId,
  proposalId: fields.requestId,
  requestId: actId,
  reason,
});
export const KeepPublished = z.object({ observationId, requestId: actId, reason });
