import { trace, TraceFlags } from '@opentelemetry/api';
import { tracing, node } from '@opentelemetry/sdk-node';
import { log } from './log';

it('a log record inside a span carries its ids, one outside none', () => {
  const provider = new node.NodeTracerProvider({ sampler: new tracing.AlwaysOnSampler() });
  provider.register();
  const mixin = () => (log as unknown as Record<symbol, () => object>)[mixinOf()]?.call(log);
  const mixinOf = (): symbol =>
    Object.getOwnPropertySymbols(log).find((symbol) => symbol.description === 'pino.mixin')!;
  expect(mixin()).toEqual({});
  trace.getTracer('test').startActiveSpan('work', (span) => {
    const { traceId, spanId, traceFlags } = span.spanContext();
    expect(traceFlags).toBe(TraceFlags.SAMPLED);
    expect(mixin()).toEqual({ trace_id: traceId, span_id: spanId });
    span.end();
  });
});
