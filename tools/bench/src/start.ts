import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startPostgres } from '@fuxing/postgres';
import { Folder, runTrial, temporaryFolder } from '@fuxing/trial';
import { type Bench, type Figure, median, seconds } from './bench';

const RUNS = 3;

/** The one-command trial on a folder that has its data already: until it is ready, and what it then holds in memory. */
export async function start(bench: Bench): Promise<Figure[]> {
  const folder = temporaryFolder();
  bench.defer(() => folder.remove());
  bench.tell('first start, with the sample');
  const first = await seconds(() => startAndStop(bench, folder.path, () => undefined));

  const took: number[] = [];
  const memory: number[] = [];
  const database: number[] = [];
  for (let run = 1; run <= RUNS; run += 1) {
    bench.tell(`start on existing data, ${run} of ${RUNS}`);
    const began = performance.now();
    await startAndStop(bench, folder.path, (pid) => {
      took.push((performance.now() - began) / 1_000);
      memory.push((residentBytes(pid) + databaseBytes(folder.path)) / 1e6);
    });
    database.push(await seconds(() => databaseAlone(folder.path)));
  }
  return [
    { name: 'first start', figure: first, unit: 's', aim: '< 60' },
    {
      name: 'start',
      figure: median(took),
      unit: 's',
      against: 'its PostgreSQL alone',
      floor: median(database),
      runs: took,
    },
    { name: 'start until ready', figure: median(took), unit: 's', aim: '< 10', runs: took },
    { name: 'memory when ready', figure: median(memory), unit: 'MB', aim: '< 700', runs: memory },
  ];
}

async function startAndStop(bench: Bench, path: string, ready: (pid: number) => void): Promise<void> {
  const trial = await runTrial([], path);
  bench.defer(() => trial.process.kill('SIGTERM'));
  ready(trial.process.pid ?? 0);
  await trial.stop();
}

async function databaseAlone(path: string): Promise<void> {
  const folder = new Folder(path);
  const postgres = await startPostgres({
    dataDir: folder.file('postgres'),
    password: folder.secrets.superuser,
  });
  await postgres.stop();
}

function residentBytes(pid: number): number {
  return kilobytes(`/proc/${pid}/status`, 'VmRSS') * 1024;
}

/** Of the server and its children, pages that they share counted once. */
function databaseBytes(path: string): number {
  const postmaster = Number(readFileSync(join(path, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);
  const all = readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0);
  const own = all.filter((pid) => pid === postmaster || parentOf(pid) === postmaster);
  return own.reduce((sum, pid) => sum + kilobytes(`/proc/${pid}/smaps_rollup`, 'Pss') * 1024, 0);
}

function parentOf(pid: number): number {
  return kilobytes(`/proc/${pid}/status`, 'PPid');
}

/** The number behind a name; 0 for a process that has ended meanwhile. */
function kilobytes(file: string, name: string): number {
  try {
    return Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(readFileSync(file, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
