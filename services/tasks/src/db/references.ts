import type { Indicator } from '@fuxing/contracts/indicators/v1/indicators';
import type { Tenant } from '@fuxing/contracts/indicators/v1/tenants';
import type { Unit } from '@fuxing/contracts/indicators/v1/units';
import { References } from '@fuxing/db';

/** Copies of what indicators owns. */
export const references = {
  tenant: new References<Tenant>('tenant'),
  unit: new References<Unit>('unit'),
  indicator: new References<Indicator>('indicator'),
};
