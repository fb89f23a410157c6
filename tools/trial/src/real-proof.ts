import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { compare } from './boston';
import { Folder } from './folder';
import { type RealRun, startRealRun } from './real-run';

/** What the proof saw; its test says what it should be. */
export interface Facts {
  /** Records that were stored when connectors was killed. */
  storedAtKill: number;
  /** Rows, distinct keys and versions above 1 of raw records after the resumed pull. */
  records: { rows: number; keys: number; later: number };
  verified: number;
  compared: number;
  different: string[];
  second: { added: number; changed: number };
  third: { read: number; added: number; changed: number };
  /** Fingerprints of all observations and raw records before and after the second and the full third pull. */
  fingerprints: string[];
}

/** The real run with connectors killed in the middle, then pulled again twice. Prints its facts as one JSON line. */
async function prove(file: string, expected: string, folder: Folder): Promise<Facts> {
  const run = await startRealRun(file, folder, 0, (sentence) => process.stderr.write(`${sentence}\n`));
  const admin = new Client(run.platform.adminUrl);
  await admin.connect();
  try {
    const killed = killInTheMiddle(run, admin);
    await run.pull('first', () => undefined).catch((error: unknown) => error);
    const storedAtKill = await killed;
    await run.connectors.start();
    await run.pull('first', () => undefined);
    const records = await count(admin);
    const verified = await run.verify();
    const { compared, different } = await compare(run.people.as('kaohe'), expected);
    const fingerprints = [await fingerprint(admin)];
    const second = await run.pull('second', () => undefined);
    fingerprints.push(await fingerprint(admin));
    const third = await run.pull('third', () => undefined, true);
    fingerprints.push(await fingerprint(admin));
    const number = (value: unknown): number => Number(value ?? 0);
    return {
      storedAtKill,
      records,
      verified,
      compared,
      different,
      second: { added: number(second.added), changed: number(second.changed) },
      third: { read: number(third.read), added: number(third.added), changed: number(third.changed) },
      fingerprints,
    };
  } finally {
    await admin.end();
    await run.stop();
  }
}

/** kill -9 as soon as a good part of the records is stored; returns how many were. */
async function killInTheMiddle(run: RealRun, admin: Client): Promise<number> {
  while ((await count(admin)).rows < 15_000) await sleep(5);
  await run.connectors.kill();
  return (await count(admin)).rows;
}

async function count(admin: Client): Promise<Facts['records']> {
  const { rows } = await admin.query<Facts['records']>(
    `SELECT count(*)::int AS rows, count(DISTINCT record_key)::int AS keys, (count(*) FILTER (WHERE version > 1))::int AS later
     FROM connectors.record`,
  );
  return rows[0] ?? { rows: 0, keys: 0, later: 0 };
}

async function fingerprint(admin: Client): Promise<string> {
  const hash = createHash('sha256');
  for (const query of [
    `SELECT md5(string_agg(o::text, E'\\n' ORDER BY observation_id)) AS of FROM connectors.observation o`,
    `SELECT md5(string_agg(record_key || version || encode(content_hash::text::bytea, 'hex'), E'\\n' ORDER BY record_key, version)) AS of FROM connectors.record`,
    `SELECT md5(string_agg(o::text, E'\\n' ORDER BY o::text)) AS of FROM evaluation.observation o`,
  ]) {
    hash.update((await admin.query<{ of: string }>(query)).rows[0]?.of ?? '');
  }
  return hash.digest('hex');
}

async function main(): Promise<void> {
  const [file = '', expected = ''] = process.argv.slice(2);
  const folder = new Folder(process.env['DATA_DIR'] ?? '');
  const facts = await prove(file, expected, folder);
  process.stdout.write(`${JSON.stringify(facts)}\n`);
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
