import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gatewayKeys, startBuilt, testDatabase, type TestDatabase } from '@fuxing/testing';
import { database } from '../db/database';
import { keysFile } from './collect/keys-file';

const folder = mkdtempSync(join(tmpdir(), 'fuxing-start-'));
const written = (key: Buffer): string => {
  const file = join(folder, `${key.toString('hex').slice(0, 8)}.json`);
  writeFileSync(file, JSON.stringify({ keys: [{ version: 1, key: key.toString('base64') }] }));
  return file;
};
let db: TestDatabase;
let settings: Record<string, string>;
beforeAll(async () => {
  db = await testDatabase(database);
  settings = {
    GRPC_LISTEN: '127.0.0.1:0',
    DB_URL: db.urls.app,
    DB_WORKER_URL: db.urls.worker,
    BUS_URL: db.busUrl,
    CALLER_JWKS: JSON.stringify(gatewayKeys().jwks),
  };
});
afterAll(() => db.stop());

it.each<[string, Record<string, string>, RegExp]>([
  ['without a key file', {}, /CREDENTIAL_KEYS_FILE: is not set 未设置/],
  ['with no name of one', { CREDENTIAL_KEYS_FILE: '' }, /absolute path of a key file 应为密钥文件的绝对路径/],
  ['with one that is not there', { CREDENTIAL_KEYS_FILE: join(folder, 'none') }, /无法使用：ENOENT/],
  ['with a key of zeros', { CREDENTIAL_KEYS_FILE: written(Buffer.alloc(32)) }, /no random key.*不是随机密钥/],
  [
    'with the digest of a word',
    { CREDENTIAL_KEYS_FILE: written(createHash('sha256').update('fuxing').digest()) },
    /no random key/,
  ],
])('the service does not start %s', async (_, more, why) => {
  const program = join(__dirname, '../../dist/main.js');
  const env = { PATH: process.env['PATH'], ...settings, ...more };
  const ended = await promisify(execFile)(process.execPath, [program], { env, timeout: 30_000 }).catch(
    (error: unknown) => error as { code: number; stdout: string; stderr: string },
  );
  expect(ended).toMatchObject({ code: 1 });
  expect(`${ended.stdout}${ended.stderr}`).toMatch(why);
});

it('starts with a key of its own', async () => {
  const service = await startBuilt('connectors', { ...settings, CREDENTIAL_KEYS_FILE: keysFile() });
  expect(await service.stop()).toBe(0);
});
