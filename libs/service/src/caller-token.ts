import { DomainError } from '@fuxing/errors';
import { createLocalJWKSet, importJWK, jwtVerify, SignJWT, type JSONWebKeySet, type JWK } from 'jose';
import { z } from 'zod';
import type { Caller } from './caller';

const ISSUER = 'fuxing-gateway';
const AUDIENCE = 'fuxing-services';
/** Life of a token in seconds; it is made anew for every call or nearly so. */
export const CALLER_TOKEN_SECONDS = 120;

const Claims = z.object({
  sub: z.string().min(1),
  name: z.string().default(''),
  tenant: z.string().min(1),
  roles: z.array(z.enum(['operator', 'office', 'verifier', 'reporter', 'leader', 'auditor', 'system'])),
  unit: z.string().default(''),
});

/**
 * Returns a function that states a caller's identity to services as a signed token (EdDSA).
 *
 * @param signingKey Ed25519 private key
 */
export async function callerTokenSigner(signingKey: JWK): Promise<(caller: Caller) => Promise<string>> {
  const key = await importJWK(signingKey, 'EdDSA');
  return ({ subject, name, tenantId, roles, unitId }) =>
    new SignJWT({ name, tenant: tenantId, roles, unit: unitId })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'JWT', ...(signingKey.kid ? { kid: signingKey.kid } : {}) })
      .setSubject(subject)
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setIssuedAt()
      .setExpirationTime(`${CALLER_TOKEN_SECONDS}s`)
      .sign(key);
}

/**
 * Returns a function that turns such a token back into the caller.
 *
 * @param keys public keys of the gateways
 */
export function callerTokenVerifier(keys: JSONWebKeySet): (token: string) => Promise<Caller> {
  const jwks = createLocalJWKSet(keys);
  return async (token) => {
    try {
      const options = { issuer: ISSUER, audience: AUDIENCE, algorithms: ['EdDSA'], clockTolerance: 5 };
      const { payload } = await jwtVerify(token, jwks, options);
      const { sub, name, tenant, roles, unit } = Claims.parse(payload);
      return { subject: sub, name, tenantId: tenant, roles, unitId: unit };
    } catch {
      throw new DomainError('UNAUTHENTICATED', 'CALLER_TOKEN_INVALID', {
        en: 'The caller token is missing, expired or not signed by the gateway.',
        zh: '调用者令牌缺失、过期或不是由网关签发。',
      });
    }
  };
}
