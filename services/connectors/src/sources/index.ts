import type { Source } from '@fuxing/contracts/connectors/v1/sources';
import { csv } from './csv';
import type { SourceKind } from './reader';
import { rest } from './rest';

/** Every kind of source that is pulled, by the field that configures it. */
export const kinds = { rest, csv } as const satisfies Record<string, SourceKind>;

/** How a source is read; undefined when it is pushed. */
export function kindOf(source: Partial<Pick<Source, keyof typeof kinds>>): SourceKind | undefined {
  if (source.rest) return kinds.rest;
  return source.csv ? kinds.csv : undefined;
}
