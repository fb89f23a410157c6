import { createHash } from 'node:crypto';
import { PullMode } from '@fuxing/contracts/connectors/v1/pulls';
import { inTenant } from '@fuxing/db';
import { log, Rounds, WORKER_DB } from '@fuxing/service';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { failuresOf, findPull, hasQueued } from '../../db/collect/pulls';
import { lockSource } from '../../db/collect/records';
import { takeTurn } from '../../db/collect/schedules';
import { MOST_FAILURES, mayTry } from '../../domain/collect/breaker';
import { Bell } from './bell';
import { queuePull } from './queue-pull';

const LOOK_EVERY_MS = 5_000;
const AT_ONCE = 100;

/**
 * Starts the pulls that are due: one each on any number of replicas, because a turn is taken and queued in one transaction.
 * Time is the database's, so clocks of replicas do not matter.
 */
@Injectable()
export class Scheduler extends Rounds {
  constructor(
    private readonly db: DataSource,
    @Inject(WORKER_DB) private readonly worker: DataSource,
    private readonly bell: Bell,
  ) {
    super(LOOK_EVERY_MS, 'scheduled pulls wait');
  }

  /** Queues the pulls that are due now. */
  async round(): Promise<void> {
    const due: { tenantId: string; sourceId: string }[] = await this.worker.query(
      `SELECT tenant_id AS "tenantId", source_id AS "sourceId" FROM source_schedule
       WHERE next_at <= clock_timestamp() ORDER BY next_at LIMIT $1`,
      [AT_ONCE],
    );
    for (const { tenantId, sourceId } of due) {
      if (this.ended.signal.aborted) return;
      try {
        // A transaction each: they are of different tenants.
        if (await inTenant(this.db, tenantId, (tx) => this.queue(tx, sourceId))) this.bell.ring();
      } catch (error) {
        // Those behind it come all the same; this one is tried again in the next round.
        log.error({ err: error, source_id: sourceId }, 'a scheduled pull waits');
      }
    }
  }

  private async queue(tx: Parameters<typeof takeTurn>[0], sourceId: string): Promise<boolean> {
    const turn = await takeTurn(tx, sourceId);
    if (!turn) return false;
    await lockSource(tx, sourceId);
    const pullId = scheduledId(sourceId, turn.nextAt);
    if (await hasQueued(tx, sourceId)) {
      log.warn(
        { source_id: sourceId, pull_id: pullId },
        'the pull before has not ended, this turn is left out',
      );
      return false;
    }
    const failures = await failuresOf(tx, sourceId, MOST_FAILURES);
    if (!mayTry(failures)) {
      log.warn({ source_id: sourceId, failures: failures.count }, 'the source fails, this turn is left out');
      return false;
    }
    if (await findPull(tx, pullId)) return false;
    await queuePull(tx, {
      pullId,
      sourceId,
      mode: PullMode.PULL_MODE_CHANGES,
    });
    return true;
  }
}

/** Tells the source and the time, and is short enough: `scheduled-20260930T1830-3f2a…`. */
function scheduledId(sourceId: string, at: Date): string {
  const source = createHash('sha256').update(sourceId).digest('hex').slice(0, 16);
  return `scheduled-${at.toISOString().slice(0, 16).replaceAll(/[-:]/g, '')}-${source}`;
}
