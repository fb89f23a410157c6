import { type RunningPostgres, startPostgres } from '@fuxing/postgres';
import { temporaryFolder } from '@fuxing/trial';
import { Client } from 'pg';
import type { Bench } from './bench';

/**
 * A PostgreSQL of its own, as durable as the trial's: with fsync.
 *
 * @param settings instead of those of the trial, whose cache is made for a laptop
 */
export async function freshPostgres(
  bench: Bench,
  settings: Record<string, string> = {},
): Promise<RunningPostgres> {
  const folder = temporaryFolder();
  bench.defer(() => folder.remove());
  const password = 'only-for-this-run';
  const postgres = await startPostgres({ dataDir: `${folder.path}/postgres`, password, settings });
  bench.defer(() => postgres.stop());
  return postgres;
}

/** A connection of the superuser. */
export async function superuser(bench: Bench, url: string): Promise<Client> {
  const client = new Client(url);
  await client.connect();
  bench.defer(() => client.end());
  return client;
}
