import {
  ProgressReported,
  TaskClosed,
  TaskPublished,
  WarningRaised,
} from '@fuxing/contracts/tasks/v1/events';
import type { ProgressReport, Task } from '@fuxing/contracts/tasks/v1/tasks';
import type { OutboxEvent } from '@fuxing/outbox';

/** Everything this service says to the others, one function per topic. */
export const taskPublished = (task: Task): OutboxEvent => ({
  topic: 'tasks.task-published.v1',
  key: task.taskId,
  type: 'fuxing.tasks.v1.TaskPublished',
  payload: TaskPublished.toJSON({ task }),
});

export const progressReported = (task: Task, report: ProgressReport): OutboxEvent => ({
  topic: 'tasks.progress-reported.v1',
  key: task.taskId,
  type: 'fuxing.tasks.v1.ProgressReported',
  payload: ProgressReported.toJSON({ taskId: task.taskId, unitId: task.unitId, report }),
});

export const warningRaised = (task: Task): OutboxEvent => ({
  topic: 'tasks.warning-raised.v1',
  key: task.taskId,
  type: 'fuxing.tasks.v1.WarningRaised',
  payload: WarningRaised.toJSON({ task }),
});

export const taskClosed = (task: Task): OutboxEvent => ({
  topic: 'tasks.task-closed.v1',
  key: task.taskId,
  type: 'fuxing.tasks.v1.TaskClosed',
  payload: TaskClosed.toJSON({ task }),
});
