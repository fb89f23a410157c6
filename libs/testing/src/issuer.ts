import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type JWTPayload, SignJWT } from 'jose';

export const AUDIENCE = 'https://api.fuxing.test';

/** An OpenID provider as far as a gateway sees it: discovery, keys, and access tokens for whoever is named. */
export async function startIssuer() {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const keys = [{ ...publicKey.export({ format: 'jwk' }), kid: 'test', alg: 'EdDSA' }];
  const server = createServer(({ url: path }, response) => {
    const answer = path === '/keys' ? { keys } : { issuer: url, jwks_uri: `${url}/keys` };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    token: (claims: JWTPayload): Promise<string> =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: 'test' })
        .setIssuer(url)
        .setAudience(AUDIENCE)
        .setExpirationTime('5m')
        .sign(privateKey),
    stop: (): void => {
      server.closeAllConnections();
      server.close();
    },
  };
}
