import { z } from 'zod';
import { nearest } from './formula/names';
import type { FieldViolation } from './scoring-error';

const [english, chinese] = [z.locales.en(), z.locales.zhCN()];
const LONGEST = 60;

/** What the field should have been, by the name that zod gives a type. */
const wanted: Readonly<Record<string, [en: string, zh: string]>> = {
  string: ['text', '文本'],
  int: ['a whole number', '整数'],
  number: ['a number', '数字'],
  boolean: ['true or false', 'true 或 false'],
  array: ['a list', '列表'],
  object: ['a set of fields', '由各字段组成的对象'],
};

/** `nodes[0].share` of a path. */
export function fieldOf(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
}

/**
 * What is wrong with the shape of a document, and what would be right.
 *
 * @param issue of a schema that was asked to report its input
 */
export function shapeFault(issue: z.core.$ZodIssue): FieldViolation {
  const [en, zh] = sentences(issue);
  return { field: fieldOf(issue.path), reason: 'SHAPE_INVALID', en, zh };
}

function sentences(issue: z.core.$ZodIssue): [en: string, zh: string] {
  const { input } = issue;
  const got = shown(input);
  if (input === undefined) return ['Is missing.', '缺失。'];
  if (issue.code === 'invalid_type') {
    if (issue.expected === 'string' && (typeof input === 'number' || typeof input === 'boolean'))
      return [`Must be text, in quotes: "${got}".`, `应为文本，请加引号："${got}"。`];
    const [en = issue.expected, zh = issue.expected] = wanted[issue.expected] ?? [];
    return [`Must be ${en}, got ${got}.`, `应为${zh}，收到的是 ${got}。`];
  }
  if (issue.code === 'invalid_value') {
    const values = issue.values.map(String).filter((value) => !value.endsWith('_UNSPECIFIED'));
    const near = typeof input === 'string' ? nearest(input, values) : undefined;
    return [
      `Must be ${values.length > 1 ? 'one of ' : ''}${values.join(', ')}; got ${got}.${near ? ` Perhaps: ${near}` : ''}`,
      `应为 ${values.join('、')}${values.length > 1 ? ' 之一' : ''}，收到的是 ${got}。${near ? `是否为 ${near}？` : ''}`,
    ];
  }
  if (issue.code === 'too_small' && typeof input === 'number')
    return [`Must be at least ${issue.minimum}, got ${got}.`, `应不小于 ${issue.minimum}，收到的是 ${got}。`];
  if (issue.code === 'too_big' && typeof input === 'number')
    return [`Must be at most ${issue.maximum}, got ${got}.`, `应不大于 ${issue.maximum}，收到的是 ${got}。`];
  const said = (message: ReturnType<typeof english.localeError>): string =>
    typeof message === 'string' ? message : (message?.message ?? issue.message);
  return [said(english.localeError(issue as never)), said(chinese.localeError(issue as never))];
}

function shown(input: unknown): string {
  const text = JSON.stringify(input) ?? String(input);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
