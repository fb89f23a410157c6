import { readFileSync } from 'node:fs';
import type { GatewayClient } from '@fuxing/cli';

/** One row of the published answer: the figures of a department and month. */
interface Expected {
  key: [department: string, month: string];
  created: number;
  closed: number;
  closure_rate: number;
  median_hours: number | null;
  mean_days: number | null;
  ontime_rate_published: number | null;
}

/** Which figure an indicator must equal, and its printed digits. */
const FIGURES: { indicatorId: string; figure: keyof Expected; digits: number }[] = [
  { indicatorId: 'created', figure: 'created', digits: 0 },
  { indicatorId: 'closed', figure: 'closed', digits: 0 },
  { indicatorId: 'closure-rate', figure: 'closure_rate', digits: 6 },
  { indicatorId: 'median-hours', figure: 'median_hours', digits: 4 },
  { indicatorId: 'mean-days', figure: 'mean_days', digits: 4 },
  { indicatorId: 'on-time-rate', figure: 'ontime_rate_published', digits: 6 },
];

export interface Comparison {
  compared: number;
  /** `indicator unit month: ours, expected`. */
  different: string[];
}

/** Unit ids of the boston311 pack by department code. */
export const unitOf = (department: string): string =>
  department.toLowerCase().replaceAll('_', '').replaceAll(' ', '-');

/** Compares every published value with the answer that was worked out independently, to the printed digits. */
export async function compare(gateway: GatewayClient, file: string): Promise<Comparison> {
  const { by_department_month: expected } = JSON.parse(readFileSync(file, 'utf8')) as {
    by_department_month: Expected[];
  };
  const ours = new Map<string, string>();
  const status = 'OBSERVATION_STATUS_PUBLISHED';
  for await (const { indicatorId, unitId, period, value } of gateway.list<
    Record<'indicatorId' | 'unitId' | 'period' | 'value', string>
  >('/v1/observations', 'observations', { status })) {
    ours.set(`${indicatorId} ${unitId} ${period}`, value);
  }
  const different: string[] = [];
  let compared = 0;
  for (const row of expected) {
    for (const { indicatorId, figure, digits } of FIGURES) {
      const at = `${indicatorId} ${unitOf(row.key[0])} ${row.key[1]}`;
      const figureOf = row[figure] as number | null;
      // A count of nothing is no observation, like a mean of nothing.
      const nothing = figureOf === null || (figure === 'closed' && figureOf === 0);
      const wanted = nothing ? undefined : figureOf.toFixed(digits);
      const have = ours.get(at);
      compared += 1;
      if (have !== wanted) different.push(`${at}: ${have ?? 'none'}, expected ${wanted ?? 'none'}`);
      ours.delete(at);
    }
  }
  for (const [at, value] of ours) different.push(`${at}: ${value}, expected none`);
  return { compared, different };
}
