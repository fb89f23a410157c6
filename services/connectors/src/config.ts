import { bilingual } from '@fuxing/errors';
import { serviceSettings } from '@fuxing/service';
import { z } from 'zod';
import { Addresses } from './sources/addresses';

/** Settings from the environment; see serviceSettings. */
export const Settings = z.object({
  ...serviceSettings,
  /**
   * What connectors may reach besides public addresses: host:port or CIDR, separated by commas. Government systems live
   * in private ranges, so an operator names them one by one.
   */
  ALLOW_PRIVATE_ADDRESSES: z
    .string()
    .default('')
    .refine(
      (list) => Addresses.isList(list),
      bilingual(
        'must be host:port or CIDR entries separated by commas',
        '应为以逗号分隔的 host:port 或 CIDR',
      ),
    ),
  /** Milliseconds before the first repetition of a request that failed; doubles each time, with jitter. */
  RETRY_BASE_MS: z.coerce.number().int().min(1).max(60_000).default(500),
});

export type ConnectorSettings = z.infer<typeof Settings>;
