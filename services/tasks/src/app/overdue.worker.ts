import { inTenant } from '@fuxing/db';
import { publish } from '@fuxing/outbox';
import { log, Rounds, WORKER_DB } from '@fuxing/service';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { TaskRow } from '../db/task.entity';
import { withReports } from '../db/tasks';
import { overdueBefore } from '../domain/month';
import { references } from '../db/references';
import { warningRaised } from '../events/published';

const EVERY_MS = 60_000;
const BATCH = 500;

/** Where the day begins first on Earth (UTC+14): what is not overdue there is overdue nowhere. */
const EARLIEST_ZONE = 'Pacific/Kiritimati';

/**
 * Marks binding tasks whose due date has passed and raises one warning for each, once a minute and at the start. Any
 * number of replicas may do so at once.
 *
 * Source: 济南市绩效管理条例 (2018) art. 15, 杭州市绩效管理条例 (2015) art. 20: a seriously delayed target is answered by a
 * notice to the unit.
 */
@Injectable()
export class OverdueWorker extends Rounds {
  constructor(
    private readonly db: DataSource,
    @Inject(WORKER_DB) private readonly worker: DataSource,
  ) {
    super(EVERY_MS, 'overdue warnings wait');
  }

  /** One round over all tenants; a tenant whose round fails does not keep the others waiting. */
  async round(now = new Date()): Promise<number> {
    const tenants: { tenantId: string }[] = await this.worker.query(
      `SELECT DISTINCT tenant_id AS "tenantId" FROM task WHERE status = 'TASK_STATUS_PUBLISHED' AND due_on < $1`,
      [overdueBefore(now, EARLIEST_ZONE)],
    );
    let raised = 0;
    for (const { tenantId } of tenants) {
      try {
        for (let batch = BATCH; batch === BATCH; raised += batch) {
          batch = await inTenant(this.db, tenantId, (tx) => raiseBatch(tx, tenantId, now));
        }
      } catch (error) {
        log.error({ err: error, tenantId }, 'overdue warnings wait');
      }
    }
    return raised;
  }
}

/** A task that somebody holds, to close it, waits a round. */
async function raiseBatch(tx: EntityManager, tenantId: string, now: Date): Promise<number> {
  const tenant = (await references.tenant.newest(tx, [tenantId])).get(tenantId);
  const today = overdueBefore(now, tenant?.content.timeZone || 'Asia/Shanghai');
  const [rows]: [TaskRow[], number] = await tx.query(
    `UPDATE task SET status = 'TASK_STATUS_OVERDUE'
     WHERE task_id IN (
       SELECT task_id FROM task WHERE status = 'TASK_STATUS_PUBLISHED' AND due_on < $1
       ORDER BY task_id LIMIT ${BATCH} FOR UPDATE SKIP LOCKED
     )
     RETURNING task_id AS "taskId", unit_id AS "unitId", indicator_id AS "indicatorId",
       indicator_version AS "indicatorVersion", month, target, due_on AS "dueOn", status, closed_at AS "closedAt"`,
    [today],
  );
  const tasks = await withReports(tx, rows);
  await publish(tx, ...tasks.map(warningRaised));
  return tasks.length;
}
