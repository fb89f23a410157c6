import type { SchemeNode } from '@fuxing/scoring';
import { clip, Fraction, least, mean, most, ONE, read, whole, ZERO } from './fraction';
import { power, root } from './series';
import { ABSENT, FAULT, type Finding, type Way } from './state';

/** What a method looks at: the value of the unit, those of its group (its own among them), and its target. */
export interface Sight {
  x: Fraction;
  group: Fraction[];
  target: Fraction | undefined;
  full: Fraction;
  way: Way;
}

const is = (points: Fraction): Finding => ({ points });
const towards = (v: Fraction, way: Way) => (way === 1 ? v : ZERO.minus(v));
const HUNDRED = whole(100);

/** The rest of a step counts in proportion, not, or as a whole one; behind as before the target. */
function steps(of: Fraction, stepping: string): Fraction {
  const size = of.abs();
  if (stepping === 'STEPPING_LINEAR') return of;
  const up = stepping === 'STEPPING_WHOLE_UP' && !whole(size.floor()).is(size) ? 1n : 0n;
  return whole((size.floor() + up) * (of.below(ZERO) ? -1n : 1n));
}

/** M1 */
function ratioToTarget(
  p: NonNullable<SchemeNode['ratioToTarget']>,
  { x, target, full, way }: Sight,
): Finding {
  if (!target) return ABSENT;
  if (!target.above(ZERO) || x.below(ZERO)) return FAULT;
  const cap = read(p.cap, '1');
  if (way === -1 && x.is(ZERO)) return is(full.times(cap));
  const ratio = way === 1 ? x.by(target) : target.by(x);
  if (p.threshold && ratio.below(read(p.threshold))) return is(ZERO);
  const bonus =
    p.bonusFactor && ratio.above(ONE) ? ONE.plus(read(p.bonusFactor).times(ratio.minus(ONE))) : ratio;
  return is(full.times(clip(bonus, read(p.floor), cap)));
}

/** M1, variant with a standard and a declared target */
function twoTargets(p: NonNullable<SchemeNode['twoTargets']>, { x, target, full }: Sight): Finding {
  if (!target) return ABSENT;
  if (!target.above(ZERO) || x.below(ZERO)) return FAULT;
  const standard = read(p.standard);
  const [a, b] = [x.by(standard), x.by(target)];
  const beyond = HUNDRED.times(a.minus(ONE)).times(read(p.bonusPerPoint));
  const missed = HUNDRED.times(b.minus(ONE)).times(read(p.penaltyPerPoint));
  const reaches = !x.below(standard);
  const declared = !x.below(target);
  let share = a;
  if (reaches && declared) share = ONE.plus(beyond).minus(missed);
  else if (reaches) share = ONE.plus(beyond);
  else if (declared) share = a.minus(missed);
  return is(full.times(clip(share, ZERO, read(p.cap, '1.2'))));
}

/** M2 */
function allOrNothing({ x, target, full, way }: Sight): Finding {
  if (!target) return ABSENT;
  return is(towards(x.minus(target), way).below(ZERO) ? ZERO : full);
}

/** M3 */
function deduction(p: NonNullable<SchemeNode['deduction']>, { x, target, group, full, way }: Sight): Finding {
  const held = p.reference === 'REFERENCE_GROUP_MEAN' ? mean(group) : target;
  if (!held) return ABSENT;
  const behind = most(ZERO, towards(held.minus(x), way)).by(read(p.step, '1'));
  return is(clip(full.minus(read(p.perStep).times(steps(behind, p.stepping))), read(p.floor), full));
}

/** M3, two-sided */
function deviation(p: NonNullable<SchemeNode['deviation']>, { x, target, full, way }: Sight): Finding {
  if (!target) return ABSENT;
  const ahead = steps(towards(x.minus(target), way).by(read(p.step, '1')), p.stepping);
  const points = full.times(read(p.baseShare, '0.8')).plus(read(p.perStep).times(ahead));
  return is(clip(points, read(p.floor), full.times(read(p.cap, '1'))));
}

/** M4: where x stands between two values, 0 to 1 */
const between = (x: Fraction, from: Fraction, to: Fraction) =>
  clip(x.minus(from).by(to.minus(from)), ZERO, ONE);

/** M4 */
function linear(p: NonNullable<SchemeNode['linear']>, { x, group, full, way }: Sight): Finding {
  const peers = p.ends === 'ENDS_PEERS';
  const [low, high] = [least(...group), most(...group)];
  if (peers && low.is(high)) return is(full);
  const from = peers ? (way === 1 ? low : high) : read(p.unacceptable);
  const to = peers ? (way === 1 ? high : low) : read(p.satisfactory);
  const base = read(p.baseShare);
  return is(full.times(base.plus(ONE.minus(base).times(between(x, from, to)))));
}

/** M4, exponential: W · d ^ (1 − t) */
function exponential(p: NonNullable<SchemeNode['exponential']>, { x, full }: Sight): Finding {
  const t = between(x, read(p.unacceptable), read(p.satisfactory));
  return is(full.times(power(read(p.baseShare, '0.6'), ONE.minus(t))));
}

/** M4, several anchors */
function anchors(p: NonNullable<SchemeNode['anchors']>, { x, full }: Sight): Finding {
  const line = p.anchors.map(({ value, share }) => ({ at: read(value), share: read(share) }));
  const before = line.findLast(({ at }) => !at.above(x));
  const behind = line.find(({ at }) => at.above(x));
  if (!before || !behind) return is(full.times((before ?? behind)?.share ?? ZERO));
  const way = between(x, before.at, behind.at);
  return is(full.times(before.share.plus(way.times(behind.share.minus(before.share)))));
}

/** M5 */
function bands(p: NonNullable<SchemeNode['bands']>, { x, full, way }: Sight): Finding {
  const list = p.bands.map(({ value, coefficient }) => ({ at: read(value), of: read(coefficient) }));
  const i = list.findIndex(({ at }) => !towards(x.minus(at), way).below(ZERO));
  const [band, up] = [list[i], list[i - 1]];
  if (!band) return is(ZERO);
  if (!up) return is(full.times(band.of));
  return is(full.times(band.of.plus(between(x, band.at, up.at).times(up.of.minus(band.of)))));
}

/** M6 */
function rankPoints(p: NonNullable<SchemeNode['rankPoints']>, { x, group, full, way }: Sight): Finding {
  const n = group.length;
  const better = group.filter((v) => towards(v.minus(x), way).above(ZERO)).length;
  const floor = read(p.floor);
  const ahead = whole(better);
  const cost = read(p.decrement).times(ahead);
  switch (p.form) {
    case 'RANK_FORM_FIXED_DECREMENT':
      return is(most(full.minus(cost), floor));
    case 'RANK_FORM_LINEAR':
      return is(n === 1 ? full : full.minus(ahead.times(full.minus(floor)).by(whole(n - 1))));
    case 'RANK_FORM_TABLE':
      return is(read(p.table[better] ?? p.floor));
    case 'RANK_FORM_ENDS': {
      const won = read(p.top[better] ?? '0');
      const lost = read(p.bottom[n - 1 - better] ?? '0');
      return is(clip(read(p.middle).plus(won).minus(lost), floor, full));
    }
    case 'RANK_FORM_SHARE_DECREMENT':
      break;
  }
  return is(full.times(most(ONE.minus(cost), floor)));
}

/** M7 */
function ratioToBest(p: NonNullable<SchemeNode['ratioToBest']>, { x, group, full, way }: Sight): Finding {
  if (group.some((v) => v.below(ZERO))) return FAULT;
  const best = way === 1 ? most(...group) : least(...group);
  if (best.is(ZERO)) return FAULT;
  if (x.is(best)) return is(full);
  return is(full.times(most(way === 1 ? x.by(best) : best.by(x), read(p.floor))));
}

/** M14 */
function ladder(p: NonNullable<SchemeNode['ladder']>, { x, way }: Sight): Finding {
  const rung = p.rungs.find(({ bound, exclusive }) => {
    const side = towards(x.minus(read(bound)), way).against(ZERO);
    return exclusive ? side > 0 : side >= 0;
  });
  return is(read(rung?.points ?? '0'));
}

/** M13 */
function moderate(p: NonNullable<SchemeNode['moderate']>, { x, full }: Sight): Finding {
  if (p.tolerance) {
    return is(full.times(most(ZERO, ONE.minus(x.minus(read(p.optimum)).abs().by(read(p.tolerance))))));
  }
  const [from, to] = [read(p.bestFrom), read(p.bestTo)];
  const c = most(from.minus(read(p.worstLow)), read(p.worstHigh).minus(to));
  const off = most(ZERO, from.minus(x), x.minus(to));
  return is(full.times(most(ZERO, ONE.minus(off.by(c)))));
}

/** M16 */
function normalise(p: NonNullable<SchemeNode['normalise']>, { x, group, target, full, way }: Sight): Finding {
  const n = group.length;
  const v = towards(x, way);
  const all = group.map((each) => towards(each, way));
  const [min, max] = [least(...all), most(...all)];
  const worse = whole(all.filter((each) => each.below(v)).length);
  // Only the distance to the target is limited to the full mark.
  const within = (points: Fraction) =>
    is(p.form === 'NORMAL_FORM_DISTANCE_TO_TARGET' ? least(points, full) : points);
  switch (p.form) {
    case 'NORMAL_FORM_Z_SCORE': {
      const middle = mean(all);
      const squares = all.map((each) => each.minus(middle).times(each.minus(middle)));
      const sum = squares.reduce((a, b) => a.plus(b));
      const z = sum.is(ZERO) ? ZERO : v.minus(middle).by(root(sum.by(whole(n - 1))));
      return is(read(p.mean).plus(read(p.deviation, '1').times(z)));
    }
    case 'NORMAL_FORM_PERCENTILE_RANK':
      return within(n === 1 ? full : full.times(worse.by(whole(n - 1))));
    case 'NORMAL_FORM_BORDA':
      return within(worse);
    case 'NORMAL_FORM_DISTANCE_TO_TARGET': {
      if (!target) return ABSENT;
      const to = towards(target, way);
      return within(to.above(min) ? full.times(v.minus(min).by(to.minus(min))) : full);
    }
    case 'NORMAL_FORM_DISTANCE_TO_MAXIMUM':
      return within(max.is(min) ? full : full.times(ONE.minus(max.minus(v).by(max.minus(min)))));
    case 'NORMAL_FORM_FRACTION_OF_MAXIMUM':
      if (all.some((each) => each.below(ZERO))) return FAULT;
      return within(max.is(ZERO) ? full : full.times(v.by(max)));
    case 'NORMAL_FORM_MIN_MAX':
      break;
  }
  const [low, high] = [read(p.low), p.high ? read(p.high) : full];
  return within(max.is(min) ? high : low.plus(high.minus(low).times(between(v, min, max))));
}

/** The points of one value, not rounded. */
export function pointsOf(node: SchemeNode, sight: Sight): Finding {
  if (node.ratioToTarget) return ratioToTarget(node.ratioToTarget, sight);
  if (node.twoTargets) return twoTargets(node.twoTargets, sight);
  if (node.allOrNothing) return allOrNothing(sight);
  if (node.deduction) return deduction(node.deduction, sight);
  if (node.deviation) return deviation(node.deviation, sight);
  if (node.linear) return linear(node.linear, sight);
  if (node.exponential) return exponential(node.exponential, sight);
  if (node.anchors) return anchors(node.anchors, sight);
  if (node.bands) return bands(node.bands, sight);
  if (node.rankPoints) return rankPoints(node.rankPoints, sight);
  if (node.ratioToBest) return ratioToBest(node.ratioToBest, sight);
  if (node.ladder) return ladder(node.ladder, sight);
  if (node.moderate) return moderate(node.moderate, sight);
  if (node.normalise) return normalise(node.normalise, sight);
  return is(clip(sight.x, ZERO, sight.full));
}
