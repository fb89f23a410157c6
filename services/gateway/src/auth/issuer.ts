import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';
import { z } from 'zod';
import { problem } from '../http/problem';

const timeoutMs = 5_000;
/** An unknown key id makes us fetch the keys again, but never more often than this. */
const cooldownMs = 60_000;
const retryMs = 1_000;

/** Asymmetric only: a public key can never pass for a shared secret. */
const algorithms = ['ES256', 'RS256', 'PS256', 'EdDSA'];

type Keys = ReturnType<typeof createRemoteJWKSet>;

/** The OpenID provider: finds its keys on first use and checks access tokens with them. */
export class Issuer {
  private keys: Promise<Keys> | undefined;
  private known = false;
  private failedAt = -Infinity;

  constructor(
    private readonly url: string,
    private readonly audience: string,
  ) {}

  /** Whether the keys are known; starts looking for them if not. */
  async ready(): Promise<boolean> {
    await this.find().catch(() => undefined);
    return this.known;
  }

  /** @throws Problem TOKEN_INVALID, or IDENTITY_UNAVAILABLE when the provider cannot be reached */
  async verify(token: string): Promise<JWTPayload> {
    const keys = await this.find();
    const { payload, protectedHeader } = await jwtVerify(token, keys, {
      issuer: this.url,
      audience: this.audience,
      algorithms,
      clockTolerance: 5,
      requiredClaims: ['sub', 'exp'],
    }).catch((error: unknown) => {
      const outage = error instanceof errors.JWKSTimeout || !(error instanceof errors.JOSEError);
      throw problem(outage ? 'IDENTITY_UNAVAILABLE' : 'TOKEN_INVALID');
    });
    if (!isAccessToken(protectedHeader.typ, payload['typ'])) throw problem('TOKEN_INVALID');
    return payload;
  }

  private find(): Promise<Keys> {
    if (performance.now() - this.failedAt < retryMs) return Promise.reject(problem('IDENTITY_UNAVAILABLE'));
    this.keys ??= discover(this.url).then(
      (keys) => {
        this.known = true;
        return keys;
      },
      () => {
        this.keys = undefined;
        this.failedAt = performance.now();
        throw problem('IDENTITY_UNAVAILABLE');
      },
    );
    return this.keys;
  }
}

/** RFC 9068 says it in the header; Keycloak writes `typ: Bearer` into the payload, and `ID` or `Refresh` for others. */
function isAccessToken(header: string | undefined, payload: unknown): boolean {
  const typ = header?.toLowerCase().replace(/^application\//, '');
  return typ === 'at+jwt' || ((typ === undefined || typ === 'jwt') && payload === 'Bearer');
}

async function discover(issuer: string): Promise<Keys> {
  const response = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  });
  const { jwks_uri } = z
    .object({ issuer: z.literal(issuer), jwks_uri: z.url() })
    .parse(await response.json());
  if (new URL(issuer).protocol === 'https:' && new URL(jwks_uri).protocol !== 'https:') {
    throw new Error('The keys of an https issuer must be served by https.');
  }
  const keys = createRemoteJWKSet(new URL(jwks_uri), {
    timeoutDuration: timeoutMs,
    cooldownDuration: cooldownMs,
    cacheMaxAge: 600_000,
  });
  await keys.reload();
  return keys;
}
