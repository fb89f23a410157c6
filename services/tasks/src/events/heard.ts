import {
  IndicatorVersionPublished,
  TargetsChanged,
  TenantChanged,
  UnitChanged,
} from '@fuxing/contracts/indicators/v1/events';
import { Indicator } from '@fuxing/contracts/indicators/v1/indicators';
import { Tenant } from '@fuxing/contracts/indicators/v1/tenants';
import { Unit } from '@fuxing/contracts/indicators/v1/units';
import type { Handler } from '@fuxing/outbox';
import { references } from '../db/references';
import { keepTargets } from '../db/targets';

/** Everything this service hears: it keeps its own copies, so that drafting a list asks nobody. */
export const heard: Record<string, Handler> = {
  'indicators.tenant-changed.v1': async (tx, event) => {
    const { tenant } = TenantChanged.fromJSON(event.payload);
    if (tenant) await references.tenant.keep(tx, tenant.tenantId, 0, Tenant.toJSON(tenant));
  },
  'indicators.unit-changed.v1': async (tx, event) => {
    const { unit } = UnitChanged.fromJSON(event.payload);
    if (unit) await references.unit.keep(tx, unit.unitId, 0, Unit.toJSON(unit));
  },
  'indicators.indicator-version-published.v1': async (tx, event) => {
    const { indicator } = IndicatorVersionPublished.fromJSON(event.payload);
    if (indicator) {
      const { indicatorId, version } = indicator;
      await references.indicator.keep(tx, indicatorId, version, Indicator.toJSON(indicator));
    }
  },
  'indicators.targets-changed.v1': async (tx, event) => {
    await keepTargets(tx, TargetsChanged.fromJSON(event.payload).targets);
  },
};
