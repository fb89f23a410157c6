/** Why a request was refused, in gRPC's vocabulary. Only codes that a caller can act on. */
export type Refusal =
  | 'INVALID_ARGUMENT'
  | 'FAILED_PRECONDITION'
  | 'NOT_FOUND'
  | 'ALREADY_EXISTS'
  | 'ABORTED'
  | 'PERMISSION_DENIED'
  | 'UNAUTHENTICATED'
  | 'RESOURCE_EXHAUSTED';

/** One field that is wrong: its path in the request, as JSON names, and what would be right, in both languages. */
export interface FieldViolation {
  /** Dotted JSON path, for example `scheme.nodes[2].weight`. */
  field: string;
  /** UPPER_SNAKE_CASE. */
  reason: string;
  en: string;
  zh: string;
}

/** A refusal that the caller can understand. Anything else thrown is a bug or an outage. */
export class DomainError extends Error {
  constructor(
    readonly code: Refusal,
    /** UPPER_SNAKE_CASE, unique in the platform, part of the API. */
    readonly reason: string,
    /** One sentence with the offending value. */
    readonly text: { en: string; zh: string },
    readonly fields: FieldViolation[] = [],
    readonly metadata: Record<string, string> = {},
  ) {
    super(text.en);
    this.name = 'DomainError';
  }
}

/** The common case: one field of a request is wrong. */
export function invalid(field: string, reason: string, en: string, zh: string): DomainError {
  return new DomainError('INVALID_ARGUMENT', reason, { en, zh }, [{ field, reason, en, zh }]);
}

/** The other common case: what was asked for is not there. */
export function notFound(reason: string, en: string, zh: string): DomainError {
  return new DomainError('NOT_FOUND', reason, { en, zh });
}

/**
 * The refusal that an error is. `@fuxing/scoring` stands alone and throws a `ScoringError` of the same form, which means
 * the same to whoever asked.
 */
export function refusalOf(error: unknown): DomainError | undefined {
  if (error instanceof DomainError) return error;
  if (!(error instanceof Error) || error.name !== 'ScoringError') return undefined;
  const { code, reason, text, fields, metadata } = error as DomainError;
  return new DomainError(code, reason, text, fields, metadata);
}
