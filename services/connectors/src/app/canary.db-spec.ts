import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SaslMechanism } from '@fuxing/contracts/connectors/v1/credentials';
import { SourcesServiceService } from '@fuxing/contracts/connectors/v1/sources';
import { call } from '@fuxing/testing';
import { faultBed } from './faults/fault-testbed';

const CANARY = 'canary-0c4e71-do-not-log';

it('no log, answer or table has a secret that was put, used, refused and sent back', async () => {
  const bed = await faultBed();
  const echo = createServer(({ headers, url }, response) =>
    response.writeHead(url?.includes('bad') ? 400 : 500).end(JSON.stringify({ headers, url })),
  ).listen(0, '127.0.0.1');
  await once(echo, 'listening');
  const host = `127.0.0.1:${(echo.address() as AddressInfo).port}`;
  try {
    const service = await bed.start({ LOG_LEVEL: 'trace' });
    const client = bed.client(service.address);
    const metadata = await bed.metadata();
    const put = async (credentialId: string, secret: object): Promise<unknown> =>
      call(
        client,
        SourcesServiceService.putCredential,
        { credentialId, secret: secret as never },
        metadata,
      ).catch((error: unknown) => JSON.stringify(error, Object.getOwnPropertyNames(error)));
    const said = [
      await put('token', { hosts: [host], bearer: { token: CANARY } }),
      await put('query', { hosts: [host], apiKey: { queryParam: 'key', key: CANARY } }),
      await put('wrong', { hosts: [host], bearer: { token: `${CANARY}\n` } }),
      await put('wrong', {
        hosts: [],
        clientCertificate: { certificate: CANARY, privateKey: CANARY, caCertificate: CANARY },
      }),
      await put('wrong', {
        hosts: [host],
        sftpKey: { user: 'u', privateKey: CANARY, passphrase: CANARY, hostKey: CANARY },
      }),
      await put('wrong', {
        hosts: [host],
        sasl: { user: 'u', password: CANARY, mechanism: SaslMechanism.SASL_MECHANISM_UNSPECIFIED },
      }),
    ];
    expect(said.filter((one) => typeof one === 'string')).toHaveLength(4);
    for (const credentialId of ['token', 'query'])
      for (const path of ['bad', 'broken']) {
        const sourceId = `${credentialId}-${path}`;
        const rest = { url: `http://${host}/${path}`, pageSize: 0, cursorField: '', whole: {} };
        await bed.source(sourceId, { credentialId, rest });
        const request = { sourceId, pullId: sourceId, full: false, fromCursor: '', toCursor: '' };
        await call(client, SourcesServiceService.startPull, request, metadata);
        said.push(await bed.ended(sourceId));
      }
    const tables = await bed.db.query(
      `SELECT query_to_xml(format('SELECT * FROM connectors.%I', table_name), true, true, '')::text AS text
       FROM information_schema.tables WHERE table_schema = 'connectors' AND table_type = 'BASE TABLE'`,
    );
    expect(tables.length).toBeGreaterThan(10);
    const all = JSON.stringify([said, service.lines, tables]);
    expect(service.lines.length).toBeGreaterThan(5);
    expect(all).toContain('answered 500');
    for (const written of [
      CANARY,
      Buffer.from(CANARY).toString('hex'),
      Buffer.from(CANARY).toString('base64'),
    ])
      expect(all).not.toContain(written);
  } finally {
    echo.close();
    await bed.stop();
  }
}, 120_000);
