import { z } from 'zod';
import { clip, decimal, difference, figure, ONE, text } from '../decimal';
import { decimalOr, string } from '../shape';
import { checkStep, stepping, steps } from './deduction';
import { checkCap, kind, targetOf } from './method';
import { scored } from './method-score';

const Parameters = z.object({
  /** Share of the full mark earned at the expected value. */
  baseShare: decimalOr('0.8'),
  step: decimalOr('1'),
  /** Points won above or lost below the expected value, per step. */
  perStep: string,
  floor: decimalOr('0'),
  /** Greatest points as a share of the full mark. */
  cap: decimalOr('1'),
  stepping,
});

/**
 * A share of the full mark at the expected value, points for every step above it and off for every step below:
 * clip(d × W + k × (x − T) ÷ u, F, c × W), with T − x where lower is better.
 *
 * Source: scheme of a county supply co-operative: the expected value earns 80 %, each point changes the score by 0.5.
 */
export const deviation = kind({
  source: 'VALUE',
  parameters: Parameters,

  check(parameters, against) {
    const { faults, path, full } = against;
    checkStep(against, parameters);
    const base = faults.within(`${path}.baseShare`, parameters.baseShare, 0, 1);
    const floor = faults.within(`${path}.floor`, parameters.floor, 0, full);
    const cap = checkCap(against, parameters.cap);
    if (cap && full && floor?.gt(cap.times(full))) {
      faults.add(
        `${path}.floor`,
        'FLOOR_ABOVE_CAP',
        `The floor ${parameters.floor} is above the cap of ${parameters.cap} × ${text(full)} points.`,
        `下限 ${parameters.floor} 高于上限 ${parameters.cap} × ${text(full)} 分。`,
      );
    }
    if (cap && base?.gt(cap)) {
      faults.add(
        `${path}.cap`,
        'CAP_BELOW_BASE',
        `The cap ${parameters.cap} is below the base share ${parameters.baseShare}.`,
        `上限 ${parameters.cap} 低于基准份额 ${parameters.baseShare}。`,
      );
    }
  },

  read(parameters, outOf, direction) {
    const base = outOf.times(decimal('baseShare', parameters.baseShare));
    const step = decimal('step', parameters.step);
    const perStep = decimal('perStep', parameters.perStep);
    const floor = decimal('floor', parameters.floor);
    const most = outOf.times(decimal('cap', parameters.cap));
    const higher = direction === 'DIRECTION_HIGHER_IS_BETTER';
    return {
      needsTarget: true,
      score(of) {
        const target = targetOf(of);
        const [from, less] = higher ? [of.value, target] : [target, of.value];
        const ahead = difference(from, less);
        const sign = ahead.isNegative() ? ONE.neg() : ONE;
        const { count, around } = steps(ahead.abs(), step, parameters.stepping);
        const way = sign.isNegative() ? '−' : '+';
        const [a, b, x, y] = sign.isNegative()
          ? [less, from, higher ? 'T' : 'x', higher ? 'x' : 'T']
          : [from, less, higher ? 'x' : 'T', higher ? 'T' : 'x'];
        return scored(
          clip(base.plus(perStep.times(count).times(sign)), floor, most),
          `clip(d × W ${way} k × ${around(`(${x} − ${y}) ÷ u`)}, F, c × W)`,
          () =>
            `clip(${parameters.baseShare} × ${figure(outOf)} ${way} ${figure(perStep)} × ${around(
              `(${figure(a)} − ${figure(b)}) ÷ ${figure(step)}`,
            )}, ${figure(floor)}, ${parameters.cap} × ${figure(outOf)})`,
        );
      },
    };
  },
});
