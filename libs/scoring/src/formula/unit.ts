/**
 * A unit of measure as powers of symbols, with a scale: a number in it is 10^scale times the number in the
 * bare symbols. `%` is no symbol and scale 2; 万元 is 元 and scale −4.
 */
export interface Unit {
  /** No power is 0. */
  powers: ReadonlyMap<string, number>;
  scale: number;
}

export const PLAIN: Unit = { powers: new Map(), scale: 0 };

/** Shares of a whole, by how many make it: written signs and words. */
const SHARES: readonly [number, string, readonly string[]][] = [
  [0, '1', ['ratio', '比值', '比率', '倍']],
  [
    2,
    '%',
    [
      '\uFF05',
      'percent',
      'per cent',
      'pp',
      'percentage point',
      'percentage points',
      '百分点',
      '个百分点',
      '百分比',
    ],
  ],
  [3, '‰', ['千分点', '千分比']],
  [4, '‱', ['万分点', '万分比']],
];
const SCALE_OF = new Map(
  SHARES.flatMap(([scale, sign, words]) => [sign, ...words].map((each) => [each, scale])),
);

const MYRIADS: Record<string, number> = { 万: 4, 亿: 8 };

/** A power of ten in digits, then 万 or 亿, then the symbol: `元`, `万元`, `10万人`, `1000`. */
const FACTOR = /^(10*)?(?!\d)\s*([万亿])?\s*(.*)$/;

function factor(text: string): { symbol: string; exponent: number } {
  const [, digits = '', myriad = '', symbol = text] = FACTOR.exec(text) ?? [];
  return { symbol: symbol.trim(), exponent: Math.max(0, digits.length - 1) + (MYRIADS[myriad] ?? 0) };
}

/** Reads a unit of measure; `·` multiplies, `/` divides: `件`, `元/人`, `件/10万人`, `%`. Empty is a plain number. */
export function parseUnit(text: string): Unit {
  const powers = new Map<string, number>();
  let scale = 0;
  for (const [place, side] of text.normalize('NFC').trim().split('/').entries()) {
    for (const each of side.split('·')) {
      const word = each.trim();
      const sign = place === 0 ? 1 : -1;
      const share = SCALE_OF.get(word.toLowerCase());
      if (share !== undefined) {
        scale += sign * share;
        continue;
      }
      const { symbol, exponent } = factor(word);
      scale -= sign * exponent;
      if (symbol !== '') powers.set(symbol, (powers.get(symbol) ?? 0) + sign);
    }
  }
  return { powers: present(powers), scale };
}

function present(powers: ReadonlyMap<string, number>): Map<string, number> {
  return new Map([...powers].filter(([, power]) => power !== 0));
}

/** The unit of a product, or with −1 of a quotient. */
export function times(left: Unit, right: Unit, sign: 1 | -1 = 1): Unit {
  const powers = new Map(left.powers);
  for (const [symbol, power] of right.powers) powers.set(symbol, (powers.get(symbol) ?? 0) + sign * power);
  return { powers: present(powers), scale: left.scale + sign * right.scale };
}

export function rescaled(unit: Unit, by: number): Unit {
  return { ...unit, scale: unit.scale + by };
}

/** Whether both measure the same thing, if need be in another size: 元 and 万元, 1 and %. */
export function isSameKind(left: Unit, right: Unit): boolean {
  return times(left, right, -1).powers.size === 0;
}

export function isSame(left: Unit, right: Unit): boolean {
  return isSameKind(left, right) && left.scale === right.scale;
}

/** Text that {@link parseUnit} reads as the same unit. */
export function unitText({ powers, scale }: Unit): string {
  const share = SHARES.find(([size]) => powers.size === 0 && size === scale)?.[1];
  if (share !== undefined) return share;
  const symbols = [...powers].sort(([a], [b]) => (a < b ? -1 : 1));
  const above = symbols.flatMap(([symbol, power]) =>
    Array.from({ length: Math.max(0, power) }, () => symbol),
  );
  const below = symbols.flatMap(([symbol, power]) =>
    Array.from({ length: Math.max(0, -power) }, () => symbol),
  );
  if (scale > 0) below.unshift(`1${'0'.repeat(scale)}${below.shift() ?? ''}`);
  if (scale < 0) above.unshift(`${size(-scale)}${above.shift() ?? ''}`);
  return [above.join('·') || '1', ...below].join('/');
}

function size(exponent: number): string {
  const myriad = Object.entries(MYRIADS).find(([, each]) => each === exponent)?.[0];
  return myriad ?? `1${'0'.repeat(exponent)}`;
}
