import { chinaCalendar, localDateAt } from '@fuxing/calendar';
import {
  type Cycle,
  CycleStatus,
  type ScoringRun,
  ScoringRunStatus,
} from '@fuxing/contracts/evaluation/v1/cycles';
import { decidePut, etagOf, inTenant } from '@fuxing/db';
import { DomainError, invalid } from '@fuxing/errors';
import { publish } from '@fuxing/outbox';
import { Scheme } from '@fuxing/scoring';
import { caller, fields, page, slice } from '@fuxing/service';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, MoreThan } from 'typeorm';
import { z } from 'zod';
import { CycleRow } from '../db/cycle.entity';
import { ScoringRunRow } from '../db/scoring-run.entity';
import { references } from '../events/heard';
import { resultsFinalised, resultsPublicised } from '../events/published';
import type { Frozen } from './frozen';
import { allResults } from './results.service';
import { ScoringWorker } from './scoring.worker';

export const PutCycle = z.object({
  cycleId: fields.id,
  etag: z.string(),
  cycle: z.object({
    name: fields.name,
    nameEn: z.string().max(200),
    schemeId: fields.id,
    period: fields.period,
    publicityDays: fields.whole(0, 60),
  }),
});
export const ListCycles = z.object(fields.pageFields);
export const StartScoringRun = z.object({ cycleId: fields.id, scoringRunId: fields.requestId });
export const ListScoringRuns = z.object({ ...fields.pageFields, cycleId: fields.id });
export const PublishResults = z.object({ cycleId: fields.id, scoringRunId: fields.requestId });

@Injectable()
export class CyclesService {
  constructor(
    private readonly db: DataSource,
    private readonly worker: ScoringWorker,
  ) {}

  /** Stores a cycle while nothing of it is public. */
  put({ cycleId, cycle, etag }: z.infer<typeof PutCycle>): Promise<Cycle> {
    return inTenant(this.db, caller().tenantId, async (tx) => {
      if (!(await references.scheme.newest(tx, [cycle.schemeId])).has(cycle.schemeId)) {
        throw invalid(
          'cycle.schemeId',
          'SCHEME_NOT_FOUND',
          `No scheme ${cycle.schemeId}.`,
          `没有考核方案 ${cycle.schemeId}。`,
        );
      }
      const stored = await lockCycle(tx, cycleId);
      const wanted = etagOf(cycle);
      const decision = decidePut(stored?.etag, etag, wanted);
      if (stored && decision === 'unchanged') return toCycle(stored);
      if (stored && stored.status !== CycleStatus.CYCLE_STATUS_OPEN) {
        throw refuse(
          'CYCLE_NOT_OPEN',
          `Cycle ${cycleId} is already public.`,
          `考核周期 ${cycleId} 已公示，不能再改。`,
        );
      }
      const tenantId = caller().tenantId;
      const state = { status: CycleStatus.CYCLE_STATUS_OPEN, scoringRunId: '', publicityEndsOn: '' };
      const row = { tenantId, cycleId, ...cycle, ...state, etag: wanted };
      await tx.upsert(CycleRow, row, { conflictPaths: ['tenantId', 'cycleId'] });
      return toCycle(row);
    });
  }

  get(cycleId: string): Promise<Cycle> {
    return inTenant(this.db, caller().tenantId, async (tx) => toCycle(await oneCycle(tx, cycleId)));
  }

  list(request: z.infer<typeof ListCycles>) {
    const at = page(request);
    return inTenant(this.db, caller().tenantId, async (tx) => {
      const rows = await tx.find(CycleRow, {
        where: { cycleId: MoreThan(at.after?.[0] ?? '') },
        order: { cycleId: 'ASC' },
        take: at.size + 1,
      });
      const cycles = rows.slice(0, at.size).map(toCycle);
      const last = cycles.at(-1);
      return { cycles, nextPageToken: rows.length > at.size && last ? at.next([last.cycleId]) : '' };
    });
  }

  /** Queues a run; the same id again finds it. */
  async startRun({ cycleId, scoringRunId }: z.infer<typeof StartScoringRun>): Promise<ScoringRun> {
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

  getRun(scoringRunId: string): Promise<ScoringRun> {
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

  listRuns(request: z.infer<typeof ListScoringRuns>) {
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

  /** Opens the publicity window on one run's results. */
  publish({ cycleId, scoringRunId }: z.infer<typeof PublishResults>): Promise<Cycle> {
    return inTenant(this.db, caller().tenantId, async (tx) => {
      const cycle = await lockCycle(tx, cycleId);
      if (!cycle) throw noCycle(cycleId);
      const run = sameCycle(await oneRun(tx, scoringRunId), cycleId);
      if (cycle.scoringRunId === scoringRunId) return toCycle(cycle);
      if (cycle.status === CycleStatus.CYCLE_STATUS_FINAL) throw final(cycleId);
      if (run.status !== ScoringRunStatus.SCORING_RUN_STATUS_SUCCEEDED) {
        throw refuse(
          'SCORING_RUN_NOT_SUCCEEDED',
          `Run ${scoringRunId} has not succeeded.`,
          `计分 ${scoringRunId} 尚未成功完成。`,
        );
      }
      await assertComplete(tx, scoringRunId);
      const today = await todayOf(tx);
      const endsOn =
        cycle.publicityDays === 0 ? today : chinaCalendar().addWorkingDays(today, cycle.publicityDays + 1);
      const changed = {
        ...cycle,
        status: CycleStatus.CYCLE_STATUS_PUBLICISED,
        scoringRunId,
        publicityEndsOn: endsOn,
      };
      await tx.save(CycleRow, changed);
      await publish(
        tx,
        resultsPublicised(toCycle(changed), groupOf(run), await allResults(tx, cycleId, scoringRunId)),
      );
      return toCycle(changed);
    });
  }

  /** Makes the publicised results final, once the window is over. */
  finalise(cycleId: string): Promise<Cycle> {
    return inTenant(this.db, caller().tenantId, async (tx) => {
      const cycle = await lockCycle(tx, cycleId);
      if (!cycle) throw noCycle(cycleId);
      if (cycle.status === CycleStatus.CYCLE_STATUS_FINAL) return toCycle(cycle);
      if (cycle.status !== CycleStatus.CYCLE_STATUS_PUBLICISED) {
        throw refuse(
          'RESULTS_NOT_PUBLICISED',
          `The results of ${cycleId} are not publicised.`,
          `${cycleId} 的结果尚未公示。`,
        );
      }
      const today = await todayOf(tx);
      if (today < cycle.publicityEndsOn) {
        const ends = cycle.publicityEndsOn;
        throw refuse(
          'PUBLICITY_NOT_OVER',
          `The publicity window ends on ${ends}; today is ${today}.`,
          `公示期于 ${ends} 结束，今天是 ${today}。`,
        );
      }
      const changed = { ...cycle, status: CycleStatus.CYCLE_STATUS_FINAL };
      await tx.save(CycleRow, changed);
      const run = await oneRun(tx, cycle.scoringRunId);
      await publish(
        tx,
        resultsFinalised(toCycle(changed), groupOf(run), await allResults(tx, cycleId, cycle.scoringRunId)),
      );
      return toCycle(changed);
    });
  }
}

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

async function oneRun(tx: EntityManager, scoringRunId: string): Promise<ScoringRunRow> {
  const run = await tx.findOneBy(ScoringRunRow, { scoringRunId });
  if (!run) {
    throw new DomainError('NOT_FOUND', 'SCORING_RUN_NOT_FOUND', {
      en: `No scoring run ${scoringRunId}.`,
      zh: `没有计分 ${scoringRunId}。`,
    });
  }
  return run;
}

function sameCycle(run: ScoringRunRow, cycleId: string): ScoringRunRow {
  if (run.cycleId === cycleId) return run;
  const id = run.scoringRunId;
  throw refuse(
    'SCORING_RUN_OTHER_CYCLE',
    `Run ${id} belongs to cycle ${run.cycleId}.`,
    `计分 ${id} 属于考核周期 ${run.cycleId}。`,
  );
}

/** A unit whose total waits for a value cannot be ranked against the others. */
async function assertComplete(tx: EntityManager, scoringRunId: string): Promise<void> {
  const blocked: { unitId: string }[] = await tx.query(
    `SELECT unit_id AS "unitId" FROM result WHERE scoring_run_id = $1 AND state = 'BLOCKED' ORDER BY unit_id`,
    [scoringRunId],
  );
  if (blocked.length === 0) return;
  const names = blocked.map(({ unitId }) => unitId).join(', ');
  throw refuse(
    'RESULTS_INCOMPLETE',
    `These units wait for a value: ${names}.`,
    `以下单位仍有待定数值：${names}。`,
  );
}

async function todayOf(tx: EntityManager): Promise<string> {
  const { tenantId } = caller();
  const tenant = (await references.tenant.newest(tx, [tenantId])).get(tenantId);
  return localDateAt(new Date(), tenant?.content.timeZone ?? 'Asia/Shanghai');
}

const groupOf = (run: ScoringRunRow): string => Scheme.parse((run.frozen as Frozen).scheme).unitGroupId;

function toCycle({ tenantId: _, ...cycle }: CycleRow): Cycle {
  return cycle;
}

/** The run as the contract shows it. */
export function toRun({ tenantId: _, frozen: __, finishedAt, ...run }: ScoringRunRow): ScoringRun {
  return { ...run, finishedAt: finishedAt ?? undefined };
}

function noCycle(cycleId: string): DomainError {
  return new DomainError('NOT_FOUND', 'CYCLE_NOT_FOUND', {
    en: `No cycle ${cycleId}.`,
    zh: `没有考核周期 ${cycleId}。`,
  });
}

function final(cycleId: string): DomainError {
  return refuse('CYCLE_FINAL', `The results of ${cycleId} are final.`, `${cycleId} 的结果已经定案。`);
}

function refuse(reason: string, en: string, zh: string): DomainError {
  return new DomainError('FAILED_PRECONDITION', reason, { en, zh });
}
