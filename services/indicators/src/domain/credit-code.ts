const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/**
 * Whether a unified social credit code has 18 allowed characters and the right check character.
 *
 * Source: GB 32100-2015; weight of place i is 3^(i-1) mod 31.
 */
export function isCreditCode(code: string): boolean {
  if (!new RegExp(`^[${ALPHABET}]{18}$`).test(code)) return false;
  let weight = 1;
  let sum = 0;
  for (const character of code.slice(0, 17)) {
    sum += ALPHABET.indexOf(character) * weight;
    weight = (weight * 3) % 31;
  }
  return ALPHABET[(31 - (sum % 31)) % 31] === code[17];
}
