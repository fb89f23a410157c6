import type { FieldViolation } from '@fuxing/errors';
import {
  ballotOptions,
  checkJudgement,
  eventItems,
  isDate,
  leavesOf,
  parseDecimal,
  type Scheme,
} from '@fuxing/scoring';
import type { Filed } from './filed';

/** What a filing is checked against. */
export interface Against {
  scheme: Scheme;
  /** The units of the group. */
  unitIds: ReadonlySet<string>;
  /** Ids of events in other filings of the cycle. */
  eventIds: ReadonlySet<string>;
  /** {@link ballotKey} of ballots in other filings of the cycle. */
  ballotKeys: ReadonlySet<string>;
  /** {@link declarationKey} of declarations in other filings of the cycle. */
  declarationKeys: ReadonlySet<string>;
  /** Units that other filings of the cycle promote. */
  promotedIds: ReadonlySet<string>;
}

/** A rater has one ballot about a unit on a leaf. */
export const ballotKey = ({ nodeId, unitId, raterId }: Filed['ballots'][number]): string =>
  JSON.stringify([nodeId, unitId, raterId]);

/** Of a unit one thing is stated on a leaf. */
export const declarationKey = ({ nodeId, unitId }: Filed['declarations'][number]): string =>
  JSON.stringify([nodeId, unitId]);

/** Everything in a filing that the scheme of its cycle does not know, each fault with its path. */
export function checkFiling(filed: Filed, against: Against): FieldViolation[] {
  const faults: FieldViolation[] = [];
  const add = (field: string, reason: string, en: string, zh: string): void => {
    faults.push({ field: `filing.${field}`, reason, en, zh });
  };
  const leaves = new Map([...leavesOf(against.scheme)].map(([node]) => [node.nodeId, node]));
  const items = eventItems(against.scheme);
  const unit = (field: string, unitId: string): void => {
    if (against.unitIds.has(unitId)) return;
    add(
      field,
      'UNIT_NOT_IN_GROUP',
      `"${unitId}" is not a unit of this cycle.`,
      `“${unitId}”不是本周期的考核单位。`,
    );
  };

  const seen = new Set(against.eventIds);
  for (const [i, { eventId, unitId, itemId, count, date }] of filed.events.entries()) {
    const path = `events[${i}]`;
    unit(`${path}.unitId`, unitId);
    if (eventId === '' || seen.has(eventId)) {
      add(
        `${path}.eventId`,
        'EVENT_DUPLICATE',
        `The event id "${eventId}" is empty or already filed.`,
        `事件编号“${eventId}”为空或已经报送。`,
      );
    }
    seen.add(eventId);
    if (!items.has(itemId)) {
      add(
        `${path}.itemId`,
        'ITEM_UNKNOWN',
        `The scheme has no event item or veto "${itemId}"; it has ${[...items].join(', ') || 'none'}.`,
        `方案中没有加减分项或否决项“${itemId}”，现有：${[...items].join('、') || '无'}。`,
      );
    }
    if (!/^[1-9]\d{0,5}$/.test(count)) {
      add(
        `${path}.count`,
        'COUNT_INVALID',
        `A count is a whole number from 1, got "${count}".`,
        `次数应为不小于 1 的整数，收到的是“${count}”。`,
      );
    }
    if (!isDate(date)) {
      add(
        `${path}.date`,
        'DATE_INVALID',
        `A date is written 2026-03-31, got "${date}".`,
        `日期应写作 2026-03-31，收到的是“${date}”。`,
      );
    }
  }

  const cast = new Set(against.ballotKeys);
  for (const [i, ballot] of filed.ballots.entries()) {
    const { nodeId, unitId, raterId, option } = ballot;
    const path = `ballots[${i}]`;
    if (raterId !== '' && cast.has(ballotKey(ballot))) {
      add(
        `${path}.raterId`,
        'BALLOT_DUPLICATE',
        `Rater "${raterId}" already has a ballot about ${unitId} on ${nodeId}; keep one.`,
        `评分人“${raterId}”在 ${nodeId} 上对 ${unitId} 已有一张票，只能保留一张。`,
      );
    }
    cast.add(ballotKey(ballot));
    unit(`${path}.unitId`, unitId);
    const options = ballotOptions(leaves.get(nodeId));
    if (!options) {
      add(
        `${path}.nodeId`,
        'NODE_WITHOUT_BALLOTS',
        `"${nodeId}" is not a leaf that judges ballots.`,
        `“${nodeId}”不是按测评票计分的末级节点。`,
      );
    } else if (options.size > 0 && !options.has(option)) {
      add(
        `${path}.option`,
        'OPTION_UNKNOWN',
        `"${option}" is not an option; use ${[...options].join(', ')}.`,
        `“${option}”不是测评等次，应为：${[...options].join('、')}。`,
      );
    }
    if (raterId === '')
      add(
        `${path}.raterId`,
        'RATER_EMPTY',
        'Every ballot has a rater number, got "".',
        '每张票都应有评分人编号，收到的是“”。',
      );
  }

  const stated = new Set(against.declarationKeys);
  for (const [i, declaration] of filed.declarations.entries()) {
    const { nodeId, unitId, state, value, reason } = declaration;
    const path = `declarations[${i}]`;
    unit(`${path}.unitId`, unitId);
    if (stated.has(declarationKey(declaration)))
      add(
        `${path}.unitId`,
        'DECLARATION_DUPLICATE',
        `Something is already stated about ${unitId} on ${nodeId}; change that filing instead.`,
        `单位 ${unitId} 在 ${nodeId} 上已有说明，应修改原报送件。`,
      );
    stated.add(declarationKey(declaration));
    const node = leaves.get(nodeId);
    if (node) checkJudgement({ add }, path, { scheme: against.scheme, node, unitId }, declaration);
    else
      add(`${path}.nodeId`, 'NODE_UNKNOWN', `There is no leaf "${nodeId}".`, `不存在末级节点“${nodeId}”。`);
    if (reason === '')
      add(
        `${path}.reason`,
        'REASON_EMPTY',
        'A declaration says why, got "".',
        '缺数说明应写明原因，收到的是“”。',
      );
    if (state === 'IMPUTED' && !parseDecimal(value)) {
      add(
        `${path}.value`,
        'DECIMAL_INVALID',
        `Must be a plain decimal number such as 12.5, got "${value}".`,
        `应为普通十进制数（例如 12.5），收到的是“${value}”。`,
      );
    }
  }

  const grades = new Set(against.scheme.grades.map(({ gradeId }) => gradeId));
  const promoted = new Set(against.promotedIds);
  for (const [i, { unitId, gradeId, document }] of filed.promotions.entries()) {
    const path = `promotions[${i}]`;
    unit(`${path}.unitId`, unitId);
    if (promoted.has(unitId))
      add(
        `${path}.unitId`,
        'PROMOTION_DUPLICATE',
        `${unitId} is already promoted; change that decision instead.`,
        `单位 ${unitId} 已有晋等决定，应修改原决定。`,
      );
    promoted.add(unitId);
    if (!grades.has(gradeId))
      add(
        `${path}.gradeId`,
        'GRADE_UNKNOWN',
        `The scheme has no grade "${gradeId}".`,
        `方案中没有等次“${gradeId}”。`,
      );
    if (document === '')
      add(
        `${path}.document`,
        'DOCUMENT_MISSING',
        'A decision names its minutes, got "".',
        '晋等决定应写明会议纪要，收到的是“”。',
      );
  }
  return faults;
}
