import { bilingual, DomainError, invalid } from '@fuxing/errors';
import { Tenant } from '@fuxing/contracts/indicators/v1/tenants';
import { Documents, inTenant } from '@fuxing/db';
import { publish } from '@fuxing/outbox';
import { caller, fields } from '@fuxing/service';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { tenantChanged } from '../events/published';

export const PutTenant = z.object({
  etag: z.string(),
  tenant: z.object({
    tenantId: z.string(),
    name: fields.name,
    nameEn: z.string().max(200),
    timeZone: z
      .string()
      .refine(
        (zone) => zone === '' || isZone(zone),
        bilingual('must be an IANA time zone such as Asia/Shanghai', '应为 IANA 时区，例如 Asia/Shanghai'),
      ),
  }),
});

@Injectable()
export class TenantsService {
  private readonly tenants = new Documents('tenant_settings');

  constructor(private readonly db: DataSource) {}

  /** Stores the caller's own tenant; it can name no other. */
  put({ tenant, etag }: z.infer<typeof PutTenant>): Promise<Tenant> {
    const { tenantId } = caller();
    if (tenant.tenantId && tenant.tenantId !== tenantId) {
      throw invalid(
        'tenant.tenantId',
        'TENANT_OTHER',
        `tenantId must be the caller's own, ${tenantId}, got ${tenant.tenantId}.`,
        `tenantId 应为调用者所属地区 ${tenantId}，收到 ${tenant.tenantId}。`,
      );
    }
    return inTenant(this.db, tenantId, async (tx) => {
      const wanted: Tenant = { ...tenant, tenantId, timeZone: tenant.timeZone || 'Asia/Shanghai', etag: '' };
      const stored = await this.tenants.put(tx, tenantId, Tenant.toJSON(wanted) as object, etag);
      const message = { ...wanted, etag: stored.etag };
      if (stored.changed) await publish(tx, tenantChanged(message));
      return message;
    });
  }

  get(): Promise<Tenant> {
    const { tenantId } = caller();
    return inTenant(this.db, tenantId, async (tx) => {
      const stored = await this.tenants.get(tx, tenantId);
      if (!stored) {
        throw new DomainError('NOT_FOUND', 'TENANT_NOT_FOUND', {
          en: `Tenant ${tenantId} is not set up yet.`,
          zh: `地区 ${tenantId} 尚未建立。`,
        });
      }
      return Tenant.fromJSON({ ...stored.content, etag: stored.etag });
    });
  }
}

function isZone(zone: string): boolean {
  return Intl.supportedValuesOf('timeZone').includes(zone) || zone === 'UTC';
}
