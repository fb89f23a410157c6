import { z } from 'zod';
import { checkPackage } from '../check-package';
import { checkScheme } from '../check-scheme';
import { PACKAGE_FORMAT, ScoringPackage } from '../package';
import type { FieldViolation } from '../scoring-error';
import { CommandFault, exitCode } from './command-fault';
import { readJson, unreadable } from './read-file';
import { readRows } from './read-rows';

/** The lists of a package, which may be files of their own. */
export const LISTS = [
  'units',
  'indicators',
  'observations',
  'targets',
  'before',
  'leads',
  'events',
  'ballots',
  'declarations',
  'previousTotals',
  'promotions',
] as const;
type List = (typeof LISTS)[number];

/** Where a package comes from: one file, or a scheme and files of rows. */
export type Parts = { scheme?: string; period?: string } & Partial<Record<List, string>>;

/** The columns of a list. */
export function fieldsOf(list: List): string[] {
  return Object.keys(ScoringPackage.shape[list].unwrap().element.shape);
}

/**
 * Reads a package and checks form, scheme and data.
 *
 * @throws CommandFault with everything that is wrong
 */
export function readPackage(file: string | undefined, parts: Parts): ScoringPackage {
  const read = ScoringPackage.safeParse(file === undefined ? joined(parts) : patched(readJson(file), parts), {
    reportInput: true,
  });
  if (!read.success) throw refused(read.error.issues.map(formFault));
  const of = read.data;
  const indicators = new Map(of.indicators.map((each) => [each.indicatorId, each]));
  const faults = [
    ...checkScheme(of.scheme, indicators).map((fault) => ({ ...fault, field: `scheme.${fault.field}` })),
    ...checkPackage(of),
  ];
  if (faults.length > 0) throw refused(faults);
  return of;
}

function joined({ scheme, period, ...lists }: Parts): object {
  const package_ = {
    format: PACKAGE_FORMAT,
    cyclePeriod: period,
    scheme: scheme === undefined ? undefined : readJson(scheme),
  };
  return patched(package_, lists);
}

/** Lists given as files stand in place of those of the package. */
function patched(of: unknown, parts: Parts): object {
  if (typeof of !== 'object' || of === null || Array.isArray(of))
    throw unreadable('JSON', 'must be an object', '应为对象');
  const lists = LISTS.flatMap((list) => {
    const file = parts[list];
    return file === undefined ? [] : [[list, readRows(file, fieldsOf(list))] as const];
  });
  return { ...of, ...Object.fromEntries(lists) };
}

const [english, chinese] = [z.locales.en(), z.locales.zhCN()];

function formFault(issue: z.core.$ZodIssue): FieldViolation {
  const said = (message: ReturnType<typeof english.localeError>): string =>
    typeof message === 'string' ? message : (message?.message ?? issue.message);
  const field = issue.path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('');
  return {
    field: field.replace(/^\./, ''),
    reason: 'SHAPE_INVALID',
    en: said(english.localeError(issue as never)),
    zh: said(chinese.localeError(issue as never)),
  };
}

function refused(faults: readonly FieldViolation[]): CommandFault {
  return new CommandFault(
    exitCode.refused,
    faults.map(({ field, reason, en, zh }) => ({
      en: `${field}: ${en} (${reason})`,
      zh: `${field}：${zh}（${reason}）`,
    })),
  );
}
