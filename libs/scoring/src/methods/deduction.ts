import { z } from 'zod';
import { clip, Decimal, decimal, difference, figure, settled, text, ZERO } from '../decimal';
import {
  by,
  ceil,
  exact,
  floor as down,
  greater,
  minus,
  NOUGHT,
  type Quotient,
  times,
  within,
} from '../exact';
import { choice, decimalOr, string } from '../shape';
import { kind, type MethodCheck, peersOf, targetOf } from './method';
import { scored } from './method-score';

/** Whether parts of a step count in proportion, or only whole steps, fractions dropped or filled up. */
export const stepping = choice(
  'STEPPING_UNSPECIFIED',
  'STEPPING_LINEAR',
  'STEPPING_WHOLE_DOWN',
  'STEPPING_WHOLE_UP',
);

const Parameters = z.object({
  /** In the indicator's unit. */
  step: decimalOr('1'),
  /** Points lost per step. */
  perStep: string,
  /** Least points. */
  floor: decimalOr('0'),
  stepping,
  /** What a unit is held to: its own target, or the mean of the group (不低于平均值得满分). */
  reference: choice('REFERENCE_UNSPECIFIED', 'REFERENCE_TARGET', 'REFERENCE_GROUP_MEAN'),
});

/** Adds what is wrong with a step and its points. */
export function checkStep(
  { faults, path }: MethodCheck,
  { step, perStep }: { step: string; perStep: string },
): void {
  if (faults.decimal(`${path}.step`, step)?.lte(0)) {
    faults.add(
      `${path}.step`,
      'STEP_NOT_POSITIVE',
      `A step is more than 0, got ${step}.`,
      `步长应大于 0，收到的是 ${step}。`,
    );
  }
  if (faults.within(`${path}.perStep`, perStep, 0)?.isZero()) {
    faults.add(
      `${path}.perStep`,
      'STEP_WITHOUT_POINTS',
      `With ${perStep} points per step every value earns the same.`,
      `每步分值为 ${perStep}，任何数值得分都相同。`,
    );
  }
}

/** How many steps a distance has, and how that is written. */
export function steps(
  distance: Decimal,
  step: Decimal,
  mode: z.output<typeof stepping>,
): { count: Decimal; around(quotient: string): string } {
  const count = settled(distance.div(step));
  if (mode === 'STEPPING_WHOLE_DOWN') return { count: count.floor(), around: (q) => `floor(${q})` };
  if (mode === 'STEPPING_WHOLE_UP') return { count: count.ceil(), around: (q) => `ceil(${q})` };
  return { count, around: (q) => q };
}

const wholeSteps: Record<z.output<typeof stepping>, (count: Quotient) => Quotient> = {
  STEPPING_LINEAR: (count) => count,
  STEPPING_WHOLE_DOWN: down,
  STEPPING_WHOLE_UP: ceil,
};

/**
 * Full marks at the target, less points for every step behind it: clip(W − k × max(0, T − x) ÷ u, F, W), with x − T
 * where lower is better.
 *
 * Source: monthly notices of the Lianyungang 12345 hotline (2021 to 2023), whose published rates and points the
 * linear form reproduces; group mean as target: an organisation department's list (不低于平均值得满分,每低 1% 扣 0.1 分).
 */
export const deduction = kind({
  source: 'VALUE',
  parameters: Parameters,

  check(parameters, against) {
    checkStep(against, parameters);
    against.faults.within(`${against.path}.floor`, parameters.floor, 0, against.full);
  },

  read(parameters, outOf, direction) {
    const step = decimal('step', parameters.step);
    const perStep = decimal('perStep', parameters.perStep);
    const floor = decimal('floor', parameters.floor);
    const byMean = parameters.reference === 'REFERENCE_GROUP_MEAN';
    const higher = direction === 'DIRECTION_HIGHER_IS_BETTER';
    const symbol = byMean ? 'x̄' : 'T';
    const [w, k] = [exact(text(outOf)), exact(parameters.perStep)];
    const [u, least] = [exact(parameters.step), exact(parameters.floor)];
    return {
      needsTarget: !byMean,
      needsPeers: byMean,
      ...(!byMean && {
        exact(x, target) {
          const behind = greater(NOUGHT, higher ? minus(target, x) : minus(x, target));
          const count = wholeSteps[parameters.stepping](by(behind, u));
          return within(minus(w, times(k, count)), least, w);
        },
      }),
      score(of) {
        const due = byMean ? peersOf(of).mean : targetOf(of);
        const [from, less] = higher ? [due, of.value] : [of.value, due];
        const { count, around } = steps(Decimal.max(ZERO, difference(from, less)), step, parameters.stepping);
        const short = higher ? `${symbol} − x` : `x − ${symbol}`;
        return scored(
          clip(outOf.minus(perStep.times(count)), floor, outOf),
          `clip(W − k × ${around(`max(0, ${short}) ÷ u`)}, F, W)`,
          () => {
            const lost = around(`max(0, ${figure(from)} − ${figure(less)}) ÷ ${figure(step)}`);
            return `clip(${figure(outOf)} − ${figure(perStep)} × ${lost}, ${figure(floor)}, ${figure(outOf)})`;
          },
        );
      },
    };
  },
});
