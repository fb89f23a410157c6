import { OutcomesDecided } from '@fuxing/contracts/incentives/v1/events';
import type { Outcome } from '@fuxing/contracts/incentives/v1/incentives';
import type { OutboxEvent } from '@fuxing/outbox';

/** Everything this service says to the others, one function per topic. */
export const outcomesDecided = (cycleId: string, outcomes: Outcome[]): OutboxEvent => ({
  topic: 'incentives.outcomes-decided.v1',
  key: cycleId,
  type: 'fuxing.incentives.v1.OutcomesDecided',
  payload: OutcomesDecided.toJSON({ outcomes }),
});
