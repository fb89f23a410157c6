import { ResultsFinalised, ResultsPublicised } from '@fuxing/contracts/evaluation/v1/events';
import type { OutboxEvent } from '@fuxing/outbox';

/** Everything this service says to the others, one function per topic. */
export const resultsPublicised = (of: ResultsPublicised): OutboxEvent => ({
  topic: 'evaluation.results-publicised.v1',
  key: of.cycle?.cycleId ?? '',
  type: 'fuxing.evaluation.v1.ResultsPublicised',
  payload: ResultsPublicised.toJSON(of),
});

export const resultsFinalised = (of: ResultsFinalised): OutboxEvent => ({
  topic: 'evaluation.results-finalised.v1',
  key: of.cycle?.cycleId ?? '',
  type: 'fuxing.evaluation.v1.ResultsFinalised',
  payload: ResultsFinalised.toJSON(of),
});
