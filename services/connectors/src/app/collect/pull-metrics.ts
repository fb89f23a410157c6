import { type Pull, PullStatus } from '@fuxing/contracts/connectors/v1/pulls';
import { JobMetrics } from '@fuxing/service';

const pulls = new JobMetrics(
  'fuxing.connectors.pull',
  'From a pull being asked for to its end, with its waiting, restarts and measures.',
  {
    'records.read': { unit: '{record}', description: 'Rows that ended pulls got from sources.' },
    'records.rejected': {
      unit: '{record}',
      description: 'Those of them that could not be stored as a record.',
    },
  },
);

/** Measures a pull that ended. */
export function pullEnded({ status, createdAt, finishedAt, read, rejected }: Pull): void {
  const seconds = ((finishedAt?.getTime() ?? 0) - (createdAt?.getTime() ?? 0)) / 1_000;
  pulls.ended(seconds, status === PullStatus.PULL_STATUS_SUCCEEDED ? 'succeeded' : 'failed', {
    'records.read': read,
    'records.rejected': rejected,
  });
}
