import type { ServiceSpec } from '@fuxing/service';
import { OverdueWorker } from './app/overdue.worker';
import { TaskListsService } from './app/task-lists.service';
import { TasksService } from './app/tasks.service';
import { Settings } from './config';
import { database } from './db/database';
import { heard } from './events/heard';
import { TasksController } from './grpc/tasks.controller';

/** The whole service on one page. */
export const tasks: ServiceSpec = {
  name: 'tasks',
  database,
  settings: Settings,
  controllers: [TasksController],
  providers: [TaskListsService, TasksService],
  background: [OverdueWorker],
  handlers: () => heard,
};
