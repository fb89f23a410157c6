import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { columns, type Row } from './columns';
import { exitCode, Failure } from './failures';
import type { Teach } from './teach';
import type { Session } from './session';
import { label } from './texts';

const POLL_MS = 500;

export function pullCommand(program: Command, session: Session, teach: Teach): void {
  const { say } = session;
  teach(program, 'pull <source>', 'pull', 'fuxing pull hotline --watch')
    .option('--full', say('optFull'))
    .option('--watch', say('optWatch'))
    .option('--id <id>', say('optId'))
    .action(async (source: string, options: { full?: boolean; watch?: boolean; id?: string }) => {
      const { body } = await session.gateway.post(`/v1/sources/${encodeURIComponent(source)}/pulls`, {
        pullId: options.id ?? idFor(source),
        ...(options.full ? { full: true } : {}),
      });
      const pull = await watched(session, body['pull'] as Row, options.watch, {
        path: (row) => `/v1/pulls/${encodeURIComponent(String(row['pullId']))}`,
        field: 'pull',
        line: (row) =>
          `${source}: ${label(String(row['status']), session.language)} · ${String(row['pages'])} p · ${String(row['read'])} (+${String(row['added'])} ~${String(row['changed'])} −${String(row['rejected'])})`,
      });
      session.print(pull, [pull], columns.pulls);
      failIfFailed(pull);
    });
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
  while (!/_(?:SUCCEEDED|FAILED)$/.test(String(row['status']))) {
    session.progress(how.line(row));
    await sleep(POLL_MS);
    row = (await session.gateway.get(how.path(row))).body[how.field] as Row;
  }
  session.clearProgress();
  return row;
}

export function failIfFailed(row: Row): void {
  if (String(row['status']).endsWith('_FAILED')) {
    throw new Failure(exitCode.refused, 'runFailed', String(row['error']));
  }
}
