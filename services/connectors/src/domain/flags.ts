import type { Checks } from '@fuxing/contracts/connectors/v1/measures';
import type { Flag } from '@fuxing/contracts/connectors/v1/observations';
import { Decimal, text } from '@fuxing/scoring';
import { percentile } from './accumulate';
import type { Unfit } from './read';

/** What the checks of a value look at. */
export interface Circumstances {
  value: string;
  unitId: string;
  /** Whether the unit is one that the district knows. */
  unitKnown: boolean;
  unfit: Partial<Record<Unfit, number>>;
  checks: Checks | undefined;
  /** Values of the same unit in earlier periods, newest last. */
  earlier: string[];
  /** The value that counts now, when another one was published before. */
  published: string | undefined;
}

/** Periods that a jump is measured against, at most and at least. */
const HISTORY = { most: 12, least: 3 };

/** Everything about a value that a person should look at, always in the same order. */
export function flagsOf(seen: Circumstances): Flag[] {
  const { value, published } = seen;
  const found: (Flag | undefined)[] = [
    seen.unitKnown
      ? undefined
      : flag(
          'UNMAPPED_UNIT',
          `单位 ${seen.unitId} 不在单位名册中。`,
          `Unit ${seen.unitId} is not among the district's units.`,
        ),
    ...Object.entries(seen.unfit)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([reason, n]) => leftOut(reason as Unfit, n)),
    outOfRange(value, seen.checks),
    jump(value, seen.earlier, seen.checks?.jumpShare ?? ''),
    published === undefined
      ? undefined
      : flag(
          'CHANGED_AFTER_PUBLICATION',
          `已发布值为 ${published}，按最新记录重新计算为 ${value}。`,
          `${published} was published; the records now give ${value}.`,
        ),
  ];
  return found.filter((one) => one !== undefined);
}

const reasons: Record<Unfit, { zh: string; en: string }> = {
  IMPOSSIBLE_DURATION: { zh: '结束时间早于开始时间', en: 'end before they begin' },
  MISSING_FIELD: { zh: '缺少所需字段', en: 'lack a field that is needed' },
  NOT_A_NUMBER: { zh: '应为数字的字段不是数字', en: 'have something else where a number is needed' },
  NOT_A_TIMESTAMP: {
    zh: '应为时间的字段不是可用的时间',
    en: 'have something else where a usable time is needed',
  },
  UNMAPPED_UNIT: { zh: '单位未映射', en: 'name no mapped unit' },
};

function leftOut(reason: Unfit, n: number): Flag {
  const { zh, en } = reasons[reason];
  return flag(
    reason,
    `${n} 条记录${zh}，未计入。`,
    `Left out because they ${en}: ${n} ${n === 1 ? 'record' : 'records'}.`,
  );
}

function outOfRange(value: string, checks: Checks | undefined): Flag | undefined {
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

function jump(value: string, earlier: string[], share: string): Flag | undefined {
  const recent = earlier.slice(-HISTORY.most).map((one) => new Decimal(one));
  if (share === '' || recent.length < HISTORY.least) return undefined;
  const median = percentile(recent, '50');
  if (new Decimal(value).minus(median).abs().lte(median.abs().times(share))) return undefined;
  const [middle, percent] = [text(median), text(new Decimal(share).times(100))];
  return flag(
    'JUMP',
    `${value} 与前 ${recent.length} 期中位数 ${middle} 相差超过 ${percent}%。`,
    `${value} differs by more than ${percent} % from ${middle}, the median of the ${recent.length} periods before.`,
  );
}

function flag(code: string, zh: string, en: string): Flag {
  return { code, zh, en };
}
