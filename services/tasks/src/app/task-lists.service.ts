import { chinaCalendar } from '@fuxing/calendar';
import { type Task, TaskStatus } from '@fuxing/contracts/tasks/v1/tasks';
import { inTenant } from '@fuxing/db';
import { DomainError, notFound } from '@fuxing/errors';
import { publish } from '@fuxing/outbox';
import { caller, fields } from '@fuxing/service';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { z } from 'zod';
import { TaskListRow } from '../db/task-list.entity';
import { TaskRow } from '../db/task.entity';
import { targetsOf } from '../db/targets';
import { withReports } from '../db/tasks';
import { dueOn, month as toMonth, periodsOver, targetIn } from '../domain/month';
import { references } from '../db/references';
import { taskPublished } from '../events/published';

/** A list is named by its unit and month; what is wrong with the month is said by domain/month.ts. */
export const TaskList = z.object({ unitId: fields.id, month: z.string() });

/** The monthly lists: drafted from the targets, binding once published. */
@Injectable()
export class TaskListsService {
  constructor(private readonly db: DataSource) {}

  /**
   * Adds a task for every indicator with a target, and leaves those that are there as they are. An indicator whose
   * wording has not been heard of yet waits for the next draft.
   *
   * @throws DomainError INVALID_PERIOD, UNIT_NOT_FOUND, CALENDAR_NOT_ANNOUNCED
   */
  draft(request: z.infer<typeof TaskList>): Promise<Task[]> {
    const { unitId } = request;
    const month = toMonth(request.month);
    const { tenantId } = caller();
    return inTenant(this.db, tenantId, async (tx) => {
      if (!(await references.unit.newest(tx, [unitId])).has(unitId)) {
        throw notFound('UNIT_NOT_FOUND', `No unit ${unitId}.`, `没有单位 ${unitId}。`);
      }
      const due = dueOn(month, chinaCalendar());
      await lockList(tx, unitId, month);
      await insertNew(tx, TaskListRow, [{ tenantId, unitId, month }]);
      const targets = await targetsOf(tx, unitId, periodsOver(month));
      const indicators = await references.indicator.newest(tx, [...targets.keys()]);
      const rows = [...targets].flatMap(([indicatorId, byPeriod]) => {
        const target = targetIn(month, byPeriod);
        const indicator = indicators.get(indicatorId);
        if (target === undefined || !indicator) return [];
        return {
          tenantId,
          taskId: `${indicatorId}~${unitId}~${month}`,
          unitId,
          indicatorId,
          indicatorVersion: indicator.version,
          month,
          target,
          dueOn: due,
          status: TaskStatus.TASK_STATUS_DRAFT,
          closedAt: null,
        };
      });
      await insertNew(tx, TaskRow, rows);
      return withReports(tx, await tasksOf(tx, unitId, month));
    });
  }

  /**
   * Makes the drafted tasks of a list binding and tells of each; those that are binding already stay as they are.
   *
   * @throws DomainError INVALID_PERIOD, TASK_LIST_NOT_FOUND, TASK_LIST_EMPTY
   */
  publish(request: z.infer<typeof TaskList>): Promise<Task[]> {
    const { unitId } = request;
    const month = toMonth(request.month);
    return inTenant(this.db, caller().tenantId, async (tx) => {
      await lockList(tx, unitId, month);
      if (!(await tx.existsBy(TaskListRow, { unitId, month }))) {
        throw notFound(
          'TASK_LIST_NOT_FOUND',
          `The list of ${unitId} for ${month} was not drafted.`,
          `单位 ${unitId} 的 ${month} 任务清单尚未拟定。`,
        );
      }
      const drafted = { unitId, month, status: TaskStatus.TASK_STATUS_DRAFT };
      const fresh = new Set((await tx.findBy(TaskRow, drafted)).map(({ taskId }) => taskId));
      await tx.update(TaskRow, drafted, { status: TaskStatus.TASK_STATUS_PUBLISHED });
      const tasks = await withReports(tx, await tasksOf(tx, unitId, month));
      if (tasks.length === 0) {
        throw new DomainError('FAILED_PRECONDITION', 'TASK_LIST_EMPTY', {
          en: `The list of ${unitId} for ${month} holds no task: no indicator has a target there.`,
          zh: `单位 ${unitId} 的 ${month} 任务清单为空：没有指标设定目标值。`,
        });
      }
      await publish(tx, ...tasks.filter(({ taskId }) => fresh.has(taskId)).map(taskPublished));
      return tasks;
    });
  }
}

/** Two who draft or publish one list take turns. */
async function lockList(tx: EntityManager, unitId: string, month: string): Promise<void> {
  await tx.query(
    `SELECT pg_advisory_xact_lock(hashtextextended('task-list/' || current_setting('fuxing.tenant_id') || $1, 0))`,
    [`/${unitId}/${month}`],
  );
}

async function insertNew<T extends object>(
  tx: EntityManager,
  entity: new () => T,
  rows: Partial<T>[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx
    .createQueryBuilder()
    .insert()
    .into(entity)
    .values(rows as never)
    .orIgnore()
    .execute();
}

function tasksOf(tx: EntityManager, unitId: string, month: string): Promise<TaskRow[]> {
  return tx.find(TaskRow, { where: { unitId, month }, order: { taskId: 'ASC' } });
}
