import type { Source } from '@fuxing/contracts/connectors/v1/sources';
import { readCsv } from './csv';
import type { Reader } from './reader';
import { readRest } from './rest';

/** Every kind of source that is pulled, by the field that configures it. */
const readers = { rest: readRest, csv: readCsv } as const satisfies Record<string, Reader>;

/** How a source is read; undefined when it is pushed. */
export function readerOf(source: Source): Reader | undefined {
  if (source.rest) return readers.rest;
  return source.csv ? readers.csv : undefined;
}
