import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { Authority, type Certificate } from '@fuxing/testing';
import { Addresses } from './addresses';
import { httpAuth } from './auth';
import { credentialKinds } from './credential';
import { Http } from './fetch';

const [authority, another] = [new Authority(), new Authority('another')];
const ours = authority.issue('fuxing');
const signal = new AbortController().signal;

/** Lets in whoever shows a certificate of the authority; answers with whose it was. */
async function listen(
  required: boolean,
  redirect?: () => string,
): Promise<{ server: Server; seen: string[] }> {
  const seen: string[] = [];
  const server = createServer(
    {
      ...authority.issue('localhost'),
      ca: authority.cert,
      requestCert: true,
      rejectUnauthorized: required,
    },
    ({ socket }, response) => {
      const { subject } = (socket as TLSSocket).getPeerCertificate();
      seen.push(String(subject?.CN ?? 'nobody'));
      if (redirect) response.writeHead(302, { location: redirect() });
      response.end(seen.at(-1));
    },
  ).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, seen };
}
const urlOf = ({ server }: { server: Server }): string =>
  `https://localhost:${(server.address() as AddressInfo).port}/`;

let strict: Awaited<ReturnType<typeof listen>>;
let asking: Awaited<ReturnType<typeof listen>>;
let leading: Awaited<ReturnType<typeof listen>>;
beforeAll(async () => {
  strict = await listen(true);
  asking = await listen(false);
  leading = await listen(true, () => urlOf(asking));
});
afterAll(() => {
  for (const { server } of [strict, asking, leading]) server.close();
});

async function read(
  url: string,
  { cert, key }: Certificate,
  caCertificate = authority.cert,
): Promise<string> {
  const credential = {
    kind: 'clientCertificate' as const,
    certificate: cert,
    privateKey: key,
    caCertificate,
  };
  const plain = new Http(new Addresses('127.0.0.0/8,::1/128'));
  const auth = httpAuth(credential, new URL(url).origin, plain, new Map(), '');
  const http = new Http(new Addresses('127.0.0.0/8,::1/128'), { auth });
  try {
    return await http.text(url, '*/*', signal);
  } catch (error) {
    return `refused: ${String(error)}`;
  } finally {
    await Promise.all([plain.close(), http.close()]);
  }
}

it('shows its certificate to a server that requires one', async () => {
  expect(await read(urlOf(strict), ours)).toBe('fuxing');
});

it('is refused by it with a certificate of somebody else', async () => {
  expect(await read(urlOf(strict), another.issue('fuxing'))).toMatch(/^refused: SourceError/);
});

it('shows it to no server that the authority does not vouch for', async () => {
  const before = strict.seen.length;
  expect(await read(urlOf(strict), ours, another.cert)).toMatch(/^refused: .*certificate/);
  expect(await read(urlOf(strict), ours, '')).toMatch(/^refused: .*certificate/);
  expect(strict.seen).toHaveLength(before);
});

it('does not show it where a redirect leads', async () => {
  expect(await read(urlOf(asking), ours)).toBe('fuxing');
  expect(await read(urlOf(leading), ours)).toMatch(/^refused: /);
  expect(leading.seen).toEqual(['fuxing']);
  expect(asking.seen).toEqual(['fuxing']);
});

it.each<[string, object, string, RegExp]>([
  ['no certificate', { certificate: 'x' }, 'certificate', /certificate in PEM\n应为 PEM 格式的证书/],
  ['no key', { privateKey: 'x' }, 'privateKey', /private key in PEM.*\n应为 PEM/],
  [
    'the key of another',
    { privateKey: another.issue('b').key },
    'privateKey',
    /key of the certificate\n应为该证书的私钥/,
  ],
  ['no authority', { caCertificate: 'x' }, 'caCertificate', /certificate in PEM/],
])('refuses %s in both languages, without a word of it', (_, more, field, said) => {
  const given = { certificate: ours.cert, privateKey: ours.key, caCertificate: authority.cert, ...more };
  const { error } = credentialKinds.clientCertificate.safeParse(given);
  expect(error?.issues).toEqual([
    expect.objectContaining({ path: [field], message: expect.stringMatching(said) }),
  ]);
  expect(JSON.stringify(error)).not.toContain('PRIVATE KEY-----');
});
