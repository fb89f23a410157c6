import * as tasks from '@fuxing/contracts/tasks/v1/tasks';
import { fields } from '@fuxing/service';
import { Controller } from '@nestjs/common';
import { TaskList, TaskListsService } from '../app/task-lists.service';
import { ListTasks, ReportProgress, taskId as id, TasksService } from '../app/tasks.service';

@Controller()
@tasks.TasksServiceControllerMethods()
export class TasksController implements tasks.TasksServiceController {
  constructor(
    private readonly lists: TaskListsService,
    private readonly app: TasksService,
  ) {}

  async draftTaskList(request: tasks.DraftTaskListRequest): Promise<tasks.DraftTaskListResponse> {
    return { tasks: await this.lists.draft(TaskList.parse(request)) };
  }

  async publishTaskList(request: tasks.PublishTaskListRequest): Promise<tasks.PublishTaskListResponse> {
    return { tasks: await this.lists.publish(TaskList.parse(request)) };
  }

  async getTask({ taskId }: tasks.GetTaskRequest): Promise<tasks.GetTaskResponse> {
    return { task: await this.app.get(fields.only({ taskId }, id)) };
  }

  async listTasks(request: tasks.ListTasksRequest): Promise<tasks.ListTasksResponse> {
    return this.app.list(ListTasks.parse(request));
  }

  async reportProgress(request: tasks.ReportProgressRequest): Promise<tasks.ReportProgressResponse> {
    return { task: await this.app.report(ReportProgress.parse(request)) };
  }

  async closeTask({ taskId }: tasks.CloseTaskRequest): Promise<tasks.CloseTaskResponse> {
    return { task: await this.app.close(fields.only({ taskId }, id)) };
  }
}
