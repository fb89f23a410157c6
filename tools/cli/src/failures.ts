import { BadDocument } from './documents';
import { Refused, Unreachable } from './gateway-client';
import type { Language, Say, TextKey } from './texts';

/** What the command answers to the shell; see `fuxing help exit-codes`. */
export const exitCode = { ok: 0, refused: 1, usage: 2, unreachable: 3, noRight: 4 } as const;
export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** A refusal by the command itself, in the words of the texts file. */
export class Failure extends Error {
  readonly values: (string | number)[];

  constructor(
    readonly code: ExitCode,
    readonly key: TextKey,
    ...values: (string | number)[]
  ) {
    super(key);
    this.values = values;
  }
}

/** A refusal of one document, which knows its file and lines. */
export class RefusedDocument extends Error {
  constructor(
    readonly refusal: Refused,
    readonly at: string,
    readonly lineOf: (field: string) => string,
    readonly left: number,
  ) {
    super(refusal.message, { cause: refusal });
  }
}

export function codeOf(error: unknown): ExitCode {
  if (error instanceof RefusedDocument) return codeOf(error.refusal);
  if (error instanceof Failure) return error.code;
  if (error instanceof BadDocument) return exitCode.usage;
  if (error instanceof Refused) {
    if (error.status === 401 || error.status === 403) return exitCode.noRight;
    return error.status >= 500 ? exitCode.unreachable : exitCode.refused;
  }
  return error instanceof Unreachable ? exitCode.unreachable : exitCode.refused;
}

/** Sentences for a person; never a stack trace. */
export function describe(error: unknown, say: Say, language: Language, verbose: boolean): string {
  if (error instanceof RefusedDocument) {
    const { refusal, at, lineOf, left } = error;
    const fields = refusal.errors.map(
      ({ field, reason, detail }) => `${lineOf(field)}: ${field}: ${detail} (${reason})`,
    );
    const whole = fields.length > 0 ? fields : [`${at}: ${refusal.message} (${refusal.reason})`];
    return [...whole, ...trace(refusal, say, verbose), ...(left > 0 ? [say('notApplied', left)] : [])].join(
      '\n',
    );
  }
  if (error instanceof Refused) {
    const [only, ...others] = error.errors;
    if (only && others.length === 0 && error.message.endsWith(only.detail) && only.reason === error.reason)
      return [`${only.field}: ${only.detail} (${only.reason})`, ...trace(error, say, verbose)].join('\n');
    const fields = error.errors.map(({ field, reason, detail }) => `  ${field}: ${detail} (${reason})`);
    return [`${error.message} (${error.reason})`, ...fields, ...trace(error, say, verbose)].join('\n');
  }
  if (error instanceof Failure) return say(error.key, ...error.values);
  if (error instanceof Unreachable) return say('unreachable', error.message);
  if (error instanceof BadDocument) return `${error.at}: ${error.text[language === 'en' ? 'en' : 'zh']}`;
  return say('failed', error instanceof Error ? error.message : String(error));
}

function trace({ traceId }: Refused, say: Say, verbose: boolean): string[] {
  return verbose && traceId ? [say('trace', traceId)] : [];
}
