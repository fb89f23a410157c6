import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { columns, type Row } from './columns';
import { exitCode, Failure } from './failures';
import type { Teach } from './teach';
import type { Session } from './session';
import { label, oneLanguage } from './labels';

const POLL_MS = 500;

export function pullCommand(program: Command, session: Session, teach: Teach): void {
  const { say } = session;
  teach(program, 'pull <source>', 'pull', 'fuxing pull hotline --watch')
    .option('--full', say('optFull'))
    .option('--from <cursor>', say('optFromCursor'))
    .option('--to <cursor>', say('optToCursor'))
    .option('--replay', say('optReplay'))
    .option('--watch', say('optWatch'))
    .option('--id <id>', say('optId'))
    .action(async (source: string, options: PullOptions) => {
      const { from, to, full, replay } = options;
      if (replay && (full || from !== undefined || to !== undefined))
        throw new Failure(exitCode.usage, 'replayAlone');
      const { body } = await session.gateway.post(
        `/v1/sources/${encodeURIComponent(source)}/${replay ? 'replays' : 'pulls'}`,
        {
          pullId: options.id ?? idFor(source),
          ...(full && { full }),
          ...(from !== undefined && { fromCursor: from }),
          ...(to !== undefined && { toCursor: to }),
        },
      );
      const pull = await watched(session, body['pull'] as Row, options.watch, {
        path: (row) => `/v1/pulls/${encodeURIComponent(String(row['pullId']))}`,
        field: 'pull',
        line: (row) =>
          `${source}: ${label(String(row['status']), session.language)} · ${String(row['pages'])} p · ${String(row['read'])} (+${String(row['added'])} ~${String(row['changed'])} ×${String(row['rejected'])} −${String(row['deleted'])})`,
      });
      session.print(pull, [pull], columns.pulls);
      failIfFailed(session, pull);
    });
  teach(program, 'cancel <pull>', 'cancel', 'fuxing cancel hotline-20260912T081500123 --reason 误操作')
    .requiredOption('--reason <text>', say('optReason'))
    .action(async (id: string, { reason }: { reason: string }) => {
      const { body } = await session.gateway.post(`/v1/pulls/${encodeURIComponent(id)}/cancellation`, {
        reason,
      });
      session.print(body['pull'], [body['pull'] as Row], columns.pulls);
    });
}

interface PullOptions {
  full?: boolean;
  from?: string;
  to?: string;
  replay?: boolean;
  watch?: boolean;
  id?: string;
}

/** Readable, unique enough for a person at a terminal, and short enough for the platform: `hotline-20260912T081500123`. */
export function idFor(name: string, now = new Date()): string {
  return `${name.slice(0, 40)}-${now.toISOString().replaceAll(/[-:.Z]/g, '')}`;
}

interface Watched {
  path: (row: Row) => string;
  field: string;
  line: (row: Row) => string;
}

/** Follows something that runs until it has ended. */
export async function watched(session: Session, begun: Row, watch = false, how: Watched): Promise<Row> {
  let row = begun;
  if (!watch) return row;
  while (!/_(?:SUCCEEDED|FAILED|CANCELLED)$/.test(String(row['status']))) {
    session.progress(how.line(row));
    await sleep(POLL_MS);
    row = (await session.gateway.get(how.path(row))).body[how.field] as Row;
  }
  session.clearProgress();
  return row;
}

export function failIfFailed({ language }: Session, row: Row): void {
  if (/_(?:FAILED|CANCELLED)$/.test(String(row['status']))) {
    throw new Failure(exitCode.refused, 'runFailed', oneLanguage(String(row['error']), language));
  }
}
