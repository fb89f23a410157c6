import { type Outcome, OutcomeKind } from '@fuxing/contracts/incentives/v1/incentives';
import { inTenant } from '@fuxing/db';
import { bilingual, DomainError } from '@fuxing/errors';
import { caller, fields, page } from '@fuxing/service';
import { Injectable } from '@nestjs/common';
import { DataSource, MoreThan } from 'typeorm';
import { z } from 'zod';
import { OutcomeRow } from '../db/outcome.entity';

export const outcomeId = z
  .string()
  .regex(
    /^[a-z0-9._~-]{1,300}$/,
    bilingual(
      'must be <policy>~<kind>~<cycle>~<unit>, for example p~star~y2026~roads',
      '应为 <政策>~<种类>~<周期>~<单位>，例如 p~star~y2026~roads',
    ),
  );

export const ListOutcomes = z.object({
  ...fields.pageFields,
  unitId: fields.id.or(z.literal('')),
  cycleId: fields.id.or(z.literal('')),
  kind: fields.oneOfOrNone(OutcomeKind),
});

@Injectable()
export class OutcomesService {
  constructor(private readonly db: DataSource) {}

  get(id: string): Promise<Outcome> {
    return inTenant(this.db, caller().tenantId, async (tx) => {
      const row = await tx.findOneBy(OutcomeRow, { outcomeId: id });
      if (!row) {
        throw new DomainError('NOT_FOUND', 'OUTCOME_NOT_FOUND', {
          en: `No outcome ${id}.`,
          zh: `没有结果运用建议 ${id}。`,
        });
      }
      return toOutcome(row);
    });
  }

  async list(request: z.infer<typeof ListOutcomes>) {
    const { unitId, cycleId, kind } = request;
    const at = page(request, { unitId, cycleId, kind });
    return inTenant(this.db, caller().tenantId, async (tx) => {
      const rows = await tx.find(OutcomeRow, {
        where: {
          outcomeId: MoreThan(at.after?.[0] ?? ''),
          ...(unitId && { unitId }),
          ...(cycleId && { cycleId }),
          ...(kind !== OutcomeKind.OUTCOME_KIND_UNSPECIFIED && { kind }),
        },
        order: { outcomeId: 'ASC' },
        take: at.size + 1,
      });
      const outcomes = rows.slice(0, at.size).map(toOutcome);
      const last = outcomes.at(-1);
      return { outcomes, nextPageToken: rows.length > at.size && last ? at.next([last.outcomeId]) : '' };
    });
  }
}

function toOutcome({ tenantId: _, ...row }: OutcomeRow): Outcome {
  return row;
}
