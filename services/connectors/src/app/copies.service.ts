import {
  IndicatorVersionPublished,
  SchemePublished,
  TenantChanged,
  UnitChanged,
} from '@fuxing/contracts/indicators/v1/events';
import type { BusEvent } from '@fuxing/outbox';
import { Injectable } from '@nestjs/common';
import { resetSchedules } from '../db/collect/schedules';
import { zoneOf } from '../db/zone';
import type { EntityManager } from 'typeorm';
import { schemeWeights } from '../domain/verify/scheme-weights';

/** What this service keeps of what service indicators says; the newest version wins, whatever order they come in. */
@Injectable()
export class CopiesService {
  async tenantChanged(tx: EntityManager, event: BusEvent): Promise<void> {
    const { tenant } = TenantChanged.fromJSON(event.payload);
    if (!tenant) return;
    const before = await zoneOf(tx);
    await tx.query(
      `INSERT INTO tenant (tenant_id, time_zone, changed_at) VALUES (current_setting('fuxing.tenant_id'), $1, $2)
       ON CONFLICT (tenant_id) DO UPDATE SET time_zone = excluded.time_zone, changed_at = excluded.changed_at
       WHERE tenant.changed_at <= excluded.changed_at`,
      [tenant.timeZone, event.occurredAt],
    );
    const zone = await zoneOf(tx);
    if (zone !== before) await resetSchedules(tx, zone);
  }

  async unitChanged(tx: EntityManager, event: BusEvent): Promise<void> {
    const { unit } = UnitChanged.fromJSON(event.payload);
    if (!unit) return;
    await tx.query(
      `INSERT INTO unit (tenant_id, unit_id, kind, parent_unit_id, changed_at)
       VALUES (current_setting('fuxing.tenant_id'), $1, $2, $3, $4)
       ON CONFLICT (tenant_id, unit_id) DO UPDATE SET kind = excluded.kind, parent_unit_id = excluded.parent_unit_id,
         changed_at = excluded.changed_at
       WHERE unit.changed_at <= excluded.changed_at`,
      [unit.unitId, unit.kind, unit.parentUnitId, event.occurredAt],
    );
  }

  async indicatorVersionPublished(tx: EntityManager, event: BusEvent): Promise<void> {
    const { indicator } = IndicatorVersionPublished.fromJSON(event.payload);
    if (!indicator) return;
    await tx.query(
      `INSERT INTO indicator (tenant_id, indicator_id, version, period_kind, digits, direction)
       VALUES (current_setting('fuxing.tenant_id'), $1, $2, $3, $4, $5)
       ON CONFLICT (tenant_id, indicator_id) DO UPDATE SET version = excluded.version,
         period_kind = excluded.period_kind, digits = excluded.digits, direction = excluded.direction
       WHERE indicator.version < excluded.version`,
      [indicator.indicatorId, indicator.version, indicator.periodKind, indicator.digits, indicator.direction],
    );
  }

  /** Only how much of the scheme each indicator is. */
  async schemePublished(tx: EntityManager, event: BusEvent): Promise<void> {
    const { scheme } = SchemePublished.fromJSON(event.payload);
    if (!scheme) return;
    const { schemeId, version } = scheme;
    const weights = schemeWeights(scheme.nodes);
    await tx.query(
      `SELECT pg_advisory_xact_lock(hashtextextended('scheme/' || current_setting('fuxing.tenant_id') || '/' || $1, 0))`,
      [schemeId],
    );
    const [newer] = await tx.query(
      `SELECT FROM scheme_weight WHERE scheme_id = $1 AND version > $2 LIMIT 1`,
      [schemeId, version],
    );
    if (newer) return;
    await tx.query(`DELETE FROM scheme_weight WHERE scheme_id = $1`, [schemeId]);
    await tx.query(
      `INSERT INTO scheme_weight (tenant_id, scheme_id, version, indicator_id, share)
       SELECT current_setting('fuxing.tenant_id'), $1, $2, indicator_id, share
       FROM unnest($3::text[], $4::numeric[]) AS x (indicator_id, share)`,
      [schemeId, version, [...weights.keys()], [...weights.values()]],
    );
  }
}
