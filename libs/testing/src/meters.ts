import { type Attributes, metrics } from '@opentelemetry/api';

/** A counter's sum, or how many values a histogram got and their sum. */
export interface Measured {
  unit: string;
  attributes: Attributes;
  value: number | { count: number; sum: number };
}

/** Looks at what this process measures; call it before anything is measured. Returns what was, by name, since the last look. */
export function keepMetrics(): () => Promise<Record<string, Measured[]>> {
  // Here, for most tests that import this library measure nothing.
  const { metrics: sdk } = require('@opentelemetry/sdk-node') as typeof import('@opentelemetry/sdk-node');
  class Reader extends sdk.MetricReader {
    protected override onShutdown = async (): Promise<void> => undefined;
    protected override onForceFlush = async (): Promise<void> => undefined;
  }
  const reader = new Reader({
    aggregationTemporalitySelector: () => sdk.AggregationTemporality.DELTA,
  });
  metrics.setGlobalMeterProvider(new sdk.MeterProvider({ readers: [reader] }));
  return async () => {
    const { resourceMetrics } = await reader.collect();
    const seen = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
    return Object.fromEntries(
      seen.map(({ descriptor: { name, unit }, dataPoints }) => [
        name,
        dataPoints.map(({ attributes, value }) => ({
          unit,
          attributes,
          value: typeof value === 'number' ? value : { count: value.count, sum: value.sum ?? Number.NaN },
        })),
      ]),
    );
  };
}
