import { setImmediate } from 'node:timers/promises';
import {
  type GetSensitivityResponse,
  IntervalBasis,
  ValueSpread,
  type WeightInterval,
} from '@fuxing/contracts/evaluation/v1/simulations';
import { inTenant } from '@fuxing/db';
import { bilingual, notFound } from '@fuxing/errors';
import {
  type ScoringPackage,
  type SchemeNode,
  type Sensitivity,
  SensitivityOptions,
  sensitivitySteps,
  type ShareInterval,
  walk,
} from '@fuxing/scoring';
import { caller, fields } from '@fuxing/service';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { timeLimits } from '../domain/time-limits';
import { packageOf } from './package';
import { frozenRun } from './simulations.service';

const spread = z
  .string()
  .regex(
    /^(0(\.\d{1,6})?|1(\.0{1,6})?)?$/,
    bilingual('must be a decimal from 0 to 1 such as 0.1', '应为 0 到 1 的小数，例如 0.1'),
  );

export const GetSensitivity = z.object({
  cycleId: fields.id,
  scoringRunId: fields.requestId.or(z.literal('')),
  unitId: fields.id.or(z.literal('')),
  seed: z.string().max(200, bilingual('at most 200 characters', '最多 200 个字符')),
  weights: spread,
  values: spread,
  valueSpread: z.enum(ValueSpread).exclude(['UNRECOGNIZED']),
  draws: z
    .int()
    .min(0, bilingual('must be from 1 to 10,000', '应为 1 到 10,000'))
    .max(10_000, bilingual('must be from 1 to 10,000', '应为 1 到 10,000')),
});

/** So long others wait at most for their turn, but for one step of the work. */
const TURN_MS = 20;

@Injectable()
export class SensitivityService {
  constructor(private readonly db: DataSource) {}

  /** Reads what a run froze, and computes without holding the database or the event loop. */
  async get(request: z.infer<typeof GetSensitivity>): Promise<GetSensitivityResponse> {
    const { cycleId, unitId } = request;
    const { scoringRunId, of } = await inTenant(this.db, caller().tenantId, async (tx) => {
      const run = await frozenRun(tx, cycleId, request.scoringRunId);
      return { ...run, of: await packageOf(tx, run.scoringRunId, run.frozen) };
    });
    if (unitId && !of.units.some((unit) => unit.unitId === unitId)) {
      throw notFound(
        'UNIT_NOT_FOUND',
        `${unitId} was not ranked in this cycle.`,
        `${unitId} 不在本周期考核范围内。`,
      );
    }
    const byDigit = request.valueSpread === ValueSpread.VALUE_SPREAD_LAST_DIGIT;
    const options = SensitivityOptions.parse({
      seed: request.seed || scoringRunId,
      valuesBy: byDigit ? 'LAST_DIGIT' : 'RELATIVE',
      values: request.values || (byDigit ? '0.5' : undefined),
      weights: request.weights || undefined,
      draws: request.draws || undefined,
    });
    const { ranks, shares, sharesLeft, trials, draws } = await inTurns(of, options);
    const nodes = new Map([...walk(of.scheme.nodes)].map(([node]) => [node.nodeId, node]));
    return {
      ranks: ranks.map(({ firm, ...rank }) => ({ ...rank, isFirm: firm })),
      weights: shares.flatMap((each) => interval(each, nodes.get(each.nodeId), unitId) ?? []),
      seed: options.seed,
      scoringRunId,
      draws,
      trials,
      weightsLeftOut: sharesLeft,
    };
  }
}

async function inTurns(of: ScoringPackage, options: SensitivityOptions): Promise<Sensitivity> {
  const steps = sensitivitySteps(of, options, timeLimits());
  let began = performance.now();
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    if (performance.now() - began < TURN_MS) continue;
    await setImmediate();
    began = performance.now();
  }
}

/** Of the whole ranking, or of one unit; undefined where the unit is ranked in another list. */
function interval(
  { nodeId, classId, share, most, basis, whole, units }: ShareInterval,
  node: SchemeNode | undefined,
  unitId: string,
): WeightInterval | undefined {
  const { name = '', nameEn = '' } = node ?? {};
  const common = {
    nodeId,
    name,
    nameEn,
    classId,
    share,
    most,
    basis: IntervalBasis[`INTERVAL_BASIS_${basis}`],
  };
  if (!unitId) return { ...common, ...whole };
  const own = units.find((unit) => unit.unitId === unitId);
  const pair = (other: string): string[] => (other ? [unitId, other].sort() : []);
  return (
    own && {
      ...common,
      low: own.low,
      high: own.high,
      lowUnitIds: pair(own.lowUnitId),
      highUnitIds: pair(own.highUnitId),
    }
  );
}
