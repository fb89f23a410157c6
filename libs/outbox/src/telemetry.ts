import { context, propagation, SpanKind, SpanStatusCode, trace, type Link } from '@opentelemetry/api';
import type { BusEvent } from './event-bus';

/*
 * Attribute and span names follow the messaging semantic conventions of OpenTelemetry (status: Development); they stand
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
export function sending<T>(events: BusEvent[], work: () => Promise<T>): Promise<T> {
  const attributes = { 'messaging.operation.type': 'send', 'messaging.batch.message_count': events.length };
  return inSpan('send', SpanKind.PRODUCER, events, attributes, work);
}

/** Runs `work` in a CONSUMER span for one event. */
export function processing<T>(group: string, event: BusEvent, work: () => Promise<T>): Promise<T> {
  const attributes = {
    'messaging.operation.type': 'process',
    'messaging.destination.name': event.topic,
    'messaging.message.id': event.eventId,
    'messaging.consumer.group.name': group,
  };
  return inSpan(`process ${event.topic}`, SpanKind.CONSUMER, [event], attributes, work);
}

function inSpan<T>(
  name: string,
  kind: SpanKind,
  events: BusEvent[],
  attributes: Record<string, string | number>,
  work: () => Promise<T>,
): Promise<T> {
  return tracer.startActiveSpan(name, { kind, attributes, links: linksTo(events) }, async (span) => {
    try {
      return await work();
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      span.setAttribute('error.type', error instanceof Error ? error.name : 'unknown');
      throw error;
    } finally {
      span.end();
    }
  });
}
