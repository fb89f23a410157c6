import type { ScoringPackage } from './package';
import { leavesOf, type Scheme, type SchemeNode } from './scheme';
import type { Violations } from './violations';

const PERIOD = /^\d{4}(-Q[1-4]|-(0[1-9]|1[0-2]))?$/;
const DATE = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

/** A year, quarter or month as it is written: `2026`, `2026-Q3`, `2026-09`. */
export const isPeriod = (text: string): boolean => PERIOD.test(text);

/** A day as it is written in events, whether or not its month has it. */
export const isDate = (text: string): boolean => DATE.test(text);

/** What events may be about: items of event leaves, and vetoes. */
export function eventItems(scheme: Scheme): Set<string> {
  const items = [...leavesOf(scheme)].flatMap(([{ eventCount }]) => eventCount?.items ?? []);
  return new Set([...items.map(({ itemId }) => itemId), ...scheme.vetoes.map(({ vetoId }) => vetoId)]);
}

/** The options of a leaf that judges ballots, empty when any will do; undefined for other leaves. */
export function ballotOptions(node: SchemeNode | undefined): Set<string> | undefined {
  if (node?.opinion) return new Set(node.opinion.scale.map(({ option }) => option));
  return node?.opinionLadder ? new Set<string>() : undefined;
}

/** Year, quarter or month, told by how a period is written. */
const kindOf = (period: string): string => period.slice(4, 6).replace(/\d/, 'M');

/** Adds what is wrong with periods: of one indicator all are of one kind, or sums would count a year and its months. */
export function checkPeriods(faults: Violations, of: ScoringPackage): void {
  const valid = (field: string, period: string): boolean => {
    if (isPeriod(period)) return true;
    faults.add(
      field,
      'PERIOD_INVALID',
      `Must be a year, quarter or month such as 2026, 2026-Q3 or 2026-09, got "${period}".`,
      `应为年、季或月，例如 2026、2026-Q3 或 2026-09，收到的是“${period}”。`,
    );
    return false;
  };
  valid('cyclePeriod', of.cyclePeriod);
  const first = new Map<string, string>();
  for (const list of ['observations', 'before'] as const) {
    for (const [i, { indicatorId, period }] of of[list].entries()) {
      const field = `${list}[${i}].period`;
      if (!valid(field, period)) continue;
      const before = first.get(indicatorId) ?? period;
      first.set(indicatorId, before);
      if (kindOf(before) === kindOf(period)) continue;
      faults.add(
        field,
        'PERIODS_MIXED',
        `${indicatorId} has values of other periods, such as ${before}; all are years, quarters or months, got ${period}.`,
        `${indicatorId} 另有 ${before} 等期间的数据，同一指标应全部按年、按季或按月，收到的是 ${period}。`,
      );
    }
  }
}

/** Adds what is wrong with events: those that no leaf and no veto counts would change nothing without a word. */
export function checkEvents(faults: Violations, { scheme, events }: ScoringPackage): void {
  const items = eventItems(scheme);
  for (const [i, { itemId, count, date }] of events.entries()) {
    if (!items.has(itemId)) {
      const known = [...items];
      faults.add(
        `events[${i}].itemId`,
        'UNKNOWN',
        `The scheme has no event item or veto "${itemId}"; it has ${known.join(', ') || 'none'}.`,
        `方案中没有加减分项或否决项“${itemId}”，现有：${known.join('、') || '无'}。`,
      );
    }
    if (faults.decimal(`events[${i}].count`, count)?.lte(0)) {
      faults.add(
        `events[${i}].count`,
        'COUNT_NOT_POSITIVE',
        `An event happened more than 0 times, got ${count}.`,
        `事件次数应大于 0，收到的是 ${count}。`,
      );
    }
    if (date !== '' && !isDate(date)) {
      faults.add(
        `events[${i}].date`,
        'DATE_INVALID',
        `Must be a date such as 2026-09-30, got "${date}".`,
        `应为日期，例如 2026-09-30，收到的是“${date}”。`,
      );
    }
  }
}

/** Adds ballots with an option that their scale does not have; they would count nothing. */
export function checkOptions(faults: Violations, { scheme, ballots }: ScoringPackage): void {
  const scales = new Map([...leavesOf(scheme)].map(([node]) => [node.nodeId, ballotOptions(node)]));
  for (const [i, { nodeId, option }] of ballots.entries()) {
    const options = scales.get(nodeId);
    if (!options || options.size === 0 || options.has(option)) continue;
    faults.add(
      `ballots[${i}].option`,
      'OPTION_UNKNOWN',
      `"${option}" is not an option; use ${[...options].join(', ')}.`,
      `“${option}”不是测评等次，应为：${[...options].join('、')}。`,
    );
  }
}
