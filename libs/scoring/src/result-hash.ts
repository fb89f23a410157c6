import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Standing } from './standing/standings';

/** JSON with sorted keys and no blanks, so that equal content has equal bytes. Source: RFC 8785. */
export function canonicalJson(value: object): string {
  return canonicalize(value) ?? '';
}

/** SHA-256, hex, of the standings' canonical JSON: what a finished evaluation is known by. */
export function resultHash(standings: readonly Standing[]): string {
  return createHash('sha256').update(canonicalJson(standings)).digest('hex');
}
