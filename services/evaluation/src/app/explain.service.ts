import type { Verification } from '@fuxing/contracts/connectors/v1/observations';
import { type Declaration, DeclaredState } from '@fuxing/contracts/evaluation/v1/filings';
import {
  type ExplainScoreResponse,
  type ReceiptInput,
  ReceiptStep,
  RecordKeysState,
} from '@fuxing/contracts/evaluation/v1/results';
import { inTenant } from '@fuxing/db';
import { notFound } from '@fuxing/errors';
import {
  acting,
  type Adjustment,
  explainLeaf,
  explainNode,
  leavesOf,
  type LeafOutcome,
  type LeafReceipt,
  needsGroup,
  type NodeReceipt,
  Scheme,
  type SchemeNode,
  walk,
  zeroedNodes,
} from '@fuxing/scoring';
import { caller, callerToken, fields } from '@fuxing/service';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { z } from 'zod';
import { ScoringRunRow } from '../db/scoring-run.entity';
import { toRun } from './scoring-runs.service';
import { eventsOf, type Frozen, leafContext, type LeafInputs, thawRules } from './frozen';
import { RecordKeys } from './record-keys';
import { oneResult, type Standing, standingRun } from './results.service';

export const ExplainScore = z.object({
  cycleId: fields.id,
  unitId: fields.id,
  nodeId: z.string().max(64),
  scoringRunId: fields.requestId.or(z.literal('')),
});

interface Explained {
  frozen: Frozen;
  scheme: Scheme;
  unitId: string;
  /** Stored leaf outcomes of the unit. */
  outcomes: Map<string, LeafOutcome & { score?: string }>;
  scoringRunId: string;
  /** Nodes that vetoes set to 0. */
  zeroed: ReadonlySet<string>;
}

@Injectable()
export class ExplainService {
  constructor(
    private readonly db: DataSource,
    private readonly recordKeys: RecordKeys,
  ) {}

  /** Recomputes a score from what its run froze, step by step, and proves that it is the stored one. */
  async explain(request: z.infer<typeof ExplainScore>): Promise<ExplainScoreResponse> {
    const { tenantId } = caller();
    const answer = await inTenant(this.db, tenantId, async (tx) => {
      const { scoringRunId } = await standingRun(tx, request.cycleId, request.scoringRunId);
      const run = await tx.findOneByOrFail(ScoringRunRow, { scoringRunId });
      const result = await oneResult(tx, request.cycleId, scoringRunId, request.unitId);
      if (!result)
        throw notFound(
          'UNIT_NOT_FOUND',
          `${request.unitId} was not ranked in this cycle.`,
          `${request.unitId} 不在本周期考核范围内。`,
        );
      const frozen = thawRules(run.frozen);
      const scheme = Scheme.parse(frozen.scheme);
      const outcomes = await leafOutcomes(tx, scoringRunId, request.unitId);
      const zeroed = zeroedNodes(
        scheme,
        acting(scheme, frozen.cyclePeriod, eventsOf(frozen, request.unitId)),
      );
      const explained = { frozen, scheme, unitId: request.unitId, outcomes, scoringRunId, zeroed };
      const known = [...walk(scheme.nodes), ...leavesOf(scheme)].map(([each]) => each);
      const node = known.find((each) => each.nodeId === request.nodeId);
      if (request.nodeId && !node)
        throw notFound(
          'NODE_NOT_FOUND',
          `The scheme has no node ${request.nodeId}.`,
          `方案中没有节点 ${request.nodeId}。`,
        );
      const receipt = node
        ? await this.step(tx, explained, node)
        : await this.total(tx, explained, result.standing);
      if (!node && receipt.score !== result.result.total)
        throw new Error(`The receipt says ${receipt.score}, the result ${result.result.total}.`);
      return { result: result.result, scoringRun: toRun(run), receipt };
    });
    await this.recordKeys.fill(allInputs(answer.receipt), callerToken());
    return answer;
  }

  private async total(tx: EntityManager, explained: Explained, standing: Standing): Promise<ReceiptStep> {
    const { scheme } = explained;
    const step = heading(explained, { nodeId: '', name: scheme.name, nameEn: scheme.nameEn });
    for (const child of scheme.nodes) step.children.push(await this.step(tx, explained, child));
    for (const adjustment of scheme.adjustments) {
      const made = adjustmentStep(adjustment, standing);
      for (const leaf of adjustment.leaves) made.children.push(await this.leaf(tx, explained, leaf));
      step.adjustments.push(made);
    }
    return { ...step, gradeReasons: standing.steps };
  }

  private async step(tx: EntityManager, explained: Explained, node: SchemeNode): Promise<ReceiptStep> {
    if (node.children.length === 0) return this.leaf(tx, explained, node);
    const step = heading(explained, node);
    for (const child of node.children) step.children.push(await this.step(tx, explained, child));
    return step;
  }

  private async leaf(
    tx: EntityManager,
    { frozen, scheme, unitId, outcomes, scoringRunId, zeroed }: Explained,
    node: SchemeNode,
  ): Promise<ReceiptStep> {
    // Methods that compare need the whole group; the others only this unit.
    const rows: { unitId: string; inputs: LeafInputs }[] = await tx.query(
      `SELECT unit_id AS "unitId", inputs FROM score WHERE scoring_run_id = $1 AND node_id = $2 AND ($3 OR unit_id = $4) ORDER BY unit_id`,
      [scoringRunId, node.nodeId, needsGroup(node), unitId],
    );
    const inputs = new Map(rows.map((row) => [row.unitId, row.inputs]));
    const receipt = explainLeaf(node, leafContext(frozen, scheme, node, inputs), unitId);
    const stored = outcomes.get(node.nodeId)?.score ?? undefined;
    if (receipt.after !== stored)
      throw new Error(`The receipt of ${node.nodeId} says ${receipt.after}, the score ${stored}.`);
    const [sitting] = receipt.sittings;
    return {
      ...named(node),
      state: zeroed.has(node.nodeId) ? 'ZEROED' : receipt.state,
      reasonEn: receipt.reason.en,
      reasonZh: receipt.reason.zh,
      method: receipt.method,
      formula: [receipt.time.formula, sitting?.formula].filter(Boolean).join(' ; '),
      worked: [receipt.time.worked, ...receipt.sittings.map((each) => each.worked)]
        .filter(Boolean)
        .join(' ; '),
      parameters: { ...receipt.parameters, outOf: receipt.outOf, timeAggregation: receipt.time.rule },
      unrounded: receipt.before ?? '',
      digits: receipt.rounding.digits,
      roundingMode: receipt.rounding.mode,
      score: receipt.after ?? '',
      inputs: await provenance(tx, unitId, node.indicatorId, inputs.get(unitId)?.observations ?? []),
      target: sitting?.target ?? '',
      value: receipt.time.value ?? '',
      indicator: receipt.indicator ? `${receipt.indicator.indicatorId}@${receipt.indicator.version}` : '',
      valueSteps: receipt.steps,
      computed: inputs.get(unitId)?.computed ?? [],
      events: node.eventCount ? [...receipt.events] : [],
      ballots: receipt.ballots ?? 0,
      ballotSteps: receipt.ballotCount?.steps ?? [],
      declared: declarationOf(node, unitId, receipt.declared),
    };
  }
}

function heading(
  { scheme, outcomes, unitId, zeroed }: Explained,
  node: Pick<SchemeNode, 'nodeId' | 'name' | 'nameEn'>,
): ReceiptStep {
  const receipt = explainNode({ scheme, unitId, leafScores: outcomes, zeroed }, node.nodeId);
  return {
    ...named(node),
    state: receipt.state,
    method: meanName(scheme, receipt.mean),
    formula: receipt.formula,
    worked: receipt.worked,
    parameters: { outOf: receipt.outOf, availability: receipt.availability.least },
    unrounded: receipt.before ?? '',
    digits: receipt.rounding.digits,
    roundingMode: receipt.rounding.mode,
    score: receipt.after ?? '',
  };
}

/** A step about a node with everything else empty. */
function named({ nodeId, name, nameEn }: Pick<SchemeNode, 'nodeId' | 'name' | 'nameEn'>): ReceiptStep {
  return ReceiptStep.fromJSON({ nodeId, name, nameEn });
}

function adjustmentStep(
  { adjustmentId, name, nameEn, kind, cap, leaves }: Adjustment,
  { adjustments }: Standing,
): ReceiptStep {
  const { points = '' } = adjustments.find((each) => each.adjustmentId === adjustmentId) ?? {};
  return {
    ...named({ nodeId: adjustmentId, name, nameEn }),
    state: 'SCORED',
    method: kind.replace('ADJUSTMENT_KIND_', ''),
    formula: 'clip(Σs, 0, c)',
    parameters: { cap, leaves: leaves.map(({ nodeId }) => nodeId) },
    unrounded: points,
    score: points,
  };
}

function declarationOf(
  node: SchemeNode,
  unitId: string,
  declared: LeafReceipt['declared'],
): Declaration | undefined {
  if (!declared) return undefined;
  const { state, bandId = '', ...rest } = declared;
  return { nodeId: node.nodeId, unitId, ...rest, bandId, state: DeclaredState[`DECLARED_STATE_${state}`] };
}

function meanName({ shareKind }: Scheme, mean: NodeReceipt['mean']): string {
  if (mean === 'MEAN_GEOMETRIC') return 'GEOMETRIC_MEAN';
  if (mean === 'MEAN_HARMONIC') return 'HARMONIC_MEAN';
  if (mean === 'MEAN_POWER') return 'GENERALISED_MEAN';
  return shareKind === 'SHARE_KIND_FULL_MARKS' ? 'SUM' : 'WEIGHTED_MEAN';
}

async function leafOutcomes(
  tx: EntityManager,
  scoringRunId: string,
  unitId: string,
): Promise<Explained['outcomes']> {
  const rows: { nodeId: string; state: LeafOutcome['state']; score: string | null }[] = await tx.query(
    `SELECT node_id AS "nodeId", state, score FROM score WHERE scoring_run_id = $1 AND unit_id = $2`,
    [scoringRunId, unitId],
  );
  return new Map(
    rows.map(({ nodeId, state, score }) => [nodeId, { state, ...(score === null ? {} : { score }) }]),
  );
}

interface Provenance {
  verification?: Verification;
  sourceId: string;
  measureId: string;
  measureVersion: number;
  pullId: string;
  recordCount: number;
  recordsHash: string;
}

/** The way of each frozen observation from the raw records. */
async function provenance(
  tx: EntityManager,
  unitId: string,
  indicatorId: string,
  frozen: LeafInputs['observations'],
): Promise<ReceiptInput[]> {
  const rows: { period: string; revision: number; provenance: Provenance }[] = await tx.query(
    `SELECT o.period, o.revision, provenance FROM observation o
     JOIN unnest($3::text[], $4::int[]) AS f (period, revision) ON f.period = o.period AND f.revision = o.revision
     WHERE indicator_id = $1 AND unit_id = $2 ORDER BY o.period`,
    [indicatorId, unitId, frozen.map(([period]) => period), frozen.map(([, revision]) => revision)],
  );
  const ways = new Map(rows.map((row) => [`${row.period}~${row.revision}`, row.provenance]));
  return frozen.map(([period, revision, value, numerator, denominator]) => {
    const way = ways.get(`${period}~${revision}`);
    return {
      observationId: `${indicatorId}~${unitId}~${period}~${revision}`,
      period,
      value,
      numerator: numerator ?? '',
      denominator: denominator ?? '',
      pullId: way?.pullId ?? '',
      sourceId: way?.sourceId ?? '',
      measure: way ? `${way.measureId}@${way.measureVersion}` : '',
      verificationAct: way?.verification?.act.replace('VERIFICATION_ACT_', '') ?? '',
      verifiedBy: way?.verification?.verifiedBy ?? '',
      verificationReason: way?.verification?.reason ?? '',
      collectedValue: way?.verification?.collectedValue ?? '',
      recordCount: way?.recordCount ?? 0,
      recordsHash: way?.recordsHash ?? '',
      recordKeys: [],
      recordKeysState: RecordKeysState.RECORD_KEYS_STATE_UNAVAILABLE,
    };
  });
}

function allInputs(step: ReceiptStep): ReceiptInput[] {
  return [...step.inputs, ...step.children.flatMap(allInputs)];
}
