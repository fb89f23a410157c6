import {
  ObservationsPublished,
  PullFinished,
  SamplingAttested,
  VerificationActsRecorded,
} from '@fuxing/contracts/connectors/v1/events';
import type { DrawnValue, SampleDraw, Sampling } from '@fuxing/contracts/connectors/v1/sampling';
import type { Observation } from '@fuxing/contracts/connectors/v1/observations';
import type { VerificationActRecord } from '@fuxing/contracts/connectors/v1/verification_acts';
import type { Pull } from '@fuxing/contracts/connectors/v1/pulls';
import type { OutboxEvent } from '@fuxing/outbox';

/** Observations in one event. */
const BATCH = 500;

/** Everything this service says to the others, one function per topic. */
export function observationsPublished(observations: Observation[]): OutboxEvent[] {
  const byIndicator = Map.groupBy(observations, ({ indicatorId }) => indicatorId);
  return [...byIndicator].flatMap(([indicatorId, of]) =>
    Array.from({ length: Math.ceil(of.length / BATCH) }, (_, n) => ({
      topic: 'connectors.observations-published.v1',
      key: indicatorId,
      type: 'fuxing.connectors.v1.ObservationsPublished',
      payload: ObservationsPublished.toJSON({ observations: of.slice(n * BATCH, (n + 1) * BATCH) }),
    })),
  );
}

/** What was done about values; the acts of one indicator keep their order. */
export function verificationActsRecorded(acts: VerificationActRecord[]): OutboxEvent[] {
  const byIndicator = Map.groupBy(acts, ({ observationId }) => observationId.split('~')[0] ?? '');
  return [...byIndicator].flatMap(([indicatorId, of]) =>
    Array.from({ length: Math.ceil(of.length / BATCH) }, (_, n) => ({
      topic: 'connectors.verification-acts-recorded.v1',
      key: indicatorId,
      type: 'fuxing.connectors.v1.VerificationActsRecorded',
      payload: VerificationActsRecorded.toJSON({ acts: of.slice(n * BATCH, (n + 1) * BATCH) }),
    })),
  );
}

export const pullFinished = (pull: Pull): OutboxEvent => ({
  topic: 'connectors.pull-finished.v1',
  key: pull.sourceId,
  type: 'fuxing.connectors.v1.PullFinished',
  payload: PullFinished.toJSON({ pull }),
});

const NO_FACT = { committed: undefined, drawn: undefined, opened: undefined };

const attested = (
  of: Omit<SamplingAttested, keyof typeof NO_FACT> & Partial<SamplingAttested>,
): OutboxEvent => ({
  topic: 'connectors.sampling-attested.v1',
  key: of.sourceId,
  type: 'fuxing.connectors.v1.SamplingAttested',
  payload: SamplingAttested.toJSON({ ...NO_FACT, ...of }),
});

/** Of a pull that is being queued. */
export const samplingCommitted = (
  { sourceId, pullId }: Pick<Pull, 'sourceId' | 'pullId'>,
  { commitment, committedAt }: Sampling,
): OutboxEvent => attested({ sourceId, pullId, committed: { commitment, committedAt } });

/** Before the seed is told. */
export function sampleDrawn(
  { sourceId, pullId }: Pick<Pull, 'sourceId' | 'pullId'>,
  measure: Omit<SampleDraw, 'values'>,
  values: DrawnValue[],
): OutboxEvent[] {
  return Array.from({ length: Math.ceil(values.length / BATCH) }, (_, n) =>
    attested({
      sourceId,
      pullId,
      drawn: { ...measure, values: values.slice(n * BATCH, (n + 1) * BATCH) },
    }),
  );
}

/** Of a pull that has ended. */
export const samplingOpened = (
  { sourceId, pullId }: Pick<Pull, 'sourceId' | 'pullId'>,
  { seed }: Sampling,
): OutboxEvent => attested({ sourceId, pullId, opened: { seed } });
