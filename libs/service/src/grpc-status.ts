import { Metadata, status, type ServiceError, type StatusObject } from '@grpc/grpc-js';
import { BadRequest, ErrorInfo, LocalizedMessage } from '@fuxing/contracts/google-rpc';
import { Status } from '@fuxing/contracts/google-rpc';
import { DomainError, type FieldViolation, languages } from '@fuxing/errors';
import { ZodError } from 'zod';

const DETAILS = 'grpc-status-details-bin';
const TYPE = 'type.googleapis.com/google.rpc';

/** A refusal as gRPC carries it: the standard error model in the trailer, both languages in it. */
export function toGrpcStatus({ code, reason, text, fields, metadata }: DomainError): Partial<StatusObject> {
  const any = (name: string, bytes: Uint8Array) => ({
    typeUrl: `${TYPE}.${name}`,
    value: Buffer.from(bytes),
  });
  const details = [
    any('ErrorInfo', ErrorInfo.encode({ reason, domain: 'fuxing', metadata }).finish()),
    any('LocalizedMessage', LocalizedMessage.encode({ locale: 'zh-CN', message: text.zh }).finish()),
  ];
  if (fields.length > 0) {
    const fieldViolations = fields.map((violation) => ({
      field: violation.field,
      description: violation.en,
      reason: violation.reason,
      localizedMessage: { locale: 'zh-CN', message: violation.zh },
    }));
    details.push(any('BadRequest', BadRequest.encode({ fieldViolations }).finish()));
  }
  const trailer = new Metadata();
  trailer.set(
    DETAILS,
    Buffer.from(Status.encode({ code: status[code], message: text.en, details }).finish()),
  );
  return { code: status[code], details: text.en, metadata: trailer };
}

/** Reads a refusal back on the calling side; undefined when the failure is not one. */
export function fromGrpcStatus(error: ServiceError): DomainError | undefined {
  const [bytes] = error.metadata?.get(DETAILS) ?? [];
  if (!Buffer.isBuffer(bytes)) return undefined;
  const { details } = Status.decode(bytes);
  const value = (name: string): Buffer | undefined =>
    details.find((d) => d.typeUrl === `${TYPE}.${name}`)?.value as Buffer;
  const info = value('ErrorInfo');
  if (!info) return undefined;
  const { reason, metadata } = ErrorInfo.decode(info);
  const zh = value('LocalizedMessage');
  const bad = value('BadRequest');
  return new DomainError(
    status[error.code] as DomainError['code'],
    reason,
    { en: error.details, zh: zh ? LocalizedMessage.decode(zh).message : error.details },
    bad
      ? BadRequest.decode(bad).fieldViolations.map((v) => ({
          field: v.field,
          reason: v.reason,
          en: v.description,
          zh: v.localizedMessage?.message ?? v.description,
        }))
      : [],
    metadata,
  );
}

/** A request that does not have the declared form, one violation per field. */
export function requestInvalid(error: ZodError): DomainError {
  const fields = error.issues.map(({ path, message }): FieldViolation => {
    const { en, zh } = languages(message);
    return { field: jsonPath(path), reason: 'INVALID_REQUEST', en: `${en}.`, zh: `${zh}。` };
  });
  const named = fields.map((violation) => violation.field).join(', ');
  return new DomainError(
    'INVALID_ARGUMENT',
    'INVALID_REQUEST',
    { en: `The request is not valid: ${named}.`, zh: `请求不合法：${named}。` },
    fields,
  );
}

function jsonPath(path: PropertyKey[]): string {
  return path.reduce<string>(
    (text, part) =>
      typeof part === 'number' ? `${text}[${part}]` : text ? `${text}.${String(part)}` : String(part),
    '',
  );
}
