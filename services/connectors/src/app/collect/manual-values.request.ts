import { bilingual } from '@fuxing/errors';
import { fields } from '@fuxing/service';
import { z } from 'zod';

const entry = z.object({
  manualFieldId: fields.id,
  period: fields.period,
  value: z.string().max(100, bilingual('must have at most 100 characters', '最多 100 个字符')),
  unitOfMeasure: z.string().max(32, bilingual('must have at most 32 characters', '最多 32 个字符')),
  note: fields.text,
  evidenceIds: fields.listOf(fields.requestId, 0, 20),
});

export const EnterManualValues = z.object({
  unitId: fields.id,
  requestId: fields.requestId,
  entries: fields
    .listOf(entry, 1, 500)
    .refine(
      (entries) =>
        new Set(entries.map((one) => `${one.manualFieldId}~${one.period}`)).size === entries.length,
      bilingual('must not name a field and period twice', '不能重复填写同一填报项的同一期间'),
    ),
});
export const ListManualValues = z.object({
  ...fields.pageFields,
  unitId: fields.id.or(z.literal('')),
  manualFieldId: fields.id.or(z.literal('')),
  missing: z.boolean(),
});
