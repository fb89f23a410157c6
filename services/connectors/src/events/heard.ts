import type { Handler } from '@fuxing/outbox';
import type { CopiesService } from '../app/copies.service';

/** What this service does on each topic. */
export const heard = (copies: CopiesService): Record<string, Handler> => ({
  'indicators.tenant-changed.v1': (tx, event) => copies.tenantChanged(tx, event),
  'indicators.unit-changed.v1': (tx, event) => copies.unitChanged(tx, event),
  'indicators.indicator-version-published.v1': (tx, event) => copies.indicatorVersionPublished(tx, event),
  'indicators.scheme-published.v1': (tx, event) => copies.schemePublished(tx, event),
});
