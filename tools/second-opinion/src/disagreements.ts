import { evaluate, type ScoringPackage } from '@fuxing/scoring';
import { secondOpinion } from './second-opinion';

/** Where the engine and the second opinion part: `unit node: engine | second opinion`. */
export function disagreements(of: ScoringPackage): string[] {
  const { results, standings } = evaluate(of);
  const second = secondOpinion(of);
  const found: string[] = [];
  const compare = (what: string, engine: string, other: string | undefined) => {
    if (engine !== other) found.push(`${what}: ${engine} | ${other ?? 'nothing'}`);
  };
  for (const { unitId, nodes } of results) {
    const own = second.get(unitId);
    for (const { nodeId, state, score } of nodes) {
      compare(
        `${unitId} ${nodeId}`,
        score === undefined ? state : `${state} ${score}`,
        own?.nodes.get(nodeId),
      );
    }
  }
  for (const { unitId, total, rank, gradeId, undecided } of standings) {
    const own = second.get(unitId);
    compare(`${unitId} total`, total ?? '', own?.total);
    compare(
      `${unitId} place`,
      `${rank} ${gradeId} ${undecided}`,
      own && `${own.rank} ${own.gradeId} ${own.undecided}`,
    );
  }
  return found;
}
