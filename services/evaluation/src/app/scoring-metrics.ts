import { JobMetrics } from '@fuxing/service';

export const scoringRuns = new JobMetrics(
  'fuxing.evaluation.scoring_run',
  'Of a scoring run, from being taken up to its end.',
  { units: { unit: '{unit}', description: 'Units that ended runs scored and ranked.' } },
);
