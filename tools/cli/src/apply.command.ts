import type { Command } from 'commander';
import { type Applied, apply, type Warning } from './apply';
import { type Document, readDocuments } from './documents';
import { RefusedDocument } from './failures';
import { Refused } from './gateway-client';
import type { Teach } from './teach';
import type { Session } from './session';
import { printable } from './table';
import { variable } from './variables';

export function applyCommand(program: Command, session: Session, teach: Teach): void {
  const { say } = session;
  teach(
    program,
    'apply',
    'apply',
    'fuxing apply -f district/ --set HOTLINE_URL=https://12345.example.cn --dry-run',
  )
    .requiredOption('-f, --file <path>', say('optFile'))
    .option('--dry-run', say('optDryRun'))
    .option('--set <NAME=VALUE>', say('optSet'), variable, {})
    .action(async (options: { file: string; dryRun?: boolean; set: Record<string, string> }) => {
      const documents = readDocuments(options.file, options.set);
      const { gateway } = session;
      const done: Applied[] = [];
      try {
        for (const [n, document] of documents.entries()) {
          session.progress(`${n + 1}/${documents.length} ${document.kind.kind}/${document.name}`);
          try {
            done.push(await apply(gateway, document, options.dryRun));
          } catch (error) {
            if (!(error instanceof Refused)) throw error;
            throw new RefusedDocument(error, document.at, document.lineOf, documents.length - n - 1);
          }
          session.clearProgress();
          warn(session, document, done.at(-1)?.warnings ?? []);
          if (session.output === 'table') show(done.at(-1)!, session);
        }
      } finally {
        summarise(done, session, options.dryRun ?? false);
      }
    });
}

/** Beside the answer, and no failure. */
export function warn(session: Session, { lineOf }: Document, warnings: readonly Warning[]): void {
  for (const { code, field, zh, en } of warnings)
    session.note(printable(`${lineOf(field)}: ${code}: ${session.inLanguage({ zh, en })}`));
}

function show({ document, outcome, diff }: Applied, session: Session): void {
  if (outcome === 'unchanged') return;
  session.line(printable(`${session.say(outcome)}  ${document.kind.kind}/${document.name}`));
  for (const each of diff) session.line(printable(`    ${each}`));
}

function summarise(done: Applied[], session: Session, isDry: boolean): void {
  const rows = done.map(({ document, outcome, diff }) => ({
    kind: document.kind.kind,
    name: document.name,
    outcome,
    diff,
    at: document.at,
  }));
  if (session.output !== 'table') return session.print(rows, rows, ['kind', 'name', 'outcome', 'diff', 'at']);
  const count = (outcome: Applied['outcome']): number => rows.filter((row) => row.outcome === outcome).length;
  session.line(session.say('summary', count('created'), count('changed'), count('unchanged')));
  if (isDry) session.line(session.say('dryRun'));
}
