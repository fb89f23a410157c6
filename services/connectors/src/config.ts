import { readFileSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { bilingual, languages } from '@fuxing/errors';
import { secret, serviceSettings } from '@fuxing/service';
import { z } from 'zod';
import { keyRing } from './domain/collect/credentials/key-ring';
import { DEFAULT_PULL_BYTES, FLOOR, MAX_PULL_BYTES } from './sources/intake';
import { Permissions } from './sources/permissions';

/** Settings from the environment; see serviceSettings. */
const settings = z.object({
  ...serviceSettings,
  /**
   * Where evidence files are kept: `file:///var/lib/fuxing/evidence`, or the bucket of S3-compatible storage,
   * `https://storage.example/evidence`. Without it evidence is refused.
   */
  EVIDENCE_URL: z
    .string()
    .regex(
      /^$|^file:\/\/\/.|^https?:\/\/[^/]+\/[^/]+/,
      bilingual('must be file:///folder or https://host/bucket', '应为 file:///目录 或 https://主机/存储桶'),
    )
    .default(''),
  /** Of that storage. */
  EVIDENCE_S3_REGION: z.string().default('us-east-1'),
  EVIDENCE_S3_ACCESS_KEY: z.string().default(''),
  EVIDENCE_S3_SECRET_KEY: secret.or(z.literal('')).default(''),
  /**
   * What single sources may reach besides public addresses: `tenant/source=host:port` or `tenant/source=CIDR`, separated by
   * commas. Government systems live in private ranges, so an operator names them one by one, and for whom.
   */
  ALLOW_PRIVATE_ADDRESSES: z
    .string()
    .default('')
    .refine(
      (list) => Permissions.isList(list),
      bilingual(
        'must be tenant/source=host:port or tenant/source=CIDR entries separated by commas',
        '应为以逗号分隔的 租户/来源=主机:端口 或 租户/来源=CIDR',
      ),
    ),
  /** A folder with a folder for each tenant, named by its id, where other systems lay files down; empty: none. */
  WATCHED_FOLDER: z
    .string()
    .default('')
    .refine((path) => path === '' || isAbsolute(path), bilingual('must be an absolute path', '应为绝对路径')),
  /**
   * A file with the keys that credentials are sealed under, see domain/credentials/key-ring.ts. There is no default key, and
   * the service does not start without one of its own.
   */
  CREDENTIAL_KEYS_FILE: z
    .string()
    .refine(
      (path) => isAbsolute(path),
      bilingual('must be the absolute path of a key file', '应为密钥文件的绝对路径'),
    )
    .superRefine((path, context) => {
      if (!isAbsolute(path)) return;
      try {
        keyRing(readFileSync(path, 'utf8'));
      } catch (error) {
        const { en, zh } = languages(error instanceof Error ? error.message : String(error));
        context.addIssue({
          code: 'custom',
          message: bilingual(`cannot be used: ${en}`, `无法使用：${zh}`),
        });
      }
    }),
  /** Bytes that one pull may read, unpacked: at most, whatever a source declares; and where it declares nothing. */
  MAX_PULL_BYTES: z.coerce.number().int().min(1024).default(MAX_PULL_BYTES),
  DEFAULT_PULL_BYTES: z.coerce.number().int().min(1024).default(DEFAULT_PULL_BYTES),
  /** A body that comes slower than so many bytes a second, on average over so many milliseconds, is cut off. */
  MIN_BYTES_PER_SECOND: z.coerce.number().int().min(1).max(1_000_000).default(FLOOR.bytesPerSecond),
  MIN_SPEED_OVER_MS: z.coerce.number().int().min(100).max(600_000).default(FLOOR.overMs),
  /** Milliseconds before the first repetition of a request that failed; doubles each time, with jitter. */
  RETRY_BASE_MS: z.coerce.number().int().min(1).max(60_000).default(500),
});

export const Settings = settings
  .refine(({ DEFAULT_PULL_BYTES: usual, MAX_PULL_BYTES: most }) => usual <= most, {
    path: ['DEFAULT_PULL_BYTES'],
    message: bilingual('must be at most MAX_PULL_BYTES', '不能超过 MAX_PULL_BYTES'),
  })
  .refine(
    ({ EVIDENCE_URL: url, EVIDENCE_S3_ACCESS_KEY: key, EVIDENCE_S3_SECRET_KEY: secretKey }) =>
      !url.startsWith('http') || (key !== '' && secretKey !== ''),
    {
      path: ['EVIDENCE_S3_SECRET_KEY'],
      message: bilingual(
        'EVIDENCE_S3_ACCESS_KEY and EVIDENCE_S3_SECRET_KEY are needed for a bucket',
        '使用存储桶时应填写 EVIDENCE_S3_ACCESS_KEY 和 EVIDENCE_S3_SECRET_KEY',
      ),
    },
  );

export type ConnectorSettings = z.infer<typeof Settings>;
