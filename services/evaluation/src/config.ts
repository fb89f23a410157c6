import { bilingual } from '@fuxing/errors';
import { serviceSettings } from '@fuxing/service';
import { z } from 'zod';

export const Settings = z.object({
  ...serviceSettings,
  /** host:port of connectors, asked for raw record keys when a score is explained. */
  CONNECTORS_ADDRESS: z.string().regex(/^[^:]+:\d+$/, bilingual('must be host:port', '应为 host:port')),
});

export type EvaluationSettings = z.infer<typeof Settings>;
