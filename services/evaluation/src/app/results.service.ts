import { CycleStatus } from '@fuxing/contracts/evaluation/v1/cycles';
import type {
  GradeReason,
  ListResultsResponse,
  NodeScore,
  Result,
} from '@fuxing/contracts/evaluation/v1/results';
import { inTenant } from '@fuxing/db';
import { DomainError } from '@fuxing/errors';
import { caller, fields, page, pageKey } from '@fuxing/service';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { z } from 'zod';
import { CycleRow } from '../db/cycle.entity';

export const ListResults = z.object({
  ...fields.pageFields,
  cycleId: fields.id,
  scoringRunId: fields.requestId.or(z.literal('')),
});

interface ResultRow {
  unitId: string;
  position: number;
  total: string | null;
  rank: number;
  gradeId: string;
  nodes: NodeScore[];
  standing: Standing;
}

/** Why a unit has its grade, and its bonuses and deductions, as a run stored them. */
export interface Standing {
  steps: GradeReason[];
  undecided: boolean;
  adjustments: { adjustmentId: string; points: string }[];
}

const COLUMNS = `unit_id AS "unitId", position, total, rank, grade_id AS "gradeId", nodes, standing`;

@Injectable()
export class ResultsService {
  constructor(private readonly db: DataSource) {}

  /** The standing results of a cycle, or those of one run. */
  list(request: z.infer<typeof ListResults>): Promise<ListResultsResponse> {
    const { cycleId } = request;
    const at = page(request, { cycleId, run: request.scoringRunId }, [pageKey.whole()]);
    return inTenant(this.db, caller().tenantId, async (tx) => {
      const { cycle, scoringRunId } = await standingRun(tx, cycleId, request.scoringRunId);
      const rows: ResultRow[] = await tx.query(
        `SELECT ${COLUMNS} FROM result WHERE scoring_run_id = $1 AND position > $2 ORDER BY position LIMIT $3`,
        [scoringRunId, at.after?.[0] ?? -1, at.size + 1],
      );
      const shown = rows.slice(0, at.size);
      const last = shown.at(-1);
      return {
        results: shown.map((row) => toResult(cycleId, row)),
        nextPageToken: rows.length > at.size && last ? at.next([String(last.position)]) : '',
        status: cycle.scoringRunId === scoringRunId ? cycle.status : CycleStatus.CYCLE_STATUS_OPEN,
        scoringRunId,
      };
    });
  }
}

/**
 * The run whose results stand: the publicised or final one, else the latest that succeeded, else the one asked for.
 *
 * @throws DomainError CYCLE_NOT_FOUND, RESULTS_NOT_FOUND
 */
export async function standingRun(
  tx: EntityManager,
  cycleId: string,
  asked: string,
): Promise<{ cycle: CycleRow; scoringRunId: string }> {
  const cycle = await tx.findOneBy(CycleRow, { cycleId });
  if (!cycle) {
    throw new DomainError('NOT_FOUND', 'CYCLE_NOT_FOUND', {
      en: `No cycle ${cycleId}.`,
      zh: `没有考核周期 ${cycleId}。`,
    });
  }
  if (cycle.scoringRunId && !asked) return { cycle, scoringRunId: cycle.scoringRunId };
  const [run] = await tx.query(
    `SELECT scoring_run_id AS id FROM scoring_run
     WHERE cycle_id = $1 AND status = 'SCORING_RUN_STATUS_SUCCEEDED' AND ($2 = '' OR scoring_run_id = $2)
     ORDER BY created_at DESC, scoring_run_id DESC LIMIT 1`,
    [cycleId, asked],
  );
  if (!run) {
    throw new DomainError('NOT_FOUND', 'RESULTS_NOT_FOUND', {
      en: `Cycle ${cycleId} has no results yet.`,
      zh: `考核周期 ${cycleId} 还没有结果。`,
    });
  }
  return { cycle, scoringRunId: run.id };
}

/** All results of a run, in order of rank. */
export async function allResults(
  tx: EntityManager,
  cycleId: string,
  scoringRunId: string,
): Promise<Result[]> {
  const rows: ResultRow[] = await tx.query(
    `SELECT ${COLUMNS} FROM result WHERE scoring_run_id = $1 ORDER BY position`,
    [scoringRunId],
  );
  return rows.map((row) => toResult(cycleId, row));
}

/** One unit's result with the reasons for its grade. */
export async function oneResult(
  tx: EntityManager,
  cycleId: string,
  scoringRunId: string,
  unitId: string,
): Promise<{ result: Result; standing: Standing } | undefined> {
  const [row] = await tx.query(`SELECT ${COLUMNS} FROM result WHERE scoring_run_id = $1 AND unit_id = $2`, [
    scoringRunId,
    unitId,
  ]);
  return (
    row && {
      result: toResult(cycleId, row),
      standing: { steps: [], undecided: false, adjustments: [], ...row.standing },
    }
  );
}

function toResult(cycleId: string, { position: _, total, standing, ...row }: ResultRow): Result {
  return { cycleId, ...row, total: total ?? '', undecided: standing.undecided ?? false };
}
