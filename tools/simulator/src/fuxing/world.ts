import { random, type Random } from '../random';
import { WorkingTime } from '../working-time';

// Everything in this folder is INVENTED. The names are those of real streets and kinds of bureaux; no number
// describes them. Answers made from it carry the header `x-invented-data: true`.

/** 复兴区's sample streets: 胜利桥街道, 百家村街道, 铁路大院街道. */
export const streets = ['130404001', '130404002', '130404003'] as const;

/** 市场监督管理局, 行政审批局, 生态环境局, 招商促进中心, 城市管理局. */
export const bureaux = ['SCJG', 'XZSP', 'STHJ', 'ZSCJ', 'CSGL'] as const;

export type Street = (typeof streets)[number];
export type Bureau = (typeof bureaux)[number];
export type Unit = Street | Bureau;
export const units: readonly Unit[] = [...streets, ...bureaux];

/**
 * Invented quality in 2024 and its change per year; 0 hopeless, 1 faultless.
 *
 * 130404002 and XZSP are best in both years, 130404003 and CSGL last in both, so
 * that rules about two consecutive years have someone to apply to; SCJG and
 * STHJ change places.
 */
const quality: Record<Unit, readonly [number, number]> = {
  '130404001': [0.7, 0.02],
  '130404002': [0.88, 0.01],
  '130404003': [0.5, -0.02],
  SCJG: [0.68, 0.06],
  XZSP: [0.9, 0.0],
  STHJ: [0.74, -0.05],
  ZSCJ: [0.62, 0.03],
  CSGL: [0.46, 0.01],
};

/** @param month 'YYYY-MM'; quality drifts within the year too */
export function qualityOf(unit: Unit, month: string): number {
  const [level, trend] = quality[unit];
  const years = Number(month.slice(0, 4)) - 2024 + (Number(month.slice(5)) - 6.5) / 24;
  return level + trend * years;
}

/** What every generator needs: the months, the calendar and draws of its own per month. */
export class World {
  readonly months: string[] = [];
  readonly years: string[];
  readonly time: WorkingTime;
  /** The first moment nothing is known of any more. */
  readonly end: number;

  constructor(
    private readonly seed: number,
    from: string,
    to: string,
  ) {
    for (const month of [from, to]) {
      if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month)) throw new Error(`"${month}" is not a month like 2024-01.`);
    }
    if (from > to) throw new Error(`The first month ${from} lies after the last, ${to}.`);
    for (let month = from; month <= to; month = following(month)) this.months.push(month);
    this.years = [...new Set(this.months.map((month) => month.slice(0, 4)))];
    // Deadlines of the last cases lie beyond the last month.
    this.time = new WorkingTime(from, this.months.length + 3);
    this.end = this.time.month(to)[1];
  }

  draws(...words: (string | number)[]): Random {
    return random(this.seed, ...words);
  }

  /** A month's share of a year's count, by season, with a little noise. */
  count(yearly: number, season: readonly number[], month: string, draw: Random): number {
    const share = season[Number(month.slice(5)) - 1]! / season.reduce((sum, weight) => sum + weight, 0);
    return Math.round(yearly * share * (0.96 + 0.08 * draw()));
  }
}

function following(month: string): string {
  const [year, number] = month.split('-').map(Number);
  return number === 12 ? `${year! + 1}-01` : `${year}-${String(number! + 1).padStart(2, '0')}`;
}

/** A row before it has its key, and when it last changed. */
export interface Draft {
  changed: number;
  /** undefined where the other system has nothing. */
  row: Record<string, string | undefined>;
}

/** Keys are given in the order of last change, so both grow together and a pull by `updated_at` misses nothing. */
export function keyed(
  drafts: Draft[],
  key: string,
  prefix: string,
  time: WorkingTime,
): Record<string, string>[] {
  drafts.sort((a, b) => a.changed - b.changed);
  return drafts.map(({ changed, row }, at) => {
    const updated = time.clock(changed);
    const id = `${prefix}${updated.slice(0, 4)}${String(at + 1).padStart(7, '0')}`;
    return { [key]: id, ...row, updated_at: updated };
  });
}

/** A mark from 1 to 5 that leans to the quality. */
export function mark(quality: number, noise: number): string {
  return String(Math.min(5, Math.max(1, Math.round(1.6 + 3.2 * quality + 0.8 * noise))));
}
