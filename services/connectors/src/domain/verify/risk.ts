import { type Flag, FlagSeverity } from '@fuxing/contracts/connectors/v1/observations';
import { Decimal } from '@fuxing/scoring';

/** What was decided about earlier values of a source or a unit. */
export interface History {
  decided: number;
  /** Corrected or rejected, of those. */
  mended: number;
}

/** What the risk of a value is told from. */
export interface RiskFacts {
  flags: Pick<Flag, 'severity'>[];
  value: string;
  /** Values of the same unit that it is compared with, newest last. */
  earlier: string[];
  /** The indicator's largest share in a scheme, 0 to 1. */
  share: string;
  source: History;
  unit: History;
}

/** Points by reason, and their sum; decimals with two digits. */
export interface Risk {
  risk: string;
  flags: string;
  change: string;
  weight: string;
  history: string;
}

/** Points of a flag; together at most FLAGS_MOST. */
const POINTS: { [S in FlagSeverity]?: number } = {
  [FlagSeverity.FLAG_SEVERITY_ERROR]: 40,
  [FlagSeverity.FLAG_SEVERITY_WARNING]: 15,
  [FlagSeverity.FLAG_SEVERITY_INFO]: 5,
};
const FLAGS_MOST = 50;
const CHANGE_MOST = 20;
/** Of a value without anything to compare it with. */
const CHANGE_UNKNOWN = 10;
const WEIGHT_MOST = 15;
const HISTORY_MOST = 15;
/** Decisions that a history of none is taken for, all of them without a fault: a single correction proves little. */
const PRIOR = 5;
const COMPARED = 12;

/**
 * How likely a value is wrong and how much that would matter, 0 to 100: flags (at most 50: 40 for each of severity ERROR,
 * 15 WARNING, 5 INFO), the change against the median of up to 12 earlier values as a share of it (20 at 100 % and above; 10
 * where there is nothing to compare), the indicator's share in the schemes (15 at all of it), and how often values of the
 * source or of the unit had to be corrected or rejected, whichever is worse (15 when always).
 */
export function riskOf({ flags, value, earlier, share, source, unit }: RiskFacts): Risk {
  const parts = {
    flags: Decimal.min(
      FLAGS_MOST,
      flags.reduce((sum, { severity }) => sum + (POINTS[severity] ?? 0), 0),
    ),
    change: changePoints(new Decimal(value), earlier),
    weight: new Decimal(share).times(WEIGHT_MOST),
    history: Decimal.max(rate(source), rate(unit)).times(HISTORY_MOST),
  };
  const points = {
    flags: parts.flags.toFixed(2),
    change: parts.change.toFixed(2),
    weight: parts.weight.toFixed(2),
    history: parts.history.toFixed(2),
  };
  const sum = Object.values(points).reduce((total, part) => total.plus(part), new Decimal(0));
  return { risk: sum.toFixed(2), ...points };
}

function changePoints(value: Decimal, earlier: string[]): Decimal {
  const usual = median(earlier.slice(-COMPARED));
  if (!usual) return new Decimal(CHANGE_UNKNOWN);
  if (usual.isZero()) return new Decimal(value.isZero() ? 0 : CHANGE_MOST);
  return Decimal.min(1, value.minus(usual).abs().dividedBy(usual.abs())).times(CHANGE_MOST);
}

function median(values: string[]): Decimal | undefined {
  const sorted = values.map((one) => new Decimal(one)).sort((a, b) => a.comparedTo(b));
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return low && high && low.plus(high).dividedBy(2);
}

function rate({ decided, mended }: History): Decimal {
  return new Decimal(mended).dividedBy(decided + PRIOR);
}

/** An indicator in no scheme still counts a little, so that the queue is in order of risk. */
const LEAST_SHARE = '0.01';

/**
 * What a value can do to a ranking: the indicator's largest share in a scheme, doubled when the value, against the one
 * before, passes that of another unit of the same period.
 *
 * @param peers values of the other units
 */
export function effectOf(share: string, value: string, before: string | undefined, peers: string[]): string {
  const least = Decimal.max(share, LEAST_SHARE);
  const [from, to] = [Number(before), Number(value)].sort((a, b) => a - b);
  const passes =
    before !== undefined &&
    from !== undefined &&
    to !== undefined &&
    peers.some((peer) => from <= Number(peer) && Number(peer) <= to && from !== to);
  return (passes ? least.times(2) : least).toDecimalPlaces(6).toFixed();
}

/** Place in the queue: risk × effect. */
export function priorityOf(risk: string, effect: string): string {
  return new Decimal(risk).times(effect).toDecimalPlaces(6).toFixed();
}
