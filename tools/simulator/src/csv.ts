import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';
import type { Cells, Dataset } from './dataset';

/** One line of RFC 4180, with its line end. */
export function csvLine(values: readonly (string | undefined)[]): string {
  const quoted = values.map((value = '') =>
    /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value,
  );
  return `${quoted.join(',')}\r\n`;
}

const american = /^(\d\d)\/(\d\d)\/(\d{4}) (\d\d):(\d\d):(\d\d) (AM|PM)$/;

/** `01/02/2015 09:08:42 PM` as `2015-01-02T21:08:42.000`; no zone is known and none is added. */
export function floatingTimestamp(text: string): string {
  const [, month, day, year, hour, minute, second, half] = american.exec(text) ?? [];
  if (!half) throw new Error(`"${text}" is not a timestamp like 01/31/2015 09:08:42 PM.`);
  const hours = (Number(hour) % 12) + (half === 'PM' ? 12 : 0);
  return `${year}-${month}-${day}T${String(hours).padStart(2, '0')}:${minute}:${second}.000`;
}

/** Columns with fewer different values than this share one string per value. */
const internLimit = 5000;

/**
 * Reads a CSV file with a header line into a dataset.
 *
 * Field names are lower-cased as Socrata does; the named columns are converted to
 * floating timestamps; empty values become absent.
 *
 * @throws Error naming the line of a value that is no timestamp, or of a row with too few or too many values
 */
export async function datasetFromCsv(
  path: string,
  options: { timestamps?: string[] } = {},
): Promise<Dataset> {
  const timestamps = new Set((options.timestamps ?? []).map((name) => name.toLowerCase()));
  const parser = createReadStream(path).pipe(parse({ bom: true }));
  let fields: string[] | undefined;
  const rows: Cells[] = [];
  const seen: Map<string, string>[] = [];
  for await (const values of parser as AsyncIterable<string[]>) {
    if (!fields) {
      fields = values.map((name) => name.toLowerCase());
      fields.forEach(() => seen.push(new Map()));
      continue;
    }
    const cells = values.map((value, at) => {
      if (value === '') return undefined;
      const cell = timestamps.has(fields![at]!) ? timestampAt(value, rows.length + 2) : value;
      const known = seen[at]!.get(cell);
      if (known !== undefined) return known;
      if (seen[at]!.size < internLimit) seen[at]!.set(cell, cell);
      return cell;
    });
    rows.push(cells);
  }
  if (!fields) throw new Error(`${path} is empty.`);
  return { fields, rows, timestamps: [...timestamps] };
}

function timestampAt(value: string, record: number): string {
  try {
    return floatingTimestamp(value);
  } catch (error) {
    throw new Error(`Record ${record}: ${(error as Error).message}`, { cause: error });
  }
}
