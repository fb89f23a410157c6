import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { columns, type Row } from './columns';
import { enumValue, given } from './observation.commands';
import type { Teach } from './teach';
import type { Session } from './session';

export function taskCommands(program: Command, session: Session, teach: Teach): void {
  const { say } = session;
  const listPath = (unit: string): string => `/v1/units/${encodeURIComponent(unit)}/task-lists`;
  const taskPath = (task: string): string => `/v1/tasks/${encodeURIComponent(task)}`;
  const printTasks = (body: Record<string, unknown>): void => {
    const rows = (body['tasks'] ?? []) as Row[];
    session.print(rows, rows, columns.tasks);
  };
  const printTask = ({ task }: Record<string, unknown>): void =>
    session.print(task, [task as Row], columns.tasks);

  const tasks = teach(program, 'tasks', 'tasks', 'fuxing tasks list --unit scjg');

  teach(tasks, 'draft <unit> <month>', 'tasksDraft', 'fuxing tasks draft scjg 2026-09').action(
    async (unit: string, month: string) => {
      printTasks((await session.gateway.post(listPath(unit), { month })).body);
    },
  );

  teach(tasks, 'publish <unit> <month>', 'tasksPublish', 'fuxing tasks publish scjg 2026-09').action(
    async (unit: string, month: string) => {
      printTasks((await session.gateway.post(`${listPath(unit)}/${encodeURIComponent(month)}:publish`)).body);
    },
  );

  teach(tasks, 'list', 'tasksList', 'fuxing tasks list --month 2026-09 --status overdue')
    .option('--unit <id>', say('optUnit'))
    .option('--month <month>', say('optMonth'))
    .option('--status <status>', say('optStatus'))
    .action(({ unit, month, status }: { unit?: string; month?: string; status?: string }) =>
      session.printList(
        session.gateway.list<Row>(
          '/v1/tasks',
          'tasks',
          given({ unitId: unit, month, status: status && enumValue('TASK_STATUS', status) }),
        ),
        columns.tasks,
      ),
    );

  teach(
    tasks,
    'report <task>',
    'tasksReport',
    'fuxing tasks report complaint-closure~scjg~2026-09 --week 2026-W37 --progress 60 --note "on course"',
  )
    .requiredOption('--week <week>', say('optWeek'))
    .requiredOption('--progress <percent>', say('optProgress'))
    .option('--note <text>', say('optNote'), '')
    .action(async (task: string, report: { week: string; progress: string; note: string }) => {
      const { body } = await session.gateway.post(`${taskPath(task)}/reports`, {
        reportId: randomUUID(),
        ...report,
      });
      printTask(body);
    });

  teach(tasks, 'close <task>', 'tasksClose', 'fuxing tasks close complaint-closure~scjg~2026-09').action(
    async (task: string) => {
      printTask((await session.gateway.post(`${taskPath(task)}:close`)).body);
    },
  );
}
