import { Decimal } from '../decimal';

/**
 * The number that a worked formula comes to, read from its text alone: numbers, + − × ÷ ^, parentheses and the functions
 * clip, min, max, floor, ceil, round and roundEven. Knows nothing of the methods, so that it can check what they write.
 *
 * @throws Error for anything else
 */
export function workedValue(worked: string): Decimal {
  const tokens = [...worked.matchAll(/\s*(\d+(?:\.\d+)?|[a-zA-Z]+|[−+×÷^(),]|\S)/g)].map(
    ([, token]) => token ?? '',
  );
  let at = 0;
  const refuse = (): never => {
    throw new Error(`Unexpected "${tokens[at] ?? 'end'}" at ${at} of ${worked}`);
  };
  const take = (token: string): boolean => tokens[at] === token && (at += 1) > 0;
  const need = (token: string): void => {
    if (!take(token)) refuse();
  };

  const sum = (): Decimal => {
    let value = product();
    for (;;) {
      if (take('+')) value = value.plus(product());
      else if (take('−')) value = value.minus(product());
      else return value;
    }
  };
  const product = (): Decimal => {
    let value = signed();
    for (;;) {
      if (take('×')) value = value.times(signed());
      else if (take('÷')) value = value.div(signed());
      else return value;
    }
  };
  const signed = (): Decimal => (take('−') ? signed().neg() : power());
  const power = (): Decimal => {
    const base = atom();
    return take('^') ? base.pow(atom()) : base;
  };
  const atom = (): Decimal => {
    const token = tokens[at] ?? refuse();
    at += 1;
    if (/^\d/.test(token)) return new Decimal(token);
    if (token === '(') {
      const value = sum();
      need(')');
      return value;
    }
    const apply = functions[token];
    if (!apply) {
      at -= 1;
      return refuse();
    }
    need('(');
    const args = [sum()];
    while (take(',')) args.push(sum());
    need(')');
    return apply(...args);
  };

  const value = sum();
  if (at < tokens.length) refuse();
  return value;
}

/** What a shown number lost behind its last digit does not make a whole number less. */
const near = (value: Decimal): Decimal => value.toDecimalPlaces(12);

const functions: Record<string, ((...args: Decimal[]) => Decimal) | undefined> = {
  clip: (value = new Decimal(0), low = value, high = value) => Decimal.min(Decimal.max(value, low), high),
  min: (...args) => Decimal.min(...args),
  max: (...args) => Decimal.max(...args),
  floor: (value = new Decimal(0)) => near(value).floor(),
  ceil: (value = new Decimal(0)) => near(value).ceil(),
  roundEven: (value = new Decimal(0), digits = new Decimal(0)) =>
    near(value).toDecimalPlaces(digits.toNumber(), Decimal.ROUND_HALF_EVEN),
  round: (value = new Decimal(0), digits = new Decimal(0)) =>
    near(value).toDecimalPlaces(digits.toNumber(), Decimal.ROUND_HALF_UP),
};
