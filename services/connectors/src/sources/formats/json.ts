import type { FileEncoding } from '@fuxing/contracts/connectors/v1/source_kinds';
import { parseExactly } from '../exact-json';
import { at } from '../json-page';
import { SourceError } from '../source-error';
import { decode } from './decode';
import { type Bytes, type FormatReader, MAX_ROW_CHARACTERS } from './format';
import { once, whole } from './whole';

/** One JSON value in a line; blank lines are left out. */
export const jsonLinesFormat: FormatReader = async function* (bytes, name, { encoding, columns }) {
  let rest = '';
  let line = 0;
  for await (const text of decode(bytes, name, encoding)) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const one of lines) yield* parsed(one, (line += 1));
    if (rest.length > MAX_ROW_CHARACTERS)
      throw invalid(name, `line ${line + 1} is too long`, `第 ${line + 1} 行过长`);
  }
  yield* parsed(rest, line + 1);

  function* parsed(text: string, number: number): Generator {
    if (text.trim() === '') return;
    let row: unknown;
    try {
      row = parseExactly(text);
    } catch {
      throw invalid(name, `line ${number} is no JSON`, `第 ${number} 行不是 JSON`);
    }
    yield renamed(row, columns);
  }
};

/** One JSON array. */
export const jsonFormat: FormatReader = async function* (bytes, name, { encoding, recordsPath, columns }) {
  const body = await wholeJson(bytes, name, encoding);
  const rows = at(body, recordsPath);
  if (!Array.isArray(rows))
    throw invalid(name, `it has no array at "${recordsPath}"`, `“${recordsPath}”处没有数组`);
  for (const row of rows) yield renamed(row, columns);
};

/** A file that is one JSON value. */
export async function wholeJson(bytes: Bytes, name: string, encoding: FileEncoding): Promise<unknown> {
  const pieces: string[] = [];
  for await (const text of decode(once(await whole(bytes, name)), name, encoding)) pieces.push(text);
  try {
    return parseExactly(pieces.join(''));
  } catch {
    throw invalid(name, 'it is no JSON', '不是 JSON');
  }
}

function renamed(row: unknown, columns: Record<string, string>): unknown {
  if (typeof row !== 'object' || row === null || Array.isArray(row) || Object.keys(columns).length === 0)
    return row;
  return Object.fromEntries(Object.entries(row).map(([field, value]) => [columns[field] ?? field, value]));
}

export const invalid = (name: string, en: string, zh: string): SourceError =>
  new SourceError({ en: `${name} is not valid: ${en}.`, zh: `${name} 无效：${zh}。` }, false);
