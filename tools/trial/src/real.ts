import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compare } from './boston';
import { Folder } from './folder';
import { BOSTON_CYCLES, startRealRun } from './real-run';
import { results } from './steps';
import { table } from './table';

const began = Date.now();
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const step = (sentence: string): void =>
  say(`  ${((Date.now() - began) / 1000).toFixed(1).padStart(5)} s  ${sentence}`);

/** `npm run real -- FILE.csv`: the whole loop on real data, in a folder of its own that is kept. */
async function main(): Promise<number> {
  const [file] = process.argv.slice(2);
  if (!file || !existsSync(file)) {
    say(
      'Usage: npm run real -- FILE.csv   (service requests of the City of Boston, for example 2015-H1.csv)',
    );
    return 2;
  }
  const folder = new Folder(process.env['DATA_DIR'] ?? '.data-real');
  folder.take();
  const run = await startRealRun(file, folder, Number(process.env['PORT'] ?? '0'), step);
  try {
    let shown = 0;
    const pulled = await run.pull(`real-${Date.now().toString(36)}`, ({ read, status }) => {
      if (Number(read ?? 0) < shown + 10_000 && status !== 'PULL_STATUS_MEASURING') return;
      shown = Number(read ?? 0);
      step(`${status.replace('PULL_STATUS_', '').toLowerCase()}: ${shown} records`);
    });
    step(
      `pulled ${pulled.read} records: ${pulled.added ?? 0} new, ${pulled.changed ?? 0} changed, ${pulled.rejected ?? 0} refused`,
    );
    step(`scripted verifier let ${await run.verify()} flagged values pass`);
    await run.finish();
    step('scored, ranked, final');
    for (const cycle of BOSTON_CYCLES) {
      const rows = (await results(run.people.as('kaohe'), cycle)).map(({ unitId, total, rank, gradeId }) => [
        String(rank ?? '-'),
        unitId,
        total ?? '-',
        gradeId ?? '-',
      ]);
      say(`\n${cycle}\n${table([['rank', 'department', 'total', 'grade'], ...rows])}`);
    }
    return await showComparison(run.people, file);
  } finally {
    await run.stop();
    folder.release();
  }
}

async function showComparison(people: Parameters<typeof showTotals>[0], file: string): Promise<number> {
  await showTotals(people);
  const expected = join(dirname(file), 'expected-H1.json');
  if (!existsSync(expected)) return 0;
  const { compared, different } = await compare(people.as('kaohe'), expected);
  say(`\n${compared - different.length} of ${compared} figures equal ${expected} to the printed digits.`);
  for (const line of different) say(`  ${line}`);
  return different.length === 0 ? 0 : 1;
}

async function showTotals(people: Awaited<ReturnType<typeof startRealRun>>['people']): Promise<void> {
  const rows: string[][] = [['indicator', 'department', 'month', 'value', 'records']];
  const wanted = { unitId: 'pwdx', status: 'OBSERVATION_STATUS_PUBLISHED' };
  type Row = Record<'indicatorId' | 'unitId' | 'period' | 'value' | 'recordCount', string>;
  for await (const row of people.as('kaohe').list<Row>('/v1/observations', 'observations', wanted)) {
    rows.push([row.indicatorId, row.unitId, row.period, row.value, row.recordCount]);
  }
  say(`\n${table(rows)}`);
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    say(error instanceof Error ? error.message : String(error));
    process.exit(1);
  },
);
