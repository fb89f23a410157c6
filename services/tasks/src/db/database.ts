import { type Database, referenceEntity } from '@fuxing/db';
import { Tasks1764000000000 } from './migrations/1764000000000-tasks';
import { ProgressReportRow } from './progress-report.entity';
import { TargetRow } from './target.entity';
import { TaskListRow } from './task-list.entity';
import { TaskRow } from './task.entity';

export const database: Database = {
  schema: 'tasks',
  entities: [referenceEntity, TargetRow, TaskListRow, TaskRow, ProgressReportRow],
  migrations: [Tasks1764000000000],
};
