import { type GetReportingBurdenResponse, ManualField } from '@fuxing/contracts/connectors/v1/burden';
import { Documents, inTenant } from '@fuxing/db';
import { bilingual, DomainError, invalid, notFound } from '@fuxing/errors';
import { parseDecimal } from '@fuxing/scoring';
import { caller, fields, page, slice } from '@fuxing/service';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { burdenOf, suppliedFields, suppliedFor } from '../../db/verify/burden';
import { clockOf, zoneOf } from '../../db/zone';
import { assertEnterable, toManualField } from '../collect/entered-fields';
import { reason } from './verification.request';

const month = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])$/, bilingual('must be a month such as 2026-09', '应为月份，例如 2026-09'));

const limit = fields.decimal.or(z.literal('')).default('');

export const PutManualField = z.object({
  manualFieldId: fields.id,
  etag: z.string(),
  manualField: z
    .object({
      name: fields.name,
      nameEn: z.string().max(200),
      indicatorId: fields.id,
      unitIds: fields
        .listOf(fields.id, 1, 1000)
        .refine(
          (ids) => new Set(ids).size === ids.length,
          bilingual('must not name one twice', '不能重复列出同一个'),
        ),
      minutes: fields.whole(1, 600),
      timesPerYear: fields.whole(1, 366),
      firstMonth: month,
      lastMonth: month.or(z.literal('')),
      reason,
      measureId: fields.id.or(z.literal('')).default(''),
      unitOfMeasure: z
        .string()
        .trim()
        .max(32, bilingual('must have at most 32 characters', '最多 32 个字符'))
        .default(''),
      min: limit,
      max: limit,
      digits: fields.whole(0, 8).default(0),
      withinDays: fields.whole(0, 60).default(0),
      evidenceRequired: z.boolean().default(false),
    })
    .refine(({ firstMonth, lastMonth }) => lastMonth === '' || firstMonth <= lastMonth, {
      path: ['lastMonth'],
      message: bilingual('must not be before firstMonth', '不能早于 firstMonth'),
    })
    .refine(({ measureId, unitOfMeasure }) => (measureId === '') === (unitOfMeasure === ''), {
      path: ['unitOfMeasure'],
      message: bilingual(
        'must be given with measureId, and only with it',
        '填写 measureId 时必须填写，否则不填',
      ),
    })
    .refine(({ min, max }) => !(parseDecimal(min)?.gt(parseDecimal(max) ?? Infinity) ?? false), {
      path: ['max'],
      message: bilingual('must not be less than min', '不能小于 min'),
    }),
});
export const ListManualFields = z.object(fields.pageFields);
export const GetReportingBurden = z.object({ month, unitId: z.string() });

const NAMED = 5;

/** What units fill in by hand, and what that costs them. */
@Injectable()
export class BurdenService {
  private readonly manualFields = new Documents('manual_field');

  constructor(private readonly db: DataSource) {}

  /** Nothing is asked that a source supplies already; what is over by now may say so. */
  put({ manualFieldId, manualField, etag }: z.infer<typeof PutManualField>): Promise<ManualField> {
    const { indicatorId, unitIds, lastMonth } = manualField;
    const content = ManualField.toJSON({ ...manualField, manualFieldId, version: 0, etag: '' });
    return inTenant(this.db, caller().tenantId, async (tx) => {
      const [known] = await tx.query(`SELECT FROM indicator WHERE indicator_id = $1`, [indicatorId]);
      if (!known)
        throw invalid(
          'manualField.indicatorId',
          'INDICATOR_NOT_FOUND',
          `No indicator ${indicatorId} is known here yet.`,
          `此处尚无指标 ${indicatorId}。`,
        );
      const { zone, today } = await clockOf(tx);
      const month = today.slice(0, 7);
      const isOver = lastMonth !== '' && lastMonth < month;
      const supplied = isOver ? [] : await suppliedFor(tx, { month, zone }, indicatorId, unitIds);
      const [first] = supplied;
      if (first) {
        const units = supplied.slice(0, NAMED).map(({ unitId }) => unitId);
        const more = supplied.length > NAMED ? '…' : '';
        throw new DomainError(
          'FAILED_PRECONDITION',
          'FIELD_IS_SUPPLIED',
          {
            en: `Measure ${first.measureId} supplies ${indicatorId} for ${units.join(', ')}${more}; it cannot be asked by hand. Leave these units out, or set lastMonth to a month that is over.`,
            zh: `计算口径 ${first.measureId} 已为 ${units.join('、')}${more} 提供 ${indicatorId}，不得再要求手工填报；请去掉这些单位，或将 lastMonth 设为已结束的月份。`,
          },
          [],
          { measureId: first.measureId },
        );
      }
      await assertEnterable(tx, ManualField.fromJSON(content));
      return toManualField(await this.manualFields.put(tx, manualFieldId, content as object, etag));
    });
  }

  get(manualFieldId: string): Promise<ManualField> {
    return inTenant(this.db, caller().tenantId, async (tx) => {
      const stored = await this.manualFields.get(tx, manualFieldId);
      if (stored) return toManualField(stored);
      throw notFound(
        'MANUAL_FIELD_NOT_FOUND',
        `No manual field ${manualFieldId}.`,
        `没有手工填报项 ${manualFieldId}。`,
      );
    });
  }

  list(request: z.infer<typeof ListManualFields>) {
    const asked = page(request);
    return inTenant(this.db, caller().tenantId, async (tx) => {
      const found = await this.manualFields.list(tx, asked.after?.[0], asked.size + 1);
      const { rows, nextPageToken } = slice(found, asked, ({ id }) => [id]);
      return { manualFields: rows.map(toManualField), nextPageToken };
    });
  }

  burden({ month, unitId }: z.infer<typeof GetReportingBurden>): Promise<GetReportingBurdenResponse> {
    return inTenant(
      this.db,
      caller().tenantId,
      async (tx) => {
        const of = { month, zone: await zoneOf(tx) };
        return {
          ...(await burdenOf(tx, of, unitId)),
          suppliedFields: await suppliedFields(tx, of, unitId),
        };
      },
      'REPEATABLE READ',
    );
  }
}
