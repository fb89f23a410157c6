import { type ServiceError, status, type StatusObject } from '@grpc/grpc-js';
import { DomainError, type Refusal } from '@fuxing/errors';
import { fromGrpcStatus, toGrpcStatus } from '@fuxing/service';
import { Problem } from '../http/problem';
import { texts } from '../http/texts';

const INTERNAL = { code: status.INTERNAL, details: 'Internal error' };
const codes: Readonly<Record<number, Refusal>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
};

/** Outages and limits on the way; their details tell of addresses within. */
const onTheWay: Readonly<Partial<Record<status, string>>> = {
  [status.CANCELLED]: 'Cancelled.',
  [status.UNAVAILABLE]: texts.SERVICE_UNAVAILABLE.en,
  [status.DEADLINE_EXCEEDED]: texts.DEADLINE_EXCEEDED.en,
  [status.RESOURCE_EXHAUSTED]: 'The answer is too large.',
  [status.UNIMPLEMENTED]: texts.UNIMPLEMENTED.en,
};

/** What a gRPC client is told: the refusal of a service as it is, one of the gateway in the same form, and of anything else nothing. */
export function refusedStatus(error: unknown): Partial<StatusObject> {
  if (isServiceError(error)) {
    const { code, metadata } = error;
    if (fromGrpcStatus(error)) return { code, details: error.details, metadata };
    const details = onTheWay[code];
    return details === undefined ? INTERNAL : { code, details };
  }
  if (!(error instanceof Problem)) return INTERNAL;
  const code = codes[error.status];
  if (!code) return error.status === 503 ? { code: status.UNAVAILABLE, details: error.text.en } : INTERNAL;
  const { 'retry-after': retryAfterSeconds } = error.headers;
  const metadata: Record<string, string> = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
  return toGrpcStatus(new DomainError(code, error.reason, error.text, [...error.violations], metadata));
}

/** Whether a service, or the way to it, gave this error. */
export function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' && error.code in status;
}
