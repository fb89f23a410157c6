import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutCredentialRequest } from '@fuxing/contracts/connectors/v1/credentials';
import { PushRecordsRequest, StartPullRequest } from '@fuxing/contracts/connectors/v1/pulls';
import {
  CheckSourceRequest,
  DiscoverSourceRequest,
  PutSourceRequest,
  SourcesServiceService,
} from '@fuxing/contracts/connectors/v1/sources';
import { type BuiltService, call } from '@fuxing/testing';
import type { Client, ServiceError } from '@grpc/grpc-js';
import { type FaultBed, faultBed } from '../faults/fault-testbed';

/* Words that must never be seen, given to the service as it ships at its most talkative, and looked for in all that it says. */

const [SECRET, IN_ADDRESS, OF_A_PERSON] = ['canary-secret-5b1f', 'canary-address-77c2', 'canary-person-e09a'];
const folder = mkdtempSync(join(tmpdir(), 'fuxing-canary-'));
let bed: FaultBed;
let service: BuiltService;
let client: Client;
let site: Server;
let base: string;
beforeAll(async () => {
  bed = await faultBed();
  const file = join(folder, 'keys.json');
  const keys = [{ version: 1, key: randomBytes(32).toString('base64') }];
  writeFileSync(file, JSON.stringify({ keys }), { mode: 0o600 });
  service = await bed.start({ LOG_LEVEL: 'trace', CREDENTIAL_KEYS_FILE: file, RETRY_BASE_MS: '1' });
  client = bed.client(service.address);
  // Repeats all that it was sent, in each place where a server may.
  site = createServer((request, response) => {
    const { authorization = '', 'x-key': key = '' } = request.headers;
    const [, given = ''] = authorization.split(' ');
    const decoded = Buffer.from(given, 'base64').toString();
    const inQuery = new URL(request.url ?? '', base).searchParams.get('key') ?? '';
    const said = [given, key, inQuery].join('');
    if (request.url?.startsWith('/token'))
      response.end(JSON.stringify({ access_token: SECRET, token_type: 'Bearer' }));
    else if (request.url?.startsWith('/500')) response.writeHead(500).end(said);
    else if (request.url?.startsWith('/moved'))
      response.writeHead(302, { location: `/gone?was=${encodeURIComponent(said)}` }).end();
    else if (request.url?.startsWith('/gone')) response.writeHead(404, said).end(said);
    else response.end(`${said} ${decoded}`);
  }).listen(0, '127.0.0.1');
  await once(site, 'listening');
  base = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
});
afterAll(async () => {
  site.close();
  await bed.stop();
  rmSync(folder, { recursive: true });
});

const operator = () => bed.keys.metadata({ roles: ['operator', 'office', 'system'] });
/** All that callers were told. */
const told: string[] = [];
const ask = async <Request, Response>(
  method: Parameters<typeof call<Request, Response>>[1],
  request: Request,
): Promise<Response | undefined> => {
  try {
    const answer = await call(client, method, request, await operator());
    told.push(JSON.stringify(answer));
    return answer;
  } catch (error) {
    const { message, details, metadata } = error as ServiceError;
    told.push(
      JSON.stringify([message, details, metadata.getMap()]),
      String(metadata.get('grpc-status-details-bin')),
    );
    return undefined;
  }
};
/** Checks, discovers and pulls a source. */
const tryAll = async (sourceId: string, more: object): Promise<void> => {
  const source = { keyField: 'id', name: sourceId, ...more };
  await ask(SourcesServiceService.checkSource, CheckSourceRequest.fromJSON({ source }));
  await ask(SourcesServiceService.discoverSource, DiscoverSourceRequest.fromJSON({ source }));
  const put = await ask(SourcesServiceService.putSource, PutSourceRequest.fromJSON({ sourceId, source }));
  expect([put !== undefined, told.at(-1)]).toEqual([true, told.at(-1)]);
  await ask(SourcesServiceService.startPull, StartPullRequest.fromJSON({ sourceId, pullId: sourceId }));
  const { error } = await bed.ended(sourceId);
  expect(error).not.toBe('');
};
const seenIn = async (canary: string, except: string[] = []): Promise<string[]> => {
  const tables = await bed.db.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname IN ('connectors', 'bus')`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await bed.db.query(`SELECT FROM ${name} AS t WHERE t::text LIKE '%' || $1 || '%' LIMIT 1`, [
      canary,
    ]);
    if (rows.length > 0 && !except.includes(name)) found.push(name);
  }
  return found;
};
const credentials = {
  basic: { user: 'kaohe', password: SECRET },
  bearer: { token: SECRET },
  header: { header: 'X-Key', key: SECRET },
  query: { queryParam: 'key', key: SECRET },
  oauth2: { tokenUrl: '', clientId: 'kaohe', clientSecret: `${SECRET}-client`, scope: '' },
  sql: { user: 'kaohe', password: SECRET },
};

it('says no secret, no address and nobody’s data: not in a log at trace, an answer, an event or a table', async () => {
  credentials.oauth2.tokenUrl = `${base}/token`;
  for (const [name, secret] of Object.entries(credentials)) {
    const kind = name === 'header' || name === 'query' ? 'apiKey' : name;
    const hosts = [new URL(base).host, new URL(bed.db.adminUrl).host];
    const one = { credentialId: name, secret: { hosts, [kind]: secret } };
    await ask(SourcesServiceService.putCredential, PutCredentialRequest.fromJSON(one));
    // And as a mistake.
    const two = { hosts, [kind]: secret, bearer: { token: `${SECRET} with a space` } };
    await ask(
      SourcesServiceService.putCredential,
      PutCredentialRequest.fromJSON({ credentialId: `${name}-two`, secret: two }),
    );
    if (name === 'sql') continue;
    for (const path of ['html', '500', 'moved']) {
      const rest = { url: `${base}/${path}`, pageSize: 10, cursorField: 'c' };
      await tryAll(`${name}-${path}`, { rest, credentialId: name });
    }
  }
  for (const secret of [
    { clientCertificate: { certificate: SECRET, privateKey: SECRET, caCertificate: SECRET } },
    { sftpKey: { user: 'u', privateKey: SECRET, passphrase: SECRET, hostKey: SECRET } },
    { sasl: { user: 'u', password: SECRET } },
  ])
    await ask(
      SourcesServiceService.putCredential,
      PutCredentialRequest.fromJSON({
        credentialId: 'mistaken',
        secret: { hosts: ['a.example'], ...secret },
      }),
    );
  const { hostname, port } = new URL(bed.db.adminUrl);
  const at = { host: hostname, port: Number(port), database: 'none', table: 't', plaintext: true };
  const sql = { engine: 'SQL_ENGINE_POSTGRESQL', ...at };
  const source = { keyField: 'id', name: 's', sql, credentialId: 'sql' };
  await ask(SourcesServiceService.checkSource, CheckSourceRequest.fromJSON({ source }));

  for (const [n, address] of ['http://127.0.0.1:1', 'http://nowhere.invalid', base].entries())
    await tryAll(`address-${n}`, {
      rest: { url: `${address}/500?token=${IN_ADDRESS}`, pageSize: 10, cursorField: 'c' },
    });

  await bed.db.query(
    `ALTER TABLE record ADD CONSTRAINT fails CHECK (content->>'note' IS NULL) NOT VALID,
       ADD CONSTRAINT misreads CHECK ((content->>'n')::numeric > 0) NOT VALID`,
  );
  for (const field of ['note', 'n'])
    await ask(
      SourcesServiceService.pushRecords,
      PushRecordsRequest.fromJSON({
        sourceId: 'pushed',
        pullId: `failing-${field}`,
        records: [{ id: '1', at: '2026-01-05', unit: 'A', [field]: OF_A_PERSON }],
      }),
    );
  expect(told.join()).toContain('Internal error');

  const logged = JSON.stringify(service.lines);
  expect(logged).toContain('"level":"debug"');
  expect(logged).toContain('did not answer with a JSON array but with: ***');
  expect(logged).toContain('unexpected failure');
  expect(logged).toContain('source will be asked again');
  for (const canary of [SECRET, IN_ADDRESS, OF_A_PERSON])
    for (const written of [canary, Buffer.from(`kaohe:${canary}`).toString('base64').slice(8, -4)]) {
      expect(service.lines.filter((line) => JSON.stringify(line).includes(written))).toEqual([]);
      // What a source is called by is shown to whoever may set it.
      if (canary !== IN_ADDRESS) expect(told.filter((one) => one.includes(written))).toEqual([]);
      expect(await seenIn(written, canary === IN_ADDRESS ? ['connectors.source'] : [])).toEqual([]);
    }
  expect(await seenIn('failed', [])).toContain('bus.event');
}, 240_000);
