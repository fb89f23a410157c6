import { createHash } from 'node:crypto';
import { invalid } from '@fuxing/errors';
import { z } from 'zod';

/** Which slice of a list is asked for. */
export interface Page {
  /** Rows to return, 1 to 1000. */
  size: number;
  /** Sort key of the last row already seen; undefined at the start. */
  after: string[] | undefined;
  /** Makes the token of the next page. */
  next(last: string[]): string;
}

/** What may stand in a page token: a part of a sort key. */
export const pageKey = {
  /** PostgreSQL knows no NUL. */
  text: z.string().refine((part) => !part.includes('\0')),
  whole: (most = 2 ** 31 - 1) => z.string().refine((part) => /^\d{1,16}$/.test(part) && Number(part) <= most),
};

/**
 * Reads page_size and page_token (AIP-158): 0 means 100, more than 1000 is lowered. A token carries the sort key of the
 * last row and a mark of the filters that it was made for, so that a mistake is noticed. It is no seal and needs none:
 * the filters and the caller's rights hold on every page, and a made-up key is only another place to begin.
 *
 * @param filters the other arguments of the request
 * @param form of the sort key
 * @throws DomainError PAGE_SIZE_INVALID, PAGE_TOKEN_INVALID
 */
export function page(
  request: { pageSize: number; pageToken: string },
  filters: Record<string, unknown> = {},
  form: readonly z.ZodType<string>[] = [pageKey.text],
): Page {
  const { pageSize, pageToken } = request;
  if (pageSize < 0) {
    throw invalid(
      'pageSize',
      'PAGE_SIZE_INVALID',
      `pageSize must be 0 to 1000, got ${pageSize}.`,
      `pageSize 应为 0 到 1000，收到 ${pageSize}。`,
    );
  }
  const mark = createHash('sha256').update(JSON.stringify(filters)).digest('base64url').slice(0, 8);
  return {
    size: Math.min(pageSize || 100, 1000),
    after: pageToken ? readToken(pageToken, mark, form) : undefined,
    next: (last) => Buffer.from(JSON.stringify([mark, ...last])).toString('base64url'),
  };
}

/** The rows of a page and the token of the next one, from a query that asked for one row more than the page has. */
export function slice<T>(
  rows: T[],
  page: Page,
  keyOf: (row: T) => string[],
): { rows: T[]; nextPageToken: string } {
  const shown = rows.slice(0, page.size);
  const last = shown.at(-1);
  const more = rows.length > page.size && last !== undefined;
  return { rows: shown, nextPageToken: more ? page.next(keyOf(last)) : '' };
}

function readToken(token: string, mark: string, form: readonly z.ZodType<string>[]): string[] {
  const read = z.array(z.string()).safeParse(tryJson(Buffer.from(token, 'base64url').toString()));
  const [seen, ...last] = read.data ?? [];
  const formed = last.length === form.length && form.every((part, n) => part.safeParse(last[n]).success);
  if (seen === mark && formed) return last;
  throw invalid(
    'pageToken',
    'PAGE_TOKEN_INVALID',
    'pageToken does not belong to this list; take it from the previous answer and keep the filters.',
    'pageToken 不属于此列表；请使用上一次返回的值并保持筛选条件不变。',
  );
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
