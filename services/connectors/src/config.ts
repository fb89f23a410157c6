import { readFileSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { bilingual } from '@fuxing/errors';
import { serviceSettings } from '@fuxing/service';
import { z } from 'zod';
import { keyRing } from './domain/credentials/key-ring';
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
  /** A folder with files of other systems, which sources of kind `file` may read; empty: none. */
  WATCHED_FOLDER: z
    .string()
    .default('')
    .refine((path) => path === '' || isAbsolute(path), bilingual('must be an absolute path', '应为绝对路径')),
  /**
   * A file with the keys that credentials are sealed under, see domain/credentials/key-ring.ts; empty: no credential can be
   * stored. There is no default key.
   */
  CREDENTIAL_KEYS_FILE: z
    .string()
    .default('')
    .superRefine((path, context) => {
      if (path === '') return;
      try {
        keyRing(readFileSync(path, 'utf8'));
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        context.addIssue({
          code: 'custom',
          message: bilingual(`cannot be used: ${why}`, `无法使用：${why}`),
        });
      }
    }),
  /** Milliseconds before the first repetition of a request that failed; doubles each time, with jitter. */
  RETRY_BASE_MS: z.coerce.number().int().min(1).max(60_000).default(500),
});

export type ConnectorSettings = z.infer<typeof Settings>;
