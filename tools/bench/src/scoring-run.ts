import { connect, inTenant } from '@fuxing/db';
import { evaluation } from '@fuxing/evaluation-service';
import { answering } from './child';
import { inner } from './inner';
import { TENANT } from './made-cycle';

const { runScoring } = inner(
  'services/evaluation/dist/app/run-scoring',
) as typeof import('../../../services/evaluation/src/app/run-scoring');

export interface Ask {
  url: string;
  scoringRunId: string;
}

export interface Scored {
  seconds: number;
  /** The most this process ever held. */
  peakMb: number;
}

/** One run as the worker of the service does it, alone in a process. */
answering(async ({ url, scoringRunId }: Ask): Promise<Scored> => {
  const db = await connect(evaluation.database, url, 2);
  const began = performance.now();
  await inTenant(db, TENANT, (tx) => runScoring(tx, scoringRunId, () => undefined), 'REPEATABLE READ');
  const seconds = (performance.now() - began) / 1_000;
  await db.destroy();
  return { seconds, peakMb: process.resourceUsage().maxRSS / 1_000 };
});
