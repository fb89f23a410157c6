import { DomainError } from '@fuxing/errors';
import type { EntityManager } from 'typeorm';
import { CycleRow } from '../db/cycle.entity';
import { ScoringRunRow } from '../db/scoring-run.entity';

/** The row, held until the transaction ends; the advisory lock also holds a cycle that is not there yet. */
export async function lockCycle(tx: EntityManager, cycleId: string): Promise<CycleRow | undefined> {
  await tx.query(
    `SELECT pg_advisory_xact_lock(hashtextextended('cycle/' || current_setting('fuxing.tenant_id') || '/' || $1, 0))`,
    [cycleId],
  );
  return (await tx.findOneBy(CycleRow, { cycleId })) ?? undefined;
}

/**
 * @throws DomainError CYCLE_NOT_FOUND
 */
export async function oneCycle(tx: EntityManager, cycleId: string): Promise<CycleRow> {
  const row = await tx.findOneBy(CycleRow, { cycleId });
  if (!row) throw noCycle(cycleId);
  return row;
}

/**
 * @throws DomainError SCORING_RUN_NOT_FOUND
 */
export async function oneRun(tx: EntityManager, scoringRunId: string): Promise<ScoringRunRow> {
  const run = await tx.findOneBy(ScoringRunRow, { scoringRunId });
  if (!run) {
    throw new DomainError('NOT_FOUND', 'SCORING_RUN_NOT_FOUND', {
      en: `No scoring run ${scoringRunId}.`,
      zh: `没有计分 ${scoringRunId}。`,
    });
  }
  return run;
}

/**
 * @throws DomainError SCORING_RUN_OTHER_CYCLE
 */
export function sameCycle(run: ScoringRunRow, cycleId: string): ScoringRunRow {
  if (run.cycleId === cycleId) return run;
  const id = run.scoringRunId;
  throw refuse(
    'SCORING_RUN_OTHER_CYCLE',
    `Run ${id} belongs to cycle ${run.cycleId}.`,
    `计分 ${id} 属于考核周期 ${run.cycleId}。`,
  );
}

export function noCycle(cycleId: string): DomainError {
  return new DomainError('NOT_FOUND', 'CYCLE_NOT_FOUND', {
    en: `No cycle ${cycleId}.`,
    zh: `没有考核周期 ${cycleId}。`,
  });
}

export function final(cycleId: string): DomainError {
  return refuse('CYCLE_FINAL', `The results of ${cycleId} are final.`, `${cycleId} 的结果已经定案。`);
}

export function refuse(reason: string, en: string, zh: string): DomainError {
  return new DomainError('FAILED_PRECONDITION', reason, { en, zh });
}
