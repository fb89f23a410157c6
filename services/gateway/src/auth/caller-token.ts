import { importJWK, SignJWT } from 'jose';
import type { SigningKey } from '../config';
import type { Caller } from './caller';

export const callerTokenSeconds = 120;

/** Makes the token by which services know who calls; they trust nothing else. */
export async function callerTokens(jwk: SigningKey): Promise<(caller: Caller) => Promise<string>> {
  const key = await importJWK(jwk, 'EdDSA');
  const header = { alg: 'EdDSA', typ: 'JWT', ...(jwk.kid ? { kid: jwk.kid } : {}) };
  return ({ subject, name, tenant, roles, unit }) =>
    new SignJWT({ name, tenant, roles: [...roles], ...(unit === undefined ? {} : { unit }) })
      .setProtectedHeader(header)
      .setIssuer('fuxing-gateway')
      .setAudience('fuxing-services')
      .setSubject(subject)
      .setIssuedAt()
      .setExpirationTime(`${callerTokenSeconds}s`)
      .sign(key);
}
