import { ObservationsPublished } from '@fuxing/contracts/connectors/v1/events';
import {
  IndicatorVersionPublished,
  SchemePublished,
  TargetsChanged,
  TenantChanged,
  UnitChanged,
  UnitGroupChanged,
} from '@fuxing/contracts/indicators/v1/events';
import { Indicator } from '@fuxing/contracts/indicators/v1/indicators';
import { Scheme } from '@fuxing/contracts/indicators/v1/schemes';
import { Tenant } from '@fuxing/contracts/indicators/v1/tenants';
import { Unit, UnitGroup } from '@fuxing/contracts/indicators/v1/units';
import type { Handler } from '@fuxing/outbox';
import { keepObservations } from '../db/observations';
import { references } from '../db/references';
import { keepTargets } from '../db/targets';

/** Everything this service hears: it keeps its own copies, so that scoring asks nobody. */
export const heard: Record<string, Handler> = {
  'indicators.tenant-changed.v1': async (tx, event) => {
    const { tenant } = TenantChanged.fromJSON(event.payload);
    if (tenant) await references.tenant.keep(tx, tenant.tenantId, 0, Tenant.toJSON(tenant));
  },
  'indicators.unit-changed.v1': async (tx, event) => {
    const { unit } = UnitChanged.fromJSON(event.payload);
    if (unit) await references.unit.keep(tx, unit.unitId, 0, Unit.toJSON(unit));
  },
  'indicators.unit-group-changed.v1': async (tx, event) => {
    const { unitGroup } = UnitGroupChanged.fromJSON(event.payload);
    if (unitGroup) await references.unitGroup.keep(tx, unitGroup.unitGroupId, 0, UnitGroup.toJSON(unitGroup));
  },
  'indicators.indicator-version-published.v1': async (tx, event) => {
    const { indicator } = IndicatorVersionPublished.fromJSON(event.payload);
    if (indicator) {
      await references.indicator.keep(
        tx,
        indicator.indicatorId,
        indicator.version,
        Indicator.toJSON(indicator),
      );
    }
  },
  'indicators.scheme-published.v1': async (tx, event) => {
    const { scheme } = SchemePublished.fromJSON(event.payload);
    if (scheme) await references.scheme.keep(tx, scheme.schemeId, scheme.version, Scheme.toJSON(scheme));
  },
  'indicators.targets-changed.v1': async (tx, event) => {
    await keepTargets(tx, TargetsChanged.fromJSON(event.payload).targets);
  },
  'connectors.observations-published.v1': async (tx, event) => {
    await keepObservations(tx, ObservationsPublished.fromJSON(event.payload).observations);
  },
};
