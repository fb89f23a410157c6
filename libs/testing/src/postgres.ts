import { chmodSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '@fuxing/postgres';

let stop: (() => Promise<void>) | undefined;

/** Jest's globalSetup: one real PostgreSQL for the whole run, whatever the number of projects. */
export async function startTestPostgres(): Promise<void> {
  if (process.env['FUXING_TEST_POSTGRES']) return;
  const folder = mkdtempSync(join(tmpdir(), 'fuxing-test-'));
  // mkdtemp closes the folder to others, and as root the server runs as another user.
  chmodSync(folder, 0o755);
  const postgres = await startPostgres({
    dataDir: join(folder, 'postgres'),
    password: 'only-for-this-test-run',
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' },
  });
  process.env['FUXING_TEST_POSTGRES'] = postgres.url;
  stop = async () => {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  };
}

/** Jest's globalTeardown. */
export async function stopTestPostgres(): Promise<void> {
  await stop?.();
  stop = undefined;
}
