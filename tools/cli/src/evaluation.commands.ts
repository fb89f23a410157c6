import type { Command } from 'commander';
import { columns, type Row } from './columns';
import { type Explanation, receipt } from './receipt';
import { exitCode, Failure } from './failures';
import { enumValue, given } from './observation.commands';
import type { Teach } from './teach';
import { failIfFailed, idFor, watched } from './pull.command';
import type { Session } from './session';
import { label } from './labels';
import { readChanges } from './what-if';

interface ScoreOptions {
  watch?: boolean;
  id?: string;
  whatIf?: string;
}

export function evaluationCommands(program: Command, session: Session, teach: Teach): void {
  const { say } = session;
  const cyclePath = (cycle: string): string => `/v1/cycles/${encodeURIComponent(cycle)}`;

  teach(
    program,
    'score <cycle>',
    'score',
    'fuxing score 2026-q3 --watch\nfuxing score 2026-q3 --what-if changes.yaml',
  )
    .option('--watch', say('optWatch'))
    .option('--id <id>', say('optId'))
    .option('--what-if <file>', say('optWhatIf'))
    .action(async (cycle: string, { watch, id, whatIf }: ScoreOptions) => {
      if (whatIf !== undefined) {
        const { body } = await session.gateway.post(
          `${cyclePath(cycle)}:simulate`,
          readChanges(whatIf, session),
        );
        return session.print(body, (body['results'] as Row[] | undefined) ?? [], columns.simulated);
      }
      const { body } = await session.gateway.post(`${cyclePath(cycle)}/scoring-runs`, {
        scoringRunId: id ?? idFor(cycle),
      });
      const run = await watched(session, body['scoringRun'] as Row, watch, {
        path: (row) => `/v1/scoring-runs/${encodeURIComponent(String(row['scoringRunId']))}`,
        field: 'scoringRun',
        line: (row) =>
          `${cycle}: ${label(String(row['status']), session.language)} ${String(row['leavesDone'])}/${String(row['leavesTotal'])}`,
      });
      session.print(run, [run], columns.scoringRuns);
      failIfFailed(session, run);
    });

  teach(program, 'results <cycle>', 'results', 'fuxing results 2026-q3 -o csv > results.csv')
    .option('--run <id>', say('optRun'))
    .action((cycle: string, { run }: { run?: string }) =>
      session.printList(
        session.gateway.list<Row>(`${cyclePath(cycle)}/results`, 'results', given({ scoringRunId: run })),
        columns.results,
      ),
    );

  teach(program, 'publish <cycle>', 'publish', 'fuxing publish 2026-q3')
    .option('--run <id>', say('optRun'))
    .action(async (cycle: string, { run }: { run?: string }) => {
      const scoringRunId = run ?? (await latestRun(session, `${cyclePath(cycle)}/scoring-runs`, cycle));
      const { body } = await session.gateway.post(`${cyclePath(cycle)}:publish`, { scoringRunId });
      session.print(body['cycle'], [body['cycle'] as Row], columns.cycles);
    });

  teach(program, 'finalise <cycle>', 'finalise', 'fuxing finalise 2026-q3').action(async (cycle: string) => {
    const { body } = await session.gateway.post(`${cyclePath(cycle)}:finalise`);
    session.print(body['cycle'], [body['cycle'] as Row], columns.cycles);
  });

  teach(
    program,
    'explain <cycle> <unit> [node]',
    'explain',
    'fuxing explain 2026-q3 scjg\nfuxing explain 2026-q3 scjg complaint-closure -o json',
  )
    .option('--run <id>', say('optRun'))
    .action(async (cycle: string, unit: string, node: string | undefined, { run }: { run?: string }) => {
      const query = new URLSearchParams(given({ nodeId: node, scoringRunId: run })).toString();
      const { body } = await session.gateway.get<Explanation>(
        `${cyclePath(cycle)}/results/${encodeURIComponent(unit)}/explanation${query ? `?${query}` : ''}`,
      );
      if (session.output === 'json') return session.json(body);
      session.line(receipt(body, say, session.language).join('\n'));
    });

  teach(program, 'outcomes', 'outcomes', 'fuxing outcomes --cycle 2026 --kind star')
    .option('--cycle <id>', say('optCycle'))
    .option('--unit <id>', say('optUnit'))
    .option('--kind <kind>', say('optKind'))
    .action(({ cycle, unit, kind }: { cycle?: string; unit?: string; kind?: string }) =>
      session.printList(
        session.gateway.list<Row>(
          '/v1/outcomes',
          'outcomes',
          given({ cycleId: cycle, unitId: unit, kind: kind && enumValue('OUTCOME_KIND', kind) }),
        ),
        columns.outcomes,
      ),
    );
}

async function latestRun(session: Session, path: string, cycle: string): Promise<string> {
  for await (const run of session.gateway.list<Row>(path, 'scoringRuns')) {
    if (run['status'] === 'SCORING_RUN_STATUS_SUCCEEDED') return String(run['scoringRunId']);
  }
  throw new Failure(exitCode.refused, 'noSucceededRun', cycle);
}
