import { setImmediate } from 'node:timers/promises';
import { ScoringRunStatus } from '@fuxing/contracts/evaluation/v1/cycles';
import type { NodeScore } from '@fuxing/contracts/evaluation/v1/results';
import {
  acting,
  aggregate,
  leavesOf,
  type LeafScore,
  InputHash,
  resultHash,
  type Scheme,
  scoreLeaf,
  standings,
  zeroedNodes,
} from '@fuxing/scoring';
import type { EntityManager } from 'typeorm';
import { CycleRow } from '../db/cycle.entity';
import { ScoringRunRow } from '../db/scoring-run.entity';
import { freeze } from './freeze';
import { eventsOf, type Frozen, leafContext, type LeafInputs } from './frozen';
import { leafInputs } from './leaf-inputs';
import { leafPart, rulesPart } from './package';

/**
 * Scores a cycle in one transaction on one moment of the data: all of a run is stored or nothing, and a run that was
 * killed starts over. Works leaf by leaf, so memory holds one leaf's values and one score per unit and leaf.
 *
 * @param progress told after every leaf
 * @returns how many units were ranked
 * @throws DomainError when the cycle cannot be scored
 */
export async function runScoring(
  tx: EntityManager,
  scoringRunId: string,
  progress: (done: number, of: number) => void,
): Promise<number> {
  const run = await tx.findOneByOrFail(ScoringRunRow, { scoringRunId });
  const cycle = await tx.findOneByOrFail(CycleRow, { cycleId: run.cycleId });
  const { frozen, scheme, filed } = await freeze(tx, cycle);
  const hash = new InputHash(rulesPart(frozen));
  const scores = new Map<string, Map<string, LeafScore>>(frozen.unitIds.map((unitId) => [unitId, new Map()]));
  const all = [...leavesOf(scheme)].map(([node]) => node);
  let coming = all[0] && (await leafInputs(tx, all[0], frozen, filed));
  let done: ScoredLeaf | undefined;
  for (const [n, node] of all.entries()) {
    const inputs = coming ?? new Map<string, LeafInputs>();
    const score = (): ScoredLeaf => ({
      scored: scoreLeaf(node, leafContext(frozen, scheme, node, inputs)),
      inputs: new Map([...inputs].map(([unitId, of]) => [unitId, JSON.stringify(of)])),
    });
    const after = all[n + 1];
    // The server stores the leaf before and reads the next while this one is scored; its question must leave first.
    const [scored, next] = await Promise.all([
      setImmediate().then(score),
      storeScores(tx, scoringRunId, done).then(() => after && leafInputs(tx, after, frozen, filed)),
    ]);
    [done, coming] = [scored, next];
    hash.add(leafPart(node, inputs));
    for (const each of done.scored) scores.get(each.unitId)?.set(node.nodeId, each);
    progress(n + 1, all.length);
  }
  await storeScores(tx, scoringRunId, done);
  const { resultHash, withoutTotal } = await storeResults(tx, scoringRunId, frozen, scheme, scores);
  await tx.update(
    ScoringRunRow,
    { scoringRunId },
    {
      status: ScoringRunStatus.SCORING_RUN_STATUS_SUCCEEDED,
      schemeVersion: scheme.version,
      inputHash: hash.digest(),
      resultHash,
      units: frozen.unitIds.length,
      unitsWithoutTotal: withoutTotal,
      leavesDone: all.length,
      leavesTotal: all.length,
      frozen,
      finishedAt: new Date(),
    },
  );
  return frozen.unitIds.length;
}

interface ScoredLeaf {
  scored: LeafScore[];
  /** JSON by unit. */
  inputs: Map<string, string>;
}

async function storeScores(tx: EntityManager, run: string, leaf: ScoredLeaf | undefined): Promise<void> {
  if (!leaf) return;
  const { scored, inputs } = leaf;
  // The inputs travel as one document: an array of documents would be quoted once more on the way.
  await tx.query(
    `INSERT INTO score (tenant_id, scoring_run_id, node_id, unit_id, state, value, score, inputs)
     SELECT current_setting('fuxing.tenant_id'), $1, $2, s.*
     FROM ROWS FROM (unnest($3::text[]), unnest($4::text[]), unnest($5::numeric[]), unnest($6::numeric[]),
       jsonb_array_elements($7::jsonb)) AS s`,
    [
      run,
      scored[0]?.nodeId ?? '',
      scored.map((s) => s.unitId),
      scored.map((s) => s.state),
      scored.map((s) => s.value ?? null),
      scored.map((s) => s.score ?? null),
      `[${scored.map((s) => inputs.get(s.unitId)).join(',')}]`,
    ],
  );
}

async function storeResults(
  tx: EntityManager,
  run: string,
  frozen: Frozen,
  scheme: Scheme,
  scores: Map<string, Map<string, LeafScore>>,
) {
  const previous = new Map(frozen.previousTotals.map(({ unitId, total }) => [unitId, total]));
  const units = [...scores].map(([unitId, leafScores]) => {
    const events = acting(scheme, frozen.cyclePeriod, eventsOf(frozen, unitId));
    const result = aggregate({ scheme, unitId, leafScores, zeroed: zeroedNodes(scheme, events) });
    return { unitId, result, events, previousTotal: previous.get(unitId) };
  });
  const byUnit = new Map(units.map(({ unitId, result }) => [unitId, result]));
  const headings = new Set(scheme.nodes.map((node) => node.nodeId));
  const standing = standings(scheme, units, frozen.promotions);
  const results = standing.map(({ unitId, rank, total, gradeId, steps, undecided }, position) => {
    const unit = byUnit.get(unitId);
    const nodes: NodeScore[] = (unit?.nodes ?? [])
      .filter((node) => headings.has(node.nodeId))
      .map(({ nodeId, state, score }) => ({ nodeId, state, score: score ?? '' }));
    return {
      unitId,
      position,
      state: unit?.state ?? 'MISSING',
      total: total ?? null,
      rank,
      gradeId,
      nodes,
      standing: { steps, undecided, adjustments: unit?.adjustments ?? [] },
    };
  });
  await tx.query(
    `INSERT INTO result (tenant_id, scoring_run_id, unit_id, position, state, total, rank, grade_id, nodes, standing)
     SELECT current_setting('fuxing.tenant_id'), $1, r.*
     FROM unnest($2::text[], $3::int[], $4::text[], $5::numeric[], $6::int[], $7::text[], $8::jsonb[], $9::jsonb[]) AS r`,
    [
      run,
      results.map((r) => r.unitId),
      results.map((r) => r.position),
      results.map((r) => r.state),
      results.map((r) => r.total),
      results.map((r) => r.rank),
      results.map((r) => r.gradeId),
      results.map((r) => JSON.stringify(r.nodes)),
      results.map((r) => JSON.stringify(r.standing)),
    ],
  );
  return {
    resultHash: resultHash(standing),
    withoutTotal: results.filter((r) => r.total === null).length,
  };
}
