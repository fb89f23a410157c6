import { invalid } from '../scoring-error';

/** How long a period is, told from its form: `2026`, `2026-Q3`, `2026-09`. */
export type PeriodKind = 'YEAR' | 'QUARTER' | 'MONTH';

const FORMS: readonly [PeriodKind, RegExp][] = [
  ['MONTH', /^[1-9]\d{3}-(0[1-9]|1[0-2])$/],
  ['QUARTER', /^[1-9]\d{3}-Q[1-4]$/],
  ['YEAR', /^[1-9]\d{3}$/],
];

/** How people call a kind, in English and Chinese. */
export const KIND_WORDS: Record<PeriodKind, readonly [en: string, zh: string]> = {
  MONTH: ['monthly', '月度'],
  QUARTER: ['quarterly', '季度'],
  YEAR: ['yearly', '年度'],
};

/** How many of a kind make a year. */
const IN_YEAR: Record<PeriodKind, number> = { YEAR: 1, QUARTER: 4, MONTH: 12 };

/** A place in the row of all periods of one kind. */
interface Place {
  kind: PeriodKind;
  year: number;
  /** 1 for the first of the year. */
  number: number;
}

function placeOf(period: string): Place {
  const kind = periodKind(period);
  const number = kind === 'YEAR' ? 1 : Number(period.slice(kind === 'QUARTER' ? 6 : 5));
  return { kind, year: Number(period.slice(0, 4)), number };
}

function written({ kind, year, number }: Place): string {
  const start = String(year).padStart(4, '0');
  if (kind === 'YEAR') return start;
  return kind === 'QUARTER' ? `${start}-Q${number}` : `${start}-${String(number).padStart(2, '0')}`;
}

/**
 * The kind of a period, told from its form.
 *
 * @throws ScoringError INVALID_PERIOD
 */
export function periodKind(period: string): PeriodKind {
  const kind = FORMS.find(([, form]) => form.test(period))?.[0];
  if (kind) return kind;
  throw invalid(
    'period',
    'INVALID_PERIOD',
    `A period is written 2026, 2026-Q3 or 2026-09, got "${period}".`,
    `期间应写作 2026、2026-Q3 或 2026-09，收到的是“${period}”。`,
  );
}

/** Whether a period of the first kind is shorter than one of the second. */
export function isFiner(kind: PeriodKind, than: PeriodKind): boolean {
  return IN_YEAR[kind] > IN_YEAR[than];
}

/** The period of the same kind just before. */
export function previousPeriod(period: string): string {
  const { kind, year, number } = placeOf(period);
  if (number > 1) return written({ kind, year, number: number - 1 });
  return written({ kind, year: year - 1, number: IN_YEAR[kind] });
}

/** The same month, quarter or year, one year earlier. */
export function yearEarlier(period: string): string {
  const place = placeOf(period);
  return written({ ...place, year: place.year - 1 });
}

/** The year that holds the period. */
export function yearOf(period: string): string {
  return written({ ...placeOf(period), kind: 'YEAR' });
}

/**
 * The periods of a kind from the start of the year to the end of `period`, in order of time: of months up to
 * 2026-Q2 January to June.
 *
 * @param kind not longer than the period
 */
export function yearToDatePeriods(period: string, kind: PeriodKind): string[] {
  const { kind: own, year, number } = placeOf(period);
  const count = (number * IN_YEAR[kind]) / IN_YEAR[own];
  return Array.from({ length: Math.floor(count) }, (_, i) => written({ kind, year, number: i + 1 }));
}
