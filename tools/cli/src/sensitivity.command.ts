import type { Command } from 'commander';
import { columns, type Row } from './columns';
import { exitCode, Failure } from './failures';
import { given } from './observation.commands';
import type { Teach } from './teach';
import type { Session } from './session';
import { printable } from './table';

interface Options {
  weights: string;
  values: string;
  lastDigit?: string;
  draws: string;
  seed?: string;
  unit?: string;
  run?: string;
  json?: boolean;
}

export function sensitivityCommand(program: Command, session: Session, teach: Teach): void {
  const { say } = session;
  teach(
    program,
    'sensitivity <cycle>',
    'sensitivity',
    'fuxing sensitivity 2026-q3\nfuxing sensitivity 2026-q3 --weights 5% --last-digit 0.5 --unit scjg',
  )
    .option('--weights <spread>', say('optWeights'), '10%')
    .option('--values <spread>', say('optValues'), '1%')
    .option('--last-digit <units>', say('optLastDigit'))
    .option('--draws <count>', say('optDraws'), '1000')
    .option('--seed <seed>', say('optSeed'))
    .option('--unit <id>', say('optReachOf'))
    .option('--run <id>', say('optRun'))
    .option('--json', say('optJson'))
    .action(async (cycle: string, options: Options) => {
      const { weights, values, lastDigit, draws, seed, unit, run } = options;
      const query = given({
        weights: spread('--weights', weights),
        values: lastDigit ?? spread('--values', values),
        valueSpread: lastDigit === undefined ? undefined : 'VALUE_SPREAD_LAST_DIGIT',
        draws,
        seed,
        unitId: unit,
        scoringRunId: run,
      });
      const { body } = await session.gateway.get<Row>(
        `/v1/cycles/${encodeURIComponent(cycle)}/sensitivity?${new URLSearchParams(query).toString()}`,
      );
      if (options.json || session.output === 'json') return session.json(body);
      const ranks = (body['ranks'] as Row[] | undefined) ?? [];
      if (session.output === 'csv') return session.print(body, ranks, columns.firmness);
      const moved = lastDigit === undefined ? values : say('digits', lastDigit);
      session.line(say('drawn', weights, moved, String(body['draws']), String(body['seed'])));
      session.print(body, ranks, columns.firmness);
      if (Number(body['draws']) < Number(draws)) session.line(say('drawnFewer', draws));
      session.line(`\n${say('reaches')}`);
      session.print(body, (body['weights'] as Row[] | undefined) ?? [], columns.reaches);
      const left = (body['weightsLeftOut'] as string[] | undefined) ?? [];
      if (left.length > 0) session.line(say('reachesLeft', left.length, left.map(printable).join(', ')));
    });
}

/** `10%` and `0.1` are the same. */
function spread(option: string, text: string): string {
  const [, plain = '', percent] = /^(\d{1,3}(?:\.\d{1,4})?)(%)?$/.exec(text) ?? [];
  const share = Number(plain) / (percent ? 100 : 1);
  if (plain === '' || share > 1) throw new Failure(exitCode.usage, 'badSpread', option, text);
  return String(Number(share.toFixed(6)));
}
