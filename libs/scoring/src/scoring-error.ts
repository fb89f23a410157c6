/** One field that is wrong: its path, and what would be right, in both languages. */
export interface FieldViolation {
  /** Dotted JSON path, for example `nodes[2].share`. */
  field: string;
  /** UPPER_SNAKE_CASE. */
  reason: string;
  en: string;
  zh: string;
}

/** What cannot be scored, with the reason; anything else thrown is a bug of this library. */
export class ScoringError extends Error {
  constructor(
    /** As in gRPC's vocabulary: a wrong argument, something that is not there, or data that the scheme cannot score. */
    readonly code: 'INVALID_ARGUMENT' | 'NOT_FOUND' | 'FAILED_PRECONDITION',
    /** UPPER_SNAKE_CASE. */
    readonly reason: string,
    /** One sentence with the offending value. */
    readonly text: { en: string; zh: string },
    readonly fields: FieldViolation[] = [],
    readonly metadata: Record<string, string> = {},
  ) {
    super(text.en);
    this.name = 'ScoringError';
  }
}

/** The common case: one field is wrong. */
export function invalid(field: string, reason: string, en: string, zh: string): ScoringError {
  return new ScoringError('INVALID_ARGUMENT', reason, { en, zh }, [{ field, reason, en, zh }]);
}
