import { createHash, type Hash } from 'node:crypto';
import { type Measure, MeasureFunction, ValueRounding } from '@fuxing/contracts/connectors/v1/measures';
import { Decimal, round, text } from '@fuxing/scoring';
import { stepsPerUnit } from './duration';
import { KeyList } from './key-list';
import type { Term, Unfit, Verdict } from './read';

/** A value of a unit and period; decimals as text. */
export interface Computed {
  value: string;
  /** RATE and RATIO only. */
  numerator?: string;
  denominator?: string;
  recordCount: number;
  /** SHA-256, hex, over `key:content-hash` lines in order of key. */
  recordsHash: string;
  censoredCount: number;
  /** How many records it would have had but for this. */
  unfit: Partial<Record<Unfit, number>>;
  /** Records that came too late. */
  late: number;
  /** Records that have the content of another one. */
  duplicates: number;
}

/** What the checks of a measure look at beside its definition. */
export interface Looked {
  late: boolean;
  /** What tells contents apart; undefined where duplicates do not matter. */
  content: string | undefined;
}

/** Characters. */
const HASHED_AT_ONCE = 4_096;

/** Gathers the records of one unit and period; exact, and independent of their order but for the hash. */
export class Group {
  private count = 0;
  private passed = 0;
  private sum = new Decimal(0);
  private divisor = new Decimal(0);
  private censored = 0;
  /** For STATE_COUNT: records of the unit, whatever their state. */
  private seen = 0;
  private readonly names = new Set<string>();
  private late = 0;
  private duplicates = 0;
  private readonly contents = new Set<string>();
  private readonly terms: Term[] = [];
  private readonly unfit: Partial<Record<Unfit, number>> = {};
  private readonly hash = createHash('sha256');
  /** Of the records that count, not in the hash yet: a call for each would cost more than the hash. */
  private lines = '';
  private readonly keepsTerms: boolean;
  /** Of the records that count, in order. */
  readonly keys = new KeyList();

  constructor(private readonly measure: Measure) {
    this.keepsTerms =
      measure.function === MeasureFunction.MEASURE_FUNCTION_MEDIAN ||
      measure.function === MeasureFunction.MEASURE_FUNCTION_PERCENTILE;
  }

  /** Adds a record; call in order of key. */
  add(verdict: Verdict, key: string, contentHash: string, looked?: Looked): void {
    if (verdict.is === 'censored') this.censored += 1;
    if (verdict.is === 'unusable') this.unfit[verdict.reason] = (this.unfit[verdict.reason] ?? 0) + 1;
    if (verdict.is !== 'counted') return;
    this.seen += 1;
    if (verdict.open) this.censored += 1;
    if (this.measure.function === MeasureFunction.MEASURE_FUNCTION_STATE_COUNT && !verdict.passes) return;
    this.count += 1;
    if (looked) this.look(looked);
    if (verdict.name !== undefined) this.names.add(verdict.name);
    if (verdict.passes) this.passed += 1;
    if (verdict.term !== undefined) {
      if (this.keepsTerms) this.terms.push(verdict.term);
      else this.sum = this.sum.plus(verdict.term);
    }
    if (verdict.denominator) this.divisor = this.divisor.plus(verdict.denominator);
    this.lines += `${key}:${contentHash}\n`;
    if (this.lines.length > HASHED_AT_ONCE) this.hashLines();
    this.keys.push(key);
  }

  /** The value, once all records are in; undefined when there is none to give, which is not 0. */
  result(): Computed | undefined {
    const exact = this.exact();
    if (!exact) return undefined;
    const { digits, rounding } = this.measure;
    const mode =
      rounding === ValueRounding.VALUE_ROUNDING_HALF_EVEN
        ? 'ROUNDING_MODE_HALF_EVEN'
        : 'ROUNDING_MODE_HALF_UP';
    return {
      value: text(round(exact.value, digits, mode), digits),
      ...(exact.numerator && exact.denominator
        ? { numerator: text(exact.numerator), denominator: text(exact.denominator) }
        : {}),
      recordCount: this.count,
      recordsHash: this.hashLines().copy().digest('hex'),
      censoredCount: this.censored,
      unfit: this.unfit,
      late: this.late,
      duplicates: this.duplicates,
    };
  }

  private hashLines(): Hash {
    this.hash.update(this.lines);
    this.lines = '';
    return this.hash;
  }

  private look({ late, content }: Looked): void {
    if (late) this.late += 1;
    if (content === undefined) return;
    if (this.contents.has(content)) this.duplicates += 1;
    this.contents.add(content);
  }

  private exact(): { value: Decimal; numerator?: Decimal; denominator?: Decimal } | undefined {
    const { measure } = this;
    const isState = measure.function === MeasureFunction.MEASURE_FUNCTION_STATE_COUNT;
    if (isState ? this.seen === 0 : this.count === 0) return undefined;
    const unit = measure.duration ? stepsPerUnit(measure.duration.clock) : 1;
    switch (measure.function) {
      case MeasureFunction.MEASURE_FUNCTION_DISTINCT:
        return { value: new Decimal(this.names.size) };
      case MeasureFunction.MEASURE_FUNCTION_COUNT:
      case MeasureFunction.MEASURE_FUNCTION_STATE_COUNT:
        return { value: new Decimal(this.count) };
      case MeasureFunction.MEASURE_FUNCTION_RATE:
        return ratio(new Decimal(this.passed), new Decimal(this.count), measure.factor);
      case MeasureFunction.MEASURE_FUNCTION_SUM:
        return { value: this.sum.div(unit) };
      case MeasureFunction.MEASURE_FUNCTION_MEAN:
        return { value: this.sum.div(this.count).div(unit) };
      case MeasureFunction.MEASURE_FUNCTION_MEDIAN:
        return { value: percentile(this.terms, '50').div(unit) };
      case MeasureFunction.MEASURE_FUNCTION_PERCENTILE:
        return { value: percentile(this.terms, measure.percentile).div(unit) };
      case MeasureFunction.MEASURE_FUNCTION_RATIO:
        return this.divisor.isZero() ? undefined : ratio(this.sum.div(unit), this.divisor, measure.factor);
      case MeasureFunction.MEASURE_FUNCTION_UNSPECIFIED:
      case MeasureFunction.UNRECOGNIZED:
      default:
        throw new Error(`No measure function ${measure.function}.`);
    }
  }
}

/**
 * Percentile by linear interpolation between closest ranks. Sorts the terms in place.
 *
 * Source: Hyndman and Fan, Sample Quantiles in Statistical Packages (1996), type 7.
 *
 * @param terms at least one
 * @param percent 0 to 100, decimal
 */
export function percentile(terms: Term[], percent: string): Decimal {
  terms.sort(ascending);
  const rank = new Decimal(percent).div(100).times(terms.length - 1);
  const below = rank.floor().toNumber();
  const low = new Decimal(terms[below] ?? Number.NaN);
  const high = new Decimal(terms[Math.min(below + 1, terms.length - 1)] ?? Number.NaN);
  return high.minus(low).times(rank.minus(below)).plus(low);
}

function ascending(a: Term, b: Term): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : new Decimal(a).cmp(b);
}

function ratio(numerator: Decimal, denominator: Decimal, factor: string) {
  return { value: numerator.times(factor || '1').div(denominator), numerator, denominator };
}
