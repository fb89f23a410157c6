import { periodKind } from '@fuxing/calendar';
import { bilingual, DomainError } from '@fuxing/errors';
import { z } from 'zod';

/** An id chosen by a person or a declarative document. */
export const id = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9._-]{0,63}$/,
    bilingual(
      'must be 1 to 64 of a-z 0-9 . _ - and begin with a letter or digit',
      '应为 1 至 64 个 a-z 0-9 . _ - 字符，且以字母或数字开头',
    ),
  );

/** An id chosen by a client to make a call idempotent. */
export const requestId = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
    bilingual('must be 1 to 64 of A-Z a-z 0-9 . _ -', '应为 1 至 64 个 A-Z a-z 0-9 . _ - 字符'),
  );

/** A name shown to people. */
export const name = z
  .string()
  .trim()
  .min(1, bilingual('must not be empty', '不能为空'))
  .max(200, bilingual('must have at most 200 characters', '最多 200 个字符'));

/** A sentence or two for people. */
export const text = z.string().max(2000, bilingual('must have at most 2000 characters', '最多 2000 个字符'));

/** A decimal as text, as every official number travels. */
export const decimal = z
  .string()
  .regex(
    /^-?\d{1,24}(\.\d{1,18})?$/,
    bilingual(
      'must be a decimal such as "12.5", without exponent, at most 24 digits before the point and 18 after',
      '应为十进制数，例如“12.5”，不用指数，小数点前最多 24 位，后最多 18 位',
    ),
  );

/** page_size and page_token of every list. */
export const pageFields = { pageSize: z.number().int(), pageToken: z.string() };

/** A year, quarter or month: `2026`, `2026-Q3` or `2026-09`. */
export const period = z.string().refine(
  (text) => {
    try {
      return ['YEAR', 'QUARTER', 'MONTH'].includes(periodKind(text));
    } catch (error) {
      if (error instanceof DomainError) return false;
      throw error;
    }
  },
  bilingual(
    'must be a year, quarter or month such as 2026, 2026-Q3 or 2026-09',
    '应为年、季或月，例如 2026、2026-Q3 或 2026-09',
  ),
);

/**
 * Reads the one field of a request that has no other, so that a fault names it.
 *
 * @throws ZodError
 */
export function only(field: Record<string, string>, form: z.ZodType<string> = id): string {
  const [[name, value] = ['', '']] = Object.entries(field);
  return z.object({ [name]: form }).parse({ [name]: value })[name] ?? '';
}

function member<T extends string>(values: T[]) {
  const list = values.join(', ');
  return z.enum(values, bilingual(`must be one of ${list}`, `应为 ${list} 之一`));
}

/** A member of a proto enum. */
export function oneOf<T extends string>(of: Record<string, T>) {
  return member(Object.values(of).filter((value) => !/_UNSPECIFIED$|^UNRECOGNIZED$/.test(value)));
}

/** A member of a proto enum, or the unspecified one. */
export function oneOfOrNone<T extends string>(of: Record<string, T>) {
  return member(Object.values(of).filter((value) => value !== 'UNRECOGNIZED'));
}

/** A whole number, both ends included. */
export function whole(least: number, most: number) {
  const message = bilingual(`must be ${least} to ${most}`, `应为 ${least} 至 ${most}`);
  return z.number().int(message).min(least, message).max(most, message);
}

/** A list of so many items, both ends included. */
export function listOf<T extends z.ZodType>(item: T, least: number, most: number) {
  const message = bilingual(`must have ${least} to ${most} items`, `应有 ${least} 至 ${most} 项`);
  return z.array(item).min(least, message).max(most, message);
}
