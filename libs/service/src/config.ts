import { bilingual } from '@fuxing/errors';
import { z, type ZodType } from 'zod';

/** Values that stand in examples and demos; a service started with one of them would be open to everybody. */
const KNOWN_SECRETS = ['secret', 'changeme', 'password', 'fuxing', 'postgres', 'admin'];

/** A secret from the environment: at least 16 characters and none of the well-known ones. It has no default. */
export const secret = z
  .string()
  .min(16, bilingual('must have at least 16 characters', '至少 16 个字符'))
  .refine(
    (text) => !KNOWN_SECRETS.some((known) => text.toLowerCase() === known),
    bilingual('is a well-known default', '是众所周知的默认值'),
  );

/** A database URL whose password is a secret in that sense. */
export const databaseUrl = z.url({ protocol: /^postgres(ql)?$/ }).refine(
  (url) => {
    return secret.safeParse(decodeURIComponent(new URL(url).password)).success;
  },
  bilingual(
    'must carry a password of at least 16 characters that is not a well-known default',
    '应带至少 16 个字符且非众所周知默认值的密码',
  ),
);

/** A bus address; on PostgreSQL it carries a password like every database URL. */
export const busUrl = z
  .string()
  .refine(
    (url) => /^kafka:\/\/[^/]+$/.test(url) || databaseUrl.safeParse(url).success,
    bilingual(
      'must be kafka://host:port,… or postgres://role:password@host/database',
      '应为 kafka://host:port,… 或 postgres://role:password@host/database',
    ),
  );

/** Public keys (JWKS, JSON) of the gateways whose word about the caller is believed. */
export const callerJwks = z.string().transform((text, context) => {
  const parsed = z
    .object({ keys: z.array(z.looseObject({ kty: z.string() })).min(1) })
    .safeParse(tryJson(text));
  if (parsed.success) return parsed.data;
  context.addIssue({
    code: 'custom',
    message: bilingual(
      'must be a JSON Web Key Set with at least one key',
      '应为至少含一个密钥的 JSON Web Key Set',
    ),
  });
  return z.NEVER;
});

/** Settings that every service has. */
export const serviceSettings = {
  /** host:port on which gRPC is served. */
  GRPC_LISTEN: z
    .string()
    .regex(/^[^:]+:\d+$/, bilingual('must be host:port', '应为 host:port'))
    .default('0.0.0.0:5000'),
  /** The app role. */
  DB_URL: databaseUrl,
  /** The worker role. */
  DB_WORKER_URL: databaseUrl,
  /** Connections in the app pool. */
  DB_POOL: z.coerce.number().int().min(2).max(200).default(10),
  BUS_URL: busUrl,
  /** How long the bus on PostgreSQL keeps events that every service has heard. A Kafka broker has its own setting. */
  BUS_RETENTION_DAYS: z.coerce.number().int().min(1).max(3_650).default(7),
  CALLER_JWKS: callerJwks,
};

/**
 * Reads settings, or names every fault at once.
 *
 * @throws Error whose message lists each setting that is missing or wrong, never its value
 */
export function loadConfig<T extends ZodType>(schema: T, env: NodeJS.ProcessEnv): z.infer<T> {
  const result = schema.safeParse(env);
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => {
    const name = issue.path.join('.');
    return `  ${name}: ${env[name] === undefined ? 'is not set 未设置' : issue.message.replace('\n', ' ')}`;
  });
  throw new Error(`The settings are not complete:\n${faults.join('\n')}`);
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
