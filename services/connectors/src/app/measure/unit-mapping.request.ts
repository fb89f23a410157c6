import { bilingual } from '@fuxing/errors';
import { fields } from '@fuxing/service';
import { z } from 'zod';
import { parseTimestamp } from '../../domain/measure/timestamp';
import { overlap } from '../../domain/measure/unit';

const value = z.string().min(1, bilingual('must not be empty', '不能为空')).max(500);
const most = bilingual('must have at most 10000 entries', '最多 10000 条');
const day = z
  .string()
  .refine(
    (text) => text === '' || parseTimestamp(text)?.day === text,
    bilingual('must be a day like 2026-09-30, or empty', '应为日期，如 2026-09-30，或为空'),
  );

const dated = z
  .object({ value, unitId: fields.id, validFrom: day, validTo: day })
  .refine(
    ({ validFrom, validTo }) => validFrom !== '' || validTo !== '',
    bilingual(
      'must have validFrom or validTo; what always holds stands in units',
      '应有 validFrom 或 validTo；始终有效的写在 units 中',
    ),
  )
  .refine(({ validFrom, validTo }) => validTo === '' || validFrom <= validTo, {
    path: ['validTo'],
    message: bilingual('must not be before validFrom', '不能早于 validFrom'),
  });

export const PutUnitMapping = z.object({
  unitMappingId: fields.id,
  etag: z.string(),
  unitMapping: z.object({
    units: z.record(value, fields.id).refine((units) => Object.keys(units).length <= 10_000, most),
    history: z
      .array(dated)
      .max(10_000, most)
      .superRefine((history, context) => {
        const [earlier, later] = overlap(history) ?? [];
        if (later === undefined) return;
        context.addIssue({
          code: 'custom',
          path: [later],
          message: bilingual(
            `overlaps entry ${earlier} of the same value`,
            `与同一取值的第 ${earlier} 条（从 0 起）时间重叠`,
          ),
        });
      }),
  }),
});
