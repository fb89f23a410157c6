import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Observation } from '@fuxing/contracts/connectors/v1/observations';
import { bindingHash, isBound } from '@fuxing/contracts/recheck';
import type { Command } from 'commander';
import { columns, type Row } from './columns';
import { exitCode, Failure } from './failures';
import { accept, given } from './observation.commands';
import type { Session } from './session';
import type { Teach } from './teach';

interface Reason {
  reason: string;
  id?: string;
}

const at = (observation: string): string => `/v1/observations/${encodeURIComponent(observation)}`;

/** What verifiers, the office and reporters do about values. */
export function verificationCommands(program: Command, session: Session, teach: Teach): void {
  queueCommand(program, session, teach);
  decisionCommands(program, session, teach);
  questionCommands(program, session, teach);
  peopleCommands(program, session, teach);
  checkCommands(program, session, teach);
  evidenceCommands(program, session, teach);
  burdenCommand(program, session, teach);
}

function queueCommand(program: Command, session: Session, teach: Teach): void {
  const { say } = session;
  teach(program, 'queue [id]', 'queue', 'fuxing queue --mine\nfuxing queue complaint-closure~scjg~2026-09~1')
    .option('--indicator <id>', say('optIndicator'))
    .option('--unit <id>', say('optUnit'))
    .option('--assignee <subject>', say('optAssignee'))
    .option('--mine', say('optMine'))
    .option('--overdue', say('optOverdue'))
    .action(async (id: string | undefined, asked: Record<string, string | boolean>) => {
      if (id !== undefined) return showItem(session, id);
      const filter = given({
        indicatorId: asked['indicator'] as string,
        unitId: asked['unit'] as string,
        assignee: asked['mine'] ? 'me' : (asked['assignee'] as string),
        overdue: asked['overdue'] ? 'true' : '',
      });
      const items = session.gateway.list<Row>('/v1/verification-queue', 'items', filter);
      const rows = await Array.fromAsync(items, (item) => ({ ...(item['observation'] as Row), ...item }));
      session.print(rows, rows, columns.queue);
    });
}

/** Everything beside a value, one table after the other. */
async function showItem(session: Session, id: string): Promise<void> {
  const { body } = await session.gateway.get<Record<string, Row[]>>(
    `/v1/verification-queue/${encodeURIComponent(id)}`,
  );
  if (session.output !== 'table') return session.json(body);
  const item = body['item'] as unknown as Row;
  session.print(body, [{ ...(item['observation'] as Row), ...item }], columns.queue);
  for (const flag of ((item['observation'] as Row)['flags'] ?? []) as { zh: string; en: string }[])
    session.line(`  ${session.inLanguage(flag)}`);
  for (const [part, shown] of [
    ['history', columns.beside],
    ['peers', columns.beside],
    ['records', columns.recordsBeside],
    ['acts', columns.acts],
  ] as const) {
    session.line(`\n${session.say(`${part}Beside`)}`);
    session.print(body, body[part] ?? [], shown);
  }
}

function decisionCommands(program: Command, session: Session, teach: Teach): void {
  const { say } = session;
  const because = (command: Command): Command =>
    command.requiredOption('--reason <text>', say('optReason')).option('--id <id>', say('optId'));
  const post = async (path: string, body: Row): Promise<void> => {
    const { body: answer } = await session.gateway.post(path, body);
    session.print(answer['observation'], [answer['observation'] as Row], columns.observations);
  };

  because(
    teach(
      program,
      'accept <ids...>',
      'verifyAccept',
      'fuxing accept calls~scjg~2026-09~1 --reason "checked"',
    ),
  ).action(async (ids: string[], { reason, id }: Reason) => {
    const accepted = await accept(session, ids, reason, id);
    session.print(accepted, accepted, columns.observations);
  });
  because(
    teach(
      program,
      'correct <id>',
      'verifyCorrect',
      'fuxing correct calls~scjg~2026-09~1 --value 97.5 --reason "counted twice" --evidence scan-1',
    ),
  )
    .requiredOption('--value <decimal>', say('optValue'))
    .option('--evidence <ids...>', say('optEvidence'))
    .action(
      (id: string, { value, reason, evidence, id: given }: Reason & { value: string; evidence?: string[] }) =>
        post(`${at(id)}/corrections`, {
          verificationId: given ?? randomUUID(),
          value,
          reason,
          evidenceIds: evidence ?? [],
        }),
    );
  for (const [name, act, purpose] of [
    ['confirm', 'confirmations', 'confirm'],
    ['decline', 'refusals', 'decline'],
  ] as const)
    because(
      teach(
        program,
        `${name} <id>`,
        purpose,
        `fuxing ${name} calls~scjg~2026-09~1 --reason "seen in the file"`,
      ),
    )
      .option('--proposal <id>', say('optProposal'))
      .action(async (id: string, { reason, proposal, id: given }: Reason & { proposal?: string }) => {
        const proposalId = proposal ?? (await openProposal(session, id));
        await post(`${at(id)}/corrections/${encodeURIComponent(proposalId)}/${act}`, {
          requestId: given ?? randomUUID(),
          reason,
        });
      });
  because(
    teach(
      program,
      'reject <id>',
      'verifyReject',
      'fuxing reject calls~scjg~2026-09~1 --again --reason "source was down"',
    ),
  )
    .option('--again', say('optAgain'))
    .action((id: string, { reason, again, id: given }: Reason & { again?: boolean }) =>
      post(`${at(id)}/rejections`, {
        verificationId: given ?? randomUUID(),
        reason,
        pullAgain: again ?? false,
      }),
    );
  because(
    teach(program, 'keep <id>', 'keep', 'fuxing keep calls~scjg~2026-09~2 --reason "late entries"'),
  ).action((id: string, { reason, id: given }: Reason) =>
    post(`${at(id)}/keeps`, { requestId: given ?? randomUUID(), reason }),
  );
}

async function openProposal(session: Session, id: string): Promise<string> {
  const { body } = await session.gateway.get<{ item?: { proposal?: { proposalId: string } } }>(
    `/v1/verification-queue/${encodeURIComponent(id)}`,
  );
  const proposal = body.item?.proposal?.proposalId;
  if (proposal === undefined) throw new Failure(exitCode.refused, 'noProposal', id);
  return proposal;
}

function questionCommands(program: Command, session: Session, teach: Teach): void {
  const { say } = session;
  teach(program, 'ask <id> <text>', 'ask', 'fuxing ask calls~scjg~2026-09~1 "why twice as many?" --days 3')
    .option('--days <n>', say('optDays'), '0')
    .option('--id <id>', say('optId'))
    .action(async (id: string, text: string, { days, id: given }: { days: string; id?: string }) => {
      const { body } = await session.gateway.post(`${at(id)}/questions`, {
        requestId: given ?? randomUUID(),
        text,
        withinDays: Number(days),
      });
      session.print(body['question'], [body['question'] as Row], columns.questions);
    });
  teach(program, 'questions', 'questions', 'fuxing questions --unit scjg')
    .option('--unit <id>', say('optUnit'))
    .action(({ unit }: { unit?: string }) =>
      session.printList(
        session.gateway.list<Row>('/v1/questions', 'questions', given({ unitId: unit })),
        columns.questions,
      ),
    );
  teach(
    program,
    'answer <id> <question> <text>',
    'answer',
    'fuxing answer calls~scjg~2026-09~1 q-1 "two campaigns in one month" --value 240',
  )
    .option('--value <decimal>', say('optSaid'))
    .option('--evidence <ids...>', say('optEvidence'))
    .option('--id <id>', say('optId'))
    .action(
      async (
        id: string,
        question: string,
        text: string,
        { value, evidence, id: given }: { value?: string; evidence?: string[]; id?: string },
      ) => {
        const { body } = await session.gateway.post(
          `${at(id)}/questions/${encodeURIComponent(question)}/answers`,
          { requestId: given ?? randomUUID(), text, value: value ?? '', evidenceIds: evidence ?? [] },
        );
        session.print(body['act'], [body['act'] as Row], columns.acts);
      },
    );
}

function peopleCommands(program: Command, session: Session, teach: Teach): void {
  const { say } = session;
  teach(
    program,
    'assign <ids...>',
    'assign',
    'fuxing assign calls~scjg~2026-09~1 --to heyan --reason "knows the hotline"',
  )
    .requiredOption('--to <subject>', say('optWhom'))
    .requiredOption('--reason <text>', say('optReason'))
    .option('--id <id>', say('optId'))
    .action(async (ids: string[], { to, reason, id }: Reason & { to: string }) => {
      const { body } = await session.gateway.post('/v1/observations:assign', {
        requestId: id ?? randomUUID(),
        observationIds: ids,
        assignee: to,
        reason,
      });
      const items = (body['items'] ?? []) as Row[];
      const rows = items.map((item) => ({ ...(item['observation'] as Row), ...item }));
      session.print(items, rows, columns.queue);
    });
  teach(
    program,
    'delegate <subject>',
    'delegate',
    'fuxing delegate heyan --from 2026-10-01 --until 2026-10-08 --reason "holiday"',
  )
    .requiredOption('--from <day>', say('optFrom'))
    .requiredOption('--until <day>', say('optUntil'))
    .requiredOption('--reason <text>', say('optReason'))
    .option('--id <id>', say('optId'))
    .action(
      async (
        subject: string,
        { from, until, reason, id }: Reason & { from: string; until: string },
      ): Promise<void> => {
        const { body } = await session.gateway.post('/v1/delegations', {
          delegationId: id ?? randomUUID(),
          toSubject: subject,
          firstDay: from,
          lastDay: until,
          reason,
        });
        session.print(body['delegation'], [body['delegation'] as Row], columns.delegations);
      },
    );
}

function checkCommands(program: Command, session: Session, teach: Teach): void {
  const { say } = session;
  teach(program, 'acts <id>', 'acts', 'fuxing acts calls~scjg~2026-09~1').action(async (id: string) => {
    const { body } = await session.gateway.get(`${at(id)}/acts`);
    const acts = (body['acts'] ?? []) as Row[];
    session.print(acts, acts, columns.acts);
  });
  teach(program, 'verify-binding <id>', 'verifyBinding', 'fuxing verify-binding calls~scjg~2026-09~1').action(
    async (id: string) => {
      const { body } = await session.gateway.get(at(id));
      const observation = Observation.fromJSON(body['observation']);
      const stored = observation.verification?.bindingHash ?? '';
      if (stored === '') throw new Failure(exitCode.refused, 'notBound', id);
      if (!isBound(observation))
        throw new Failure(exitCode.refused, 'otherBinding', id, stored, bindingHash(observation));
      session.line(say('bound', id, stored));
    },
  );
  teach(program, 'verification', 'verificationSummary', 'fuxing verification --year 2026 --indicator calls')
    .option('--year <year>', say('optYear'), '0')
    .option('--indicator <id>', say('optIndicator'))
    .option('--unit <id>', say('optUnit'))
    .action(async ({ year, indicator, unit }: Record<string, string | undefined>) => {
      const query = new URLSearchParams(given({ year, indicatorId: indicator, unitId: unit }));
      const { body } = await session.gateway.get<Row>(`/v1/verification-summary?${query.toString()}`);
      if (session.output !== 'table') return session.json(body);
      session.print(body, [body], columns.summary);
      for (const [part, shown] of [
        ['bySource', columns.mended],
        ['byUnit', columns.mended],
        ['selfReports', columns.selfReports],
      ] as const) {
        session.line(`\n${say(part)}`);
        session.print(body, (body[part] ?? []) as Row[], shown);
      }
    });
}

function burdenCommand(program: Command, session: Session, teach: Teach): void {
  const { say } = session;
  teach(program, 'burden <month>', 'burden', 'fuxing burden 2026-09 --unit bjc')
    .option('--unit <id>', say('optUnit'))
    .action(async (month: string, { unit }: { unit?: string }) => {
      const query = new URLSearchParams(given({ month, unitId: unit }));
      const { body } = await session.gateway.get<{
        units?: Row[];
        suppliedFields?: Row[];
        totalMinutes?: string;
      }>(`/v1/reporting-burden?${query.toString()}`);
      session.print(body, body.units ?? [], columns.burden);
      if (session.output !== 'table') return;
      session.line(say('totalMinutes', body.totalMinutes ?? ''));
      const supplied = body.suppliedFields ?? [];
      if (supplied.length === 0) return;
      session.line(`\n${say('suppliedFields')}`);
      session.print(body, supplied, columns.supplied);
    });
}

function evidenceCommands(program: Command, session: Session, teach: Teach): void {
  const { say } = session;
  const evidence = teach(program, 'evidence', 'evidence', 'fuxing evidence put scan.pdf --id scan-1');
  teach(evidence, 'put <file>', 'evidencePut', 'fuxing evidence put scan.pdf --id scan-1')
    .option('--id <id>', say('optId'))
    .option('--unit <id>', say('optOfUnit'))
    .action(async (file: string, { id, unit }: { id?: string; unit?: string }) => {
      const content = await readFile(file).catch(() => {
        throw new Failure(exitCode.usage, 'badFile', file);
      });
      const { body } = await session.gateway.post('/v1/evidence', {
        evidenceId: id ?? randomUUID(),
        name: basename(file),
        content: content.toString('base64'),
        unitId: unit ?? '',
      });
      session.print(body['evidence'], [body['evidence'] as Row], columns.evidence);
    });
  teach(evidence, 'get <id>', 'evidenceGet', 'fuxing evidence get scan-1 --to scan.pdf')
    .requiredOption('--to <file>', say('optTo'))
    .action(async (id: string, { to }: { to: string }) => {
      const content = await session.gateway.bytes(`/v1/evidence/${encodeURIComponent(id)}/content`);
      await writeFile(to, content, { flag: 'wx' }).catch(() => {
        throw new Failure(exitCode.usage, 'fileThere', to);
      });
      session.line(say('written', to, content.length));
    });
}
