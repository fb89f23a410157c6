import { readFileSync } from 'node:fs';
import { word } from '../words/word';
import { CommandFault, exitCode } from './command-fault';

/**
 * The text of a file, or of the standard input for `-`.
 *
 * @throws CommandFault
 */
export function readText(file: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file === '-' ? 0 : file);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    throw unreadable(file, `cannot be read (${code})`, `无法读取（${code}）`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw unreadable(file, 'is not UTF-8', '不是 UTF-8 编码');
  }
}

/**
 * @throws CommandFault
 */
export function readJson(file: string): unknown {
  const text = readText(file);
  try {
    return JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : '';
    throw unreadable(file, `is not JSON: ${why}`, `不是 JSON:${why}`);
  }
}

export function unreadable(file: string, en: string, zh: string): CommandFault {
  return new CommandFault(exitCode.usage, [word(`${file}:${zh}。`, `${file}: ${en}.`)]);
}
