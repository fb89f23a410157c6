import { evaluation } from '@fuxing/evaluation-service';
import { installService } from '@fuxing/testing';
import type { Client } from 'pg';
import { type Bench, type Figure, median, seconds } from './bench';
import { Child } from './child';
import { BY_HAND, INDICATORS, makeMonths, makeRules, makeRun, UNITS } from './made-cycle';
import type { Scored } from './scoring-run';
import { freshPostgres, superuser } from './server';

const RUNS = 3;

/** A scoring run with everything it freezes and stores, against one statement that only computes the same totals. */
export async function scoring(bench: Bench): Promise<Figure[]> {
  const postgres = await freshPostgres(bench);
  const urls = await installService(postgres.url, evaluation.database);
  const admin = await superuser(bench, postgres.url);
  bench.tell(`making ${UNITS} units × ${INDICATORS} indicators × 12 months`);
  await makeRules(admin);
  await makeMonths(admin, 2025);

  const score = async (scoringRunId: string): Promise<Scored> => {
    await makeRun(admin, scoringRunId);
    return Child.start(bench, 'scoring-run').ask<Scored>({ url: urls.app, scoringRunId });
  };
  const ours: Scored[] = [];
  const byHand: number[] = [];
  for (let run = 1; run <= RUNS; run += 1) {
    bench.tell(`run ${run} of ${RUNS}`);
    byHand.push(await seconds(() => admin.query(BY_HAND)));
    ours.push(await score(`run-${run}`));
  }
  await compare(admin, 'run-1');

  bench.tell('with 24 months');
  await makeMonths(admin, 2024);
  const longer = [await score('longer-1'), await score('longer-2'), await score('longer-3')];
  const took = ours.map((each) => each.seconds);
  const peak = longer.map(({ peakMb }) => peakMb);
  return [
    {
      name: 'scoring',
      figure: median(took),
      unit: 's',
      against: 'one SQL statement',
      floor: median(byHand),
      aim: '≤ 2',
      runs: took,
    },
    {
      name: 'scoring memory, 24 months stored',
      figure: median(peak),
      unit: 'MB',
      against: '12 months',
      floor: median(ours.map(({ peakMb }) => peakMb)),
      aim: '≤ 1.15',
      runs: peak,
    },
  ];
}

/** @throws Error when a total differs */
async function compare(admin: Client, scoringRunId: string): Promise<void> {
  const { rows } = await admin.query(
    `SELECT count(*)::int AS compared, count(*) FILTER (WHERE r.total::text IS DISTINCT FROM h.total)::int AS different
     FROM (SELECT * FROM evaluation.result WHERE scoring_run_id = $1) AS r FULL JOIN (${BY_HAND}) AS h USING (unit_id)`,
    [scoringRunId],
  );
  const [{ compared, different }] = rows as [{ compared: number; different: number }];
  if (compared !== UNITS || different !== 0)
    throw new Error(`${different} of ${compared} totals differ from those computed by hand.`);
}
