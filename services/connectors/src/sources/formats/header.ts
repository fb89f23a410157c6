import { SourceError } from '../source-error';
import type { FileSettings } from './format';

/** Columns that a sentence names. */
const MOST = 30;

/**
 * Makes objects of rows of cells: names from one line, renamed as declared. Blank lines above and below are left out. A table
 * without rows must at least have the column of the key: a page that says that the system is under maintenance has not.
 */
export async function* withHeader(
  rows: AsyncIterable<string[]>,
  name: string,
  { headerRow, columns, keyField = '' }: FileSettings,
): AsyncGenerator<Record<string, string>> {
  const at = headerRow || 1;
  let line = 0;
  let hasRows = false;
  let header: (string | undefined)[] | undefined;
  for await (const cells of rows) {
    line += 1;
    if (line < at) continue;
    if (!header) header = named(cells, columns, name);
    else if (cells.some((cell) => cell !== '')) {
      hasRows = true;
      yield object(header, cells, name, line);
    }
  }
  if (header) {
    if (hasRows || keyField === '' || header.includes(keyField)) return;
    throw refused(name, `has no rows and no column "${keyField}"`, `没有数据行，也没有名为“${keyField}”的列`);
  }
  throw new SourceError(
    line === 0
      ? { en: `${name} is empty.`, zh: `${name} 为空。` }
      : {
          en: `${name} has ${line} lines and none of number ${at} with names.`,
          zh: `${name} 只有 ${line} 行，没有第 ${at} 行的列名。`,
        },
    false,
  );
}

function named(cells: string[], columns: Record<string, string>, name: string): (string | undefined)[] {
  const header = cells.map((cell) => cell.trim()).map((cell) => columns[cell] ?? cell);
  const missing = Object.keys(columns).find((column) => !cells.some((cell) => cell.trim() === column));
  if (missing !== undefined) {
    const there = cells.map((cell) => cell.trim()).filter((cell) => cell !== '');
    throw refused(
      name,
      `has no column "${missing}", but: ${there.slice(0, MOST).join(', ')}`,
      `没有名为“${missing}”的列，有：${there.slice(0, MOST).join('、')}`,
    );
  }
  const twice = header.find((field, n) => field !== '' && header.indexOf(field) !== n);
  if (twice !== undefined) throw refused(name, `has two columns "${twice}"`, `有两个名为“${twice}”的列`);
  return header.map((field) => field || undefined);
}

function object(
  header: (string | undefined)[],
  cells: string[],
  name: string,
  line: number,
): Record<string, string> {
  const beyond = cells.findIndex((cell, n) => cell !== '' && header[n] === undefined);
  if (beyond >= 0)
    throw refused(
      name,
      `has a value in line ${line}, column ${beyond + 1}, which has no name`,
      `第 ${line} 行第 ${beyond + 1} 列有值，但该列没有列名`,
    );
  return Object.fromEntries(
    header.flatMap((field, n) => (field === undefined ? [] : [[field, cells[n] ?? '']])),
  );
}

const refused = (name: string, en: string, zh: string): SourceError =>
  new SourceError({ en: `${name} ${en}.`, zh: `${name} ${zh}。` }, false);
