import { clip, Decimal, figure, sum, text, ZERO } from '../decimal';
import { groupBy } from '../group-by';
import type { Ballot } from './ballot';
import type { RaterRule } from './rater-rule';

/** Values of ballots brought to one level, with the numbers of the whole leaf that they were brought to. */
export interface Levelled {
  value(ballot: Ballot): Decimal | undefined;
  formula: string;
  /** The numbers of all valid ballots; those of one rater are nobody's business. */
  numbers: string;
  ballots: number;
}

const mean = (values: readonly Decimal[]): Decimal => sum(values).div(values.length);

/** Of a sample, n − 1. */
function deviation(values: readonly Decimal[]): Decimal {
  if (values.every((value) => value.eq(values[0] ?? ZERO))) return ZERO;
  const middle = mean(values);
  return sum(values.map((value) => value.minus(middle).pow(2)))
    .div(values.length - 1)
    .sqrt();
}

/**
 * Brings lenient and strict raters to one level, over all units that each of them judged:
 * z-score x′ = clip(m + s × (x − m_r) ÷ s_r, 0, V), min-max x′ = l + (h − l) × (x − l_r) ÷ (h_r − l_r), with the mean, the
 * deviation (n − 1), the lowest and the highest of all valid ballots and of rater r. A rater of two units or more who gave all
 * the same comes to m, or to the middle of l and h; one of a single unit shows no leniency and stays as he is.
 *
 * Source: domain-rules b.3, optional levelling of rater leniency; z-score and min-max as in COINr.
 *
 * @param valid ballots of the leaf
 * @param scaleFull V, what values are out of
 */
export function level(
  rule: RaterRule['levelling'],
  valid: readonly Ballot[],
  valueOf: (ballot: Ballot) => Decimal | undefined,
  scaleFull: Decimal,
): Levelled | undefined {
  const known = valid.flatMap((ballot) => {
    const value = valueOf(ballot);
    return value ? [{ ballot, value }] : [];
  });
  if (rule === 'LEVELLING_NONE' || known.length === 0) return undefined;
  const all = known.map(({ value }) => value);
  const [m, s] = [mean(all), deviation(all)];
  const [l, h] = [Decimal.min(...all), Decimal.max(...all)];
  const levelled = new Map<Ballot, Decimal>();
  for (const own of groupBy(known, ({ ballot }) => ballot.raterId).values()) {
    const values = own.map(({ value }) => value);
    const [low, high] = [Decimal.min(...values), Decimal.max(...values)];
    const [middle, spread] = [mean(values), deviation(values)];
    for (const { ballot, value } of own) {
      levelled.set(ballot, own.length < 2 ? value : rule === 'LEVELLING_Z_SCORE' ? z(value) : range(value));
    }
    function z(value: Decimal): Decimal {
      if (spread.isZero()) return m;
      return clip(m.plus(s.times(value.minus(middle)).div(spread)), ZERO, scaleFull);
    }
    function range(value: Decimal): Decimal {
      if (low.eq(high)) return l.plus(h).div(2);
      return l.plus(h.minus(l).times(value.minus(low)).div(high.minus(low)));
    }
  }
  const isZ = rule === 'LEVELLING_Z_SCORE';
  return {
    value: (ballot) => levelled.get(ballot),
    formula: isZ ? 'x′ = clip(m + s × (x − m_r) ÷ s_r, 0, V)' : 'x′ = l + (h − l) × (x − l_r) ÷ (h_r − l_r)',
    numbers: isZ
      ? `m = ${shown(m)}, s = ${shown(s)}, V = ${figure(scaleFull)}`
      : `l = ${figure(l)}, h = ${figure(h)}`,
    ballots: known.length,
  };
}

/** Four digits are enough for the eye; scores are computed with all. */
const shown = (value: Decimal): string => text(value.toDecimalPlaces(4));
