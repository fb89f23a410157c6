import type { Indicator } from '@fuxing/contracts/indicators/v1/indicators';
import type { Scheme } from '@fuxing/contracts/indicators/v1/schemes';
import type { Tenant } from '@fuxing/contracts/indicators/v1/tenants';
import type { Unit, UnitGroup } from '@fuxing/contracts/indicators/v1/units';
import { References } from '@fuxing/db';

/** Copies of what other services own. */
export const references = {
  tenant: new References<Tenant>('tenant'),
  unit: new References<Unit>('unit'),
  unitGroup: new References<UnitGroup>('unit_group'),
  indicator: new References<Indicator>('indicator'),
  scheme: new References<Scheme>('scheme'),
};
