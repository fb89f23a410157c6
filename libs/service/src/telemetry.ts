import { metrics } from '@opentelemetry/api';

let shutdown: (() => Promise<void>) | undefined;

/** For what a service counts beside the standard: `meter().createCounter('fuxing.<service>.<thing>')`; see telemetry.md. */
export const meter = () => metrics.getMeter('@fuxing/service');

/**
 * Sends traces and metrics by OTLP when one of the standard OTEL_EXPORTER_OTLP_*ENDPOINT variables is set; otherwise
 * loads nothing. Must run before gRPC, pg and http are loaded, for it changes them while they load: see register.ts.
 */
export function startTelemetry(serviceName: string): void {
  const wanted = ['', '_TRACES', '_METRICS'].some((signal) =>
    Boolean(process.env[`OTEL_EXPORTER_OTLP${signal}_ENDPOINT`]),
  );
  if (!wanted || shutdown) return;
  // Logs go to standard output; what they need of a trace is in every line.
  process.env['OTEL_LOGS_EXPORTER'] ??= 'none';
  process.env['OTEL_METRICS_EXPORTER'] ??= 'otlp';
  process.env['OTEL_NODE_RESOURCE_DETECTORS'] ??= 'env,host';
  const { NodeSDK } = require('@opentelemetry/sdk-node') as typeof import('@opentelemetry/sdk-node');
  const { GrpcInstrumentation } =
    require('@opentelemetry/instrumentation-grpc') as typeof import('@opentelemetry/instrumentation-grpc');
  const { HttpInstrumentation } =
    require('@opentelemetry/instrumentation-http') as typeof import('@opentelemetry/instrumentation-http');
  const { PgInstrumentation } =
    require('@opentelemetry/instrumentation-pg') as typeof import('@opentelemetry/instrumentation-pg');
  const sdk = new NodeSDK({
    serviceName: process.env['OTEL_SERVICE_NAME'] || serviceName,
    instrumentations: [
      new GrpcInstrumentation({ ignoreGrpcMethods: [/^grpc\.health\./, 'Check', 'Watch'] }),
      new HttpInstrumentation({
        ignoreIncomingRequestHook: ({ url }) => /^\/(livez|readyz|healthz)/.test(url ?? ''),
      }),
      // Statements carry placeholders; their values may be personal and are not sent. Polling makes no traces of its own.
      new PgInstrumentation({ requireParentSpan: true, ignoreConnectSpans: true }),
    ],
  });
  sdk.start();
  shutdown = () => sdk.shutdown();
  process.once('beforeExit', () => void stopTelemetry());
}

/** Sends what is left. A collector that is away costs no more than the exporter's timeout, and never the exit code. */
export async function stopTelemetry(): Promise<void> {
  const last = shutdown;
  shutdown = undefined;
  await last?.().catch(() => undefined);
}
