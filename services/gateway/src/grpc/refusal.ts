import { type DescMessage, fromBinary, type Registry } from '@bufbuild/protobuf';
import { type Any, anyUnpack } from '@bufbuild/protobuf/wkt';
import { type ServiceError, status } from '@grpc/grpc-js';
import { Problem, problem, type Violation } from '../http/problem';

/** google.rpc.Code to HTTP; what is missing here is a bug or an outage and says nothing. */
const httpStatus: Readonly<Partial<Record<status, number>>> = {
  [status.INVALID_ARGUMENT]: 400,
  [status.OUT_OF_RANGE]: 400,
  [status.FAILED_PRECONDITION]: 409,
  [status.UNAUTHENTICATED]: 401,
  [status.PERMISSION_DENIED]: 403,
  [status.NOT_FOUND]: 404,
  [status.ALREADY_EXISTS]: 409,
  [status.ABORTED]: 409,
  [status.RESOURCE_EXHAUSTED]: 429,
};

/** Reasons with an HTTP status of their own (RFC 9110 §15.5.13, RFC 6585 §3). */
const statusOfReason: Readonly<Record<string, number>> = { ETAG_MISMATCH: 412, ETAG_REQUIRED: 428 };

interface ErrorInfo {
  reason: string;
  metadata: Record<string, string>;
}
interface LocalizedMessage {
  message: string;
}
interface FieldViolation {
  field: string;
  description: string;
  reason: string;
  localizedMessage?: LocalizedMessage;
}

/** Turns what a service answered instead of a result into a problem. */
export function refusals(registry: Registry): (error: ServiceError) => Problem {
  const schema = registry.getMessage('google.rpc.Status');
  if (!schema) throw new Error('The descriptor set lacks google/rpc/status.proto.');

  return (error) => {
    if (error.code === status.UNAVAILABLE) return problem('SERVICE_UNAVAILABLE', [], { 'retry-after': '1' });
    if (error.code === status.DEADLINE_EXCEEDED) return problem('DEADLINE_EXCEEDED');
    if (error.code === status.UNIMPLEMENTED) return problem('UNIMPLEMENTED');
    const code = httpStatus[error.code];
    const details = code === undefined ? undefined : readDetails(error, schema, registry);
    const info = details?.get('google.rpc.ErrorInfo') as ErrorInfo | undefined;
    if (code === undefined || !info) return problem('INTERNAL');

    const chinese = details?.get('google.rpc.LocalizedMessage') as LocalizedMessage | undefined;
    const wrong = details?.get('google.rpc.BadRequest') as { fieldViolations: FieldViolation[] } | undefined;
    return new Problem(
      statusOfReason[info.reason] ?? code,
      info.reason,
      { en: error.details, zh: chinese?.message ?? error.details },
      wrong?.fieldViolations.map(toViolation),
      code === 429 ? { 'retry-after': info.metadata['retryAfterSeconds'] ?? '1' } : {},
    );
  };
}

function readDetails(
  error: ServiceError,
  schema: DescMessage,
  registry: Registry,
): Map<string, unknown> | undefined {
  const [trailer] = error.metadata.get('grpc-status-details-bin');
  if (!Buffer.isBuffer(trailer)) return undefined;
  const { details } = fromBinary(schema, trailer) as unknown as { details: Any[] };
  return new Map(
    details.map((any) => {
      const message = anyUnpack(any, registry);
      return [message?.$typeName ?? any.typeUrl, message];
    }),
  );
}

function toViolation({ field, reason, description, localizedMessage }: FieldViolation): Violation {
  return { field, reason, en: description, zh: localizedMessage?.message ?? description };
}
