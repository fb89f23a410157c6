import { type ASTNode, Environment, ParseError } from '@marcbachmann/cel-js';
import type { Faults } from './faults';

/** Characters of a formula. */
export const MAX_TEXT = 2000;
/** Numbers, names, operators and calls of a formula together. */
export const MAX_PARTS = 300;
/** Parentheses, calls and conditions within each other. */
export const MAX_DEPTH = 32;

const cel = new Environment({
  limits: {
    maxAstNodes: MAX_PARTS,
    maxDepth: MAX_DEPTH,
    maxListElements: 16,
    maxMapEntries: 16,
    maxCallArguments: 16,
  },
});

/** Signs of print and what the language writes instead. */
const SIGNS: Readonly<Record<string, string>> = {
  '×': '*',
  '÷': '/',
  '−': '-',
  '–': '-',
  '≥': '>=',
  '≤': '<=',
};

/** The full-width forms that Chinese input methods write (U+FF01 to U+FF5E) lie this far above ASCII. */
const FULL_WIDTH = 0xfee0;

function plain(text: string): string {
  return text
    .replaceAll(/[\uFF01-\uFF5E]/g, (sign) => String.fromCodePoint((sign.codePointAt(0) ?? 0) - FULL_WIDTH))
    .replaceAll(/[×÷−–≥≤]/g, (sign) => SIGNS[sign] ?? sign);
}

/** The syntax tree of a formula, or undefined and a fault that says where it stops making sense. Runs nothing. */
export function parse(text: string, faults: Faults): ASTNode | undefined {
  if (text.length > MAX_TEXT) {
    faults.add(
      { start: MAX_TEXT },
      'FORMULA_TOO_LARGE',
      `A formula has at most ${MAX_TEXT} characters, this one has ${text.length}.`,
      `公式最多 ${MAX_TEXT} 个字符，该公式有 ${text.length} 个。`,
    );
    return undefined;
  }
  const comment = text.indexOf('//');
  if (comment !== -1) {
    faults.add(
      { start: comment },
      'COMMENT_NOT_ALLOWED',
      '"//" would begin a comment and hide the rest; write / to divide.',
      '“//”会被当作注释而隐去后文；除号应写作 /。',
    );
    return undefined;
  }
  try {
    return cel.parse(text).ast;
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    explain(error, text, faults);
    return undefined;
  }
}

function explain(error: ParseError, text: string, faults: Faults): void {
  const start = error.range?.start ?? 0;
  const piece = String.fromCodePoint(text.codePointAt(start) ?? 32);
  if (error.code === 'limit_exceeded') {
    faults.add(
      { start },
      'FORMULA_TOO_LARGE',
      `A formula has at most ${MAX_PARTS} parts, ${MAX_DEPTH} levels and 16 arguments per function.`,
      `公式最多 ${MAX_PARTS} 个组成部分、${MAX_DEPTH} 层嵌套、每个函数 16 个参数。`,
    );
  } else if (text.trim() === '') {
    faults.add({ start: 0 }, 'FORMULA_EMPTY', 'The formula is empty.', '公式为空。');
  } else if (start >= text.length) {
    faults.add(
      { start },
      'FORMULA_INCOMPLETE',
      'The formula ends before it is complete; a value or a closing parenthesis is missing.',
      '公式不完整：缺少数值或右括号。',
    );
  } else if (error.code === 'reserved_identifier') {
    const word = /^\w+/.exec(text.slice(start))?.[0] ?? piece;
    faults.add(
      { start },
      'WORD_RESERVED',
      `"${word}" is a reserved word of the language; conditions are written "a > b ? a : b".`,
      `“${word}”是保留字；条件应写作“a > b ? a : b”。`,
    );
  } else {
    const single = piece === '=' && text[start + 1] !== '=';
    const suggestion = single ? '==' : plain(text);
    faults.add(
      { start },
      'SYNTAX',
      `"${piece}" cannot stand here.`,
      `此处不能写“${piece}”。`,
      suggestion === text ? undefined : suggestion,
    );
  }
}
