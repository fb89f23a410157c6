import type { SchemeNode, ScoringPackage } from '@fuxing/scoring';
import { add, clip, type Fraction, read } from './fraction';
import type { Finding } from './state';

type Rule = NonNullable<SchemeNode['eventCount']>;

/** M8: events with a document, of one matter the highest, each item up to its cap, all from the start within the limits. */
export function eventPoints(of: ScoringPackage, rule: Rule, unitId: string, full: Fraction): Finding {
  const worth = (event: ScoringPackage['events'][number]): Fraction => {
    const points = read(rule.items.find(({ itemId }) => itemId === event.itemId)?.points ?? '0');
    const tier = rule.tiers.find((each) => each.tier === event.tier)?.share ?? '1';
    return points.times(read(event.count)).times(read(tier));
  };
  const mine = of.events
    .filter((event) => event.unitId === unitId && rule.items.some(({ itemId }) => itemId === event.itemId))
    .filter(({ document }) => !rule.needsDocument || document !== '')
    .toSorted((a, b) => (a.eventId < b.eventId ? -1 : 1));
  const counting = mine.filter((event, i) => {
    if (!rule.oncePerMatter || event.matterId === '') return true;
    return mine.every((other, j) => {
      if (other.matterId !== event.matterId || i === j) return true;
      const side = worth(other).abs().against(worth(event).abs());
      return side < 0 || (side === 0 && i < j);
    });
  });
  const sums = rule.items.map(({ itemId, cap }) => {
    const sum = add(counting.filter((event) => event.itemId === itemId).map(worth));
    return cap ? clip(sum, read(`-${cap}`), read(cap)) : sum;
  });
  const high = rule.cap ? read(rule.cap) : full;
  return { points: clip(read(rule.start).plus(add(sums)), read(rule.floor), high) };
}
