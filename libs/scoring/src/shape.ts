import { z } from 'zod';

/** Text of proto3 JSON: absent and empty are the same. */
export const string = z.string().default('');

/** A decimal string with a meaning for "not set", which proto JSON writes as absent or empty. */
export const decimalOr = (fallback: string) => string.transform((value) => (value === '' ? fallback : value));

/** An enum by its proto names; absent and the UNSPECIFIED member mean the first. */
export function choice<const T extends string>(unspecified: string, first: T, ...others: T[]) {
  const known: readonly T[] = [first, ...others];
  return z
    .enum([unspecified, ...known])
    .optional()
    .transform((name) => known.find((each) => each === name) ?? first);
}
