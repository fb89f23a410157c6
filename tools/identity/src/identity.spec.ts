import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { type Account, type RunningIdentityProvider, signIn, startIdentityProvider } from './index';
import { loadKeys } from './keys';
import { Browser } from './sign-in';

const audience = 'https://api.fuxing.test';
const reporter: Account = {
  username: 'wang',
  password: 'correct horse',
  name: '王芳',
  tenant: '130404',
  roles: ['reporter'],
  unit: 'water',
};
const clients = [
  { clientId: 'fuxing-cli', name: 'fuxing', redirectUris: ['http://127.0.0.1/callback'], device: true },
  { clientId: 'city-12345', name: '12345', secret: 's'.repeat(40), tenant: '130404', roles: ['system'] },
];

let provider: RunningIdentityProvider;
const dataDir = mkdtempSync(join(tmpdir(), 'identity-'));
const start = () => startIdentityProvider({ dataDir, accounts: [reporter], clients, audience });

beforeAll(async () => {
  provider = await start();
});
afterAll(async () => {
  await provider.stop();
  rmSync(dataDir, { recursive: true });
});

const verify = (token: string) => {
  const keys = createRemoteJWKSet(new URL(`${provider.issuer}/jwks`));
  return jwtVerify(token, keys, { issuer: provider.issuer, audience, typ: 'at+jwt', algorithms: ['ES256'] });
};
const post = async (path: string, form: Record<string, string>) => {
  const response = await fetch(provider.issuer + path, { method: 'POST', body: new URLSearchParams(form) });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
};

it('gives an access token with tenant, roles and unit by code and PKCE, from any loopback port', async () => {
  const { accessToken, expiresAt } = await signIn(
    provider.issuer,
    'fuxing-cli',
    reporter,
    'http://127.0.0.1:49152/callback',
  );
  const { payload } = await verify(accessToken);
  expect(payload).toMatchObject({
    sub: 'wang',
    name: '王芳',
    tenant: '130404',
    roles: ['reporter'],
    unit: 'water',
  });
  expect(expiresAt.getTime()).toBeGreaterThan(Date.now());
});

it('gives an ID token that cannot pass for an access token', async () => {
  const { accessToken, idToken } = await signIn(provider.issuer, 'fuxing-cli', reporter);
  expect(decodeProtectedHeader(accessToken).typ).toBe('at+jwt');
  await expect(verify(idToken)).rejects.toThrow(/typ|aud/);
});

it('renews with a refresh token', async () => {
  const { refreshToken } = await signIn(provider.issuer, 'fuxing-cli', reporter);
  const { body } = await post('/token', {
    grant_type: 'refresh_token',
    client_id: 'fuxing-cli',
    refresh_token: refreshToken,
  });
  expect((await verify(body['access_token'] ?? '')).payload['unit']).toBe('water');
});

it('shows the form again when the password is wrong, in both languages', async () => {
  await expect(signIn(provider.issuer, 'fuxing-cli', { ...reporter, password: 'guess' })).rejects.toThrow(
    '401',
  );
  const browser = new Browser();
  const query = 'client_id=fuxing-cli&response_type=code&redirect_uri=http://127.0.0.1/callback&scope=openid';
  const pkce = `code_challenge=${'a'.repeat(43)}&code_challenge_method=S256`;
  const form = await browser.redirect(new URL(`${provider.issuer}/auth?${query}&${pkce}`));
  const page = await (await browser.open(form, { username: '"><b>', password: 'x' })).text();
  expect(page).toContain('用户名或密码不正确。');
  expect(page).toContain('The username or the password is wrong.');
  expect(page).not.toContain('"><b>');
});

it('refuses a code request without PKCE', async () => {
  const query = 'client_id=fuxing-cli&response_type=code&redirect_uri=http://127.0.0.1/callback&scope=openid';
  const callback = await new Browser().redirect(new URL(`${provider.issuer}/auth?${query}`));
  expect(callback.searchParams.get('error')).toBe('invalid_request');
});

it('signs a device in by its code', async () => {
  const device = (await post('/device/auth', { client_id: 'fuxing-cli', scope: 'openid profile' })).body;
  const poll = () =>
    post('/token', {
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      client_id: 'fuxing-cli',
      device_code: device['device_code'] ?? '',
    });
  expect((await poll()).body['error']).toBe('authorization_pending');

  const browser = new Browser();
  const hidden = (html: string) =>
    Object.fromEntries(
      [...html.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)].map((m) => [m[1], m[2]]),
    );
  const entry = await (await browser.open(device['verification_uri'] ?? '')).text();
  expect(entry).toContain('<label for="user_code">');
  const deviceUrl = new URL(device['verification_uri'] ?? '');
  const user_code = device['user_code'] ?? '';
  const confirm = await (await browser.open(deviceUrl, { ...hidden(entry), user_code })).text();
  expect(confirm).toContain(user_code);
  const form = await browser.redirect(deviceUrl, hidden(confirm));
  const resume = await browser.redirect(form, { username: reporter.username, password: reporter.password });
  const done = await browser.open(resume);
  expect(await done.text()).toContain('可以关闭此页');

  expect((await verify((await poll()).body['access_token'] ?? '')).payload['sub']).toBe('wang');
});

it('gives a machine its fixed claims, and nothing for a wrong secret', async () => {
  const grant = { grant_type: 'client_credentials', client_id: 'city-12345' };
  const right = await post('/token', { ...grant, client_secret: 's'.repeat(40) });
  expect((await verify(right.body['access_token'] ?? '')).payload).toMatchObject({
    sub: 'city-12345',
    tenant: '130404',
    roles: ['system'],
  });
  expect((await post('/token', { ...grant, client_secret: 'x'.repeat(40) })).status).toBe(401);
});

it('keeps its keys across a restart, unreadable for others', async () => {
  const { accessToken } = await signIn(provider.issuer, 'fuxing-cli', reporter);
  const { signing } = await loadKeys(dataDir);
  expect(decodeProtectedHeader(accessToken).kid).toBe(signing.kid);
  expect(statSync(join(dataDir, 'identity-keys.json')).mode & 0o077).toBe(0);
});

it('does not start in production', async () => {
  const before = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = 'production';
  await expect(start()).rejects.toThrow('for the trial only');
  process.env['NODE_ENV'] = before;
});
