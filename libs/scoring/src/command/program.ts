import { writeFileSync } from 'node:fs';
import { Command, CommanderError, Option } from 'commander';
import { evaluate } from '../evaluate';
import { inputHash } from '../input-hash';
import { receiptOf } from '../receipt/receipt-of';
import { renderReceipt, renderReceiptText } from '../receipt/render';
import { canonicalJson, resultHash } from '../result-hash';
import { ScoringError } from '../scoring-error';
import { type Language, say, word } from '../words/word';
import { CommandFault, type ExitCode, exitCode } from './command-fault';
import { fieldsOf, LISTS, type Parts, readPackage } from './read-package';
import { standingsText } from './standings-text';
import { texts } from './texts';

export interface Around {
  env: NodeJS.ProcessEnv;
  out(line: string): void;
  err(line: string): void;
}

/** Runs one command line, without the program's name. Never throws for what a person did. */
export function run(args: readonly string[], around: Around): ExitCode {
  const language = languageOf(args, around.env);
  const tell = (text: keyof typeof texts, ...values: (string | number)[]): string =>
    say(texts[text], language).replaceAll(/\{(\d)\}/g, (_, n: string) => String(values[Number(n)] ?? ''));
  let code: ExitCode = exitCode.ok;

  const program = new Command('fuxing-score')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => around.out(text.trimEnd()),
      writeErr: (text) => around.err(text.trimEnd()),
      outputError: () => undefined,
    })
    .description(tell('about'))
    .helpOption('-h, --help', tell('help'))
    .helpCommand(false)
    .addOption(new Option('--lang <language>', tell('lang')).choices(['zh-CN', 'en']).default(language))
    .addHelpText('after', `\n${tell('after')}`);

  const compare = (found: string, expected: string | undefined): void => {
    if (expected === undefined) return;
    const same = found === expected.toLowerCase();
    if (!same) code = exitCode.refused;
    around.err(tell(same ? 'same' : 'different', expected));
  };

  const command = (signature: string, about: keyof typeof texts): Command => {
    const made = program
      .command(signature)
      .description(tell(about))
      .option('--scheme <file>', tell('scheme'))
      .option('--period <period>', tell('period'));
    for (const list of LISTS) {
      const flag = list.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
      made.option(`--${flag} <file>`, tell('list', fieldsOf(list).join(', ')));
    }
    return made;
  };

  command('check [package]', 'check').action((file: string | undefined, parts: Parts) => {
    const of = readPackage(file, parts);
    around.out(tell('fine', of.units.length, of.observations.length));
  });

  command('run [package]', 'run')
    .option('--expect <hash>', tell('expect'))
    .option('--expect-input <hash>', tell('expectInput'))
    .option('--json', tell('json'))
    .action((file: string | undefined, options: Parts & Expected & { json?: boolean }) => {
      const { expect, expectInput, json, ...parts } = options;
      const of = readPackage(file, parts);
      const evaluation = evaluate(of);
      const hash = resultHash(evaluation.standings);
      around.out(json ? canonicalJson(evaluation) : standingsText(of, evaluation, language));
      const found = inputHash(of);
      if (!json) around.out(`${tell('inputHash', found)}\n${tell('hash', hash)}`);
      compare(found, expectInput);
      compare(hash, expect);
    });

  command('receipt <unit> [package]', 'receipt')
    .addOption(
      new Option('--format <format>', tell('format')).choices(['text', 'html', 'json']).default('text'),
    )
    .option('--to <file>', tell('to'))
    .action((unit: string, file: string | undefined, options: Parts & { format: Format; to?: string }) => {
      const { format, to, ...parts } = options;
      const text = write[format](receiptOf(readPackage(file, parts), unit), language);
      if (to === undefined) around.out(text);
      else writeFileSync(to, text);
    });

  try {
    program.parse(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return exitCode.ok;
      if (error.code !== 'commander.help') around.err(tell('usage', error.message));
      return exitCode.usage;
    }
    const fault = faultOf(error);
    if (!fault) throw error;
    around.err(fault.said(language));
    return fault.code;
  }
  return code;
}

const write = {
  text: renderReceiptText,
  html: renderReceipt,
  json: (receipt: object) => JSON.stringify(receipt, null, 2),
};
type Format = keyof typeof write;

/** Hashes that were published. */
interface Expected {
  expect?: string;
  expectInput?: string;
}

function faultOf(error: unknown): CommandFault | undefined {
  if (error instanceof CommandFault) return error;
  if (error instanceof ScoringError) return new CommandFault(exitCode.refused, [error.text]);
  const { code, path } = error as NodeJS.ErrnoException;
  return code && path
    ? new CommandFault(exitCode.usage, [
        word(`${path}：无法写入（${code}）。`, `${path}: cannot be written (${code}).`),
      ])
    : undefined;
}

/** Read before the options are, since their descriptions need it. */
function languageOf(args: readonly string[], env: NodeJS.ProcessEnv): Language {
  const at = args.indexOf('--lang');
  const given = at >= 0 ? args[at + 1] : env['FUXING_LANG'];
  if (given === 'zh-CN' || given === 'en') return given;
  return (env['LC_ALL'] || env['LANG'] || '').startsWith('zh') ? 'zh-CN' : 'en';
}
