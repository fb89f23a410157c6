import { setTimeout as sleep } from 'node:timers/promises';
import { ScoringRunStatus } from '@fuxing/contracts/evaluation/v1/cycles';
import { inTenant, isOutage } from '@fuxing/db';
import { refusalOf } from '@fuxing/errors';
import { type Background, log, type Outcome, WORKER_DB } from '@fuxing/service';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, In } from 'typeorm';
import { ScoringRunRow } from '../db/scoring-run.entity';
import { runScoring } from './run-scoring';
import { scoringRuns } from './scoring-metrics';

const IDLE_MS = 1_000;
const PROGRESS_MS = 500;
const UNDONE = [ScoringRunStatus.SCORING_RUN_STATUS_QUEUED, ScoringRunStatus.SCORING_RUN_STATUS_RUNNING];

/** Works off the queue of scoring runs, one at a time on this replica; a run is worked on by one replica only. */
@Injectable()
export class ScoringWorker implements Background {
  private readonly ended = new AbortController();
  private wakeUp: () => void = () => undefined;
  private working: Promise<void> = Promise.resolve();

  constructor(
    private readonly db: DataSource,
    @Inject(WORKER_DB) private readonly worker: DataSource,
  ) {}

  start(): void {
    this.working = this.work();
  }

  async stop(): Promise<void> {
    this.ended.abort();
    this.wakeUp();
    await this.working;
  }

  /** There is a new run. */
  wake(): void {
    this.wakeUp();
  }

  private async work(): Promise<void> {
    while (!this.ended.signal.aborted) {
      const woken = new Promise<void>((resolve) => (this.wakeUp = resolve));
      try {
        if (await this.takeOne()) continue;
      } catch (error) {
        log.error({ err: error }, 'scoring waits');
      }
      await Promise.race([
        woken,
        sleep(IDLE_MS, undefined, { signal: this.ended.signal }).catch(() => undefined),
      ]);
    }
  }

  /** Finds a run that nobody works on. The session lock falls with this process, so a killed run is found again. */
  private async takeOne(): Promise<boolean> {
    const session = this.worker.createQueryRunner();
    try {
      const waiting: { tenantId: string; scoringRunId: string }[] = await session.query(
        `SELECT tenant_id AS "tenantId", scoring_run_id AS "scoringRunId" FROM scoring_run
         WHERE status = ANY($1) ORDER BY created_at LIMIT 20`,
        [UNDONE],
      );
      for (const { tenantId, scoringRunId } of waiting) {
        const key = `scoring-run/${tenantId}/${scoringRunId}`;
        const [lock] = await session.query(`SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS held`, [
          key,
        ]);
        if (!lock.held) continue;
        try {
          await this.score(tenantId, scoringRunId);
        } finally {
          await session.query(`SELECT pg_advisory_unlock(hashtextextended($1, 0))`, [key]);
        }
        return true;
      }
      return false;
    } finally {
      await session.release();
    }
  }

  private async score(tenantId: string, scoringRunId: string): Promise<void> {
    // A killed process may have sent its COMMIT: then this waits for that commit and finds nothing left to do.
    const note = async (changes: Partial<ScoringRunRow>): Promise<boolean> => {
      const { affected } = await inTenant(this.db, tenantId, (tx) =>
        tx.update(ScoringRunRow, { tenantId, scoringRunId, status: In(UNDONE) }, changes as never),
      );
      return affected === 1;
    };
    if (!(await note({ status: ScoringRunStatus.SCORING_RUN_STATUS_RUNNING }))) return;
    const began = performance.now();
    const ended = (outcome: Outcome, units: number): void =>
      scoringRuns.ended((performance.now() - began) / 1_000, outcome, { units });
    const progress = this.progressOf(tenantId, scoringRunId);
    try {
      const score = (tx: EntityManager): Promise<number> => runScoring(tx, scoringRunId, progress);
      const units = await inTenant(this.db, tenantId, score, 'REPEATABLE READ');
      log.info({ scoringRunId, ms: Math.round(performance.now() - began) }, 'scored');
      ended('succeeded', units);
    } catch (error) {
      if (isOutage(error)) throw error;
      const refusal = refusalOf(error);
      if (!refusal) log.error({ err: error, scoringRunId }, 'scoring failed');
      await note({
        status: ScoringRunStatus.SCORING_RUN_STATUS_FAILED,
        error: refusal ? `${refusal.text.zh} ${refusal.text.en}` : '内部错误。 Internal error.',
        finishedAt: new Date(),
      });
      ended('failed', 0);
    }
  }

  /** Shows how far a run is, at most twice a second; a note that fails is no reason to stop scoring. */
  private progressOf(tenantId: string, scoringRunId: string): (done: number, of: number) => void {
    let next = Date.now() + PROGRESS_MS;
    return (done, of) => {
      if (Date.now() < next) return;
      next = Date.now() + PROGRESS_MS;
      inTenant(this.db, tenantId, (tx) =>
        tx.query(
          `INSERT INTO scoring_progress VALUES ($1, $2, $3, $4) ON CONFLICT ON CONSTRAINT scoring_progress_pk
           DO UPDATE SET leaves_done = excluded.leaves_done, leaves_total = excluded.leaves_total`,
          [tenantId, scoringRunId, done, of],
        ),
      ).catch((error: unknown) => log.warn({ err: error, scoringRunId }, 'progress was not noted'));
    };
  }
}
