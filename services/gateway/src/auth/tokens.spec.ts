import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { importJWK, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { signIn } from '@fuxing/identity';
import { audience, Door } from '../testing/door';

let door: Door;
beforeAll(async () => {
  door = await Door.open();
});
afterAll(() => door.close());

const status = async (token: string, headers: Record<string, string> = {}) => {
  const response = await fetch(`${door.url}/v1/tenant`, {
    headers: { authorization: `Bearer ${token}`, ...headers },
  });
  return {
    status: response.status,
    challenge: response.headers.get('www-authenticate'),
    body: (await response.json()) as any,
  };
};

interface Forgery {
  claims?: JWTPayload;
  header?: Record<string, unknown>;
  key?: unknown;
}
/** A token that differs from a good one in what a case names; signed with the identity provider's own key. */
const forge = async ({ claims = {}, header = {}, key }: Forgery = {}) => {
  const now = Math.floor(Date.now() / 1000);
  const good = {
    iss: door.identity.issuer,
    aud: audience,
    sub: 'x',
    tenant: '130404',
    roles: ['office'],
    iat: now,
    exp: now + 60,
  };
  return new SignJWT({ ...good, ...claims })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: door.identityKey.kid!, ...header })
    .sign((key as Parameters<SignJWT['sign']>[0]) ?? (await importJWK(door.identityKey, 'ES256')));
};
const seconds = (delta: number) => Math.floor(Date.now() / 1000) + delta;

it("lets a good token in, also with Keycloak's typ, also 3 s after its end", async () => {
  expect((await status(await forge())).status).toBe(200);
  expect((await status(await forge({ header: { typ: 'JWT' }, claims: { typ: 'Bearer' } }))).status).toBe(200);
  expect((await status(await forge({ claims: { exp: seconds(-3) } }))).status).toBe(200);
});

describe('refuses with 401', () => {
  it.each<Forgery & { why: string }>([
    { why: 'wrong issuer', claims: { iss: 'https://evil.test' } },
    { why: 'issuer with a slash more', claims: { iss: 'http://127.0.0.1/' } },
    { why: 'wrong audience', claims: { aud: 'account' } },
    { why: 'no audience', claims: { aud: undefined } },
    { why: 'expired', claims: { exp: seconds(-10) } },
    { why: 'no end', claims: { exp: undefined } },
    { why: 'not yet valid', claims: { nbf: seconds(60) } },
    { why: 'ID token type', header: { typ: 'JWT' }, claims: { typ: 'ID' } },
    { why: 'refresh token type', header: { typ: 'JWT' }, claims: { typ: 'Refresh' } },
    { why: 'no type at all', header: { typ: undefined } },
    { why: 'unknown key id', header: { kid: 'unknown' } },
    {
      why: 'HS256 with a guessed secret',
      header: { alg: 'HS256' },
      key: new TextEncoder().encode('x'.repeat(32)),
    },
  ])('$why', async ({ claims, header, key }) => {
    const answer = await status(await forge({ claims, header, key }));
    expect(answer).toMatchObject({
      status: 401,
      challenge: 'Bearer error="invalid_token"',
      body: { reason: 'TOKEN_INVALID' },
    });
  });

  it('alg none', async () => {
    const token = new UnsecuredJWT({ sub: 'x', tenant: '130404', roles: ['office'] })
      .setIssuer(door.identity.issuer)
      .setAudience(audience)
      .setExpirationTime('1m')
      .encode();
    expect((await status(token)).status).toBe(401);
    expect((await status(`${token}x`)).status).toBe(401);
  });

  it('HS256 with the public key as secret', async () => {
    const { kty, crv, x, y } = door.identityKey;
    const pem = createPublicKey({ key: { kty, crv, x, y }, format: 'jwk' }).export({
      type: 'spki',
      format: 'pem',
    });
    expect((await status(await forge({ header: { alg: 'HS256' }, key: Buffer.from(pem) }))).status).toBe(401);
  });

  it('a key that the token itself brings or points to', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwk = publicKey.export({ format: 'jwk' });
    const header = { jwk, jku: 'https://evil.test/jwks', x5u: 'https://evil.test/cert' };
    expect((await status(await forge({ header, key: privateKey }))).status).toBe(401);
  });

  it('a real ID token and a real refresh token', async () => {
    const { idToken, refreshToken } = await signIn(door.identity.issuer, 'fuxing-cli', {
      username: 'office',
      password: 'pass of office',
    });
    expect((await status(idToken)).status).toBe(401);
    expect((await status(refreshToken)).status).toBe(401);
  });

  it('a changed claim', async () => {
    const [head, , signature] = (await forge()).split('.');
    const claims = Buffer.from(
      JSON.stringify({ sub: 'x', tenant: '999', roles: ['office'], aud: audience }),
    ).toString('base64url');
    expect((await status(`${head}.${claims}.${signature}`)).status).toBe(401);
  });

  it('no token, another scheme, a token in the query', async () => {
    const bare = await fetch(`${door.url}/v1/tenant`);
    expect([bare.status, bare.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect((await status('', { authorization: 'Basic eDp5' })).status).toBe(401);
    expect((await fetch(`${door.url}/v1/tenant?access_token=${await door.token('office')}`)).status).toBe(
      401,
    );
  });
});

it('refuses a token without tenant with 403', async () => {
  const answer = await status(await forge({ claims: { tenant: '' } }));
  expect(answer).toMatchObject({ status: 403, body: { reason: 'TENANT_MISSING' } });
});

it('takes the tenant from the token only', async () => {
  const headers = { 'x-tenant': '130404', 'x-user-id': 'root', 'x-forwarded-user': 'root' };
  await door.ask('stranger', '/v1/tenant', { headers });
  const [token] = door.backend.last.metadata.get('authorization');
  const claims = JSON.parse(
    Buffer.from(String(token).split('.')[1] ?? '', 'base64url').toString(),
  ) as JWTPayload;
  expect(claims).toMatchObject({ sub: 'stranger', tenant: '310101' });
  expect(Object.keys(door.backend.last.metadata.getMap())).toEqual(
    expect.not.arrayContaining(Object.keys(headers)),
  );
});

it('does not fetch keys again for every unknown key id', async () => {
  const before = jest.spyOn(globalThis, 'fetch');
  const tokens = await Promise.all(
    Array.from({ length: 20 }, (_, i) => forge({ header: { kid: `flood-${i}` } })),
  );
  await Promise.all(tokens.map((token) => status(token)));
  const keyRequests = before.mock.calls.filter(([url]) => JSON.stringify(url).includes('/jwks'));
  expect(keyRequests.length).toBeLessThanOrEqual(1);
  before.mockRestore();
});
