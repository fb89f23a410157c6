import type { GetVerificationSummaryResponse } from '@fuxing/contracts/connectors/v1/verification_summary';
import { inTenant } from '@fuxing/db';
import { bilingual } from '@fuxing/errors';
import { caller, fields } from '@fuxing/service';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { clockOf } from '../../db/zone';
import { summaryOf } from '../../db/verify/summary';

export const GetVerificationSummary = z.object({
  year: fields
    .whole(0, 2999)
    .refine(
      (year) => year === 0 || year >= 2000,
      bilingual('must be 0 or 2000 to 2999', '应为 0 或 2000 至 2999'),
    ),
  indicatorId: z.string(),
  unitId: z.string(),
});

/** How verification goes. */
@Injectable()
export class SummaryService {
  constructor(private readonly db: DataSource) {}

  get(filter: z.infer<typeof GetVerificationSummary>): Promise<GetVerificationSummaryResponse> {
    return inTenant(
      this.db,
      caller().tenantId,
      async (tx) => summaryOf(tx, filter, (await clockOf(tx)).today),
      'REPEATABLE READ',
    );
  }
}
