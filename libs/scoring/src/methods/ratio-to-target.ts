import { z } from 'zod';
import { clip, Decimal, decimal, figure, ONE, text } from '../decimal';
import { by, exact, LOST, times, within } from '../exact';
import { decimalOr, string } from '../shape';
import { type Case, checkCap, kind, peersOf, targetOf } from './method';
import { type MethodScore, scored } from './method-score';

const Parameters = z.object({
  /** Least ratio, 1 = 100 %. */
  floor: decimalOr('0'),
  /** Greatest ratio. */
  cap: decimalOr('1'),
  /** Below this ratio there are no points at all; empty for none. */
  threshold: string,
  /** Bonus per 1 over the target: β in 1 + β × (ratio − 1); empty for the plain ratio. */
  bonusFactor: string,
  /** Greatest share of the units that may get more than the full mark; empty for all. */
  bonusUnitShare: string,
});

/**
 * Points in proportion to the target reached: W × clip(x ÷ T, f, c), or W × clip(T ÷ x, f, c) where lower is
 * better. A value of 0 where lower is better gives the cap. With a bonus factor β a ratio above 1 counts
 * 1 + β × (ratio − 1), at most the cap; with a threshold p a ratio below p counts nothing. Where only a share q of the n units
 * may get more than the full mark, those with a place r ≤ q × n by their ratio do, ties across the border not.
 *
 * Undefined for a target that is not positive and for negative values (growth rates, balances), where a ratio
 * has no meaning.
 * Source: budget self-evaluation forms (weight × actual ÷ target, weight × target ÷ actual for upper limits, never
 * above the weight); Hangzhou's bonus of at most 10 % of an item's marks for at most 10 % of the units; four-level form of a drug administration.
 */
export const ratioToTarget = kind({
  source: 'VALUE',
  isRatio: true,
  parameters: Parameters,

  check({ floor, cap, threshold, bonusFactor, bonusUnitShare }, against) {
    const { faults, path } = against;
    const low = faults.within(`${path}.floor`, floor, 0);
    const high = checkCap(against, cap);
    if (threshold !== '') faults.within(`${path}.threshold`, threshold, 0, 1);
    if (bonusFactor !== '') faults.within(`${path}.bonusFactor`, bonusFactor, 0);
    if (low && high && low.gt(high)) {
      faults.add(
        `${path}.floor`,
        'FLOOR_ABOVE_CAP',
        `The floor ${floor} is above the cap ${cap}.`,
        `下限 ${floor} 高于上限 ${cap}。`,
      );
    }
    if (bonusUnitShare !== '') faults.within(`${path}.bonusUnitShare`, bonusUnitShare, 0, 1);
    if (high && `${bonusFactor}${bonusUnitShare}` !== '' && high.lte(1)) {
      faults.add(
        `${path}.cap`,
        'BONUS_WITHOUT_ROOM',
        `A bonus needs a cap above 1, got ${cap}.`,
        `设置超额加分时上限应大于 1，收到的是 ${cap}。`,
      );
    }
  },

  read(parameters, outOf, direction) {
    const low = decimal('floor', parameters.floor);
    const high = decimal('cap', parameters.cap);
    const threshold = parameters.threshold === '' ? undefined : decimal('threshold', parameters.threshold);
    const bonus = parameters.bonusFactor === '' ? undefined : decimal('bonusFactor', parameters.bonusFactor);
    const units =
      parameters.bonusUnitShare === '' ? undefined : decimal('bonusUnitShare', parameters.bonusUnitShare);
    const higher = direction === 'DIRECTION_HIGHER_IS_BETTER';
    const quotient = higher ? 'x ÷ T' : 'T ÷ x';

    const ratio = ({ value, target }: Case): Decimal | undefined => {
      if (!target?.gt(0) || value.lt(0)) return undefined;
      return higher ? value.div(target) : target.div(value);
    };
    const [w, f, c] = [exact(text(outOf)), exact(parameters.floor), exact(parameters.cap)];
    const [least, most] = [times(w, f), times(w, c)];

    const mayExceed = (of: Case): boolean => {
      if (!units) return true;
      const peers = peersOf(of);
      return peers.lastPlace(of.at ?? 0) <= units.times(peers.count).floor().toNumber();
    };

    return {
      needsTarget: true,
      ...(units && { needsPeers: true, comparedBy: ratio }),
      fault(of) {
        if (targetOf(of).lte(0)) return 'TARGET_NOT_POSITIVE';
        return of.value.lt(0) ? 'VALUE_NEGATIVE' : undefined;
      },
      ...(!units &&
        !bonus &&
        !threshold && {
          exact(x, target) {
            if (target.over <= 0 || x.over < 0) return LOST;
            const [over, under] = higher ? [x, target] : [target, x];
            return within(by(times(w, over), under), least, most);
          },
        }),
      score(of: Case): MethodScore {
        const [over, under] = higher ? [of.value, targetOf(of)] : [targetOf(of), of.value];
        if (over.gt(under) && !mayExceed(of)) return scored(outOf, 'W (r > q × n)', () => figure(outOf));
        if (under.isZero())
          return scored(outOf.times(high), 'W × c', () => `${figure(outOf)} × ${figure(high)}`);
        const shown = `${figure(over)} ÷ ${figure(under)}`;
        if (threshold && over.lt(threshold.times(under))) {
          return scored(new Decimal(0), `0 (${quotient} < p)`, () => '0');
        }
        if (bonus && over.gt(under)) {
          return scored(
            outOf.times(Decimal.min(ONE.plus(bonus.times(over.div(under).minus(1))), high)),
            `W × min(1 + β × (${quotient} − 1), c)`,
            () => `${figure(outOf)} × min(1 + ${figure(bonus)} × (${shown} − 1), ${figure(high)})`,
          );
        }
        return scored(
          clip(outOf.times(over).div(under), outOf.times(low), outOf.times(high)),
          `W × clip(${quotient}, f, c)`,
          () => `${figure(outOf)} × clip(${shown}, ${figure(low)}, ${figure(high)})`,
        );
      },
    };
  },
});
