import type { Grade, ScoringPackage } from '@fuxing/scoring';
import { Fraction, read, round, whole, ZERO } from './fraction';
import type { Outcomes } from './tree';

export interface Placed {
  unitId: string;
  total: Fraction | undefined;
  nodes: Outcomes;
  /** 0 without a place. */
  rank: number;
  gradeId: string;
  undecided: boolean;
}

/** b.5: total, tie nodes in order, heavier load, rise over the cycle before; above 0 when a is better. */
function better(of: ScoringPackage, a: Placed, b: Placed): number {
  const { scheme } = of;
  const [mine, other] = [a.total ?? ZERO, b.total ?? ZERO];
  const tie = scheme.tieRule === 'TIE_RULE_BY_NODES' ? scheme.tieNodeIds : [];
  const even = scheme.rounding.mode === 'ROUNDING_MODE_HALF_EVEN';
  // As shown; a node without a score is behind one with 0.
  const score = (p: Placed, nodeId: string) => {
    const node = p.nodes.get(nodeId);
    return node && (node.state === 'SCORED' || node.state === 'ZEROED')
      ? round(node.score, scheme.rounding.itemDigits, even)
      : whole(-1_000_000);
  };
  const sides = [mine.against(other), ...tie.map((id) => score(a, id).against(score(b, id)))];
  const load = (unitId: string) => {
    const own = scheme.taskLoads.find((l) => l.unitId === unitId);
    return own ? read(own.load) : whole(-1);
  };
  sides.push(load(a.unitId).against(load(b.unitId)));
  const before = (unitId: string) => of.previousTotals.find((p) => p.unitId === unitId)?.total;
  const [was, did] = [before(a.unitId), before(b.unitId)];
  if (scheme.tieByImprovement && was !== undefined && did !== undefined) {
    sides.push(mine.minus(read(was)).against(other.minus(read(did))));
  }
  return sides.find((side) => side !== 0) ?? 0;
}

/** b.4, b.5: 1-2-2-4 within the group or the class. */
export function ranked(of: ScoringPackage, pool: Placed[]): void {
  for (const one of pool) one.rank = 1 + pool.filter((other) => better(of, other, one) > 0).length;
}

function places(share: Fraction, rounding: string, count: number): number {
  const exact = share.times(whole(count));
  const down = Number(exact.floor());
  const rest = exact.minus(whole(down));
  if (rounding === 'QUOTA_ROUNDING_UP') return rest.above(ZERO) ? down + 1 : down;
  if (rounding === 'QUOTA_ROUNDING_DOWN') return down;
  return rest.below(new Fraction(1n, 2n)) ? down : down + 1;
}

/** Threshold, then vetoes in the order of the scheme, each as often as it was set off. */
function first(of: ScoringPackage, one: Placed): number {
  const { grades, vetoes, downgradeRule } = of.scheme;
  const addUp = downgradeRule === 'DOWNGRADE_RULE_CUMULATIVE';
  const last = grades.length - 1;
  let at = grades.findIndex(({ minScore }) => !(one.total ?? ZERO).below(read(minScore)));
  if (at < 0) at = last;
  const threshold = at;
  for (const { vetoId, effect, levels } of vetoes) {
    const times = of.events.filter((e) => e.unitId === one.unitId && e.itemId === vetoId).length;
    if (times === 0) continue;
    if (effect === 'VETO_EFFECT_NOT_BEST') at = Math.max(at, Math.min(1, last));
    if (effect === 'VETO_EFFECT_DOWNGRADE') {
      at = Math.min(addUp ? at + times * levels : Math.max(at, threshold + levels), last);
    }
    if (effect === 'VETO_EFFECT_FAIL') at = last;
  }
  return at;
}

/** b.6: who of the candidates gets in; the rest go one grade down. */
function admit(of: ScoringPackage, grade: Grade, pool: Placed[], count: number): Set<Placed> {
  if (!grade.quota) return new Set(pool);
  const { border } = grade.quota;
  const free = places(read(grade.quota.share), grade.quota.rounding, count);
  const inside = new Set<Placed>();
  for (const one of pool) {
    const ahead = pool.filter(({ rank }) => rank < one.rank).length;
    const upTo = pool.filter(({ rank }) => rank <= one.rank).length;
    if (upTo <= free) inside.add(one);
    else if (ahead < free) {
      if (border === 'BORDER_INCLUDE_ALL') inside.add(one);
      else if (border === 'BORDER_COMMITTEE') {
        const tied = pool.filter(({ rank }) => rank === one.rank);
        const named = tied.filter((other) => isNamed(of, grade, other)).length;
        one.undecided = !promoted(of, one) && named < free - ahead;
      }
    }
  }
  return inside;
}

const promoted = (of: ScoringPackage, one: Placed) =>
  of.promotions.find(({ unitId }) => unitId === one.unitId);

/** Whether the committee gave the unit this grade or a better one. */
function isNamed(
  { scheme: { grades }, promotions }: ScoringPackage,
  grade: Grade,
  { unitId }: Placed,
): boolean {
  const better = grades.slice(0, grades.indexOf(grade) + 1).map(({ gradeId }) => gradeId);
  return promotions.some((each) => each.unitId === unitId && better.includes(each.gradeId));
}

export function graded(of: ScoringPackage, pool: Placed[], withQuotas: boolean): void {
  const { grades } = of.scheme;
  if (grades.length === 0) return;
  const now = new Map(pool.map((one) => [one, first(of, one)]));
  for (const [i, grade] of grades.entries()) {
    const candidates = pool.filter((one) => now.get(one) === i);
    const inside = withQuotas ? admit(of, grade, candidates, pool.length) : new Set(candidates);
    for (const one of candidates) if (!inside.has(one)) now.set(one, i + 1);
  }
  for (const one of pool) {
    const to = grades.findIndex(({ gradeId }) => gradeId === promoted(of, one)?.gradeId);
    const at = now.get(one) ?? 0;
    one.gradeId = grades[to >= 0 && to < at ? to : at]?.gradeId ?? '';
  }
}
