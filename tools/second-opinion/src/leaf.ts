import type { SchemeNode, ScoringPackage } from '@fuxing/scoring';
import { ballotPoints } from './ballots';
import { eventPoints } from './events';
import { type Fraction, mean, read } from './fraction';
import { pointsOf } from './methods';
import { ABSENT, type Finding } from './state';
import { valuesOf, wayOf } from './values';

function target(of: ScoringPackage, node: SchemeNode, unitId: string, period?: string): Fraction | undefined {
  const mine = of.targets.filter((t) => t.indicatorId === node.indicatorId && t.unitId === unitId);
  const found = mine.find((t) => t.period === period) ?? mine.find((t) => t.period === of.cyclePeriod);
  return found && read(found.value);
}

function sitting(
  of: ScoringPackage,
  node: SchemeNode,
  unitId: string,
  full: Fraction,
  period?: string,
): Finding {
  const values = valuesOf(of, node, period);
  const mine = values.get(unitId) ?? ABSENT;
  if ('lacks' in mine) return mine;
  const group = [...values.values()].flatMap((v) => ('value' in v ? [v.value] : []));
  return pointsOf(node, {
    x: mine.value,
    group,
    target: target(of, node, unitId, period),
    full,
    way: wayOf(of, node),
  });
}

/** What a unit gets on a leaf, not rounded; with a mean of scores every period is scored by itself (M6, M15). */
export function findingOf(of: ScoringPackage, node: SchemeNode, unitId: string, full: Fraction): Finding {
  const declared = of.declarations.find((d) => d.nodeId === node.nodeId && d.unitId === unitId);
  if (declared && declared.state !== 'IMPUTED' && declared.state !== 'JUDGED')
    return { lacks: declared.state };
  if (node.judged) return declared ? { points: read(declared.value) } : ABSENT;
  if (node.eventCount) return eventPoints(of, node.eventCount, unitId, full);
  if (node.opinion || node.opinionLadder) return ballotPoints(of, node, unitId, full);
  if (node.time !== 'TIME_AGGREGATION_MEAN_OF_SCORES') return sitting(of, node, unitId, full);
  const mine = of.observations.filter(
    (o) => o.indicatorId === node.indicatorId && (declared || o.unitId === unitId),
  );
  const periods = [...new Set(mine.map(({ period }) => period))];
  // What is stated for the cycle counts in a group that has no periods, too.
  if (periods.length === 0) return declared ? sitting(of, node, unitId, full, of.cyclePeriod) : ABSENT;
  const scores: Fraction[] = [];
  for (const period of periods) {
    const found = sitting(of, node, unitId, full, period);
    if ('lacks' in found) return found;
    scores.push(found.points);
  }
  return { points: mean(scores) };
}
