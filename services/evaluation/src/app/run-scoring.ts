import { createHash } from 'node:crypto';
import { periodsWithin } from '@fuxing/calendar';
import { ScoringRunStatus } from '@fuxing/contracts/evaluation/v1/cycles';
import type { NodeScore } from '@fuxing/contracts/evaluation/v1/results';
import { canonicalJson } from '@fuxing/db';
import { DomainError } from '@fuxing/errors';
import { aggregate, grade, type LeafScore, rank, Scheme, scoreLeaf, type SchemeNode } from '@fuxing/scoring';
import type { EntityManager } from 'typeorm';
import { CycleRow } from '../db/cycle.entity';
import { standingObservations } from '../db/observations';
import { ScoringRunRow } from '../db/scoring-run.entity';
import { targetsOf } from '../db/targets';
import { references } from '../events/heard';
import { type Frozen, leafContext, type LeafInputs, leaves } from './frozen';

/**
 * Scores a cycle in one transaction on one moment of the data: all of a run is stored or nothing, and a run that was
 * killed starts over. Works leaf by leaf, so memory holds one leaf's values and one score per unit and leaf.
 *
 * @param progress told after every leaf
 * @throws DomainError when the cycle cannot be scored
 */
export async function runScoring(
  tx: EntityManager,
  scoringRunId: string,
  progress: (done: number, of: number) => void,
): Promise<void> {
  const run = await tx.findOneByOrFail(ScoringRunRow, { scoringRunId });
  const cycle = await tx.findOneByOrFail(CycleRow, { cycleId: run.cycleId });
  const { frozen, scheme } = await freeze(tx, cycle);
  const inputHash = createHash('sha256').update(canonicalJson(frozen));
  const scores = new Map<string, Map<string, LeafScore>>(frozen.unitIds.map((unitId) => [unitId, new Map()]));
  const all = leaves(scheme);
  for (const [n, node] of all.entries()) {
    const inputs = await leafInputs(tx, node, frozen);
    const serialised = new Map([...inputs].map(([unitId, of]) => [unitId, JSON.stringify(of)]));
    inputHash.update(`\n${node.nodeId}`);
    for (const [unitId, text] of serialised) inputHash.update(`\n${unitId} ${text}`);
    const scored = scoreLeaf(node, leafContext(frozen, scheme, node, inputs));
    for (const score of scored) scores.get(score.unitId)?.set(node.nodeId, score);
    await storeScores(tx, scoringRunId, scored, serialised);
    progress(n + 1, all.length);
  }
  const { resultHash, withoutTotal } = await storeResults(tx, scoringRunId, scheme, scores);
  await tx.update(
    ScoringRunRow,
    { scoringRunId },
    {
      status: ScoringRunStatus.SCORING_RUN_STATUS_SUCCEEDED,
      schemeVersion: scheme.version,
      inputHash: inputHash.digest('hex'),
      resultHash,
      units: frozen.unitIds.length,
      unitsWithoutTotal: withoutTotal,
      leavesDone: all.length,
      leavesTotal: all.length,
      frozen,
      finishedAt: new Date(),
    },
  );
}

/** The rules as they stand at this moment. */
async function freeze(tx: EntityManager, cycle: CycleRow): Promise<{ frozen: Frozen; scheme: Scheme }> {
  const stored = (await references.scheme.newest(tx, [cycle.schemeId])).get(cycle.schemeId);
  if (!stored) throw missing('SCHEME_NOT_FOUND', `scheme ${cycle.schemeId}`, `考核方案 ${cycle.schemeId}`);
  const scheme = Scheme.parse(stored.content);
  const group = (await references.unitGroup.newest(tx, [scheme.unitGroupId])).get(scheme.unitGroupId);
  if (!group)
    throw missing(
      'UNIT_GROUP_NOT_FOUND',
      `unit group ${scheme.unitGroupId}`,
      `考核分组 ${scheme.unitGroupId}`,
    );
  const used = [...new Set(leaves(scheme).map((node) => node.indicatorId))].sort();
  const library = await references.indicator.newest(tx, used);
  for (const indicatorId of used) {
    if (!library.has(indicatorId))
      throw missing('INDICATOR_NOT_FOUND', `indicator ${indicatorId}`, `指标 ${indicatorId}`);
  }
  const indicators = Object.fromEntries([...library].map(([id, { content }]) => [id, content]));
  const unitIds = [...group.content.unitIds].sort();
  return { scheme, frozen: { scheme: stored.content, indicators, unitIds, cyclePeriod: cycle.period } };
}

/** Every unit of the group, in order of id, also those without a value. */
async function leafInputs(
  tx: EntityManager,
  node: SchemeNode,
  frozen: Frozen,
): Promise<Map<string, LeafInputs>> {
  const kind = frozen.indicators[node.indicatorId]?.periodKind.replace('PERIOD_KIND_', '') as
    'MONTH' | 'QUARTER' | 'YEAR';
  const periods = periodsWithin(frozen.cyclePeriod, kind);
  const observations = await standingObservations(tx, node.indicatorId, frozen.unitIds, periods);
  const targets = await targetsOf(tx, node.indicatorId, frozen.unitIds);
  const wanted = new Set([...periods, frozen.cyclePeriod]);
  return new Map(
    frozen.unitIds.map((unitId) => [
      unitId,
      {
        observations: observations.get(unitId) ?? [],
        targets: Object.fromEntries(
          Object.entries(targets.get(unitId) ?? {})
            .filter(([period]) => wanted.has(period))
            .sort(([a], [b]) => (a < b ? -1 : 1)),
        ),
      },
    ]),
  );
}

async function storeScores(
  tx: EntityManager,
  run: string,
  scored: LeafScore[],
  inputs: Map<string, string>,
): Promise<void> {
  await tx.query(
    `INSERT INTO score (tenant_id, scoring_run_id, node_id, unit_id, state, value, score, inputs)
     SELECT current_setting('fuxing.tenant_id'), $1, $2, s.*
     FROM unnest($3::text[], $4::text[], $5::numeric[], $6::numeric[], $7::jsonb[]) AS s`,
    [
      run,
      scored[0]?.nodeId ?? '',
      scored.map((s) => s.unitId),
      scored.map((s) => s.state),
      scored.map((s) => s.value ?? null),
      scored.map((s) => s.score ?? null),
      scored.map((s) => inputs.get(s.unitId)),
    ],
  );
}

async function storeResults(
  tx: EntityManager,
  run: string,
  scheme: Scheme,
  scores: Map<string, Map<string, LeafScore>>,
) {
  const units = [...scores].map(([unitId, leafScores]) => ({
    unitId,
    ...aggregate({ scheme, unitId, leafScores }),
  }));
  const byUnit = new Map(units.map((unit) => [unit.unitId, unit]));
  const headings = new Set(scheme.nodes.map((node) => node.nodeId));
  const results = rank(scheme, units).map((ranked, position) => {
    const { unitId, total } = ranked;
    const unit = byUnit.get(unitId);
    const nodes: NodeScore[] = (unit?.nodes ?? [])
      .filter((node) => headings.has(node.nodeId))
      .map(({ nodeId, state, score }) => ({ nodeId, state, score: score ?? '' }));
    const gradeId = total === undefined ? '' : (grade(scheme.grades, total)?.gradeId ?? '');
    return {
      unitId,
      position,
      state: unit?.state ?? 'MISSING',
      total: total ?? null,
      rank: ranked.rank,
      gradeId,
      nodes,
    };
  });
  await tx.query(
    `INSERT INTO result (tenant_id, scoring_run_id, unit_id, position, state, total, rank, grade_id, nodes)
     SELECT current_setting('fuxing.tenant_id'), $1, r.*
     FROM unnest($2::text[], $3::int[], $4::text[], $5::numeric[], $6::int[], $7::text[], $8::jsonb[]) AS r`,
    [
      run,
      results.map((r) => r.unitId),
      results.map((r) => r.position),
      results.map((r) => r.state),
      results.map((r) => r.total),
      results.map((r) => r.rank),
      results.map((r) => r.gradeId),
      results.map((r) => JSON.stringify(r.nodes)),
    ],
  );
  return {
    resultHash: createHash('sha256').update(canonicalJson(results)).digest('hex'),
    withoutTotal: results.filter((r) => r.total === null).length,
  };
}

function missing(reason: string, en: string, zh: string): DomainError {
  return new DomainError('FAILED_PRECONDITION', reason, { en: `There is no ${en}.`, zh: `没有${zh}。` });
}
