import { createPublicKey } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { evaluation } from '@fuxing/evaluation-service';
import { connectors } from '@fuxing/connectors-service';
import { createGateway } from '@fuxing/gateway';
import { migrate, provision, role, withRole } from '@fuxing/db';
import { type Account, type RunningIdentityProvider, startIdentityProvider } from '@fuxing/identity';
import { incentives } from '@fuxing/incentives-service';
import { indicators } from '@fuxing/indicators-service';
import { openBus, postgresBusLag, postgresBusSchema } from '@fuxing/outbox';
import { startPostgres } from '@fuxing/postgres';
import { type ServiceSpec, startService } from '@fuxing/service';
import { tasks } from '@fuxing/tasks-service';
import { Client } from 'pg';
import { CLI_CLIENT } from './accounts';
import type { Folder } from './folder';

export const AUDIENCE = 'fuxing';

export interface PlatformOptions {
  folder: Folder;
  /** Of the gateway; the identity provider takes the next one. 0: free ones. */
  port: number;
  accounts: Account[];
  /** host:port that every source may reach besides public addresses: the simulated systems; empty: none. */
  allowAddresses: string;
  /** Services that run elsewhere, by name, with their host:port: tests kill them. */
  apart?: (
    name: string,
    environment: Record<string, string>,
  ) => Promise<{ address: string; stop(): Promise<void> }>;
  apartNames?: string[];
  tell: (sentence: string) => void;
}

export interface Platform {
  url: string;
  /** Where the gateway serves gRPC. */
  grpc: string;
  issuer: string;
  /** The superuser's URL of the database, for looking behind the curtain. */
  adminUrl: string;
  services: Map<string, { address: string; stop(): Promise<void> }>;
  /** Resolves when every event that was said has been heard. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

const specs = { connectors, indicators, evaluation, tasks, incentives } as unknown as Record<
  string,
  ServiceSpec
>;

/** Everything in one process: a database server, the bus on it, every service, the gateway and an OpenID provider. */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const { folder, tell } = options;
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    for (const each of stops.splice(0).reverse()) await each();
  };
  try {
    tell('database');
    const postgres = await startPostgres({
      dataDir: folder.file('postgres'),
      password: folder.secrets.superuser,
    });
    stops.push(() => postgres.stop());
    const busUrl = await installBus(postgres.url, folder.secrets.role);
    const settings = await installServices(postgres.url, folder, busUrl);

    tell('sign-in');
    const identity = await startIdentity(options);
    stops.push(() => identity.stop());

    const services = new Map<string, { address: string; stop(): Promise<void> }>();
    for (const name of Object.keys(specs)) {
      tell(name);
      const service = await startOne(name, { ...settings(name), ...extra(name, services, options) }, options);
      services.set(name, service);
      stops.push(() => service.stop());
    }

    tell('gateway');
    const bus = await openBus(busUrl, 'fuxing-gateway');
    stops.push(() => bus.close());
    const address = (name: string): string => services.get(name)?.address ?? '';
    const gateway = await createGateway({
      listen: { host: '127.0.0.1', port: options.port },
      grpcListen: `127.0.0.1:${options.port && options.port + 3}`,
      issuer: identity.issuer,
      audience: AUDIENCE,
      signingKey: folder.secrets.signingKey as never,
      services: {
        indicators: address('indicators'),
        connectors: address('connectors'),
        evaluation: address('evaluation'),
        tasks: address('tasks'),
        incentives: address('incentives'),
      },
      rateLimitPerMinute: 100_000,
      bodyLimitBytes: 8 * 1024 * 1024,
      deadlineMs: 60_000,
      drainMs: 0,
      logLevel: process.env['LOG_LEVEL'] ?? 'warn',
      bus,
    });
    const { url, grpcPort } = await gateway.listen();
    stops.push(() => gateway.close());
    return {
      url,
      grpc: `127.0.0.1:${grpcPort}`,
      issuer: identity.issuer,
      adminUrl: postgres.url,
      services,
      settled: () => settled(postgres.url, busUrl),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Nothing waits in an outbox, and no group has an event before it; twice in a row, for hearing may lead to saying. */
async function settled(adminUrl: string, busUrl: string): Promise<void> {
  const admin = new Client(adminUrl);
  await admin.connect();
  try {
    for (let quiet = 0; quiet < 2;) {
      const { rowCount } = await admin.query(
        Object.keys(specs)
          .map((name) => `(SELECT 1 FROM ${name}.outbox LIMIT 1)`)
          .join(' UNION ALL '),
      );
      const lag = [...(await postgresBusLag(busUrl)).entries()].filter(([group]) => group in specs);
      quiet = rowCount === 0 && lag.every(([, events]) => events === 0) ? quiet + 1 : 0;
      await sleep(50);
    }
  } finally {
    await admin.end();
  }
}

async function installBus(adminUrl: string, password: string): Promise<string> {
  const admin = new Client(adminUrl);
  await admin.connect();
  try {
    await role(admin, 'fuxing_bus', password);
    await admin.query(postgresBusSchema('fuxing_bus'));
  } finally {
    await admin.end();
  }
  return withRole(adminUrl, 'fuxing_bus', password);
}

/** Roles, schemas and migrations of every service; returns the settings of one. */
async function installServices(
  adminUrl: string,
  folder: Folder,
  busUrl: string,
): Promise<(name: string) => Record<string, string>> {
  const password = folder.secrets.role;
  const publicKey = createPublicKey({ key: folder.secrets.signingKey, format: 'jwk' }).export({
    format: 'jwk',
  });
  const urls = new Map<string, Record<'app' | 'worker', string>>();
  for (const [name, spec] of Object.entries(specs)) {
    const of = await provision(adminUrl, name, { owner: password, app: password, worker: password });
    await migrate(spec.database, of.owner);
    urls.set(name, of);
  }
  return (name) => ({
    GRPC_LISTEN: '127.0.0.1:0',
    DB_URL: urls.get(name)?.app ?? '',
    DB_WORKER_URL: urls.get(name)?.worker ?? '',
    DB_POOL: '6',
    BUS_URL: busUrl,
    CALLER_JWKS: JSON.stringify({ keys: [publicKey] }),
  });
}

function extra(
  name: string,
  services: Map<string, { address: string }>,
  options: PlatformOptions,
): Record<string, string> {
  if (name === 'connectors')
    return {
      ALLOW_PRIVATE_ADDRESSES: allowed(options),
      WATCHED_FOLDER: process.env['WATCHED_FOLDER'] ?? '',
      CREDENTIAL_KEYS_FILE: options.folder.credentialKeys(),
      EVIDENCE_URL: pathToFileURL(join(options.folder.path, 'evidence')).href,
    };
  if (name === 'evaluation') return { CONNECTORS_ADDRESS: services.get('connectors')?.address ?? '' };
  return {};
}

/** The simulated systems for every source of every district that somebody can sign in to, and what the environment allows. */
function allowed({ allowAddresses, accounts }: PlatformOptions): string {
  const tenants = allowAddresses === '' ? [] : new Set(accounts.map(({ tenant }) => tenant));
  const own = process.env['ALLOW_PRIVATE_ADDRESSES'] ?? '';
  return [...[...tenants].map((tenant) => `${tenant}/*=${allowAddresses}`), own].filter(Boolean).join(',');
}

async function startOne(name: string, environment: Record<string, string>, options: PlatformOptions) {
  const spec = specs[name];
  if (!spec) throw new Error(`There is no service ${name}.`);
  if (options.apart && options.apartNames?.includes(name)) return options.apart(name, environment);
  return startService(spec, spec.settings.parse(environment));
}

async function startIdentity(options: PlatformOptions): Promise<RunningIdentityProvider> {
  const { folder, port, accounts } = options;
  return startIdentityProvider({
    dataDir: folder.path,
    port: port === 0 ? 0 : port + 1,
    accounts,
    audience: AUDIENCE,
    clients: [
      { clientId: CLI_CLIENT, name: 'fuxing', redirectUris: ['http://127.0.0.1/callback'], device: true },
      {
        clientId: 'rectification-system',
        name: '整改系统 rectification system',
        secret: folder.secrets.role,
        tenant: accounts[0]?.tenant ?? '',
        roles: ['system'],
      },
    ],
  });
}
