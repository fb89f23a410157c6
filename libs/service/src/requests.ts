import { periodKind } from '@fuxing/calendar';
import { DomainError } from '@fuxing/errors';
import { z } from 'zod';

/** An id chosen by a person or a declarative document. */
export const id = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'must be 1 to 64 of a-z 0-9 . _ - and begin with a letter or digit');

/** An id chosen by a client to make a call idempotent. */
export const requestId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'must be 1 to 64 of A-Z a-z 0-9 . _ -');

/** A name shown to people. */
export const name = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(200, 'must have at most 200 characters');

/** A sentence or two for people. */
export const text = z.string().max(2000, 'must have at most 2000 characters');

/** A decimal as text, as every official number travels. */
export const decimal = z
  .string()
  .regex(
    /^-?\d{1,24}(\.\d{1,18})?$/,
    'must be a decimal such as "12.5", without exponent, at most 24 digits before the point and 18 after',
  );

/** page_size and page_token of every list. */
export const pageFields = { pageSize: z.number().int(), pageToken: z.string() };

/** A year, quarter or month: `2026`, `2026-Q3` or `2026-09`. */
export const period = z.string().refine((text) => {
  try {
    return ['YEAR', 'QUARTER', 'MONTH'].includes(periodKind(text));
  } catch (error) {
    if (error instanceof DomainError) return false;
    throw error;
  }
}, 'must be a year, quarter or month such as 2026, 2026-Q3 or 2026-09');
