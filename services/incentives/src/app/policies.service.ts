import { Policy, QuotaRounding } from '@fuxing/contracts/incentives/v1/incentives';
import { Documents, inTenant } from '@fuxing/db';
import { DomainError, invalid } from '@fuxing/errors';
import { decimal } from '@fuxing/scoring';
import { caller, fields, page } from '@fuxing/service';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { toPolicy } from './decide-outcomes';

const years = fields.whole(1, 10);

/** Decimals are judged by assertDecimals, which names the reason DECIMAL_INVALID. */
export const PutPolicy = z.object({
  policyId: fields.id,
  etag: z.string(),
  policy: z.object({
    name: fields.name,
    nameEn: z.string().max(200),
    unitGroupId: fields.id,
    star: z
      .object({
        places: fields.whole(0, 1000),
      })
      .optional(),
    budget: z.object({ coefficients: z.record(fields.id, z.string()) }).optional(),
    reserve: z
      .object({
        topShare: z.string(),
        rounding: fields.oneOfOrNone(QuotaRounding),
        years,
      })
      .optional(),
    accountability: z.object({ years }).optional(),
  }),
});

export const ListPolicies = z.object(fields.pageFields);

@Injectable()
export class PoliciesService {
  private readonly policies = new Documents('policy');

  constructor(private readonly db: DataSource) {}

  /**
   * Stores a policy; it applies to results that become final afterwards, and changes no outcome.
   *
   * @throws DomainError DECIMAL_INVALID, INVALID_REQUEST, ETAG_REQUIRED, ETAG_MISMATCH
   */
  put({ policyId, policy, etag }: z.infer<typeof PutPolicy>): Promise<Policy> {
    const { star, budget, reserve, accountability, ...rest } = policy;
    assertDecimals(policy);
    const wanted: Policy = { ...rest, policyId, star, budget, reserve, accountability, etag: '' };
    return inTenant(this.db, caller().tenantId, async (tx) =>
      toPolicy(await this.policies.put(tx, policyId, Policy.toJSON(wanted) as object, etag)),
    );
  }

  get(policyId: string): Promise<Policy> {
    return inTenant(this.db, caller().tenantId, async (tx) => {
      const stored = await this.policies.get(tx, policyId);
      if (!stored) {
        throw new DomainError('NOT_FOUND', 'POLICY_NOT_FOUND', {
          en: `No policy ${policyId}.`,
          zh: `没有激励政策 ${policyId}。`,
        });
      }
      return toPolicy(stored);
    });
  }

  async list(request: z.infer<typeof ListPolicies>) {
    const at = page(request);
    return inTenant(this.db, caller().tenantId, async (tx) => {
      const rows = await this.policies.list(tx, at.after?.[0], at.size + 1);
      const policies = rows.slice(0, at.size).map(toPolicy);
      const last = policies.at(-1);
      return { policies, nextPageToken: rows.length > at.size && last ? at.next([last.policyId]) : '' };
    });
  }
}

function assertDecimals({ budget, reserve }: z.infer<typeof PutPolicy>['policy']): void {
  for (const [gradeId, coefficient] of Object.entries(budget?.coefficients ?? {})) {
    const field = `policy.budget.coefficients.${gradeId}`;
    const value = decimal(field, coefficient);
    if (value.lt(0) || value.gt(10)) throw outside(field, coefficient, 'from 0 to 10', '0 到 10');
  }
  if (!reserve) return;
  const field = 'policy.reserve.topShare';
  const share = decimal(field, reserve.topShare);
  if (share.lte(0) || share.gt(1))
    throw outside(field, reserve.topShare, 'above 0 to 1', '大于 0 且不超过 1');
}

function outside(field: string, value: string, en: string, zh: string): DomainError {
  return invalid(
    field,
    'INVALID_REQUEST',
    `${field} must be ${en}, got ${value}.`,
    `${field} 应为${zh}，收到的是 ${value}。`,
  );
}
