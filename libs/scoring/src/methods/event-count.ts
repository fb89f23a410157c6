import { z } from 'zod';
import { clip, decimal, type Decimal, figure, ONE, parseDecimal, sum, text, ZERO } from '../decimal';
import type { ScoredEvent } from '../scored-event';
import { decimalOr, string } from '../shape';
import { kind } from './method';
import { scored } from './method-score';

const Item = z.object({
  itemId: string,
  name: string,
  /** Points of one event; negative for deductions. */
  points: string,
  /** Greatest sum of this item, without its sign; empty for none. */
  cap: string,
});

const Parameters = z.object({
  items: z.array(Item).default([]),
  /** Points before anything happened, for items that only lose ("扣完为止"); the full mark starts a deduction item. */
  start: decimalOr('0'),
  floor: decimalOr('0'),
  /** Empty means the full mark. */
  cap: string,
  /** Of events about one matter only the one with the most points counts (同项内容按最高级别加一次分). */
  oncePerMatter: z.boolean().default(false),
  /** An event without a formal document counts nothing. */
  needsDocument: z.boolean().default(false),
  /** Share of the points by tier of a commendation (第二等次减半); a tier not named here counts full. */
  tiers: z.array(z.object({ tier: string, share: string })).default([]),
});
type Rule = z.output<typeof Parameters>;

/** An event of the catalogue with what it counts. */
export interface CountedEvent {
  event: ScoredEvent;
  /** Points before caps; 0 where it does not count. */
  points: Decimal;
  /** Count × points × tier with the numbers put in. */
  shown: string;
  /** Empty, or why it does not count. */
  refusal: '' | 'WITHOUT_DOCUMENT' | 'SAME_MATTER';
}

function count(rule: Rule, event: ScoredEvent, item: Rule['items'][number]): CountedEvent {
  if (rule.needsDocument && event.document === '')
    return { event, points: ZERO, shown: '', refusal: 'WITHOUT_DOCUMENT' };
  const tier = rule.tiers.find((each) => each.tier === event.tier);
  const share = tier ? decimal('tiers.share', tier.share) : ONE;
  const times = decimal('event.count', event.count);
  const points = decimal('items.points', item.points);
  return {
    event,
    points: points.times(share).times(times),
    shown: [times.eq(1) ? '' : `${figure(times)} × `, figure(points), tier ? ` × ${figure(share)}` : ''].join(
      '',
    ),
    refusal: '',
  };
}

/** Whether the first weighs more: by size, then by id, so that the order of events does not matter. */
function outweighs(a: CountedEvent, b: CountedEvent): boolean {
  const order = a.points.abs().comparedTo(b.points.abs());
  return order > 0 || (order === 0 && a.event.eventId < b.event.eventId);
}

/** Of each matter the event that weighs most counts. */
function oncePerMatter(events: readonly CountedEvent[]): CountedEvent[] {
  const best = new Map<string, CountedEvent>();
  for (const each of events) {
    const { matterId } = each.event;
    const before = best.get(matterId);
    if (each.refusal === '' && (!before || outweighs(each, before))) best.set(matterId, each);
  }
  return events.map((each) =>
    each.refusal !== '' || each.event.matterId === '' || best.get(each.event.matterId) === each
      ? each
      : { ...each, points: ZERO, refusal: 'SAME_MATTER' },
  );
}

/** The events that fall under the catalogue, in their order. */
export function countEvents(rule: Rule, events: readonly ScoredEvent[]): CountedEvent[] {
  const items = new Map(rule.items.map((item) => [item.itemId, item]));
  const counted = events.flatMap((event) => {
    const item = items.get(event.itemId);
    return item ? [count(rule, event, item)] : [];
  });
  return rule.oncePerMatter ? oncePerMatter(counted) : counted;
}

/**
 * Points for events: clip(start + Σ n × p, floor, cap), every item within its own cap, one matter once, lower tiers of a
 * commendation reduced, nothing without a document.
 *
 * Source: bonus and deduction catalogues of Changde 2017 (commendation by ministries +3, criticism by the centre −15),
 * Huaxian 2013 (commendations at most 5, second tier half), "同项内容按最高级别加一次分".
 */
export const eventCount = kind({
  source: 'EVENTS',
  parameters: Parameters,

  check(rule, { faults, path, full }) {
    if (rule.items.length === 0) {
      faults.add(
        `${path}.items`,
        'ITEMS_EMPTY',
        'A catalogue of events has at least 1 item, got 0.',
        '事件目录至少有 1 项，现有 0 项。',
      );
    }
    const seen = new Set<string>();
    for (const [i, { itemId, points, cap }] of rule.items.entries()) {
      if (itemId === '' || seen.has(itemId)) {
        faults.add(
          `${path}.items[${i}].itemId`,
          'ITEM_ID_DUPLICATE',
          `An item has an id of its own, got "${itemId}".`,
          `事件项编号不能为空或重复，收到的是“${itemId}”。`,
        );
      }
      seen.add(itemId);
      if (faults.decimal(`${path}.items[${i}].points`, points)?.isZero()) {
        faults.add(
          `${path}.items[${i}].points`,
          'POINTS_ZERO',
          `An event earns or costs points, got ${points}.`,
          `事件分值不能为 0，收到的是 ${points}。`,
        );
      }
      if (cap !== '') faults.within(`${path}.items[${i}].cap`, cap, 0);
    }
    const tiers = new Set<string>();
    for (const [i, { tier, share }] of rule.tiers.entries()) {
      if (tier === '' || tiers.has(tier)) {
        faults.add(
          `${path}.tiers[${i}].tier`,
          'TIER_DUPLICATE',
          `A tier has a name of its own, got "${tier}".`,
          `等次名称不能为空或重复，收到的是“${tier}”。`,
        );
      }
      tiers.add(tier);
      faults.within(`${path}.tiers[${i}].share`, share, 0, 1);
    }
    const floor = faults.decimal(`${path}.floor`, rule.floor);
    const cap = rule.cap === '' ? full : faults.decimal(`${path}.cap`, rule.cap);
    const start = faults.decimal(`${path}.start`, rule.start);
    if (floor && cap && floor.gt(cap)) {
      faults.add(
        `${path}.floor`,
        'FLOOR_ABOVE_CAP',
        `The floor ${rule.floor} is above the cap ${text(cap)}.`,
        `下限 ${rule.floor} 高于上限 ${text(cap)}。`,
      );
    }
    const points = rule.items.flatMap((item) => parseDecimal(item.points) ?? []);
    const stuck =
      (start && floor?.eq(start) && cap?.gte(floor) && points.every((each) => each.lt(0))) ||
      (start && cap?.eq(start) && floor?.lte(cap) && points.every((each) => each.gt(0)));
    if (stuck && points.length > 0) {
      faults.add(
        `${path}.start`,
        'EVENTS_WITHOUT_EFFECT',
        `From a start of ${text(start)} no event changes anything within ${rule.floor} to ${cap ? text(cap) : rule.cap}; for items that only lose start from the full mark, in a deduction write points above 0.`,
        `起始分为 ${text(start)}，在 ${rule.floor} 至 ${cap ? text(cap) : rule.cap} 的范围内任何事件都不起作用；只扣分的项目应从满分起算，扣分项（deduction）中分值应写为正数。`,
      );
    }
    if (start && floor && cap && (start.lt(floor) || start.gt(cap))) {
      faults.add(
        `${path}.start`,
        'START_OUTSIDE',
        `The start ${rule.start} lies outside ${rule.floor} to ${text(cap)}.`,
        `起始分 ${rule.start} 不在 ${rule.floor} 到 ${text(cap)} 之间。`,
      );
    }
  },

  read(rule, outOf) {
    const start = decimal('start', rule.start);
    const floor = decimal('floor', rule.floor);
    const most = rule.cap === '' ? outOf : decimal('cap', rule.cap);
    return {
      score({ events = [] }) {
        const kept = countEvents(rule, events).filter(({ refusal }) => refusal === '');
        const items = rule.items.map(({ itemId, cap }) => {
          const own = kept.filter(({ event }) => event.itemId === itemId);
          const points = sum(own.map((event) => event.points));
          const limit = cap === '' ? undefined : decimal('items.cap', cap);
          const shown = own.map((event) => event.shown).join(' + ');
          return limit
            ? {
                points: clip(points, limit.neg(), limit),
                shown: shown && `clip(${shown}, −${figure(limit)}, ${figure(limit)})`,
              }
            : { points, shown };
        });
        return scored(
          clip(start.plus(sum(items.map(({ points }) => points))), floor, most),
          'clip(s₀ + Σ n × p, F, c)',
          () => {
            const terms = [figure(start), ...items.map(({ shown }) => shown).filter(Boolean)].join(' + ');
            return `clip(${terms}, ${figure(floor)}, ${figure(most)})`;
          },
        );
      },
    };
  },
});
