import type { Task } from '@fuxing/contracts/tasks/v1/tasks';
import type { EntityManager } from 'typeorm';
import type { ProgressReportRow } from './progress-report.entity';
import type { TaskRow } from './task.entity';

const REPORTS_SHOWN = 10;

/** Rows as the contract shows them, each with its newest reports; one query for all. */
export async function withReports(tx: EntityManager, rows: TaskRow[]): Promise<Task[]> {
  const reports: ProgressReportRow[] = await tx.query(
    `SELECT t.task_id AS "taskId", r.report_id AS "reportId", r.week, r.progress, r.note,
            r.reported_by AS "reportedBy", r.reported_at AS "reportedAt"
     FROM unnest($1::text[]) AS t (task_id) CROSS JOIN LATERAL (
       SELECT * FROM progress_report WHERE task_id = t.task_id
       ORDER BY reported_at DESC, report_id DESC LIMIT ${REPORTS_SHOWN}
     ) AS r ORDER BY t.task_id, r.reported_at DESC, r.report_id DESC`,
    [rows.map((row) => row.taskId)],
  );
  const byTask = Map.groupBy(reports, (report) => report.taskId);
  return rows.map((row) => ({ ...toTask(row), reports: (byTask.get(row.taskId) ?? []).map(toReport) }));
}

/** The row as the contract shows it, without reports. */
export function toTask({ tenantId: _, closedAt, ...row }: TaskRow): Task {
  return { ...row, reports: [], closedAt: closedAt ?? undefined };
}

function toReport({ tenantId: _, taskId: __, ...report }: ProgressReportRow) {
  return report;
}
