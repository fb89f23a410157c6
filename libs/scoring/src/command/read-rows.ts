import { CsvError, parse } from 'csv-parse/sync';
import { readJson, readText, unreadable } from './read-file';

/**
 * The rows of a list: a JSON array, or CSV (RFC 4180, UTF-8) whose first line names the columns.
 *
 * @param fields that the list may have
 * @throws CommandFault naming file, line and column
 */
export function readRows(file: string, fields: readonly string[]): unknown[] {
  if (file.endsWith('.json')) {
    const rows = readJson(file);
    if (!Array.isArray(rows)) throw unreadable(file, 'must be an array of rows', '应为由各行组成的数组');
    return rows;
  }
  try {
    return parse(readText(file), {
      bom: true,
      columns: (names: string[]) => names.map((name) => column(file, name, fields)),
      skip_empty_lines: true,
      trim: true,
      cast: (cell, { column: name, header }) => (header ? cell : valueOf(String(name), cell)),
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw unreadable(file, `is not CSV: ${error.message}`, `不是 CSV:${error.message}`);
  }
}

/** Cells are text but for the two fields that are none; an empty one is not there. */
function valueOf(name: string, cell: string): unknown {
  if (cell === '') return undefined;
  if (name === 'version') return Number(cell);
  return name === 'changesSign' && /^(true|false)$/.test(cell) ? cell === 'true' : cell;
}

function column(file: string, name: string, fields: readonly string[]): string {
  if (fields.includes(name)) return name;
  const known = fields.join(', ');
  throw unreadable(
    `${file}:1`,
    `there is no column "${name}"; there are ${known}`,
    `没有“${name}”列，可用的列有 ${known}`,
  );
}
