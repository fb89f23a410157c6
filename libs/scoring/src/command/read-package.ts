import { checkPackage } from '../check-package';
import { checkScheme } from '../check-scheme';
import { PACKAGE_FORMAT, ScoringPackage } from '../package';
import type { FieldViolation } from '../scoring-error';
import { word } from '../words/word';
import { shapeFault } from '../shape-fault';
import { strayFields } from '../stray-fields';
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
  const given = file === undefined ? joined(parts) : patched(readJson(file), parts, file);
  const read = ScoringPackage.safeParse(given, { reportInput: true });
  if (!read.success) throw refused(read.error.issues.map(shapeFault));
  const of = read.data;
  const indicators = new Map(of.indicators.map((each) => [each.indicatorId, each]));
  const faults = [
    ...strayFields(given, read.data),
    ...checkScheme(of.scheme, indicators).map((fault) => ({ ...fault, field: `scheme.${fault.field}` })),
    ...checkPackage(of),
  ];
  if (faults.length > 0) throw refused(faults);
  return of;
}

function joined({ scheme, period, ...lists }: Parts): object {
  if (scheme === undefined) {
    throw new CommandFault(exitCode.usage, [
      word(
        '请给出数据包文件，或用 --scheme、--period 及各列表文件给出。',
        'Give the file of a package, or --scheme and --period with files of rows.',
      ),
    ]);
  }
  const package_ = {
    format: PACKAGE_FORMAT,
    cyclePeriod: period,
    scheme: readJson(scheme),
  };
  return patched(package_, lists, scheme);
}

/** Lists given as files stand in place of those of the package. */
function patched(of: unknown, parts: Parts, file: string): object {
  if (typeof of !== 'object' || of === null || Array.isArray(of))
    throw unreadable(file, 'must be a JSON object', '应为 JSON 对象');
  const lists = LISTS.flatMap((list) => {
    const file = parts[list];
    return file === undefined ? [] : [[list, readRows(file, fieldsOf(list))] as const];
  });
  return { ...of, ...Object.fromEntries(lists) };
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
