import { SchemaPolicy } from '@fuxing/contracts/connectors/v1/source_schemas';
import { bilingual } from '@fuxing/errors';
import { fields } from '@fuxing/service';
import { Decimal } from 'decimal.js';
import { z } from 'zod';
import { isCron } from '../../domain/collect/schedule';

const share = z
  .string()
  .refine(
    (text) =>
      text === '' || (/^\d(?:\.\d{1,9})?$/.test(text) && new Decimal(text).gt(0) && new Decimal(text).lte(1)),
    bilingual('must be a decimal above 0 and at most 1', '应为大于 0、不超过 1 的小数'),
  );

/** When and how a source is collected, as a caller may write it: the fields that every kind of source has. */
export const collection = {
  schedule: z
    .object({
      cron: z
        .string()
        .refine(
          isCron,
          bilingual(
            'must be five fields of crontab, such as 30 2 * * *, that come around at all',
            '应为五段 crontab 表达式，例如 30 2 * * *，且确有到来之时',
          ),
        ),
      workingDays: z.boolean().default(false),
    })
    .optional(),
  selfReported: z.boolean().default(false),
  paused: z.boolean().default(false),
  lookBackHours: z
    .number()
    .int()
    .min(0, bilingual('must be 0 to 8760', '应为 0 至 8760'))
    .max(8760, bilingual('must be 0 to 8760', '应为 0 至 8760'))
    .default(0),
  deletes: z
    .object({
      absent: z.object({ maxShare: share }).optional(),
      mark: z
        .object({
          field: z.string().min(1, bilingual('must not be empty', '不能为空')).max(200),
          values: fields.listOf(z.string().max(200), 1, 100),
        })
        .optional(),
    })
    .refine(
      ({ absent, mark }) => [absent, mark].filter(Boolean).length === 1,
      bilingual('must have one of absent, mark', 'absent、mark 应有且只有一项'),
    )
    .optional(),
  requestsPerMinute: z
    .number()
    .int()
    .min(0, bilingual('must be 0 to 6000', '应为 0 至 6000'))
    .max(6000, bilingual('must be 0 to 6000', '应为 0 至 6000'))
    .default(0),
  maxRows: z
    .number()
    .int()
    .min(0, bilingual('must not be negative', '不能为负数'))
    .max(Number.MAX_SAFE_INTEGER, bilingual('is too large', '过大'))
    .default(0),
  maxBytes: z
    .number()
    .int()
    .min(0, bilingual('must not be negative', '不能为负数'))
    .max(Number.MAX_SAFE_INTEGER, bilingual('is too large', '过大'))
    .default(0),
  schemaPolicy: fields.oneOfOrNone(SchemaPolicy).default(SchemaPolicy.SCHEMA_POLICY_UNSPECIFIED),
};
