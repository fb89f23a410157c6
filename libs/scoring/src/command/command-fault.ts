import type { Language, Word } from '../words/word';

/** What the command answers to the shell. */
export const exitCode = {
  ok: 0,
  /** The package is at fault, or its result is another one than expected. */
  refused: 1,
  /** The command line or a file cannot be read. */
  usage: 2,
} as const;
export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** A refusal in both languages, one line for each thing that is wrong. */
export class CommandFault extends Error {
  constructor(
    readonly code: ExitCode,
    readonly lines: readonly Word[],
  ) {
    super(lines.map(({ en }) => en).join('\n'));
  }

  said(language: Language): string {
    return this.lines.map((line) => (language === 'en' ? line.en : line.zh)).join('\n');
  }
}
