import {
  type Attributes,
  type BatchObservableResult,
  context,
  metrics,
  propagation,
  SpanKind,
  SpanStatusCode,
  trace,
  type Link,
} from '@opentelemetry/api';
import type { DataSource } from 'typeorm';
import type { BusEvent } from './event-bus';

/*
 * Attribute, span and metric names follow the messaging semantic conventions of OpenTelemetry (status: Development); they stand
 * here only, so that a change of the conventions is a change of this file.
 */
const tracer = trace.getTracer('@fuxing/outbox');

/** W3C trace context of the running span, or undefined when tracing is off. */
export function currentTraceparent(): string | undefined {
  const carrier: Record<string, string> = {};
  propagation.inject(context.active(), carrier);
  return carrier['traceparent'];
}

/** Spans of sending and processing link to the span that caused the event: the only shape that survives batches. */
function linksTo(events: BusEvent[]): Link[] {
  return events.flatMap(({ traceparent }) => {
    if (!traceparent) return [];
    const remote = trace.getSpanContext(propagation.extract(context.active(), { traceparent }));
    return remote ? [{ context: remote }] : [];
  });
}

/** Runs `work` in a PRODUCER span for a batch. */
export async function sending<T>(events: BusEvent[], work: () => Promise<T>): Promise<T> {
  const attributes = { 'messaging.operation.type': 'send', 'messaging.batch.message_count': events.length };
  const result = await inSpan('send', SpanKind.PRODUCER, events, attributes, work);
  for (const [topic, of] of Map.groupBy(events, (event) => event.topic)) {
    instruments().sent.add(of.length, { 'messaging.destination.name': topic });
  }
  return result;
}

/** Runs `work` in a CONSUMER span for one event. */
export async function processing<T>(group: string, event: BusEvent, work: () => Promise<T>): Promise<T> {
  const about: Attributes = {
    'messaging.operation.type': 'process',
    'messaging.destination.name': event.topic,
    'messaging.consumer.group.name': group,
  };
  const begun = performance.now();
  const measure = (outcome: Attributes): void =>
    instruments().processed.record((performance.now() - begun) / 1_000, { ...about, ...outcome });
  const span = { ...about, 'messaging.message.id': event.eventId };
  try {
    const result = await inSpan(`process ${event.topic}`, SpanKind.CONSUMER, [event], span, work);
    measure({});
    return result;
  } catch (error) {
    measure({ 'error.type': errorType(error) });
    throw error;
  }
}

/** Counts an event that was set aside. */
export function setAsideCounted(group: string, event: BusEvent): void {
  instruments().setAside.add(1, {
    'messaging.destination.name': event.topic,
    'messaging.consumer.group.name': group,
  });
}

/**
 * Reports how much waits in a schema's outbox, for how long, and how many dead letters there are.
 *
 * @param worker pool of the worker role
 * @returns how to stop
 */
export function observeOutbox(schema: string, worker: DataSource): () => void {
  const meter = metrics.getMeter('@fuxing/outbox');
  const depth = meter.createObservableGauge('fuxing.outbox.depth', {
    unit: '{event}',
    description: 'Events that committed and are not on the bus yet.',
  });
  const oldest = meter.createObservableGauge('fuxing.outbox.oldest.age', {
    unit: 's',
    description: 'Age of the oldest of them; 0 when there is none.',
  });
  const dead = meter.createObservableGauge('fuxing.dead_letter.depth', {
    unit: '{event}',
    description: 'Events set aside and not replayed.',
  });
  const observe = async (result: BatchObservableResult): Promise<void> => {
    const [row] = await worker.query(
      `SELECT count(*)::int AS depth, coalesce(extract(epoch FROM now() - min(occurred_at)), 0)::float8 AS oldest,
              (SELECT count(*)::int FROM dead_letter) AS dead
       FROM outbox`,
    );
    const of = { 'db.namespace': schema };
    result.observe(depth, row.depth, of);
    result.observe(oldest, row.oldest, of);
    result.observe(dead, row.dead, of);
  };
  meter.addBatchObservableCallback(observe, [depth, oldest, dead]);
  return () => meter.removeBatchObservableCallback(observe, [depth, oldest, dead]);
}

/** Made on first use, because a meter taken before telemetry starts stays silent. */
const instruments = lazily(() => {
  const meter = metrics.getMeter('@fuxing/outbox');
  return {
    sent: meter.createCounter('messaging.client.sent.messages', {
      unit: '{message}',
      description: 'Events the bus has stored.',
    }),
    processed: meter.createHistogram('messaging.process.duration', {
      unit: 's',
      description: 'Duration of handling one event, with its attempts.',
    }),
    setAside: meter.createCounter('fuxing.dead_letter.messages', {
      unit: '{event}',
      description: 'Events set aside.',
    }),
  };
});

function lazily<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

function errorType(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}

function inSpan<T>(
  name: string,
  kind: SpanKind,
  events: BusEvent[],
  attributes: Attributes,
  work: () => Promise<T>,
): Promise<T> {
  return tracer.startActiveSpan(name, { kind, attributes, links: linksTo(events) }, async (span) => {
    try {
      return await work();
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      span.setAttribute('error.type', errorType(error));
      throw error;
    } finally {
      span.end();
    }
  });
}
