import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { parseDocument } from 'yaml';
import { columns, type Row } from './columns';
import { exitCode, Failure } from './failures';
import { given } from './observation.commands';
import type { Session } from './session';
import type { Teach } from './teach';

/** What reporters enter by hand for their unit. */
export function manualValuesCommands(program: Command, session: Session, teach: Teach): void {
  const { say } = session;
  teach(program, 'due', 'due', 'fuxing due --unit bjc\nfuxing due --unit bjc --all')
    .option('--unit <id>', say('optUnit'))
    .option('--field <id>', say('optField'))
    .option('--all', say('optEntered'))
    .action(({ unit, field, all }: { unit?: string; field?: string; all?: boolean }) => {
      const filter = given({ unitId: unit, manualFieldId: field, missing: all ? '' : 'true' });
      return session.printList(
        session.gateway.list<Row>('/v1/manual-values', 'values', filter),
        columns.manualValues,
      );
    });
  teach(
    program,
    'enter <unit> [field] [period] [value] [measure]',
    'enter',
    'fuxing enter bjc visits 2026-09 12 次\nfuxing enter bjc --file values.yaml',
  )
    .option('--file <file>', say('optEntries'))
    .option('--note <text>', say('optRemark'))
    .option('--evidence <ids...>', say('optEvidence'))
    .option('--id <id>', say('optId'))
    .action(
      async (
        unit: string,
        field: string | undefined,
        period: string | undefined,
        value: string | undefined,
        measure: string | undefined,
        { file, note, evidence, id }: { file?: string; note?: string; evidence?: string[]; id?: string },
      ) => {
        if ((file === undefined) === (measure === undefined)) throw new Failure(exitCode.usage, 'enterWhat');
        const one = {
          manualFieldId: field,
          period,
          value,
          unitOfMeasure: measure,
          note: note ?? '',
          evidenceIds: evidence ?? [],
        };
        const { body } = await session.gateway.post(`/v1/units/${encodeURIComponent(unit)}/manual-values`, {
          requestId: id ?? randomUUID(),
          entries: file === undefined ? [one] : entriesIn(file),
        });
        const values = (body['values'] ?? []) as Row[];
        session.print(values, values, columns.entries);
      },
    );
}

/** A list in YAML or JSON; numbers stay as they are written, so that none loses a digit. */
function entriesIn(file: string): unknown[] {
  let found: unknown;
  try {
    const document = parseDocument(readFileSync(file === '-' ? 0 : file, 'utf8'), { schema: 'failsafe' });
    if (document.errors.length === 0) found = document.toJS();
  } catch {
    throw new Failure(exitCode.usage, 'badFile', file);
  }
  if (Array.isArray(found)) return found;
  throw new Failure(exitCode.usage, 'noValues', file);
}
