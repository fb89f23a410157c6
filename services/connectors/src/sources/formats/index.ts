import { FileFormat } from '@fuxing/contracts/connectors/v1/source_kinds';
import type { FormatReader } from './format';
import { jsonFormat, jsonLinesFormat } from './json';
import { csvFormat, tsvFormat } from './separated';
import { socrataRowsFormat } from './socrata-rows';
import { xlsxFormat } from './xlsx';

/** Its names are those of other JSON. */
const NEVER = /(?!)/;

/** Every format, with the ends of names by which it is told. */
const formats: { is: FileFormat; ends: RegExp; read: FormatReader }[] = [
  { is: FileFormat.FILE_FORMAT_CSV, ends: /\.csv$/i, read: csvFormat },
  { is: FileFormat.FILE_FORMAT_TSV, ends: /\.(tsv|tab)$/i, read: tsvFormat },
  { is: FileFormat.FILE_FORMAT_JSON_LINES, ends: /\.(jsonl|ndjson)$/i, read: jsonLinesFormat },
  { is: FileFormat.FILE_FORMAT_JSON, ends: /\.json$/i, read: jsonFormat },
  { is: FileFormat.FILE_FORMAT_SOCRATA_ROWS, ends: NEVER, read: socrataRowsFormat },
  { is: FileFormat.FILE_FORMAT_XLSX, ends: /\.xlsx$/i, read: xlsxFormat },
];

/** @param name of the file, without query */
export function formatOf(format: FileFormat, name: string): FormatReader | undefined {
  return formats.find(({ is, ends }) =>
    format === FileFormat.FILE_FORMAT_UNSPECIFIED ? ends.test(name) : is === format,
  )?.read;
}
