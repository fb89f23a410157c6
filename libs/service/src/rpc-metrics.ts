import { ServerInterceptingCall, type ServerInterceptor, status } from '@grpc/grpc-js';
import type { Histogram } from '@opentelemetry/api';
import { meter } from './telemetry';

/** Seconds; the boundaries that the semantic conventions advise. */
const BOUNDARIES = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

let histogram: Histogram | undefined;
const duration = (): Histogram =>
  (histogram ??= meter().createHistogram('rpc.server.call.duration', {
    unit: 's',
    description: 'Duration of an answered RPC.',
    advice: { explicitBucketBoundaries: BOUNDARIES },
  }));

/** Measures rate, errors and duration of every RPC, also of those refused before they reach a controller. */
export const rpcMetrics: ServerInterceptor = ({ path }, call) => {
  const begun = performance.now();
  return new ServerInterceptingCall(call, {
    sendStatus: (answer, next) => {
      duration().record((performance.now() - begun) / 1_000, {
        'rpc.system.name': 'grpc',
        'rpc.method': path.slice(1),
        'rpc.response.status_code': status[answer.code] ?? String(answer.code),
      });
      next(answer);
    },
  });
};
