import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { People } from './people';
import { SAMPLE_TENANT } from './sample';
import { runTrial, temporaryFolder } from './testbed';

it('reads a source of the operator, by HTTP and from a folder, when the environment allows it', async () => {
  const [data, files] = [temporaryFolder(), temporaryFolder()];
  const server = createServer((_, response) => response.end('[{"id":"1"},{"id":"2"}]'));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  mkdirSync(join(files.path, SAMPLE_TENANT, 'day'), { recursive: true });
  writeFileSync(join(files.path, SAMPLE_TENANT, 'day', 'a.csv'), 'id\n1\n2\n');
  const trial = await runTrial(['--empty'], data.path, {
    ALLOW_PRIVATE_ADDRESSES: `${SAMPLE_TENANT}/mine=${host}`,
    WATCHED_FOLDER: files.path,
  });
  try {
    const operator = new People(trial.url, trial.issuer).as('guanli');
    const check = async (source: object) =>
      (await operator.post('/v1/sources:check', { source: { name: '我', keyField: 'id', ...source } })).body;
    expect(await check({ sourceId: 'mine', rest: { url: `http://${host}/` } })).toMatchObject({ rows: 2 });
    await expect(check({ sourceId: 'other', rest: { url: `http://${host}/` } })).rejects.toMatchObject({
      reason: 'SOURCE_ADDRESS_FORBIDDEN',
    });
    const folder = { path: 'day', pattern: '*.csv' };
    expect(await check({ sourceId: 'laid', file: { folder } })).toMatchObject({ rows: 2 });
    expect(trial.output()).toContain(`export FUXING_GATEWAY=${trial.url} && npx fuxing login`);
  } finally {
    await trial.stop();
    server.close();
    for (const folder of [data, files]) folder.remove();
  }
}, 120_000);
