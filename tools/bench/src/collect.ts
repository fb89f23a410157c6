import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { connectors } from '@fuxing/connectors-service';
import { installService } from '@fuxing/testing';
import { temporaryFolder } from '@fuxing/trial';
import type { Client } from 'pg';
import { type Bench, type Figure, seconds } from './bench';
import { Child } from './child';
import { assertPulled, makeDistrict, queue, SOURCE, TENANT } from './collect-made';
import type { Pulled } from './collect-run';
import { CollectSource } from './collect-source';
import { copyFrom, copyTo } from './copy';
import { dltSeconds } from './dlt';
import { freshPostgres, superuser } from './server';

const ROWS = Number(process.env['COLLECT_ROWS'] ?? 1_000_000);
const STORED = Number(process.env['COLLECT_STORED'] ?? 10_000_000);
const CHANGES = 3;
/** As the chart and the service's main.ts bound its heap. */
const HEAP = ['--max-semi-space-size=8', '--heap-growing-percent=50'];
/** Of a small server for ten million records, a quarter of 8 GB; the floor has the same. */
const SERVER = { shared_buffers: '2GB', max_wal_size: '4GB' };

/**
 * A pull of a million records by HTTP to stored records and measures, against COPY of the rows that it stored; the same
 * after one record in a hundred changed; the same load by dlt; and one changed record among ten million.
 */
export async function collect(bench: Bench): Promise<Figure[]> {
  const postgres = await freshPostgres(bench, SERVER);
  const urls = await installService(postgres.url, connectors.database);
  const admin = await superuser(bench, postgres.url);
  const source = new CollectSource(ROWS);
  const url = await source.start(bench);
  await makeDistrict(admin, url);
  const run = (pullId: string): Promise<Pulled> =>
    Child.start(bench, 'collect-run', HEAP).ask<Pulled>({ url: urls.app, pullId });
  const pull = async (pullId: string): Promise<Pulled> => {
    await queue(admin, pullId);
    return run(pullId);
  };

  bench.tell(`pulling ${ROWS} records`);
  const whole = await pull('whole');
  await assertPulled(admin, 'whole', { added: ROWS, changed: 0 });
  const floor = ROWS / (await copied(admin));
  bench.tell('pulling what changed');
  source.changed = true;
  const part = await pull('part');
  await assertPulled(admin, 'part', { added: 0, changed: ROWS / 100 });

  source.changed = false;
  const dlt = await dltSeconds(bench, url, ROWS, postgres.url);
  const rate = ROWS / whole.seconds;
  const figures: Figure[] = [
    {
      name: 'collect, whole pull',
      figure: rate,
      unit: 'rows/s',
      against: `COPY of ${ROWS} rows`,
      floor,
      aim: '≥ 0.35',
    },
    { name: 'collect, most memory', figure: whole.peakMb, unit: 'MB', aim: '< 300' },
    {
      name: 'collect, 1 % changed',
      figure: part.seconds,
      unit: 's',
      against: 'the whole pull',
      floor: whole.seconds,
      aim: '≤ 0.03',
    },
  ];
  if (dlt !== undefined) {
    const against = { unit: 'rows/s', against: 'dlt', floor: ROWS / dlt, aim: '≥ 5' };
    figures.push(
      { name: 'collect, to stored records', figure: ROWS / whole.storedSeconds, ...against },
      { name: 'collect, with measures', figure: rate, ...against },
    );
  }
  figures.push(await touched(bench, admin, urls.app));
  return figures;
}

/** Seconds of COPY of what was stored, from a file in the server's own text format, into a table of the same indexes. */
async function copied(admin: Client): Promise<number> {
  const folder = temporaryFolder();
  const file = `${folder.path}/rows`;
  await admin.query('CREATE TABLE floor (LIKE connectors.record INCLUDING ALL)');
  await pipeline(admin.query(copyTo('COPY connectors.record TO STDOUT')), createWriteStream(file));
  const took = await seconds(() =>
    pipeline(createReadStream(file), admin.query(copyFrom('COPY floor FROM STDIN'))),
  );
  await admin.query('DROP TABLE floor');
  folder.remove();
  return took;
}

/** What it takes to measure again after one record changed, with so many stored: the time of measuring alone. */
async function touched(bench: Bench, admin: Client, url: string): Promise<Figure> {
  // One process for all, as a service is: the first pull is its start.
  const service = Child.start(bench, 'collect-run', HEAP);
  const run = (pullId: string): Promise<Pulled> => service.ask<Pulled>({ url, pullId });
  bench.tell(`storing ${STORED} records`);
  const more = STORED - ROWS;
  if (more > 0) {
    // Copies of the last pull's own rows under other keys, in order of key as a pull would store them.
    await admin.query(
      `INSERT INTO connectors.record (tenant_id, source_id, record_key, version, content, content_hash, pull_id, since)
       SELECT tenant_id, source_id, 'm' || c || record_key, 1, jsonb_set(content, '{id}', to_jsonb('m' || c || record_key)),
         content_hash, pull_id, since
       FROM connectors.record, generate_series(1, $1::int) AS c WHERE until IS NULL`,
      [Math.ceil(more / ROWS)],
    );
    await admin.query('ANALYZE connectors.record');
  }
  bench.tell('measuring all of them once');
  await admin.query(`DELETE FROM connectors.measured_source`);
  await queue(admin, 'all');
  await run('all');
  const took: number[] = [];
  for (let n = 0; n < CHANGES; n++) {
    await queue(admin, `touch-${n}`);
    await admin.query(
      `WITH pulled AS (UPDATE connectors.pull SET status = 'PULL_STATUS_MEASURING' WHERE pull_id = $1 RETURNING position),
         old AS (UPDATE connectors.record SET until = (SELECT position FROM pulled)
           WHERE tenant_id = $2 AND source_id = $3 AND record_key = $4 AND until IS NULL RETURNING *)
       INSERT INTO connectors.record (tenant_id, source_id, record_key, version, content, content_hash, pull_id, since)
       SELECT tenant_id, source_id, record_key, version + 1,
         jsonb_set(content, '{closed_at}', to_jsonb('2026-02-2' || $5 || 'T00:00:00')), content_hash, $1, (SELECT position FROM pulled)
       FROM old`,
      [`touch-${n}`, TENANT, SOURCE, 'k000000777', String(n)],
    );
    took.push((await run(`touch-${n}`)).seconds * 1_000);
    await assertPulled(admin, `touch-${n}`, { added: 0, changed: 0 });
  }
  return {
    name: `collect, one unit-month of ${STORED}`,
    figure: Math.min(...took),
    unit: 'ms',
    aim: '< 200',
    runs: took,
  };
}
