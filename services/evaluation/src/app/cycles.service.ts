import { chinaCalendar, localDateAt } from '@fuxing/calendar';
import { type Cycle, CycleStatus, ScoringRunStatus } from '@fuxing/contracts/evaluation/v1/cycles';
import type { ResultsPublicised } from '@fuxing/contracts/evaluation/v1/events';
import { decidePut, etagOf, inTenant } from '@fuxing/db';
import { invalid } from '@fuxing/errors';
import { publish } from '@fuxing/outbox';
import { Scheme } from '@fuxing/scoring';
import { caller, fields, page } from '@fuxing/service';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, MoreThan } from 'typeorm';
import { z } from 'zod';
import { CycleRow } from '../db/cycle.entity';
import { ScoringRunRow } from '../db/scoring-run.entity';
import { references } from '../db/references';
import { resultsFinalised, resultsPublicised } from '../events/published';
import type { Frozen } from './frozen';
import { allResults } from './results.service';
import { final, lockCycle, noCycle, oneCycle, oneRun, refuse, sameCycle } from './standing-cycle';

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
export const PublishResults = z.object({ cycleId: fields.id, scoringRunId: fields.requestId });

@Injectable()
export class CyclesService {
  constructor(private readonly db: DataSource) {}

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
      await publish(tx, resultsPublicised(await resultsOf(tx, changed, run)));
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
      await publish(tx, resultsFinalised(await resultsOf(tx, changed, run)));
      return toCycle(changed);
    });
  }
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

/** What is said of a cycle's results, with the hashes by which an altered one is found. */
async function resultsOf(tx: EntityManager, cycle: CycleRow, run: ScoringRunRow): Promise<ResultsPublicised> {
  return {
    cycle: toCycle(cycle),
    unitGroupId: Scheme.parse((run.frozen as Frozen).scheme).unitGroupId,
    results: await allResults(tx, cycle.cycleId, run.scoringRunId),
    inputHash: run.inputHash,
    resultHash: run.resultHash,
  };
}

function toCycle({ tenantId: _, ...cycle }: CycleRow): Cycle {
  return cycle;
}
