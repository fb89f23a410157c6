import { bilingual } from '@fuxing/errors';
import { z } from 'zod';

/** Example keys that stand in public documents: whoever copies one gives the door away. */
const publishedKeys = new Set(['nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A', 'A'.repeat(43)]);

const SigningKey = z.strictObject({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  d: z
    .string()
    .regex(/^[\w-]{43}$/, bilingual('must be 32 bytes in base64url', '应为 base64url 编码的 32 字节'))
    .refine(
      (d) => !publishedKeys.has(d),
      bilingual('is a published example; make your own', '是公开的示例，请自行生成'),
    ),
  x: z
    .string()
    .regex(/^[\w-]{43}$/, bilingual('must be 32 bytes in base64url', '应为 base64url 编码的 32 字节')),
  kid: z.string().optional(),
  alg: z.enum(['EdDSA', 'Ed25519']).optional(),
  use: z.literal('sig').optional(),
});

const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue(bilingual('must be JSON', '应为 JSON'));
    return z.NEVER;
  }
});

const address = z
  .string()
  .regex(/^[\w.-]+:\d{1,5}$|^\[[0-9a-fA-F:]+\]:\d{1,5}$/, bilingual('must be host:port', '应为 host:port'));
const positive = z.coerce.number().int().positive();

const Environment = z.object({
  /** Where HTTP is served; TLS ends in front of it. */
  HTTP_LISTEN: address.default('0.0.0.0:8080'),
  /** Where the same RPCs are served by gRPC; TLS ends in front of it. Empty: nowhere. */
  GRPC_LISTEN: address.or(z.literal('')).default(''),
  /** Exactly as in the `iss` of its tokens. */
  OIDC_ISSUER: z.url({ protocol: /^https?$/ }),
  /** Must be in the `aud` of access tokens. */
  OIDC_AUDIENCE: z.string().min(1),
  /** Ed25519 private key as JWK: proves to the services who calls. No default. */
  CALLER_SIGNING_KEY: json.pipe(SigningKey),
  INDICATORS_ADDRESS: address,
  CONNECTORS_ADDRESS: address,
  EVALUATION_ADDRESS: address,
  TASKS_ADDRESS: address,
  INCENTIVES_ADDRESS: address,
  /** `kafka://…` or `postgres://…`; see @fuxing/outbox. */
  BUS_URL: z.string().min(1),
  /** Requests of one subject. */
  RATE_LIMIT_PER_MINUTE: positive.default(600),
  /** Largest request body. */
  BODY_LIMIT_BYTES: positive.default(8 * 1024 * 1024),
  /** How long a service may take over one call. */
  DEADLINE_MS: positive.default(30_000),
  /** Between "not ready" and closing the door, so that load balancers look away first. */
  DRAIN_MS: z.coerce.number().int().nonnegative().default(3_000),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
});

export type SigningKey = z.infer<typeof SigningKey>;
export type ServiceName = 'indicators' | 'connectors' | 'evaluation' | 'tasks' | 'incentives';

export interface Settings {
  listen: { host: string; port: number };
  /** host:port; empty: none. */
  grpcListen: string;
  issuer: string;
  audience: string;
  signingKey: SigningKey;
  services: Record<ServiceName, string>;
  busUrl: string;
  rateLimitPerMinute: number;
  bodyLimitBytes: number;
  deadlineMs: number;
  drainMs: number;
  logLevel: string;
}

/** @throws Error that names every faulty setting, and no value */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const { data, error } = Environment.safeParse(environment);
  if (!data) {
    const faults = error.issues.map(
      ({ path, message }) => `  ${path.join('.')}: ${message.replace('\n', ' ')}`,
    );
    throw new Error(`Settings are faulty:\n${faults.join('\n')}`);
  }
  const port = data.HTTP_LISTEN.lastIndexOf(':');
  return {
    listen: {
      host: data.HTTP_LISTEN.slice(0, port).replace(/^\[|\]$/g, ''),
      port: Number(data.HTTP_LISTEN.slice(port + 1)),
    },
    grpcListen: data.GRPC_LISTEN,
    issuer: data.OIDC_ISSUER,
    audience: data.OIDC_AUDIENCE,
    signingKey: data.CALLER_SIGNING_KEY,
    services: {
      indicators: data.INDICATORS_ADDRESS,
      connectors: data.CONNECTORS_ADDRESS,
      evaluation: data.EVALUATION_ADDRESS,
      tasks: data.TASKS_ADDRESS,
      incentives: data.INCENTIVES_ADDRESS,
    },
    busUrl: data.BUS_URL,
    rateLimitPerMinute: data.RATE_LIMIT_PER_MINUTE,
    bodyLimitBytes: data.BODY_LIMIT_BYTES,
    deadlineMs: data.DEADLINE_MS,
    drainMs: data.DRAIN_MS,
    logLevel: data.LOG_LEVEL,
  };
}
