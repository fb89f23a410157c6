import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withRole } from '@fuxing/db';
import { Client } from 'pg';
import type { Secrets } from './folder';

/** The database of a running trial behind the backs of its services, as its superuser or as another role. For tests. */
export async function asRole<T>(
  dataDir: string,
  role: string,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const secrets = JSON.parse(readFileSync(join(dataDir, 'secrets.json'), 'utf8')) as Secrets;
  const password = role === 'postgres' ? secrets.superuser : secrets.role;
  const client = new Client(
    withRole(`postgres://127.0.0.1:${postmaster(dataDir).port}/postgres`, role, password),
  );
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Process and port of the database server, from the file that it keeps. */
export function postmaster(dataDir: string): { pid: number; port: number } {
  const lines = readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n');
  return { pid: Number(lines[0]), port: Number(lines[3]) };
}
