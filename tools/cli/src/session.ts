import { stringify } from 'yaml';
import { Credentials } from './credentials';
import { cell, type Row } from './columns';
import { exitCode, Failure } from './failures';
import { GatewayClient } from './gateway-client';
import { currentToken } from './sign-in';
import { csv, printable, table } from './table';
import { heading } from './headings';
import { type Language, type Say, sayIn } from './texts';

/** What the command has of the world around it. */
export interface Surroundings {
  env: NodeJS.ProcessEnv;
  out: (text: string) => void;
  err: (text: string) => void;
  /** Whether err is a terminal, where a line can be written over. */
  isTerminal: boolean;
}

export interface GlobalOptions {
  gateway: string;
  output: 'table' | 'json' | 'csv';
  verbose?: boolean;
}

/** One run of the command. */
export class Session {
  readonly say: Say;
  readonly credentials: Credentials;
  private isProgressShown = false;

  constructor(
    readonly around: Surroundings,
    readonly language: Language,
    private readonly options: () => GlobalOptions,
  ) {
    this.say = sayIn(language);
    this.credentials = new Credentials(around.env);
  }

  inLanguage({ en, zh }: { en: string; zh: string }): string {
    return this.language === 'en' ? en : zh;
  }

  get output(): GlobalOptions['output'] {
    return this.options().output;
  }

  get url(): string {
    const { gateway } = this.options();
    if (!URL.canParse(gateway) || !/^https?:/.test(gateway))
      throw new Failure(exitCode.usage, 'badUrl', gateway);
    return gateway.replace(/\/+$/, '');
  }

  /** The gateway, as the person or system that is signed in. */
  get gateway(): GatewayClient {
    const { url } = this;
    return new GatewayClient({ url, language: this.language, token: () => this.token() });
  }

  token(): Promise<string> {
    const given = this.around.env['FUXING_TOKEN'];
    return given ? Promise.resolve(given) : currentToken(this.url, this.credentials);
  }

  line(text: string): void {
    this.around.out(`${text}\n`);
  }

  /** For people only: not part of the output. */
  note(text: string): void {
    this.clearProgress();
    this.around.err(`${text}\n`);
  }

  /** A line that the next one replaces. */
  progress(text: string): void {
    if (!this.around.isTerminal) return;
    this.around.err(`\r\u001b[K${printable(text)}`);
    this.isProgressShown = true;
  }

  clearProgress(): void {
    if (this.isProgressShown) this.around.err('\r\u001b[K');
    this.isProgressShown = false;
  }

  json(value: unknown): void {
    this.line(JSON.stringify(value, null, 2));
  }

  yaml(value: unknown): void {
    this.around.out(stringify(value));
  }

  /** The answer itself for json, the given columns of its rows otherwise. */
  print(answer: unknown, rows: readonly Row[], columns: readonly string[]): void {
    this.clearProgress();
    if (this.output === 'json') return this.json(answer);
    const lines = [
      columns.map((field) => heading(field, this.language)),
      ...rows.map((row) => columns.map((field) => cell(row, field, this.language))),
    ];
    if (this.output === 'csv') return this.around.out(csv(lines));
    this.line(rows.length > 0 ? table(lines) : this.say('none'));
  }

  async printList(items: AsyncIterable<Row>, columns: readonly string[]): Promise<void> {
    const rows = await Array.fromAsync(items);
    this.print(rows, rows, columns);
  }
}
