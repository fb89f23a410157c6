import { z } from 'zod';
import { clip, decimal, figure, ONE, ZERO } from '../decimal';
import { string } from '../shape';
import { checkCap, kind, targetOf } from './method';
import { scored } from './method-score';

const Parameters = z.object({
  /** The standard value S that everybody is held to, in the indicator's unit. */
  standard: string,
  /** Share of the full mark won per percentage point of S exceeded. */
  bonusPerPoint: string,
  /** Share of the full mark lost per percentage point missed of the target that the unit set itself. */
  penaltyPerPoint: string,
  /** Greatest points as a share of the full mark. */
  cap: string.transform((value) => (value === '' ? '1.2' : value)),
});

/**
 * A standard for all and a target that each unit declares itself, so that promising little does not pay:
 * with a = x ÷ S and b = x ÷ Z, both met gives W × (1 + 100 (a − 1) α − 100 (b − 1) π), both missed W × a, only the
 * standard met W × (1 + 100 (a − 1) α), only the declared target met W × (a − 100 (b − 1) π). Never below 0.
 *
 * Source: domain-rules (a) M1, two-target variant in the literature, with α from 0.3 % to 1 %, π from 0.2 % to 0.9 %
 * and α > π. The source prints the last case with unbalanced brackets; the penalty is read as multiplied by W.
 */
export const twoTargets = kind({
  source: 'VALUE',
  isRatio: true,
  parameters: Parameters,

  check({ standard, bonusPerPoint, penaltyPerPoint, cap }, against) {
    const { faults, path, direction } = against;
    if (faults.decimal(`${path}.standard`, standard)?.lte(0)) {
      faults.add(
        `${path}.standard`,
        'STANDARD_NOT_POSITIVE',
        `The standard is more than 0, got ${standard}.`,
        `标准值应大于 0，收到的是 ${standard}。`,
      );
    }
    if (checkCap(against, cap)) faults.within(`${path}.cap`, cap, 1);
    const bonus = faults.within(`${path}.bonusPerPoint`, bonusPerPoint, 0, 1);
    const penalty = faults.within(`${path}.penaltyPerPoint`, penaltyPerPoint, 0, 1);
    if (bonus && penalty && bonus.lte(penalty)) {
      faults.add(
        `${path}.bonusPerPoint`,
        'BONUS_NOT_ABOVE_PENALTY',
        `The bonus per point must exceed the penalty, otherwise promising little pays: ${bonusPerPoint} and ${penaltyPerPoint}.`,
        `每点加分应大于每点扣分，否则少报目标反而有利：${bonusPerPoint} 与 ${penaltyPerPoint}。`,
      );
    }
    if (direction === 'DIRECTION_LOWER_IS_BETTER') {
      faults.add(
        path,
        'METHOD_NOT_FOR_LOWER',
        'Two targets are defined for indicators where higher is better.',
        '双目标法只适用于正向指标。',
      );
    }
  },

  read(parameters, outOf) {
    const standard = decimal('standard', parameters.standard);
    const alpha = decimal('bonusPerPoint', parameters.bonusPerPoint);
    const pi = decimal('penaltyPerPoint', parameters.penaltyPerPoint);
    const cap = decimal('cap', parameters.cap);
    return {
      needsTarget: true,
      fault(of) {
        if (targetOf(of).lte(0)) return 'TARGET_NOT_POSITIVE';
        return of.value.lt(0) ? 'VALUE_NEGATIVE' : undefined;
      },
      score(of) {
        const target = targetOf(of);
        const beats = of.value.gte(standard);
        const keeps = of.value.gte(target);
        const base = beats
          ? ONE.plus(of.value.div(standard).minus(1).times(100).times(alpha))
          : of.value.div(standard);
        const lost = keeps ? of.value.div(target).minus(1).times(100).times(pi) : ZERO;
        const shownBase = beats
          ? `1 + 100 × (${figure(of.value)} ÷ ${figure(standard)} − 1) × ${figure(alpha)}`
          : `${figure(of.value)} ÷ ${figure(standard)}`;
        const shownLost = keeps
          ? ` − 100 × (${figure(of.value)} ÷ ${figure(target)} − 1) × ${figure(pi)}`
          : '';
        return scored(
          clip(outOf.times(base.minus(lost)), ZERO, outOf.times(cap)),
          `W × clip(${beats ? '1 + 100 × (x ÷ S − 1) × α' : 'x ÷ S'}${keeps ? ' − 100 × (x ÷ Z − 1) × π' : ''}, 0, c)`,
          () => `${figure(outOf)} × clip(${shownBase}${shownLost}, 0, ${figure(cap)})`,
        );
      },
    };
  },
});
