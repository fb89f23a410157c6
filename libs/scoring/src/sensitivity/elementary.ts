/**
 * Natural logarithm and exponential in plain + − × ÷ of doubles, which are the same to the last bit on every machine;
 * `Math.log` and `Math.exp` are not promised to be. Good to 15 digits for arguments of scores.
 */
const LN2 = 0.6931471805599453;

/** @param x above 0 */
export function ln(x: number): number {
  let [scaled, halvings] = [x, 0];
  for (; scaled > 1.5; halvings += 1) scaled /= 2;
  for (; scaled < 0.75; halvings -= 1) scaled *= 2;
  const s = (scaled - 1) / (scaled + 1);
  let [term, total] = [s, 0];
  for (let n = 1; n < 30; n += 2) {
    total += term / n;
    term *= s * s;
  }
  return 2 * total + halvings * LN2;
}

/** @param x between −700 and 700 */
export function exp(x: number): number {
  const doublings = Math.round(x / LN2);
  const rest = x - doublings * LN2;
  let [term, total] = [1, 1];
  for (let n = 1; n < 20; n += 1) {
    term *= rest / n;
    total += term;
  }
  for (let n = 0; n < Math.abs(doublings); n += 1) total = doublings > 0 ? total * 2 : total / 2;
  return total;
}
