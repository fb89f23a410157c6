import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Source } from '@fuxing/contracts/connectors/v1/sources';
import { CsvError, parse } from 'csv-parse';
import { z } from 'zod';
import type { ReadContext, ReadState, SourceKind, SourcePage } from './reader';
import { url } from './settings';
import { SourceError } from './source-error';

const BATCH = 5_000;
const MAX_RECORD_CHARACTERS = 1024 * 1024;

/** Reads a CSV file with a header line (RFC 4180, UTF-8). A row of another width than the header is an error. */
async function* readCsv(
  source: Source,
  _start: ReadState | undefined,
  context: ReadContext,
): AsyncGenerator<SourcePage> {
  const address = csv.address(source);
  const parser = parse({ bom: true, max_record_size: MAX_RECORD_CHARACTERS });
  const flowing = pipeline(Readable.from(context.http.read(address, 'text/csv', context.stopped)), parser);
  flowing.catch(() => undefined);
  let header: string[] | undefined;
  let rows: unknown[] = [];
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      if (!header) {
        header = checked(cells, address);
        continue;
      }
      rows.push(Object.fromEntries(header.map((field, n) => [field, cells[n] ?? ''])));
      if (rows.length < BATCH) continue;
      yield { rows };
      rows = [];
    }
    await flowing;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new SourceError(
      { en: `The CSV file is not valid: ${error.message}.`, zh: `CSV 文件无效：${error.message}。` },
      false,
    );
  }
  if (!header) throw new SourceError({ en: `${address} is empty.`, zh: `${address} 为空。` }, false);
  if (rows.length > 0) yield { rows };
}

function checked(header: string[], address: string): string[] {
  const twice = header.find((field, n) => header.indexOf(field) !== n);
  if (twice === undefined) return header;
  throw new SourceError(
    { en: `${address} has two columns "${twice}".`, zh: `${address} 有两个名为“${twice}”的列。` },
    false,
  );
}

/** One CSV file over HTTP. */
export const csv = {
  settings: z.object({ url }),
  address: ({ csv: { url: address = '' } = {} }) => address,
  read: readCsv,
} satisfies SourceKind;
