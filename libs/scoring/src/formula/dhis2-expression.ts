import type { FieldViolation } from '../scoring-error';

/** A reference of an expression to data: a data element, or one category option combination of it. */
export interface Dhis2Operand {
  dataElementId: string;
  /** Without it the total of all. */
  categoryOptionComboId?: string;
}

/** Finds what an expression refers to; undefined when it does not exist. */
export interface Dhis2Names {
  /** The name in formulas. */
  operand: (operand: Dhis2Operand) => string | undefined;
  /** The number in formulas. */
  constant: (id: string) => string | undefined;
}

type Fault = Pick<FieldViolation, 'reason' | 'en' | 'zh'>;
export type Translated = { text: string; fault?: undefined } | { text?: undefined; fault: Fault };

const UID = '[A-Za-z][A-Za-z0-9]{10}';
const OPERAND = new RegExp(`^#\\{(${UID})(?:\\.(${UID}))?\\}`);
const CONSTANT = new RegExp(`^C\\{(${UID})\\}`);
/** Something that was meant as an operand: `#uid}`, `#{uid`, `{uid}`, `#{uid.}`. */
const BROKEN = new RegExp(`^[#C]?\\{?\\s*(${UID}(?:\\.${UID})?)\\.?\\s*\\}?`);
const PLAIN = /^(?:\s+|\d+(?:\.\d+)?|&&|\|\||[=!<>]=|[-+*/()<>!,])/;
const FUNCTION = /^(isNull|isNotNull|greatest|least)(?=\s*\()/;
const RENAMED: Record<string, string> = { isNull: '!has', isNotNull: 'has', greatest: 'max', least: 'min' };
/** Other things that DHIS2 expressions may refer to or do. */
const UNSUPPORTED = /^(?:[A-Z]+\{[^}]*\}?|\[days\]|[A-Za-z_][\w.:]*|[%^.'"[\]])/;

/**
 * Translates an expression of DHIS2 into the formula language: operands, constants, numbers, + - * / and parentheses,
 * comparisons, && || !, isNull, isNotNull, greatest, least. Syntax beyond single words is left to the formula reader.
 */
export function translateDhis2(expression: string, names: Dhis2Names): Translated {
  let text = '';
  let at = 0;
  while (at < expression.length) {
    const rest = expression.slice(at);
    const operand = OPERAND.exec(rest);
    const constant = CONSTANT.exec(rest);
    const call = FUNCTION.exec(rest);
    const plain = PLAIN.exec(rest);
    const found = operand ?? constant ?? call ?? plain;
    if (!found) return { fault: stray(rest, at + 1) };
    let piece: string | undefined = found[0];
    if (operand) {
      const [, dataElementId = '', categoryOptionComboId] = operand;
      piece = names.operand({ dataElementId, ...(categoryOptionComboId ? { categoryOptionComboId } : {}) });
    } else if (constant) {
      piece = names.constant(constant[1] ?? '');
    } else if (call) {
      piece = RENAMED[call[1] ?? ''];
    }
    if (piece === undefined) return { fault: unknown(found[0], at + 1) };
    text += piece;
    at += found[0].length;
  }
  return { text: text.trim() };
}

function unknown(piece: string, column: number): Fault {
  return {
    reason: 'OPERAND_UNKNOWN',
    en: `Column ${column}: ${piece} refers to something that the metadata does not contain.`,
    zh: `第 ${column} 列：${piece} 所指的内容在元数据中不存在。`,
  };
}

function stray(rest: string, column: number): Fault {
  const broken = /^[#{}]/.test(rest) || rest.startsWith('C{') ? BROKEN.exec(rest) : null;
  if (broken) {
    const right = `${rest.startsWith('C') ? 'C' : '#'}{${broken[1]}}`;
    return {
      reason: 'OPERAND_MALFORMED',
      en: `Column ${column}: "${broken[0].trim()}" is not a well-formed operand; it should probably be ${right}.`,
      zh: `第 ${column} 列：“${broken[0].trim()}”不是完整的操作数，应为 ${right}。`,
    };
  }
  const piece = UNSUPPORTED.exec(rest)?.[0];
  if (piece !== undefined) {
    return {
      reason: 'EXPRESSION_UNSUPPORTED',
      en: `Column ${column}: "${piece}" cannot be imported; rewrite the indicator as a formula.`,
      zh: `第 ${column} 列：“${piece}”不支持导入；请用公式改写该指标。`,
    };
  }
  const sign = String.fromCodePoint(rest.codePointAt(0) ?? 32);
  return {
    reason: 'OPERAND_MALFORMED',
    en: `Column ${column}: "${sign}" cannot stand here; operands are written #{id} or #{id.id}.`,
    zh: `第 ${column} 列：此处不能写“${sign}”；操作数应写作 #{id} 或 #{id.id}。`,
  };
}
