import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { Folder, temporaryFolder } from '@fuxing/trial';
import type { Client } from 'pg';
import { type Bench, type Figure, median, seconds } from './bench';
import { bostonFile } from './boston';
import { copyFrom, copyTo } from './copy';
import { inner } from './inner';
import { superuser } from './server';

const { startRealRun } = inner('tools/trial/dist/real-run') as typeof import('../../trial/src/real-run');

const RUNS = 3;

/**
 * A whole pull in the running platform: over HTTP page by page to stored records, then every measure, until the pull has
 * succeeded; against COPY of the very rows that it stored into a table of the same columns, checks and indexes.
 */
export async function ingest(bench: Bench): Promise<Figure[]> {
  const folder = temporaryFolder();
  bench.defer(() => folder.remove());
  const { file, real } = bostonFile(`${folder.path}/made.csv`);
  bench.tell(real ? 'the real file' : 'made records');
  const run = await startRealRun(file, new Folder(folder.path), 0, bench.tell);
  bench.defer(() => run.stop());
  const admin = await superuser(bench, run.platform.adminUrl);
  await admin.query('CREATE TABLE floor (LIKE connectors.record INCLUDING ALL)');

  const [whole, stored, floor]: number[][] = [[], [], []];
  let rows = 0;
  for (let n = 1; n <= RUNS; n += 1) {
    await empty(admin);
    bench.tell(`pull ${n} of ${RUNS}`);
    const began = performance.now();
    let measuringAt: number | undefined;
    const { added } = await run.pull(`bench-${n}`, ({ status }) => {
      if (status !== 'PULL_STATUS_RUNNING' && status !== 'PULL_STATUS_QUEUED')
        measuringAt ??= performance.now();
    });
    const ended = performance.now();
    rows = Number(added);
    whole?.push(rows / ((ended - began) / 1_000));
    stored?.push(rows / (((measuringAt ?? ended) - began) / 1_000));
    await run.platform.settled();
    floor?.push(rows / (await copied(admin, `${folder.path}/rows`)));
  }
  const beside = { unit: 'rows/s', against: `COPY of ${rows} rows`, floor: median(floor ?? []) };
  return [
    { name: 'ingest, whole pull', figure: median(whole ?? []), ...beside, aim: '≥ 0.35', runs: whole },
    { name: 'ingest, to stored records', figure: median(stored ?? []), ...beside, runs: stored },
  ];
}

/** As before the first pull; the platform keeps running. */
async function empty(admin: Client): Promise<void> {
  await admin.query(`TRUNCATE connectors.record, connectors.unusable_record, connectors.verification,
    connectors.observation, connectors.observation_record_keys, connectors.pull, connectors.queued_pull`);
}

/** Seconds of COPY from a file in the server's own text format. */
async function copied(admin: Client, file: string): Promise<number> {
  await pipeline(admin.query(copyTo('COPY connectors.record TO STDOUT')), createWriteStream(file));
  await admin.query('TRUNCATE floor');
  return seconds(() => pipeline(createReadStream(file), admin.query(copyFrom('COPY floor FROM STDIN'))));
}
