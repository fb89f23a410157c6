import { CycleStatus, type ScoringRun, ScoringRunStatus } from '@fuxing/contracts/evaluation/v1/cycles';
import { inTenant } from '@fuxing/db';
import { caller, fields, page, slice } from '@fuxing/service';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { ScoringRunRow } from '../db/scoring-run.entity';
import { ScoringWorker } from './scoring.worker';
import { final, lockCycle, noCycle, oneRun, sameCycle } from './standing-cycle';

export const StartScoringRun = z.object({ cycleId: fields.id, scoringRunId: fields.requestId });
export const ListScoringRuns = z.object({ ...fields.pageFields, cycleId: fields.id });

/** Runs are asked for here and done by the worker. */
@Injectable()
export class ScoringRunsService {
  constructor(
    private readonly db: DataSource,
    private readonly worker: ScoringWorker,
  ) {}

  /** Queues a run; the same id again finds it. */
  async start({ cycleId, scoringRunId }: z.infer<typeof StartScoringRun>): Promise<ScoringRun> {
    const run = await inTenant(this.db, caller().tenantId, async (tx) => {
      const cycle = await lockCycle(tx, cycleId);
      if (!cycle) throw noCycle(cycleId);
      const there = await tx.findOneBy(ScoringRunRow, { scoringRunId });
      if (there) return sameCycle(there, cycleId);
      if (cycle.status === CycleStatus.CYCLE_STATUS_FINAL) throw final(cycleId);
      await tx.insert(ScoringRunRow, {
        tenantId: caller().tenantId,
        scoringRunId,
        cycleId,
        status: ScoringRunStatus.SCORING_RUN_STATUS_QUEUED,
        schemeVersion: 0,
        inputHash: '',
        resultHash: '',
        units: 0,
        leavesDone: 0,
        leavesTotal: 0,
        unitsWithoutTotal: 0,
        error: '',
      });
      return tx.findOneByOrFail(ScoringRunRow, { scoringRunId });
    });
    this.worker.wake();
    return toRun(run);
  }

  get(scoringRunId: string): Promise<ScoringRun> {
    return inTenant(this.db, caller().tenantId, async (tx) => {
      const run = toRun(await oneRun(tx, scoringRunId));
      if (run.status !== ScoringRunStatus.SCORING_RUN_STATUS_RUNNING) return run;
      const [progress] = await tx.query(
        `SELECT leaves_done AS "leavesDone", leaves_total AS "leavesTotal" FROM scoring_progress WHERE scoring_run_id = $1`,
        [scoringRunId],
      );
      return { ...run, ...progress };
    });
  }

  list(request: z.infer<typeof ListScoringRuns>) {
    const { cycleId } = request;
    const at = page(request, { cycleId });
    return inTenant(this.db, caller().tenantId, async (tx) => {
      const found: { id: string }[] = await tx.query(
        `SELECT scoring_run_id AS id FROM scoring_run
         WHERE cycle_id = $1 AND ($2::text IS NULL OR (created_at, scoring_run_id) <
           (SELECT created_at, scoring_run_id FROM scoring_run WHERE scoring_run_id = $2))
         ORDER BY created_at DESC, scoring_run_id DESC LIMIT $3`,
        [cycleId, at.after?.[0] ?? null, at.size + 1],
      );
      const { rows, nextPageToken } = slice(found, at, ({ id }) => [id]);
      const runs = await tx.findBy(
        ScoringRunRow,
        rows.map(({ id }) => ({ scoringRunId: id })),
      );
      const byId = new Map(runs.map((run) => [run.scoringRunId, toRun(run)]));
      return { scoringRuns: rows.flatMap(({ id }) => byId.get(id) ?? []), nextPageToken };
    });
  }
}

/** The run as the contract shows it. */
export function toRun({ tenantId: _, frozen: __, finishedAt, ...run }: ScoringRunRow): ScoringRun {
  return { ...run, finishedAt: finishedAt ?? undefined };
}
