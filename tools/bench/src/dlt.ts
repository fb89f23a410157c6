import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { temporaryFolder } from '@fuxing/trial';
import type { Bench } from './bench';
import { runProgram } from './run-program';

const VERSION = '1.31.0';
const PAGE = 5_000;

/**
 * The same records, paged by number, into PostgreSQL with their history (type 2 of slowly changing dimensions): what dlt offers for
 * how a pull stores them. It knows nothing of measures.
 */
const PROGRAM = `
import sys, time, dlt, requests
url, rows, credentials = sys.argv[1], int(sys.argv[2]), sys.argv[3]

@dlt.resource(name="rows", primary_key="id", write_disposition={"disposition": "merge", "strategy": "scd2"})
def rows_of():
    for offset in range(0, rows, ${PAGE}):
        yield requests.get(url, params={"offset": offset, "limit": ${PAGE}}).json()

pipeline = dlt.pipeline("bench", destination=dlt.destinations.postgres(credentials), dataset_name="bench_dlt", pipelines_dir=sys.argv[4])
began = time.perf_counter()
pipeline.run(rows_of())
print("seconds", time.perf_counter() - began)
`;

/** Seconds that dlt takes; undefined where there is no Python or no dlt to install. */
export async function dltSeconds(
  bench: Bench,
  url: string,
  rows: number,
  postgres: string,
): Promise<number | undefined> {
  if (spawnSync('python3', ['--version']).status !== 0) {
    bench.tell('there is no Python, dlt is left out');
    return undefined;
  }
  const folder = temporaryFolder();
  bench.defer(() => folder.remove());
  bench.tell(`installing dlt ${VERSION}`);
  const python = `${folder.path}/venv/bin/python`;
  try {
    await runProgram('python3', ['-m', 'venv', `${folder.path}/venv`]);
    await runProgram(python, ['-m', 'pip', 'install', '-q', `dlt[postgres]==${VERSION}`]);
  } catch (error) {
    bench.tell(`dlt cannot be installed and is left out: ${String(error)}`);
    return undefined;
  }
  writeFileSync(`${folder.path}/bench.py`, PROGRAM);
  bench.tell(`loading ${rows} records with dlt`);
  const said = await runProgram(python, [
    `${folder.path}/bench.py`,
    url,
    String(rows),
    postgres,
    `${folder.path}/pipelines`,
  ]);
  return Number(/^seconds ([\d.]+)$/m.exec(said)?.[1]);
}
