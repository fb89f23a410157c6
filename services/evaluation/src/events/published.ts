import type { Cycle } from '@fuxing/contracts/evaluation/v1/cycles';
import { ResultsFinalised, ResultsPublicised } from '@fuxing/contracts/evaluation/v1/events';
import type { Result } from '@fuxing/contracts/evaluation/v1/results';
import type { OutboxEvent } from '@fuxing/outbox';

/** Everything this service says to the others, one function per topic. */
export const resultsPublicised = (cycle: Cycle, unitGroupId: string, results: Result[]): OutboxEvent => ({
  topic: 'evaluation.results-publicised.v1',
  key: cycle.cycleId,
  type: 'fuxing.evaluation.v1.ResultsPublicised',
  payload: ResultsPublicised.toJSON({ cycle, unitGroupId, results }),
});

export const resultsFinalised = (cycle: Cycle, unitGroupId: string, results: Result[]): OutboxEvent => ({
  topic: 'evaluation.results-finalised.v1',
  key: cycle.cycleId,
  type: 'fuxing.evaluation.v1.ResultsFinalised',
  payload: ResultsFinalised.toJSON({ cycle, unitGroupId, results }),
});
