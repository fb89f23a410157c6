import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { asRole } from '../superuser';

/** A hash over every row of every table, once two looks half a second apart agree. */
export async function quiet(dataDir: string): Promise<Record<string, string>> {
  for (let last = ''; ;) {
    const now = await fingerprint(dataDir);
    const text = JSON.stringify(now);
    if (text === last) return now;
    last = text;
    await sleep(500);
  }
}

export function fingerprint(dataDir: string): Promise<Record<string, string>> {
  return asRole(dataDir, 'postgres', async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind = 'r' AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' ORDER BY 1`,
    );
    const found: Record<string, string> = {};
    for (const { name } of rows) {
      const { rows: texts } = await client.query<{ text: string }>(
        `SELECT t::text AS text FROM ${name} t ORDER BY 1`,
      );
      const hash = createHash('sha256').update(JSON.stringify(texts)).digest('hex').slice(0, 12);
      found[name] = `${texts.length} rows ${hash}`;
    }
    return found;
  });
}
