import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Source } from '@fuxing/contracts/connectors/v1/sources';
import { inTenant } from '@fuxing/db';
import { as, office, testDatabase, type TestDatabase } from '@fuxing/testing';
import { Settings } from '../../config';
import { database } from '../../db/database';
import { kindOf } from '../../sources/index';
import { CredentialsService, ListCredentials, PutCredential } from './credentials.service';
import { Outside } from './outside';

const CANARY = 'canary-7f3a9b-do-not-show';
const folder = mkdtempSync(join(tmpdir(), 'fuxing-keys-'));
const key = () => randomBytes(32).toString('base64');
const [first, second] = [key(), key()];
const keyFile = (name: string, keys: object[]): string => {
  writeFileSync(join(folder, name), JSON.stringify({ keys }), { mode: 0o600 });
  return join(folder, name);
};
const old = keyFile('old.json', [{ version: 1, key: first }]);
const both = keyFile('both.json', [
  { version: 1, key: first },
  { version: 2, key: second },
]);
const fresh = keyFile('new.json', [{ version: 2, key: second }]);

let db: TestDatabase;
let server: Server;
let elsewhere: Server;
let base: string;
let asked: IncomingMessage[];
let answer: (request: IncomingMessage, response: ServerResponse) => void;
const portOf = (of: Server): number => (of.address() as AddressInfo).port;
beforeAll(async () => {
  db = await testDatabase(database);
  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    asked.push(request);
    answer(request, response);
  };
  server = createServer(serve).listen(0, '127.0.0.1');
  elsewhere = createServer(serve).listen(0, '127.0.0.1');
  await Promise.all([once(server, 'listening'), once(elsewhere, 'listening')]);
  base = `http://127.0.0.1:${portOf(server)}`;
});
afterAll(async () => {
  server.close();
  elsewhere.close();
  await db.stop();
});
beforeEach(() => {
  asked = [];
  answer = (_, response) => response.end('[{"id":1}]');
});

const settingsWith = (file: string) => ({
  ALLOW_PRIVATE_ADDRESSES: '130404/*=127.0.0.0/8',
  CREDENTIAL_KEYS_FILE: file,
});
const service = (file: string) => new CredentialsService(db.app, settingsWith(file));
const put = (secret: object, credentialId = 'c', file = old) =>
  as(() =>
    service(file).put(
      PutCredential.parse({ credentialId, secret: { hosts: [new URL(base).host], ...secret } }),
    ),
  );
const list = () => as(() => service(old).list(ListCredentials.parse({ pageSize: 10, pageToken: '' })));

async function read(credentialId = 'c', file = old, url = `${base}/r`, tenantId = office.tenantId) {
  const outside = new Outside(db.app, settingsWith(file));
  try {
    const source = Source.fromJSON({ keyField: 'id', credentialId, rest: { url, whole: {} } });
    const reader = kindOf(source)?.read;
    if (!reader) throw new Error('no kind');
    const rows: unknown[] = [];
    const pages = outside.read(tenantId, source, reader, undefined, new AbortController().signal);
    for await (const page of pages) rows.push(...page.rows);
    return rows;
  } finally {
    await outside.close();
  }
}

it('keeps a secret, never shows it, and no table has it in the clear', async () => {
  const shown = await put({ bearer: { token: CANARY } });
  expect(shown).toMatchObject({ credentialId: 'c', kind: 'bearer', keyVersion: 1 });
  expect(JSON.stringify([shown, await list()])).not.toContain(CANARY);
  const rows = await inTenant(db.app, office.tenantId, (tx) =>
    tx.query(`SELECT row_to_json(c)::text AS text, encode(sealed, 'escape') AS sealed FROM credential c`),
  );
  expect(JSON.stringify(rows)).not.toContain(CANARY);
  expect(JSON.stringify(rows)).not.toContain(Buffer.from(CANARY).toString('hex'));
  await read();
  expect(asked[0]?.headers.authorization).toBe(`Bearer ${CANARY}`);
});

it.each<[string, object, (request: IncomingMessage) => unknown, string]>([
  ['basic', { basic: { user: 'u', password: 'p:w' } }, (r) => r.headers.authorization, 'Basic dTpwOnc='],
  ['a header', { apiKey: { header: 'X-Key', key: CANARY } }, (r) => r.headers['x-key'], CANARY],
  ['the query', { apiKey: { queryParam: 'key', key: CANARY } }, (r) => r.url, `/r?key=${CANARY}`],
])('sends %s to the source and nowhere else', async (_, secret, of, is) => {
  await put(secret);
  await read();
  expect(of(asked[0] as IncomingMessage)).toBe(is);
  asked = [];
  answer = (request, response) => {
    if (request.socket.localPort === portOf(elsewhere)) return response.end('[]');
    return response.writeHead(302, { location: `http://127.0.0.1:${portOf(elsewhere)}/away` }).end();
  };
  await read();
  const away = asked[1] as IncomingMessage;
  expect(away.url).toBe('/away');
  expect(JSON.stringify([away.headers, away.url])).not.toMatch(/canary|authorization|x-key/i);
});

it('opens for no source that reads elsewhere, and by no change of the database', async () => {
  await put({ bearer: { token: CANARY } });
  const away = `http://127.0.0.1:${portOf(elsewhere)}/r`;
  const refused = await read('c', old, away).catch((error: unknown) => error);
  expect(refused).toMatchObject({
    temporary: false,
    text: { en: expect.stringMatching(/credential is for 127/), zh: expect.stringMatching(/凭据仅用于 127/) },
  });
  expect(asked).toEqual([]);
  const change = (hosts: string[]) =>
    inTenant(db.app, office.tenantId, (tx) =>
      tx.query(`UPDATE credential SET hosts = $1 WHERE credential_id = 'c'`, [hosts]),
    );
  await change([new URL(base).host, new URL(away).host]);
  await expect(read('c', old, away)).rejects.toThrow(/does not open/);
  await expect(read('c', old)).rejects.toThrow(/does not open/);
  await change([new URL(base).host]);
  expect(await read()).toEqual([{ id: 1 }]);
  expect(asked).toHaveLength(1);
});

it('fetches a token, uses it again, and fetches another when it is refused', async () => {
  let tokens = 0;
  answer = (request, response) => {
    if (request.url === '/token') {
      tokens += 1;
      return response.end(
        JSON.stringify({ access_token: `t${tokens}`, token_type: 'Bearer', expires_in: 3600 }),
      );
    }
    if (request.headers.authorization !== 'Bearer t2') return response.writeHead(401).end();
    return response.end('[{"id":1}]');
  };
  await put({ oauth2: { tokenUrl: `${base}/token`, clientId: 'id', clientSecret: CANARY, scope: '' } });
  expect(await read()).toEqual([{ id: 1 }]);
  expect(tokens).toBe(2);
  const [token] = asked;
  expect(token?.headers.authorization).toBe(`Basic ${Buffer.from(`id:${CANARY}`).toString('base64')}`);
  await expect(
    put({ oauth2: { tokenUrl: 'http://169.254.169.254/', clientId: 'i', clientSecret: 's', scope: '' } }),
  ).rejects.toMatchObject({ reason: 'SOURCE_ADDRESS_FORBIDDEN' });
});

it('does not carry a key that an answer repeats into the place of the next page, or into an error', async () => {
  await put({ apiKey: { queryParam: 'key', key: CANARY } });
  answer = (_, response) => response.end(`<html>${CANARY}`);
  const error = await read().catch((thrown: unknown) => thrown);
  expect(String(error)).toContain('<html>***');
  expect(JSON.stringify(error)).not.toContain(CANARY);
});

it.each<[string, object]>([
  ['a token', { bearer: { token: CANARY } }],
  ['a key of a header', { apiKey: { header: 'X-Key', key: CANARY } }],
  ['a password', { basic: { user: 'u', password: CANARY } }],
])('shows nobody %s that a server sends back', async (_, secret) => {
  await put(secret);
  const { authorization, 'x-key': key } = await (async () => {
    await read();
    return asked[0]?.headers ?? {};
  })();
  const shown =
    String(authorization ?? key)
      .split(' ')
      .at(-1) ?? '';
  for (const status of [200, 400, 500]) {
    answer = ({ headers }, response) => response.writeHead(status).end(`<html>${JSON.stringify(headers)}`);
    const error = (await read().catch((thrown: unknown) => thrown)) as Error;
    expect(error.name).toBe('SourceError');
    expect(`${String(error)}${JSON.stringify(error)}`).not.toContain(shown);
  }
  answer = ({ headers }, response) => response.end(JSON.stringify([{ id: 1, sent: headers }]));
  expect(JSON.stringify(await read())).not.toContain(shown);
});

it('is put under a new key while it is used, after which the old key may go', async () => {
  await put({ bearer: { token: CANARY } }, 'rotated', old);
  await expect(read('rotated', fresh)).rejects.toThrow(/does not open/);
  expect(await as(() => service(both).rewrap())).toMatchObject({ keyVersion: 2 });
  expect(await as(() => service(both).rewrap())).toEqual({ keyVersion: 2, rewrapped: 0 });
  expect(await read('rotated', fresh)).toEqual([{ id: 1 }]);
});

it('opens for its tenant only, and is gone when it was deleted', async () => {
  await put({ bearer: { token: CANARY } });
  await expect(read('c', old, `${base}/r`, '999999')).rejects.toThrow(/no credential c/);
  await as(() => service(old).delete('c'));
  await as(() => service(old).delete('c'));
  await expect(read()).rejects.toThrow(/no credential c/);
});

it('keeps nothing without a key file, and does not start with a missing or weak one', async () => {
  await expect(put({ bearer: { token: 'x' } }, 'c', '')).rejects.toMatchObject({
    reason: 'CREDENTIAL_KEYS_MISSING',
  });
  const weak = keyFile('weak.json', [{ version: 1, key: Buffer.alloc(32).toString('base64') }]);
  const field = Settings.shape.CREDENTIAL_KEYS_FILE;
  expect(field.safeParse(both).success).toBe(true);
  for (const bad of [weak, join(folder, 'none.json'), '', 'old.json', undefined])
    expect(field.safeParse(bad).error?.issues[0]?.message).toMatch(/\n/);
});

it.each<[string, object]>([
  ['nothing', {}],
  ['no hosts', { hosts: [], bearer: { token: 'x' } }],
  ['any host', { hosts: ['*'], bearer: { token: 'x' } }],
  ['an address for a host', { hosts: ['https://a.example'], bearer: { token: 'x' } }],
  ['two kinds', { bearer: { token: 'x' }, sql: { user: 'u', password: 'p' } }],
  ['a line end in a token', { bearer: { token: 'x\r\nHost: y' } }],
  ['a header of the request itself', { apiKey: { header: 'Host', key: 'x' } }],
  ['a way to log in that nobody knows', { sasl: { user: 'u', password: 'p', mechanism: 'GSSAPI' } }],
  ['no fingerprint', { sftpPassword: { user: 'u', password: 'p', hostKey: '' } }],
])('refuses %s', (_, secret) => {
  const whole = { hosts: ['a.example'], ...secret };
  expect(() => PutCredential.parse({ credentialId: 'c', secret: whole })).toThrow();
});
