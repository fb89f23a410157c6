import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as oidc from 'openid-client';
import type { Credential, Credentials } from './credentials';
import { exitCode, Failure } from './failures';
import { reasonOf, Unreachable } from './gateway-client';

const SUFFIX = '/.well-known/openid-configuration';
/** A token is renewed so long before it ends. */
const MARGIN_MS = 30_000;
export const CLI_CLIENT = 'fuxing-cli';

/** The sign-in service that a gateway trusts, from its OpenAPI document. */
export async function findIssuer(gateway: string): Promise<string> {
  const response = await fetch(`${gateway}/openapi.json`, { signal: AbortSignal.timeout(20_000) }).catch(
    (error: unknown) => {
      throw new Unreachable(`${gateway}: ${reasonOf(error)}`, { cause: error });
    },
  );
  const document = (await response.json().catch(() => ({}))) as {
    components?: { securitySchemes?: Record<string, { type?: string; openIdConnectUrl?: string }> };
  };
  const schemes = Object.values(document.components?.securitySchemes ?? {});
  const url = schemes.find(({ type }) => type === 'openIdConnect')?.openIdConnectUrl;
  if (!url) throw new Failure(exitCode.usage, 'issuerUnknown');
  return url.endsWith(SUFFIX) ? url.slice(0, -SUFFIX.length) : url;
}

/** A person signs in on any device with a browser (RFC 8628). */
export async function signInPerson(
  issuer: string,
  clientId: string,
  show: (address: string, code: string) => void,
): Promise<Credential> {
  return guarded(async () => {
    const provider = await discover(issuer, clientId);
    const device = await oidc.initiateDeviceAuthorization(provider, {
      scope: 'openid profile offline_access',
    });
    show(device.verification_uri, device.user_code);
    return credential(issuer, clientId, await oidc.pollDeviceAuthorizationGrant(provider, device));
  });
}

/** A system signs in with its secret. */
export async function signInSystem(
  issuer: string,
  clientId: string,
  secretFile: string,
): Promise<Credential> {
  const clientSecretFile = resolve(secretFile);
  let secret: string;
  try {
    secret = readFileSync(clientSecretFile, 'utf8').trim();
  } catch {
    throw new Failure(exitCode.usage, 'badFile', secretFile);
  }
  return guarded(async () => {
    const provider = await discover(issuer, clientId, oidc.ClientSecretBasic(secret));
    return { ...credential(issuer, clientId, await oidc.clientCredentialsGrant(provider)), clientSecretFile };
  });
}

/** The token for a gateway, renewed when it is about to end. */
export async function currentToken(gateway: string, credentials: Credentials): Promise<string> {
  const stored = credentials.read(gateway);
  if (stored && isFresh(stored)) return stored.accessToken;
  return credentials.locked(async () => {
    const latest = credentials.read(gateway);
    if (latest && isFresh(latest)) return latest.accessToken;
    const renewed = latest ? await renew(latest) : undefined;
    if (!renewed) throw new Failure(exitCode.noRight, 'notSignedIn', gateway);
    credentials.write(gateway, renewed);
    return renewed.accessToken;
  });
}

function isFresh(stored: Credential): boolean {
  return stored.expiresAt - MARGIN_MS > Date.now();
}

/** Tells the provider to forget the sign-in; one that cannot be reached forgets it by itself later. */
export async function revoke({ issuer, clientId, refreshToken }: Credential): Promise<void> {
  if (!refreshToken) return;
  try {
    await oidc.tokenRevocation(await discover(issuer, clientId), refreshToken);
  } catch {
    // The tokens are deleted here in any case.
  }
}

async function renew(old: Credential): Promise<Credential | undefined> {
  const { issuer, clientId, refreshToken, clientSecretFile } = old;
  if (clientSecretFile) return signInSystem(issuer, clientId, clientSecretFile);
  if (!refreshToken) return undefined;
  return guarded(async () => {
    const provider = await discover(issuer, clientId);
    try {
      return {
        ...old,
        ...credential(issuer, clientId, await oidc.refreshTokenGrant(provider, refreshToken)),
      };
    } catch (error) {
      if (error instanceof oidc.ResponseBodyError && error.error === 'invalid_grant') return undefined;
      throw error;
    }
  });
}

function discover(
  issuer: string,
  clientId: string,
  authentication = oidc.None(),
): Promise<oidc.Configuration> {
  const url = new URL(issuer);
  const isLoopback = ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  if (url.protocol !== 'https:' && !isLoopback) throw new Failure(exitCode.usage, 'issuerInsecure', issuer);
  const options = url.protocol === 'http:' ? { execute: [oidc.allowInsecureRequests] } : {};
  return oidc.discovery(url, clientId, undefined, authentication, options);
}

function credential(
  issuer: string,
  clientId: string,
  tokens: oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers,
): Credential {
  return {
    issuer,
    clientId,
    accessToken: tokens.access_token,
    expiresAt: Date.now() + (tokens.expiresIn() ?? 300) * 1000,
    ...(tokens.refresh_token ? { refreshToken: tokens.refresh_token } : {}),
  };
}

/** @throws Failure when the provider refuses, Unreachable when it does not answer */
async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Failure) throw error;
    if (error instanceof oidc.ResponseBodyError) {
      throw new Failure(exitCode.noRight, 'signInRefused', error.error_description ?? error.error);
    }
    if (error instanceof oidc.WWWAuthenticateChallengeError) {
      throw new Failure(exitCode.noRight, 'signInRefused', `HTTP ${error.status}`);
    }
    throw new Unreachable(reasonOf(error), { cause: error });
  }
}
