import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Account, type RunningIdentityProvider, signIn, startIdentityProvider } from '@fuxing/identity';
import type { JWK } from 'jose';
import type { Role } from '../auth/access';
import type { SigningKey } from '../config';
import { createGateway, type GatewayOptions } from '../gateway';
import { Backend } from './backend';
import { FakeBus } from './fake-bus';

export const audience = 'https://api.fuxing.test';
export const roles: Role[] = ['operator', 'office', 'verifier', 'reporter', 'leader', 'auditor', 'system'];

/** One person per role in district 130404, and an office of another district. */
const accounts: Account[] = [
  ...roles.map((role) => ({
    username: role,
    password: `pass of ${role}`,
    name: `名 ${role}`,
    tenant: '130404',
    roles: [role],
    ...(role === 'reporter' ? { unit: 'water' } : {}),
  })),
  { username: 'stranger', password: 'pass of stranger', name: '外', tenant: '310101', roles: ['office'] },
  { username: 'unitless', password: 'pass of unitless', name: '无', tenant: '130404', roles: ['reporter'] },
];

/** The gateway with a real identity provider in front of it and a real gRPC server behind it. */
export class Door {
  readonly publicJwk: JWK;
  private readonly tokens = new Map<string, Promise<string>>();

  private constructor(
    readonly url: string,
    readonly grpcPort: number,
    readonly backend: Backend,
    readonly bus: FakeBus,
    readonly identity: RunningIdentityProvider,
    /** The identity provider's own private key, to forge tokens with. */
    readonly identityKey: JWK,
    signingKey: SigningKey,
    readonly gateway: { close(): Promise<void> },
    private readonly dataDir: string,
  ) {
    const { kty, crv, x } = signingKey;
    this.publicJwk = { kty, crv, x };
  }

  static async open(overrides: Partial<GatewayOptions> = {}): Promise<Door> {
    const dataDir = mkdtempSync(join(tmpdir(), 'gateway-'));
    const clients = [{ clientId: 'fuxing-cli', name: 'fuxing', redirectUris: ['http://127.0.0.1/callback'] }];
    const identity = await startIdentityProvider({ dataDir, accounts, clients, audience });
    const { signing } = JSON.parse(readFileSync(join(dataDir, 'identity-keys.json'), 'utf8')) as {
      signing: JWK;
    };
    const backend = await Backend.start();
    const bus = new FakeBus();
    const signingKey = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }) as SigningKey;
    const { address } = backend;
    const gateway = await createGateway({
      listen: { host: '127.0.0.1', port: 0 },
      grpcListen: '127.0.0.1:0',
      issuer: identity.issuer,
      audience,
      signingKey,
      services: {
        indicators: address,
        connectors: address,
        evaluation: address,
        tasks: address,
        incentives: address,
      },
      rateLimitPerMinute: 100_000,
      bodyLimitBytes: 64 * 1024,
      deadlineMs: 2_000,
      drainMs: 0,
      logLevel: 'silent',
      bus,
      ...overrides,
    });
    const { url, grpcPort } = await gateway.listen();
    return new Door(url, grpcPort, backend, bus, identity, signing, signingKey, gateway, dataDir);
  }

  token(username: string): Promise<string> {
    const known = this.tokens.get(username);
    if (known) return known;
    const fresh = signIn(this.identity.issuer, 'fuxing-cli', { username, password: `pass of ${username}` });
    const token = fresh.then(({ accessToken }) => accessToken);
    this.tokens.set(username, token);
    return token;
  }

  async ask(username: string, path: string, init: RequestInit & { json?: unknown } = {}) {
    const { json, headers, ...rest } = init;
    const response = await fetch(this.url + path, {
      ...rest,
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      headers: {
        authorization: `Bearer ${await this.token(username)}`,
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...(headers as Record<string, string> | undefined),
      },
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: text ? JSON.parse(text) : undefined,
    };
  }

  async close(): Promise<void> {
    await this.gateway.close();
    await this.backend.stop();
    await this.identity.stop();
    rmSync(this.dataDir, { recursive: true });
  }
}
