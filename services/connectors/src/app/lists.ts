import { DomainError } from '@fuxing/errors';
import type { Page } from '@fuxing/service';

/** The rows of a page and the token of the next one, from a query that asked for one row more than the page has. */
export function slice<T>(
  rows: T[],
  page: Page,
  keyOf: (row: T) => string[],
): { rows: T[]; nextPageToken: string } {
  const shown = rows.slice(0, page.size);
  const last = shown.at(-1);
  return {
    rows: shown,
    nextPageToken: rows.length > page.size && last !== undefined ? page.next(keyOf(last)) : '',
  };
}

export function notFound(reason: string, en: string, zh: string): DomainError {
  return new DomainError('NOT_FOUND', reason, { en, zh });
}
