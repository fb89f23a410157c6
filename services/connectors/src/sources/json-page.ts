import { parseExactly } from './exact-json';
import type { ReadContext } from './reader';
import { SourceError } from './source-error';

/** A JSON answer, with its Link header. */
export interface JsonPage {
  body: unknown;
  link: string;
}

export async function getJson(url: string, { http, stopped }: ReadContext): Promise<JsonPage> {
  const { text, link } = await http.answer(url, 'application/json', stopped);
  try {
    return { body: parseExactly(text), link };
  } catch {
    throw notJson(url, text);
  }
}

/** What a JSON Pointer (RFC 6901) leads to; undefined where it leads nowhere. */
export function at(body: unknown, pointer: string): unknown {
  let here = body;
  for (const token of pointer.split('/').slice(1)) {
    const name = token.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, name)) return undefined;
    here = (here as Record<string, unknown>)[name];
  }
  return here;
}

/** The array of rows that the pointer leads to. Throws SourceError when there is none. */
export function rowsAt(body: unknown, recordsPath: string, url: string): unknown[] {
  const rows = at(body, recordsPath);
  if (Array.isArray(rows)) return rows;
  throw recordsPath === '' ? notJson(url, JSON.stringify(body)) : nowhere(url, recordsPath, body);
}

/** A string or a number of a row as text. */
export function textOf(row: unknown, field: string): string | undefined {
  if (typeof row !== 'object' || row === null || !Object.hasOwn(row, field)) return undefined;
  return plain((row as Record<string, unknown>)[field]);
}

/** A string or a number as text. */
export function plain(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

function notJson(url: string, body: string): SourceError {
  const { host } = new URL(url);
  const begin = body.slice(0, 60).replaceAll(/\s+/g, ' ');
  return new SourceError(
    {
      en: `${host} did not answer with a JSON array but with: ${begin}`,
      zh: `${host} 返回的不是 JSON 数组，而是：${begin}`,
    },
    true,
  );
}

function nowhere(url: string, recordsPath: string, body: unknown): SourceError {
  const { host } = new URL(url);
  const names = typeof body === 'object' && body !== null ? Object.keys(body).slice(0, 10).join(', ') : '';
  return new SourceError(
    {
      en: `The answer of ${host} has no array at ${recordsPath}; at its top are: ${names}.`,
      zh: `${host} 的返回中 ${recordsPath} 处没有数组；顶层有：${names}。`,
    },
    true,
  );
}

/** The source leads in circles. */
export function stuck(url: string): SourceError {
  const { host } = new URL(url);
  return new SourceError(
    {
      en: `${host} gave the same page again or rows without key and cursor; the fields of the source do not fit.`,
      zh: `${host} 重复返回同一页，或各行缺少主键和游标；来源的字段设置不符。`,
    },
    false,
  );
}
