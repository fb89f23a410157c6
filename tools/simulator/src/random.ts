/** Draws from 0 (included) to 1 (excluded). */
export type Random = () => number;

/** FNV-1a, 32 bits: makes a seed of any words. */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) state = Math.imul(state ^ text.charCodeAt(at), 0x01000193);
  return state >>> 0;
}

/**
 * mulberry32: the same draws for the same seed and words, on every machine.
 *
 * Each stream of data names its own words, so adding one never changes another.
 */
export function random(seed: number, ...words: (string | number)[]): Random {
  let state = hash([seed, ...words].join('/'));
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

/** Standard normal, Box–Muller. */
export function normal(draw: Random): number {
  return Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());
}

/** One of the entries, with chances in proportion to their weights. */
export function pick<T>(draw: Random, weighted: readonly (readonly [T, number])[]): T {
  let left = draw() * weighted.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [entry, weight] of weighted) {
    left -= weight;
    if (left < 0) return entry;
  }
  return weighted.at(-1)![0];
}

/** A whole number, both ends included. */
export function between(draw: Random, low: number, high: number): number {
  return low + Math.floor(draw() * (high - low + 1));
}
