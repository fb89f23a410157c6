import '@fuxing/service/zod-languages';
import { Command, CommanderError, Option } from 'commander';
import { applyCommand } from './apply.command';
import { ballotsCommand } from './ballots.command';
import { credentialCommand } from './credential.command';
import { evaluationCommands } from './evaluation.commands';
import { eventsCommand } from './events.command';
import { codeOf, describe, exitCode, type ExitCode } from './failures';
import { getCommand } from './get.command';
import { manualValuesCommands } from './manual-values.commands';
import { observationCommands } from './observation.commands';
import { packageCommands } from './package.commands';
import { pullCommand } from './pull.command';
import { samplingCommand } from './sampling.command';
import { schemeCommand } from './scheme.command';
import { type GlobalOptions, Session, type Surroundings } from './session';
import { sensitivityCommand } from './sensitivity.command';
import { signInCommands } from './sign-in.commands';
import { sourceCommand } from './source.command';
import { taskCommands } from './task.commands';
import type { Teach } from './teach';
import { verificationCommands } from './verification.commands';
import { isTextKey, type Language, sayIn } from './texts';

/** Runs one command line, without the program's name. Never throws. */
export async function run(args: string[], around: Surroundings): Promise<ExitCode> {
  const language = languageOf(args, around.env);
  const say = sayIn(language);
  const program = new Command('fuxing');
  const session = new Session(around, language, () => program.opts<GlobalOptions>());
  let code: ExitCode = exitCode.ok;

  program
    .exitOverride()
    .configureOutput({ writeOut: around.out, writeErr: around.err, outputError: () => undefined })
    .configureHelp({
      showGlobalOptions: true,
      helpWidth: 100,
      styleTitle: (title) => (isTextKey(title) ? say(title) : title),
    })
    .description(say('about'))
    .version('0.1.0', '-V, --version', say('optVersion'))
    .helpOption('-h, --help', say('optHelp'))
    .helpCommand(false)
    .option('--gateway <url>', say('optGateway'), around.env['FUXING_GATEWAY'] || 'http://127.0.0.1:8080')
    .addOption(new Option('--lang <language>', say('optLang')).choices(['zh-CN', 'en']).default(language))
    .addOption(
      new Option('-o, --output <format>', say('optOutput'))
        .choices(['table', 'json', 'csv'])
        .default('table'),
    )
    .option('--verbose', say('optVerbose'))
    .addHelpText('after', `\n${say('start')}\n\n${say('exitCodes')}`);

  const teach: Teach = (parent, signature, purpose, example) =>
    parent
      .command(signature)
      .description(say(purpose))
      .helpCommand(false)
      .addHelpText('after', `\n${say('example')}\n  ${example.replaceAll('\n', '\n  ')}`);

  signInCommands(program, session, teach);
  applyCommand(program, session, teach);
  getCommand(program, session, teach);
  schemeCommand(program, session, teach);
  credentialCommand(program, session, teach);
  sourceCommand(program, session, teach);
  pullCommand(program, session, teach);
  observationCommands(program, session, teach);
  verificationCommands(program, session, teach);
  samplingCommand(program, session, teach);
  manualValuesCommands(program, session, teach);
  evaluationCommands(program, session, teach);
  packageCommands(program, session, teach);
  sensitivityCommand(program, session, teach);
  ballotsCommand(program, session, teach);
  taskCommands(program, session, teach);
  eventsCommand(program, session, teach);
  teach(program, 'help [topic...]', 'help', 'fuxing help verify accept').action((topic: string[]) => {
    if (topic[0] === 'exit-codes') return session.line(say('exitCodes'));
    let command = program;
    for (const name of topic) {
      const next = command.commands.find((each) => each.name() === name);
      if (!next) throw new CommanderError(2, 'commander.unknownCommand', `'${name}'`);
      command = next;
    }
    command.outputHelp();
  });

  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    session.clearProgress();
    if (error instanceof CommanderError) {
      code = usage(error, session);
    } else {
      code = codeOf(error);
      session.note(describe(error, say, language, program.opts<GlobalOptions>().verbose ?? false));
    }
  }
  return code;
}

function usage(error: CommanderError, session: Session): ExitCode {
  if (error.exitCode === 0) return exitCode.ok;
  if (error.code === 'commander.help') return exitCode.usage;
  const [, what = ''] = /'([^']*)'/.exec(error.message) ?? [];
  const [, choices] = /Allowed choices are (.*)\.$/.exec(error.message) ?? [];
  const sentence = isTextKey(error.code) ? session.say(error.code, what) : error.message;
  session.note(choices ? `${sentence}: ${choices}` : sentence);
  return exitCode.usage;
}

/** Read before the options are, since their descriptions need it. */
function languageOf(args: string[], env: NodeJS.ProcessEnv): Language {
  const at = args.indexOf('--lang');
  const given =
    (at >= 0 ? args[at + 1] : undefined) ??
    args.find((each) => each.startsWith('--lang='))?.slice('--lang='.length) ??
    env['FUXING_LANG'];
  if (given === 'zh-CN' || given === 'en') return given;
  return (env['LC_ALL'] || env['LANG'] || '').startsWith('zh') ? 'zh-CN' : 'en';
}
