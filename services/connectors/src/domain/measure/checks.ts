import type { Checks } from '@fuxing/contracts/connectors/v1/measure_checks';
import type { Flag } from '@fuxing/contracts/connectors/v1/observations';
import { Decimal, text } from '@fuxing/scoring';
import { percentile } from './accumulate';
import { flag } from './flag';

/** Periods that a jump is measured against, at most and at least. */
const HISTORY = { most: 12, least: 3 };
/** Of a normal distribution: standard deviation ÷ median, and ÷ mean, absolute deviation. */
const SCALE = { median: '1.4826', mean: '1.2533' };

export function outOfRange(value: string, checks: Checks | undefined): Flag | undefined {
  const { min = '', max = '' } = checks ?? {};
  if (min !== '' && new Decimal(value).lt(min)) {
    return flag(
      'OUT_OF_RANGE',
      `${value} 低于合理下限 ${min}。`,
      `${value} is below the least plausible value ${min}.`,
    );
  }
  if (max !== '' && new Decimal(value).gt(max)) {
    return flag(
      'OUT_OF_RANGE',
      `${value} 高于合理上限 ${max}。`,
      `${value} is above the greatest plausible value ${max}.`,
    );
  }
  return undefined;
}

/** Values that a period is compared with, newest last: of earlier periods, or of the same one of earlier years. */
export function comparable(
  history: [period: string, value: string][],
  period: string,
  seasonal: boolean,
): string[] {
  return history
    .filter(([of]) => of < period && (!seasonal || of.slice(4) === period.slice(4)))
    .map(([, value]) => value);
}

/** One flag, by the share where both ways find a jump. */
export function jump(value: string, earlier: string[], checks: Checks | undefined): Flag | undefined {
  const recent = earlier.slice(-HISTORY.most).map((one) => new Decimal(one));
  if (!checks || recent.length < HISTORY.least) return undefined;
  const median = percentile([...recent], '50');
  const distance = new Decimal(value).minus(median).abs();
  const [zh, en] = checks.seasonal
    ? [
        `往年同期（${recent.length} 年）中位数`,
        `the median of the same period of the ${recent.length} years before`,
      ]
    : [`前 ${recent.length} 期中位数`, `the median of the ${recent.length} periods before`];
  const { jumpShare: share, jumpDeviations: most } = checks;
  if (share !== '' && distance.gt(median.abs().times(share))) {
    const percent = text(new Decimal(share).times(100));
    return flag(
      'JUMP',
      `${value} 与${zh} ${text(median)} 相差超过 ${percent}%。`,
      `${value} differs by more than ${percent} % from ${text(median)}, ${en}.`,
    );
  }
  if (most === '') return undefined;
  const spread = deviation(recent, median);
  if (distance.lte(spread.times(most))) return undefined;
  const shown = text(spread.toDecimalPlaces(4));
  return flag(
    'JUMP',
    `${value} 与${zh} ${text(median)} 相差超过 ${most} 倍稳健标准差（${shown}）。`,
    `${value} is further from ${text(median)}, ${en}, than ${most} times their robust deviation (${shown}).`,
  );
}

function deviation(values: Decimal[], median: Decimal): Decimal {
  const distances = values.map((value) => value.minus(median).abs());
  const middle = percentile([...distances], '50');
  if (!middle.isZero()) return middle.times(SCALE.median);
  const sum = distances.reduce((total, one) => total.plus(one), new Decimal(0));
  return sum.div(distances.length).times(SCALE.mean);
}

export function late(n: number, days: number | undefined): Flag | undefined {
  if (n === 0 || days === undefined) return undefined;
  return flag(
    'LATE',
    `${n} 条记录在期末 ${days} 天之后才到达。`,
    `Came later than ${days} days after the end of the period: ${records(n)}.`,
  );
}

export function duplicate(n: number): Flag | undefined {
  if (n === 0) return undefined;
  return flag(
    'DUPLICATE',
    `${n} 条记录与另一条编号不同的记录内容相同。`,
    `Have the content of another record under another key: ${records(n)}.`,
  );
}

export function notReconciled(
  value: string,
  other: { indicatorId: string; value: string } | undefined,
  tolerance: string,
): Flag | undefined {
  if (!other) return undefined;
  const difference = new Decimal(value).minus(other.value);
  if (difference.abs().lte(tolerance)) return undefined;
  return flag(
    'NOT_RECONCILED',
    `${value} 与指标 ${other.indicatorId} 的 ${other.value} 相差 ${text(difference.abs())}，超过允许的 ${tolerance}。`,
    `${value} differs by ${text(difference.abs())} from ${other.value} of ${other.indicatorId}; ${tolerance} is allowed.`,
  );
}

export function conflict(value: string, other: { sourceId: string; value: string }): Flag {
  return flag(
    'SOURCES_CONFLICT',
    `${value} 与来源 ${other.sourceId} 的 ${other.value} 不一致。`,
    `${value} contradicts ${other.value} of source ${other.sourceId}.`,
  );
}

export function changed(published: string, value: string): Flag {
  return flag(
    'CHANGED_AFTER_PUBLICATION',
    `已发布值为 ${published}，按最新记录重新计算为 ${value}。`,
    `${published} was published; the records now give ${value}.`,
  );
}

export function gone(published: string): Flag {
  return flag(
    'CHANGED_AFTER_PUBLICATION',
    `已发布值为 ${published}，现已没有记录能得出任何值。`,
    `${published} was published; no record gives a value any more.`,
  );
}

export function definitionChanged(change: { version: number; day: string } | undefined): Flag | undefined {
  if (!change) return undefined;
  const { version, day } = change;
  return flag(
    'DEFINITION_CHANGED',
    `口径在本期内于 ${day} 改为第 ${version} 版，全期按新口径计算。`,
    `The definition changed within the period, to version ${version} on ${day}; it was applied to the whole of it.`,
  );
}

export function missing(unitId: string, period: string, days: number): Flag {
  return flag(
    'MISSING',
    `单位 ${unitId} 在 ${period} 没有任何记录，该期已结束 ${days} 天。`,
    `Unit ${unitId} has no record in ${period}, which ended ${days} days ago.`,
  );
}

export function records(n: number): string {
  return `${n} ${n === 1 ? 'record' : 'records'}`;
}
