import { connectors } from '@fuxing/connectors-service';
import { connect } from '@fuxing/db';
import { answering } from './child';
import { TENANT } from './collect-made';
import { inner } from './inner';

const { RunPull } = inner(
  'services/connectors/dist/app/collect/run-pull',
) as typeof import('../../../services/connectors/src/app/collect/run-pull');
const { Measuring } = inner(
  'services/connectors/dist/app/measure/measuring',
) as typeof import('../../../services/connectors/src/app/measure/measuring');

export interface Pulled {
  seconds: number;
  /** Until all records were stored. */
  storedSeconds: number;
  /** The most this process ever held. */
  peakMb: number;
}

/** Tells when records are stored: then they are measured. */
class Timed extends Measuring {
  began = 0;

  override measure(...of: Parameters<InstanceType<typeof Measuring>['measure']>): Promise<void> {
    this.began = performance.now();
    return super.measure(...of);
  }
}

/** One pull as the worker of the service does it, alone in a process. */
answering(async ({ url, pullId }: { url: string; pullId: string }): Promise<Pulled> => {
  const db = await connect(connectors.database, url, 4);
  const measuring = new Timed(db);
  const pulls = new RunPull(db, measuring, {
    ALLOW_PRIVATE_ADDRESSES: `${TENANT}/*=127.0.0.0/8`,
    RETRY_BASE_MS: 500,
  });
  const began = performance.now();
  await pulls.run(TENANT, pullId, new AbortController().signal);
  const seconds = (performance.now() - began) / 1_000;
  await pulls.onModuleDestroy();
  await db.destroy();
  const storedSeconds = (measuring.began - began) / 1_000;
  return { seconds, storedSeconds, peakMb: process.resourceUsage().maxRSS / 1_000 };
});
