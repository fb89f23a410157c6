import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import { SourceError } from '../source-error';
import { decode } from './decode';
import { type FormatReader, MAX_ROW_CHARACTERS } from './format';
import { withHeader } from './header';

/** CSV (RFC 4180) and TSV. A row of another width than the header is an error where names are in the first line. */
const separated = (format: string, delimiter: string, quote: string | false): FormatReader =>
  async function* (bytes, name, settings) {
    const parser = parse({
      delimiter,
      quote,
      max_record_size: MAX_ROW_CHARACTERS,
      // Titles above the names, and notes below, are narrower than the table.
      relax_column_count: settings.headerRow > 1,
    });
    const flowing = pipeline(Readable.from(decode(bytes, name, settings.encoding)), parser);
    // Its failure is met where it is awaited.
    flowing.catch(() => undefined);
    try {
      yield* withHeader(parser as AsyncIterable<string[]>, name, settings);
      await flowing;
    } catch (error) {
      if (!(error instanceof CsvError)) throw error;
      throw new SourceError(
        {
          en: `${name} is not valid ${format}: ${error.message}.`,
          zh: `${name} 不是有效的 ${format}：${error.message}。`,
        },
        false,
      );
    }
  };

export const csvFormat = separated('CSV', ',', '"');
export const tsvFormat = separated('TSV', '\t', false);
