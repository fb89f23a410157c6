import { decimal, text } from '@fuxing/scoring';
import type { FieldViolation } from '@fuxing/errors';
import { findCycle } from './graph';

/** What the rules of contribution links need to know of an indicator. */
export interface Linked {
  indicatorId: string;
  /** 1 macro, 2 meso, 3 micro. */
  level: number;
  contributesTo: { indicatorId: string; weight: string }[];
}

/**
 * Rules of contribution links: they lead to an existing indicator of a higher level, never in a circle, and the weights
 * into one indicator sum to at most 100.
 *
 * @param wanted the indicator to be stored
 * @param others every other indicator of the tenant
 */
export function checkContributions(wanted: Linked, others: Linked[]): FieldViolation[] {
  const library = new Map(
    [...others.filter((o) => o.indicatorId !== wanted.indicatorId), wanted].map((i) => [i.indicatorId, i]),
  );
  const found: FieldViolation[] = [];
  for (const [n, link] of wanted.contributesTo.entries()) {
    const at = `indicator.contributesTo[${n}]`;
    const parent = library.get(link.indicatorId);
    if (!parent) {
      found.push({
        field: `${at}.indicatorId`,
        reason: 'INDICATOR_LINK_NOT_FOUND',
        en: `There is no indicator ${link.indicatorId} to contribute to.`,
        zh: `没有可贡献的上级指标 ${link.indicatorId}。`,
      });
      continue;
    }
    const cycle = findCycle(
      wanted.indicatorId,
      (id) => library.get(id)?.contributesTo.map((l) => l.indicatorId) ?? [],
    );
    if (cycle) {
      found.push({
        field: `${at}.indicatorId`,
        reason: 'INDICATOR_LINK_CYCLE',
        en: `The links form a circle: ${cycle.join(' → ')}.`,
        zh: `指标贡献关系形成循环：${cycle.join(' → ')}。`,
      });
      continue;
    }
    if (parent.level >= wanted.level) {
      found.push({
        field: `${at}.indicatorId`,
        reason: 'INDICATOR_LINK_LEVEL',
        en: `A level ${wanted.level} indicator contributes to a higher level, but ${link.indicatorId} is of level ${parent.level}.`,
        zh: `${wanted.level} 级指标应贡献于更高一级，但 ${link.indicatorId} 为 ${parent.level} 级。`,
      });
    }
    const sum = [...library.values()]
      .flatMap((indicator) => indicator.contributesTo)
      .filter((other) => other.indicatorId === link.indicatorId)
      .reduce((total, other) => total.plus(decimal(`${at}.weight`, other.weight)), decimal('sum', '0'));
    if (sum.gt(100)) {
      found.push({
        field: `${at}.weight`,
        reason: 'LINK_WEIGHTS_EXCEED_100',
        en: `The weights into ${link.indicatorId} sum to ${text(sum)}; they may sum to at most 100.`,
        zh: `贡献于 ${link.indicatorId} 的权重合计 ${text(sum)}，不得超过 100。`,
      });
    }
  }
  return found;
}
