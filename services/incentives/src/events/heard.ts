import { ResultsFinalised } from '@fuxing/contracts/evaluation/v1/events';
import type { Handler } from '@fuxing/outbox';
import { decideOutcomes } from '../app/decide-outcomes';

/** Everything this service hears. */
export const heard: Record<string, Handler> = {
  'evaluation.results-finalised.v1': async (tx, event) => {
    const { cycle, unitGroupId, results } = ResultsFinalised.fromJSON(event.payload);
    if (cycle) await decideOutcomes(tx, cycle, unitGroupId, results);
  },
};
