import { trace, TraceFlags } from '@opentelemetry/api';
import { tracing, node } from '@opentelemetry/sdk-node';
import pino from 'pino';
import { QueryFailedError } from 'typeorm';
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

it('what could not be read as a number or a day is not quoted', () => {
  const serializers = (log as unknown as Record<symbol, { err: (error: Error) => object }>)[
    pino.symbols.serializersSym
  ];
  for (const message of [
    'invalid input syntax for type numeric: "canary"',
    'value "canary" and a "canary" are out of range for type integer',
  ]) {
    const error = new QueryFailedError('SELECT $1', [], Object.assign(new Error(message), { code: '22P02' }));
    const logged = serializers?.err(error) as { message: string; stack: string };
    expect(JSON.stringify(logged)).not.toContain('canary');
    expect(logged.message).toMatch(/"…"/);
    expect(logged.stack).toContain('log.spec.ts');
  }
});

it('a failed statement is logged without the values that it was bound to', () => {
  const serializers = (log as unknown as Record<symbol, { err: (error: Error) => object }>)[
    pino.symbols.serializersSym
  ];
  const error = new QueryFailedError(
    'INSERT INTO record '.repeat(100),
    ['canary'],
    Object.assign(new Error('disk full'), { code: '53100', detail: 'Failing row contains (canary).' }),
  );
  const logged = serializers?.err(error) ?? {};
  expect(JSON.stringify(logged)).not.toContain('canary');
  expect(logged).toMatchObject({ message: 'disk full', code: '53100' });
  expect((logged as { query: string }).query).toHaveLength(300);
});
