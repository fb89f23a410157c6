import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { columns, type Row } from './columns';
import { exitCode, Failure } from './failures';
import type { Teach } from './teach';
import type { Session } from './session';

/** The most that the platform decides on in one request. */
const BATCH = 1000;
/** Statuses that wait for a person. */
const PENDING = ['OBSERVATION_STATUS_FLAGGED', 'OBSERVATION_STATUS_COLLECTED'];

interface Filter {
  indicator?: string;
  unit?: string;
  period?: string;
  status?: string;
}

/** How many records each measure could not use, why, and one of them; the most first. */
async function countByReason(records: AsyncIterable<Row>): Promise<Row[]> {
  const found = new Map<string, Row & { count: number }>();
  for await (const { sourceId, measureId, reason, recordKey, detail } of records) {
    const key = JSON.stringify([sourceId, measureId, reason]);
    const known = found.get(key) ?? { sourceId, measureId, reason, count: 0, recordKey, detail };
    known.count += 1;
    found.set(key, known);
  }
  return [...found.values()].sort((a, b) => b.count - a.count);
}

export function observationCommands(program: Command, session: Session, teach: Teach): void {
  const { say } = session;
  const filtered = (command: Command): Command =>
    command
      .option('--indicator <id>', say('optIndicator'))
      .option('--unit <id>', say('optUnit'))
      .option('--period <period>', say('optPeriod'));

  filtered(
    teach(
      program,
      'observations',
      'observations',
      'fuxing observations --unit scjg --period 2026-09 --status published',
    ),
  )
    .option('--status <status>', say('optStatus'))
    .action((filter: Filter) => session.printList(observations(session, filter), columns.observations));

  teach(
    program,
    'records <observation>',
    'records',
    'fuxing records complaint-closure~scjg~2026-09~1',
  ).action((observation: string) =>
    session.printList(
      session.gateway.list<Row>(`/v1/observations/${encodeURIComponent(observation)}/records`, 'records'),
      columns.records,
    ),
  );

  teach(program, 'unusable', 'unusable', 'fuxing unusable --source hotline')
    .option('--source <id>', say('optSource'))
    .option('--measure <id>', say('optMeasure'))
    .option('--summary', say('optSummary'))
    .action(
      async ({ source, measure, summary }: { source?: string; measure?: string; summary?: boolean }) => {
        const records = session.gateway.list<Row>(
          '/v1/unusable-records',
          'unusableRecords',
          given({ sourceId: source, measureId: measure }),
        );
        if (!summary) return session.printList(records, columns.unusableRecords);
        const counted = await countByReason(records);
        session.print(counted, counted, columns.unusableReasons);
      },
    );

  const verify = teach(program, 'verify', 'verify', 'fuxing verify list');
  filtered(teach(verify, 'list', 'verifyList', 'fuxing verify list --unit scjg')).action((filter: Filter) =>
    session.printList(pending(session, filter), columns.observations),
  );

  filtered(
    teach(
      verify,
      'accept [ids...]',
      'verifyAccept',
      'fuxing verify accept complaint-closure~scjg~2026-09~1 --reason "checked against the hotline"\nfuxing verify accept --all --period 2026-09 --reason "sample of 20 checked"',
    ),
  )
    .option('--all', say('optAll'))
    .requiredOption('--reason <text>', say('optReason'))
    .action(async (ids: string[], { all, reason, ...filter }: Filter & { all?: boolean; reason: string }) => {
      if (ids.length > 0 === (all ?? false)) throw new Failure(exitCode.usage, 'idsOrAll');
      const accepted = await accept(session, all ? idsOf(pending(session, filter)) : ids, reason);
      if (session.output === 'table') {
        return session.line(accepted.length > 0 ? say('accepted', accepted.length) : say('nothingPending'));
      }
      session.print(accepted, accepted, columns.observations);
    });

  teach(
    verify,
    'correct <id>',
    'verifyCorrect',
    'fuxing verify correct complaint-closure~scjg~2026-09~1 --value 97.5 --reason "two cases were counted twice"',
  )
    .requiredOption('--value <decimal>', say('optValue'))
    .requiredOption('--reason <text>', say('optReason'))
    .action((id: string, { value, reason }: { value: string; reason: string }) =>
      decide(session, id, 'corrections', { value, reason }),
    );

  teach(
    verify,
    'reject <id>',
    'verifyReject',
    'fuxing verify reject complaint-closure~scjg~2026-09~1 --reason "the source was down"',
  )
    .requiredOption('--reason <text>', say('optReason'))
    .action((id: string, { reason }: { reason: string }) => decide(session, id, 'rejections', { reason }));
}

function observations(session: Session, { indicator, unit, period, status }: Filter): AsyncIterable<Row> {
  return session.gateway.list<Row>(
    '/v1/observations',
    'observations',
    given({
      indicatorId: indicator,
      unitId: unit,
      period,
      status: status && enumValue('OBSERVATION_STATUS', status),
    }),
  );
}

async function* pending(session: Session, filter: Filter): AsyncIterable<Row> {
  for (const status of PENDING) yield* observations(session, { ...filter, status });
}

async function* idsOf(rows: AsyncIterable<Row>): AsyncIterable<string> {
  for await (const row of rows) yield String(row['observationId']);
}

/** Batch by batch; each is all or nothing. */
export async function accept(
  session: Session,
  ids: AsyncIterable<string> | Iterable<string>,
  reason: string,
  id: string = randomUUID(),
): Promise<Row[]> {
  const accepted: Row[] = [];
  let batch: string[] = [];
  let batches = 0;
  const send = async (): Promise<void> => {
    const { body } = await session.gateway.post('/v1/observations:accept', {
      // One id is one request.
      verificationId: batches++ === 0 ? id : `${id}-${batches}`,
      observationIds: batch,
      reason,
    });
    accepted.push(...((body['observations'] ?? []) as Row[]));
    batch = [];
    session.progress(session.say('accepted', accepted.length));
  };
  for await (const id of ids) if (batch.push(id) === BATCH) await send();
  if (batch.length > 0) await send();
  session.clearProgress();
  return accepted;
}

async function decide(session: Session, id: string, act: string, decision: Row): Promise<void> {
  const { body } = await session.gateway.post(`/v1/observations/${encodeURIComponent(id)}/${act}`, {
    verificationId: randomUUID(),
    ...decision,
  });
  session.print(body['observation'], [body['observation'] as Row], columns.observations);
}

/** Query parameters without those that were not given. */
export function given(parameters: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parameters).filter((entry): entry is [string, string] => Boolean(entry[1])),
  );
}

/** `flagged`, `FLAGGED` and `OBSERVATION_STATUS_FLAGGED` are the same. */
export function enumValue(prefix: string, text: string): string {
  const value = text.toUpperCase().replaceAll('-', '_');
  return value.startsWith(`${prefix}_`) ? value : `${prefix}_${value}`;
}
