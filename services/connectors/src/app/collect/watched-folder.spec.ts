import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Source } from '@fuxing/contracts/connectors/v1/sources';
import type { DataSource } from 'typeorm';
import { kindOf } from '../../sources/index';
import { Outside } from './outside';

const root = mkdtempSync(join(tmpdir(), 'fuxing-watched-'));
const lay = (...path: string[]): void => {
  mkdirSync(join(root, ...path.slice(0, -1)), { recursive: true });
  writeFileSync(join(root, ...path), `id,of\n1,${path[0]}\n`);
};
lay('130402', 'inbox', 'a.csv');
lay('130404', 'inbox', 'a.csv');
lay('shared.csv');
symlinkSync(join(root, '130402'), join(root, '130404', 'link'));
symlinkSync(join(root, '130402'), join(root, '130406'));

const outside = new Outside({} as DataSource, { ALLOW_PRIVATE_ADDRESSES: '', WATCHED_FOLDER: root });
afterAll(() => outside.close());

async function read(tenantId: string, path: string): Promise<unknown[]> {
  const source = Source.fromJSON({ keyField: 'id', file: { folder: { path, pattern: '*.csv' } } });
  const reader = kindOf(source)?.read;
  if (!reader) throw new Error('no kind');
  const rows: unknown[] = [];
  const pages = outside.read(tenantId, source, reader, undefined, new AbortController().signal);
  for await (const page of pages) rows.push(...page.rows);
  return rows;
}

it('reads the files of its own tenant', async () => {
  expect(await read('130404', 'inbox')).toEqual([{ id: '1', of: '130404' }]);
  expect(await read('130402', 'inbox')).toEqual([{ id: '1', of: '130402' }]);
  expect(await read('130404', '')).toEqual([]);
});

it.each([
  ['by a path of another tenant', '130404', '130402/inbox'],
  ['by going up', '130404', '../130402/inbox'],
  ['by a link in its folder', '130404', 'link/inbox'],
  ['by a link for its folder', '130406', 'inbox'],
  ['by a tenant that is a path', '../130402', 'inbox'],
  ['by a tenant that is the root', '.', '130402/inbox'],
])('reads no file of another tenant %s', async (_, tenantId, path) => {
  await expect(read(tenantId, path)).rejects.toMatchObject({ name: 'SourceError' });
});

it('says in both languages where files of a tenant belong that has no folder', async () => {
  const error = await read('130408', '').catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    temporary: true,
    text: { en: expect.stringContaining('130408'), zh: expect.stringContaining('130408') },
  });
});
