import { createHash } from 'node:crypto';
import { invalid } from '@fuxing/errors';

/** Which slice of a list is asked for. */
export interface Page {
  /** Rows to return, 1 to 1000. */
  size: number;
  /** Sort key of the last row already seen; undefined at the start. */
  after: string[] | undefined;
  /** Makes the token of the next page. */
  next(last: string[]): string;
}

/**
 * Reads page_size and page_token (AIP-158): 0 means 100, more than 1000 is lowered, a token belongs to the filters that
 * it was made for and is not to be edited.
 *
 * @param filters the other arguments of the request
 * @throws DomainError PAGE_SIZE_INVALID, PAGE_TOKEN_INVALID
 */
export function page(
  request: { pageSize: number; pageToken: string },
  filters: Record<string, unknown> = {},
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
  const mark = (last: string[]): string =>
    createHash('sha256')
      .update(JSON.stringify([filters, last]))
      .digest('base64url')
      .slice(0, 8);
  return {
    size: Math.min(pageSize || 100, 1000),
    after: pageToken ? readToken(pageToken, mark) : undefined,
    next: (last) => Buffer.from(JSON.stringify([mark(last), ...last])).toString('base64url'),
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

function readToken(token: string, mark: (last: string[]) => string): string[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    if (Array.isArray(parts) && parts.every((part) => typeof part === 'string')) {
      const [seen, ...last] = parts;
      if (seen === mark(last)) return last;
    }
  } catch {
    // Falls through to the refusal below.
  }
  throw invalid(
    'pageToken',
    'PAGE_TOKEN_INVALID',
    'pageToken does not belong to this list; take it from the previous answer and keep the filters.',
    'pageToken 不属于此列表；请使用上一次返回的值并保持筛选条件不变。',
  );
}
