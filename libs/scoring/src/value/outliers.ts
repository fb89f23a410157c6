import { Decimal, figure, sum, ZERO } from '../decimal';
import { type Changed, changed } from './value-step';

/** Values of a group count as distorted when both are passed. Source: COINr, after Groeneveld and Meeden (1984). */
const MAX_SKEW = 2;
const MAX_KURTOSIS = 3.5;
/** At most so many values are drawn in; a group that needs more is not an outlier problem. */
const MOST_WINSORISED = 5;

interface Shape {
  skew: Decimal;
  kurtosis: Decimal;
}

/** Sample skewness G1 and excess kurtosis G2 (e1071 type 2, as in spreadsheets); undefined under 4 or for equal values. */
export function shapeOf(values: readonly Decimal[]): Shape | undefined {
  const n = values.length;
  if (n < 4) return undefined;
  const mean = sum(values).div(n);
  const moment = (power: number): Decimal => sum(values.map((value) => value.minus(mean).pow(power))).div(n);
  const second = moment(2);
  if (second.isZero()) return undefined;
  const g1 = moment(3).div(second.pow('1.5'));
  const g2 = moment(4).div(second.pow(2)).minus(3);
  return {
    skew: g1.times(new Decimal(n * (n - 1)).sqrt()).div(n - 2),
    kurtosis: g2
      .times(n + 1)
      .plus(6)
      .times(n - 1)
      .div((n - 2) * (n - 3)),
  };
}

/**
 * Draws the furthest values in to the next one, one at a time, until the group is no longer distorted. Gives the changed
 * values by position; none for a group that is not distorted.
 *
 * Source: COINr `winsorise` and the check |skew| > 2 and kurtosis > 3.5.
 */
export function winsorise(values: readonly Decimal[]): Map<number, Changed> {
  const drawn = new Map<number, Changed>();
  const now = [...values];
  for (let round = 0; round < MOST_WINSORISED; round += 1) {
    const shape = shapeOf(now);
    if (!shape || shape.skew.abs().lte(MAX_SKEW) || shape.kurtosis.lte(MAX_KURTOSIS)) return drawn;
    const high = shape.skew.gt(ZERO);
    const order = now
      .map((value, at) => ({ value, at }))
      .sort((a, b) => (high ? 1 : -1) * b.value.comparedTo(a.value));
    const [first] = order;
    const next = order.find(({ value }) => !value.eq(first?.value ?? ZERO));
    if (!first || !next) return drawn;
    for (const { value, at } of order) {
      if (!value.eq(first.value)) break;
      now[at] = next.value;
      drawn.set(
        at,
        changed(
          'OUTLIER',
          next.value,
          high ? 'min(x, x_next)' : 'max(x, x_next)',
          `${high ? 'min' : 'max'}(${figure(values[at] ?? value)}, ${figure(next.value)})`,
        ),
      );
    }
  }
  return drawn;
}
