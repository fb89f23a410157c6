const rotated = (x: number, by: number): number => (x << by) | (x >>> (32 - by));

/** Four words that depend on every letter of the text: FNV-1a with four offsets, finished by the mixer of MurmurHash3. */
function words(seed: string): number[] {
  const bytes = new TextEncoder().encode(seed);
  return [0, 1, 2, 3].map((lane) => {
    let hash = 0x811c9dc5 ^ lane;
    for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
    hash ^= hash >>> 16;
    hash = Math.imul(hash, 0x85ebca6b);
    hash ^= hash >>> 13;
    hash = Math.imul(hash, 0xc2b2ae35);
    return (hash ^ (hash >>> 16)) >>> 0;
  });
}

/**
 * Random numbers that are the same on every machine for the same seed: xoshiro128**, 32 bits at a time.
 *
 * Source: Blackman and Vigna, Scrambled linear pseudorandom number generators (2021), https://prng.di.unimi.it.
 */
export class Random {
  readonly #state: Int32Array;

  /** @param seed any text, or the four words of the state, not all 0 */
  constructor(seed: string | readonly number[]) {
    this.#state = Int32Array.from(typeof seed === 'string' ? words(seed) : seed);
  }

  /** The next 32 bits as a whole number from 0. */
  next(): number {
    const s = this.#state;
    const [a = 0, b = 0, c = 0, d = 0] = s;
    const result = Math.imul(rotated(Math.imul(b, 5), 7), 9) >>> 0;
    s[2] = c ^ a;
    s[3] = d ^ b;
    s[1] = b ^ s[2];
    s[0] = a ^ s[3];
    s[2] ^= b << 9;
    s[3] = rotated(s[3], 11);
    return result;
  }

  /** A whole number from 0 up to, but not including, `count`, which is at most 2^31; none is likelier than another. */
  below(count: number): number {
    const most = 2 ** 32 - (2 ** 32 % count);
    for (;;) {
      const drawn = this.next();
      if (drawn < most) return drawn % count;
    }
  }
}
