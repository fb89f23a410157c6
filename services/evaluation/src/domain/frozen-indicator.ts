import type { Indicator } from '@fuxing/contracts/indicators/v1/indicators';

/** Proto JSON of an indicator version, which leaves out what is empty. */
export type FrozenIndicator = Pick<Indicator, 'indicatorId' | 'version' | 'direction' | 'periodKind'> &
  Partial<Indicator>;
