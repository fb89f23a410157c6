import type { Checks } from '@fuxing/contracts/connectors/v1/measure_checks';
import type { Flag } from '@fuxing/contracts/connectors/v1/observations';
import {
  changed,
  conflict,
  definitionChanged,
  duplicate,
  jump,
  late,
  notReconciled,
  outOfRange,
  records,
} from './checks';
import { flag } from './flag';
import type { Unfit } from './read';

/** What the checks of a value look at. */
export interface Circumstances {
  value: string;
  unitId: string;
  /** Whether the unit is one that the district knows. */
  unitKnown: boolean;
  unfit: Partial<Record<Unfit, number>>;
  checks: Checks | undefined;
  /** Values of the same unit that it is compared with, newest last. */
  earlier: string[];
  /** Records that came too late, and records that have the content of another one. */
  late: number;
  duplicates: number;
  /** The value it must agree with, where there is one. */
  other: { indicatorId: string; value: string } | undefined;
  /** What other sources give for the same indicator, unit and period. */
  conflicting: { sourceId: string; value: string }[];
  /** The newest change of the definition within the period. */
  definition: { version: number; day: string } | undefined;
  /** The value that counts now, when another one was published before. */
  published: string | undefined;
}

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
    jump(value, seen.earlier, seen.checks),
    late(seen.late, seen.checks?.lateDays),
    duplicate(seen.duplicates),
    notReconciled(value, seen.other, seen.checks?.reconciliation?.tolerance ?? '0'),
    ...seen.conflicting.map((other) => conflict(value, other)),
    definitionChanged(seen.definition),
    published === undefined ? undefined : changed(published, value),
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
  return flag(reason, `${n} 条记录${zh}，未计入。`, `Left out because they ${en}: ${records(n)}.`);
}
