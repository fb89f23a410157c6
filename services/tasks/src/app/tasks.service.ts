import { type ProgressReport, type Task, TaskStatus } from '@fuxing/contracts/tasks/v1/tasks';
import { inTenant } from '@fuxing/db';
import { bilingual, DomainError } from '@fuxing/errors';
import { publish } from '@fuxing/outbox';
import { caller, fields, page } from '@fuxing/service';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, MoreThan } from 'typeorm';
import { z } from 'zod';
import { ProgressReportRow } from '../db/progress-report.entity';
import { TaskRow } from '../db/task.entity';
import { withReports } from '../db/tasks';
import { week as toWeek } from '../domain/month';
import { progress as toProgress } from '../domain/progress';
import { progressReported, taskClosed } from '../events/published';

/** `<indicator>~<unit>~<month>`. */
export const taskId = z
  .string()
  .regex(
    /^[a-z0-9._~-]{1,150}$/,
    bilingual(
      'must be <indicator>~<unit>~<month>, for example calls~roads~2026-09',
      '应为 <指标>~<单位>~<月份>，例如 calls~roads~2026-09',
    ),
  );

export const ListTasks = z.object({
  ...fields.pageFields,
  unitId: fields.id.or(z.literal('')),
  month: z
    .string()
    .regex(
      /^(\d{4}-\d{2})?$/,
      bilingual('must be a month such as 2026-09, or empty', '应为月份，例如 2026-09，或为空'),
    ),
  status: fields.oneOfOrNone(TaskStatus),
});

/** What is wrong with week and progress is said by the domain. */
export const ReportProgress = z.object({
  taskId,
  reportId: fields.requestId,
  week: z.string(),
  progress: z.string(),
  note: fields.text,
});

@Injectable()
export class TasksService {
  constructor(private readonly db: DataSource) {}

  get(id: string): Promise<Task> {
    return inTenant(this.db, caller().tenantId, async (tx) => {
      const row = await tx.findOneBy(TaskRow, { taskId: id });
      if (!row) throw noTask(id);
      return shown(tx, row);
    });
  }

  list(request: z.infer<typeof ListTasks>) {
    const { unitId, month, status } = request;
    const at = page(request, { unitId, month, status });
    return inTenant(this.db, caller().tenantId, async (tx) => {
      const rows = await tx.find(TaskRow, {
        where: {
          taskId: MoreThan(at.after?.[0] ?? ''),
          ...(unitId && { unitId }),
          ...(month && { month }),
          ...(status !== TaskStatus.TASK_STATUS_UNSPECIFIED && { status }),
        },
        order: { taskId: 'ASC' },
        take: at.size + 1,
      });
      const tasks = await withReports(tx, rows.slice(0, at.size));
      const last = tasks.at(-1);
      return { tasks, nextPageToken: rows.length > at.size && last ? at.next([last.taskId]) : '' };
    });
  }

  /**
   * Adds what the unit says of a week; a week may be reported on again. A report that is there already is found even
   * when the task was closed since.
   *
   * @throws DomainError INVALID_PERIOD, DECIMAL_INVALID, INVALID_REQUEST, TASK_NOT_FOUND, TASK_NOT_PUBLISHED, TASK_CLOSED
   */
  report(request: z.infer<typeof ReportProgress>): Promise<Task> {
    const { reportId, note } = request;
    const week = toWeek(request.week);
    const progress = toProgress(request.progress);
    const { tenantId, subject } = caller();
    return inTenant(this.db, tenantId, async (tx) => {
      const row = await lockTask(tx, request.taskId);
      if (await tx.existsBy(ProgressReportRow, { taskId: row.taskId, reportId })) return shown(tx, row);
      assertBinding(row);
      if (row.status === TaskStatus.TASK_STATUS_CLOSED) {
        throw new DomainError('FAILED_PRECONDITION', 'TASK_CLOSED', {
          en: `Task ${row.taskId} is closed.`,
          zh: `任务 ${row.taskId} 已办结。`,
        });
      }
      const reportedAt = await moment(tx);
      const report: ProgressReport = { reportId, week, progress, note, reportedBy: subject, reportedAt };
      await tx.insert(ProgressReportRow, { tenantId, taskId: row.taskId, ...report, reportedAt });
      const task = await shown(tx, row);
      await publish(tx, progressReported(task, report));
      return task;
    });
  }

  /**
   * Closes a task, overdue or not.
   *
   * @throws DomainError TASK_NOT_FOUND, TASK_NOT_PUBLISHED
   */
  close(id: string): Promise<Task> {
    return inTenant(this.db, caller().tenantId, async (tx) => {
      const row = await lockTask(tx, id);
      if (row.status === TaskStatus.TASK_STATUS_CLOSED) return shown(tx, row);
      assertBinding(row);
      const closed = { status: TaskStatus.TASK_STATUS_CLOSED, closedAt: await moment(tx) };
      await tx.update(TaskRow, { taskId: id }, closed);
      const task = await shown(tx, { ...row, ...closed });
      await publish(tx, taskClosed(task));
      return task;
    });
  }
}

/** The row, held until the transaction ends. */
async function lockTask(tx: EntityManager, id: string): Promise<TaskRow> {
  const row = await tx.findOne(TaskRow, { where: { taskId: id }, lock: { mode: 'pessimistic_write' } });
  if (!row) throw noTask(id);
  return row;
}

async function shown(tx: EntityManager, row: TaskRow): Promise<Task> {
  const [task] = await withReports(tx, [row]);
  if (!task) throw new Error(`Task ${row.taskId} got lost.`);
  return task;
}

/** Later than everything that held the row before; now() would be the start of the transaction. */
async function moment(tx: EntityManager): Promise<Date> {
  const [{ at }] = await tx.query(`SELECT clock_timestamp() AS at`);
  return at;
}

function assertBinding({ taskId: id, status }: TaskRow): void {
  if (status !== TaskStatus.TASK_STATUS_DRAFT) return;
  throw new DomainError('FAILED_PRECONDITION', 'TASK_NOT_PUBLISHED', {
    en: `Task ${id} is a draft; publish its list first.`,
    zh: `任务 ${id} 尚为草案，请先发布任务清单。`,
  });
}

function noTask(id: string): DomainError {
  return new DomainError('NOT_FOUND', 'TASK_NOT_FOUND', { en: `No task ${id}.`, zh: `没有任务 ${id}。` });
}
