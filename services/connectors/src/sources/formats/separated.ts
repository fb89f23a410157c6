import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import { SourceError } from '../source-error';
import { decode } from './decode';
import { type FormatReader, MAX_ROW_CHARACTERS } from './format';
import { withHeader } from './header';

/** CSV (RFC 4180) and TSV. A row of another width than the header is an error where names are in the first line. */
const separated = (delimiter: string, quote: string | false): FormatReader =>
  async function* (bytes, name, { encoding, headerRow, columns }) {
    const parser = parse({
      delimiter,
      quote,
      max_record_size: MAX_ROW_CHARACTERS,
      // Titles above the names, and notes below, are narrower than the table.
      relax_column_count: headerRow > 1,
    });
    const flowing = pipeline(Readable.from(decode(bytes, name, encoding)), parser);
    // Its failure is met where it is awaited.
    flowing.catch(() => undefined);
    try {
      yield* withHeader(parser as AsyncIterable<string[]>, name, headerRow, columns);
      await flowing;
    } catch (error) {
      if (!(error instanceof CsvError)) throw error;
      throw new SourceError(
        { en: `${name} is not valid: ${error.message}.`, zh: `${name} 无效：${error.message}。` },
        false,
      );
    }
  };

export const csvFormat = separated(',', '"');
export const tsvFormat = separated('\t', false);
