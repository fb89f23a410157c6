import {
  IndicatorVersionPublished,
  SchemePublished,
  TargetsChanged,
  TenantChanged,
  UnitChanged,
  UnitGroupChanged,
} from '@fuxing/contracts/indicators/v1/events';
import type { Indicator, Target } from '@fuxing/contracts/indicators/v1/indicators';
import type { Scheme } from '@fuxing/contracts/indicators/v1/schemes';
import type { Tenant } from '@fuxing/contracts/indicators/v1/tenants';
import type { Unit, UnitGroup } from '@fuxing/contracts/indicators/v1/units';
import type { OutboxEvent } from '@fuxing/outbox';

/** Everything this service says to the others, one function per topic. */
export const tenantChanged = (tenant: Tenant): OutboxEvent => ({
  topic: 'indicators.tenant-changed.v1',
  key: tenant.tenantId,
  type: 'fuxing.indicators.v1.TenantChanged',
  payload: TenantChanged.toJSON({ tenant }),
});

export const unitChanged = (unit: Unit): OutboxEvent => ({
  topic: 'indicators.unit-changed.v1',
  key: unit.unitId,
  type: 'fuxing.indicators.v1.UnitChanged',
  payload: UnitChanged.toJSON({ unit }),
});

export const unitGroupChanged = (unitGroup: UnitGroup): OutboxEvent => ({
  topic: 'indicators.unit-group-changed.v1',
  key: unitGroup.unitGroupId,
  type: 'fuxing.indicators.v1.UnitGroupChanged',
  payload: UnitGroupChanged.toJSON({ unitGroup }),
});

export const indicatorVersionPublished = (indicator: Indicator): OutboxEvent => ({
  topic: 'indicators.indicator-version-published.v1',
  key: indicator.indicatorId,
  type: 'fuxing.indicators.v1.IndicatorVersionPublished',
  payload: IndicatorVersionPublished.toJSON({ indicator }),
});

export const targetsChanged = (targets: Target[]): OutboxEvent => ({
  topic: 'indicators.targets-changed.v1',
  key: targets[0]?.indicatorId ?? '',
  type: 'fuxing.indicators.v1.TargetsChanged',
  payload: TargetsChanged.toJSON({ targets }),
});

export const schemePublished = (scheme: Scheme): OutboxEvent => ({
  topic: 'indicators.scheme-published.v1',
  key: scheme.schemeId,
  type: 'fuxing.indicators.v1.SchemePublished',
  payload: SchemePublished.toJSON({ scheme }),
});
