import { Decimal, decimal, figure, ONE, sum, text, ZERO } from './decimal';
import { by, exact, isLost, LOST, NOUGHT, plus, type Quotient, times, toDecimal } from './exact';
import type { MeanRule } from './scheme';

/** A child that counts: its points, its weight, and what it is out of. Weights are not all 0. */
export interface Term {
  score: Decimal;
  weight: Decimal;
  outOf: Decimal;
}

/** The part of its full mark that a child reached, 0 of a child that is out of 0. */
const part = ({ score, outOf }: Term): Decimal => (outOf.isZero() ? ZERO : score.div(outOf));

/**
 * Points of a parent out of W from its children, weighted by w: arithmetic W × Σ(w × s ÷ W_child) ÷ Σw, geometric
 * W × Π(s ÷ W_child)^(w ÷ Σw), harmonic W × Σw ÷ Σ(w ÷ (s ÷ W_child)). A child with 0 or less makes the geometric and the
 * harmonic mean 0: these do not let one node make up for another. Generalised W × (Σ(w × (s ÷ W_child)^p) ÷ Σw)^(1 ÷ p), where
 * scores below 0 count as 0, and with p < 0 a child with 0 makes 0.
 *
 * Source: OECD/JRC Handbook (2008), step 7; COINr a_amean, a_gmean, a_hmean, a_genmean.
 */
export function meanOf({ mean, meanPower }: MeanRule, full: Decimal, terms: readonly Term[]): Decimal {
  const weights = sum(terms.map(({ weight }) => weight));
  if (mean === 'MEAN_ARITHMETIC') {
    const uniform = terms.every(({ outOf }) => outOf.eq(full));
    const points = uniform
      ? sum(terms.map(({ score, weight }) => score.times(weight)))
      : sum(
          terms.map((term) => (term.weight.eq(term.outOf) ? term.score : part(term).times(term.weight))),
        ).times(full);
    return points.div(weights);
  }
  const weighty = terms.filter(({ weight }) => !weight.isZero());
  const power = mean === 'MEAN_POWER' ? decimal('meanPower', meanPower) : undefined;
  if (!power?.gt(0) && weighty.some((term) => part(term).lte(0))) return ZERO;
  if (power) {
    const powers = weighty.map((term) => Decimal.max(part(term), ZERO).pow(power).times(term.weight));
    return full.times(sum(powers).div(weights).pow(ONE.div(power)));
  }
  if (mean === 'MEAN_HARMONIC') {
    return full.times(weights).div(sum(weighty.map((term) => term.weight.div(part(term)))));
  }
  const logs = sum(weighty.map((term) => part(term).ln().times(term.weight)));
  return full.times(Decimal.exp(logs.div(weights)));
}

/**
 * The arithmetic mean of {@link meanOf} summed in whole numbers, which gives the same digits: both sums are exact and one division
 * follows. Undefined for other means and where the numbers do not fit.
 */
export function exactMean<C extends { outOf: Decimal; exact?: Quotient }>(
  { mean }: MeanRule,
  full: Decimal,
  children: readonly C[],
  weightOf: (child: C) => Quotient,
): Decimal | undefined {
  if (mean !== 'MEAN_ARITHMETIC') return undefined;
  const uniform = children.every(({ outOf }) => outOf === full || outOf.eq(full));
  let points = NOUGHT;
  let weights = NOUGHT;
  for (const child of children) {
    const { outOf } = child;
    const score = child.exact ?? LOST;
    const weight = weightOf(child);
    if (isLost(score) || isLost(weight)) return undefined;
    if (!uniform && !toDecimal(weight).eq(outOf)) return undefined;
    points = plus(points, uniform ? times(score, weight) : score);
    weights = plus(weights, weight);
  }
  const whole = uniform ? points : times(points, exact(text(full)));
  const result = by(whole, weights);
  return isLost(result) ? undefined : toDecimal(result);
}

/** The rule in symbols and with the numbers put in. */
export function writeMean(
  { mean, meanPower }: MeanRule,
  full: Decimal,
  terms: readonly Term[],
): { formula: string; worked: string } {
  const whole = figure(full);
  const weighty = terms.filter(({ weight }) => !weight.isZero());
  const counted = mean === 'MEAN_ARITHMETIC' ? terms : weighty;
  const weights = counted.map(({ weight }) => figure(weight)).join(' + ');
  const parts = counted.map(({ score, weight, outOf }) => ({
    s: figure(score),
    w: figure(weight),
    o: figure(outOf),
    isShare: weight.eq(outOf),
    outOfNought: outOf.isZero(),
  }));
  const power = mean === 'MEAN_POWER' ? decimal('meanPower', meanPower) : undefined;
  if (mean !== 'MEAN_ARITHMETIC' && !power?.gt(0) && weighty.some((term) => part(term).lte(0))) {
    return { formula: '0 (s ≤ 0)', worked: '0' };
  }
  if (power) {
    const p = figure(power);
    const powers = weighty.map(
      ({ score, weight, outOf }) =>
        `${figure(weight)} × (${figure(Decimal.max(score, ZERO))} ÷ ${figure(outOf)})^(${p})`,
    );
    return {
      formula: 'W × (Σ(w × (s ÷ W_child)^p) ÷ Σw)^(1 ÷ p)',
      worked: `${whole} × ((${powers.join(' + ')}) ÷ (${weights}))^(1 ÷ (${p}))`,
    };
  }
  if (mean === 'MEAN_GEOMETRIC') {
    return {
      formula: 'W × Π(s ÷ W_child)^(w ÷ Σw)',
      worked: `${whole} × ${parts.map(({ s, w, o }) => `(${s} ÷ ${o})^(${w} ÷ (${weights}))`).join(' × ')}`,
    };
  }
  if (mean === 'MEAN_HARMONIC') {
    return {
      formula: 'W × Σw ÷ Σ(w ÷ (s ÷ W_child))',
      worked: `${whole} × (${weights}) ÷ (${parts.map(({ s, w, o }) => `${w} ÷ (${s} ÷ ${o})`).join(' + ')})`,
    };
  }
  if (terms.every(({ outOf }) => outOf.eq(full))) {
    return {
      formula: 'Σ(w × s) ÷ Σw',
      worked: `(${parts.map(({ s, w }) => `${w} × ${s}`).join(' + ')}) ÷ (${weights})`,
    };
  }
  if (terms.every(({ weight, outOf }) => weight.eq(outOf))) {
    return {
      formula: 'Σs × W ÷ Σw',
      worked: `(${parts.map(({ s }) => s).join(' + ')}) × ${whole} ÷ (${weights})`,
    };
  }
  const products = parts.map(({ s, w, o, isShare, outOfNought }) =>
    isShare ? s : outOfNought ? '0' : `${w} × ${s} ÷ ${o}`,
  );
  return {
    formula: 'W × Σ(w × s ÷ W_child) ÷ Σw',
    worked: `${whole} × (${products.join(' + ')}) ÷ (${weights})`,
  };
}
