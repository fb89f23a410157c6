import { randomBytes } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** For tests: a key file of an operator's. */
export function keysFile(): string {
  const file = join(mkdtempSync(join(tmpdir(), 'fuxing-keys-')), 'keys.json');
  const keys = [{ version: 1, key: randomBytes(32).toString('base64') }];
  writeFileSync(file, JSON.stringify({ keys }), { mode: 0o600 });
  return file;
}
