import type { Source } from '@fuxing/contracts/connectors/v1/sources';
import { csv } from './csv';
import type { SourceKind } from './reader';
import { rest } from './rest';

/** Every kind of source that is pulled, by the field that configures it. */
export const kinds = { rest, csv } as const satisfies Record<string, SourceKind>;

/** The field that grows with every change of a record; empty: there is none. */
export function cursorFieldOf({ rest }: Partial<Pick<Source, keyof typeof kinds>>): string {
  return rest?.cursorField ?? '';
}

/** How a source is read; undefined when it is pushed. */
export function kindOf(source: Partial<Pick<Source, keyof typeof kinds>>): SourceKind | undefined {
  if (source.rest) return kinds.rest;
  return source.csv ? kinds.csv : undefined;
}
