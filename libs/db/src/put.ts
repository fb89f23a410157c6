import { createHash } from 'node:crypto';
import { DomainError } from '@fuxing/errors';
import canonicalize from 'canonicalize';

/** Canonical JSON: keys sorted, so that equal content has equal bytes. Source: RFC 8785. */
export function canonicalJson(value: unknown): string {
  return canonicalize(value) ?? 'null';
}

/** The etag of content: the same content has the same etag, so an unchanged PUT is recognised without a comparison. */
export function etagOf(content: unknown): string {
  return createHash('sha256').update(canonicalJson(content)).digest('base64url').slice(0, 22);
}

/**
 * Decides what a PUT does. Read the stored row FOR UPDATE first.
 *
 * @param stored etag of what is there, undefined when nothing is
 * @param seen etag that the caller sent, empty when none
 * @param wanted etag of the wished content
 * @throws DomainError ETAG_REQUIRED, ETAG_MISMATCH
 */
export function decidePut(
  stored: string | undefined,
  seen: string,
  wanted: string,
): 'create' | 'replace' | 'unchanged' {
  if (stored === undefined && !seen) return 'create';
  if (stored === wanted) return 'unchanged';
  if (stored !== undefined && !seen) {
    throw new DomainError('FAILED_PRECONDITION', 'ETAG_REQUIRED', {
      en: 'It exists with other content. Read it and send its etag to replace it.',
      zh: '已存在且内容不同。请先读取，并带上其 etag 再替换。',
    });
  }
  if (stored !== seen) {
    throw new DomainError('ABORTED', 'ETAG_MISMATCH', {
      en: 'It was changed since you read it. Read it again.',
      zh: '读取之后已被他人修改，请重新读取。',
    });
  }
  return 'replace';
}
