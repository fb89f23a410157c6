import type { MissingRule, SchemeNode, ScoringPackage } from '@fuxing/scoring';
import { add, clip, type Fraction, ONE, read, round, whole, ZERO } from './fraction';
import { findingOf } from './leaf';
import { power } from './series';
import type { Finding } from './state';

export interface Outcome {
  state: 'SCORED' | 'ZEROED' | 'EXCLUDED' | 'BLOCKED';
  /** 0 unless scored; leaves are rounded, headings not. */
  score: Fraction;
  full: Fraction;
  /** A veto made it 0: it was there. */
  struck?: boolean;
  /** No missing rule can help: the value or the target makes no sense. */
  faulty?: boolean;
}
type Mean = SchemeNode['mean'];
export type Outcomes = Map<string, Outcome>;

const byRule = {
  MISSING_RULE_ZERO: 'ZEROED',
  MISSING_RULE_EXCLUDE: 'EXCLUDED',
  MISSING_RULE_BLOCK: 'BLOCKED',
} as const;

export function share(of: ScoringPackage, node: SchemeNode, unitId: string): Fraction {
  const own = of.scheme.unitClasses.find(({ unitIds }) => unitIds.includes(unitId));
  return read(node.classShares.find(({ classId }) => classId === own?.classId)?.share ?? node.share);
}

function ruleOf(node: SchemeNode, lacks: Extract<Finding, { lacks: string }>['lacks']): MissingRule {
  if (lacks === 'FAULT') return 'MISSING_RULE_BLOCK';
  if (lacks === 'NOT_APPLICABLE') return node.absence.notApplicable;
  if (lacks === 'NOT_REPORTED') return node.absence.notReported;
  // The value of the cycle before is not drawn here.
  return lacks === 'PENDING' ? (node.absence.pending as MissingRule) : node.missing;
}

/** Missing data, first table of domain-rules (a); a veto that zeroes a leaf does so whatever it had. */
function leaf(of: ScoringPackage, node: SchemeNode, unitId: string, full: Fraction): Outcome {
  const zeroing = of.scheme.vetoes.filter(
    (v) => v.effect === 'VETO_EFFECT_ZERO_NODE' && v.nodeId === node.nodeId,
  );
  if (of.events.some((e) => e.unitId === unitId && zeroing.some(({ vetoId }) => vetoId === e.itemId))) {
    return { state: 'ZEROED', score: ZERO, full, struck: true };
  }
  const found = findingOf(of, node, unitId, full);
  if ('lacks' in found) {
    const state = byRule[ruleOf(node, found.lacks)];
    return { state, score: ZERO, full, faulty: found.lacks === 'FAULT' };
  }
  const { itemDigits, mode } = of.scheme.rounding;
  return {
    state: 'SCORED',
    score: round(found.points, itemDigits, mode === 'ROUNDING_MODE_HALF_EVEN'),
    full,
  };
}

/** b.1: the weighted mean of shares of the full mark, over the children that are there. */
function meanOf(kind: Mean, of: { weight: Fraction; part: Fraction }[]): Fraction {
  const sum = add(of.map(({ weight }) => weight));
  if (kind === 'MEAN_ARITHMETIC') return add(of.map(({ weight, part }) => weight.times(part))).by(sum);
  if (of.some(({ part }) => !part.above(ZERO))) return ZERO;
  if (kind === 'MEAN_HARMONIC') return sum.by(add(of.map(({ weight, part }) => weight.by(part))));
  return of.map(({ weight, part }) => power(part, weight.by(sum))).reduce((a, b) => a.times(b), ONE);
}

function heading(
  kind: Mean,
  children: { outcome: Outcome; weight: Fraction }[],
  full: Fraction,
): Outcome | undefined {
  if (children.some(({ outcome }) => outcome.state === 'BLOCKED'))
    return { state: 'BLOCKED', score: ZERO, full };
  const there = children.filter(({ outcome, weight }) => outcome.state !== 'EXCLUDED' && weight.above(ZERO));
  if (there.length === 0) return undefined;
  const parts = there.map(({ outcome, weight }) => ({ weight, part: outcome.score.by(outcome.full) }));
  const score = full.times(meanOf(kind, parts));
  // Roots are cut at 50 digits; what is short comes out short.
  return { state: 'SCORED', score: kind === 'MEAN_GEOMETRIC' ? round(score, 40) : score, full };
}

function node(of: ScoringPackage, at: SchemeNode, unitId: string, all: Outcomes): Outcome {
  const marks = of.scheme.shareKind === 'SHARE_KIND_FULL_MARKS';
  const full = marks ? share(of, at, unitId) : read(of.scheme.fullMark, '100');
  const outcome = at.children.length === 0 ? leaf(of, at, unitId, full) : inner(of, at, unitId, full, all);
  all.set(at.nodeId, outcome);
  return outcome;
}

function inner(of: ScoringPackage, at: SchemeNode, unitId: string, full: Fraction, all: Outcomes): Outcome {
  const children = at.children.map((child) => ({
    outcome: node(of, child, unitId, all),
    weight: share(of, child, unitId),
  }));
  const missing = { state: byRule[at.missing], score: ZERO, full };
  const scored = children.filter(({ outcome: { state, struck } }) => state === 'SCORED' || struck).length;
  const outcome = heading(at.mean, children, full);
  if (outcome?.state === 'BLOCKED') return outcome;
  if (!outcome || whole(scored).by(whole(children.length)).below(read(at.availability))) return missing;
  return outcome;
}

/** b.2: bonuses and deductions from leaves of their own, each up to its cap; a fault in one stops the total. */
function adjustments(of: ScoringPackage, unitId: string, all: Outcomes): Fraction | undefined {
  let sum = ZERO;
  let faulty = false;
  for (const { kind, cap, leaves } of of.scheme.adjustments) {
    const outcomes = leaves.map((each) => {
      const outcome = leaf(of, each, unitId, share(of, each, unitId));
      all.set(each.nodeId, outcome);
      faulty ||= outcome.faulty === true;
      return outcome;
    });
    const isBonus = kind === 'ADJUSTMENT_KIND_BONUS';
    const whole = add(outcomes.map(({ score }) => (isBonus ? score : score.abs())));
    const points = clip(whole, ZERO, read(cap));
    sum = isBonus ? sum.plus(points) : sum.minus(points);
  }
  return faulty ? undefined : sum;
}

/** The rounded total of a unit, none while something blocks it, and what became of every node. */
export function totalOf(
  of: ScoringPackage,
  unitId: string,
): { total: Fraction | undefined; nodes: Outcomes } {
  const { scheme } = of;
  const nodes: Outcomes = new Map();
  const children = scheme.nodes.map((at) => ({
    outcome: node(of, at, unitId, nodes),
    weight: share(of, at, unitId),
  }));
  const sum = heading(scheme.mean, children, read(scheme.fullMark, '100'));
  const more = adjustments(of, unitId, nodes);
  if (sum?.state !== 'SCORED' || !more) return { total: undefined, nodes };
  const raw = sum.score.plus(more);
  const low = read(scheme.totalFloor);
  const limited = clip(raw, low, scheme.totalCap ? read(scheme.totalCap) : raw.above(low) ? raw : low);
  const even = scheme.rounding.mode === 'ROUNDING_MODE_HALF_EVEN';
  return { total: round(limited, scheme.rounding.totalDigits, even), nodes };
}
