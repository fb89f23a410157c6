import type {
  GetScoringPackageResponse,
  SimulateResponse,
} from '@fuxing/contracts/evaluation/v1/simulations';
import { inTenant } from '@fuxing/db';
import { bilingual, DomainError, languages } from '@fuxing/errors';
import { leavesOf, Scheme } from '@fuxing/scoring';
import { caller, fields, page, pageKey } from '@fuxing/service';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { z } from 'zod';
import { ScoringRunRow } from '../db/scoring-run.entity';
import { checkChanges, compare } from '../domain/simulate';
import { thawRules } from './frozen';
import { leafPart, packageOf, rulesPart, storedInputs } from './package';
import { standingRun } from './results.service';

const change = z.object({
  indicatorId: fields.id,
  unitId: fields.id,
  period: fields.period,
  value: z.string().max(64),
});

export const Simulate = z.object({
  cycleId: fields.id,
  shares: z
    .array(z.object({ nodeId: z.string().max(64), share: z.string().max(64) }))
    .max(2_000, bilingual('at most 2,000', '最多 2,000 条')),
  values: z.array(change).max(10_000, bilingual('at most 10,000', '最多 10,000 条')),
  targets: z.array(change).max(10_000, bilingual('at most 10,000', '最多 10,000 条')),
  scheme: z.record(z.string(), z.unknown()).optional(),
  unitIds: z.array(fields.id).max(10_000, bilingual('at most 10,000', '最多 10,000 条')),
});
export const GetScoringPackage = z.object({
  cycleId: fields.id,
  scoringRunId: fields.requestId.or(z.literal('')),
  pageToken: z.string(),
});

@Injectable()
export class SimulationsService {
  constructor(private readonly db: DataSource) {}

  /** Computes on a copy of what the standing run froze. */
  simulate(request: z.infer<typeof Simulate>): Promise<SimulateResponse> {
    return inTenant(this.db, caller().tenantId, async (tx) => {
      const { scoringRunId, frozen } = await frozenRun(tx, request.cycleId, '');
      const of = await packageOf(tx, scoringRunId, frozen);
      const changes = { ...request, scheme: request.scheme && readScheme(request.scheme) };
      const faults = checkChanges(of, changes);
      if (faults.length > 0) throw unusable(faults);
      const wanted = new Set(request.unitIds);
      const compared = compare(of, changes).filter(({ unitId }) => wanted.size === 0 || wanted.has(unitId));
      return {
        scoringRunId,
        results: compared.map(({ unitId, before, after }) => ({
          unitId,
          totalBefore: before.total ?? '',
          totalAfter: after.total ?? '',
          rankBefore: before.rank,
          rankAfter: after.rank,
          gradeBefore: before.gradeId,
          gradeAfter: after.gradeId,
        })),
      };
    });
  }

  /** One part of the package: the rules, then leaf by leaf. */
  package(request: z.infer<typeof GetScoringPackage>): Promise<GetScoringPackageResponse> {
    const { cycleId } = request;
    const at = page({ pageSize: 1, pageToken: request.pageToken }, { cycleId, run: request.scoringRunId }, [
      pageKey.whole(),
    ]);
    return inTenant(this.db, caller().tenantId, async (tx) => {
      const { scoringRunId, frozen, inputHash, resultHash } = await frozenRun(
        tx,
        cycleId,
        request.scoringRunId,
      );
      const leaves = [...leavesOf(Scheme.parse(frozen.scheme))].map(([node]) => node);
      const position = Number(at.after?.[0] ?? -1);
      const leaf = leaves[position];
      const part = leaf
        ? leafPart(leaf, await storedInputs(tx, scoringRunId, leaf.nodeId))
        : rulesPart(frozen);
      const next = position + 1;
      const nextPageToken = next < leaves.length ? at.next([String(next)]) : '';
      return { part, nextPageToken, inputHash, resultHash };
    });
  }
}

/** What the standing run of a cycle froze, or that of one run. */
export async function frozenRun(tx: EntityManager, cycleId: string, asked: string) {
  const { scoringRunId } = await standingRun(tx, cycleId, asked);
  const run = await tx.findOneByOrFail(ScoringRunRow, { scoringRunId });
  const frozen = thawRules(run.frozen);
  const inputHash = frozen.hashed === 'PACKAGE' ? run.inputHash : '';
  return { scoringRunId, frozen, inputHash, resultHash: run.resultHash };
}

function readScheme(json: Record<string, unknown>): Scheme {
  const read = Scheme.safeParse(json);
  if (read.success) return read.data;
  const faults = read.error.issues.map(({ path, message }) => ({
    field: ['scheme', ...path.map(String)].join('.'),
    reason: 'SHAPE_INVALID',
    ...languages(message),
  }));
  throw unusable(faults);
}

function unusable(faults: ReturnType<typeof checkChanges>): DomainError {
  const [first] = faults;
  return new DomainError(
    'INVALID_ARGUMENT',
    'CHANGE_INVALID',
    {
      en: `The changes have ${faults.length} fault(s): ${first?.en}`,
      zh: `所做改动有 ${faults.length} 处错误：${first?.zh}`,
    },
    faults.slice(0, 100),
  );
}
