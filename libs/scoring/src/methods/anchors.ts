import { z } from 'zod';
import { decimal, type Decimal, figure, text, ZERO } from '../decimal';
import { string } from '../shape';
import { kind } from './method';
import { scored } from './method-score';

const Parameters = z.object({
  /** In order of value, strictly rising; linear in between, constant outside. */
  anchors: z
    .array(
      z.object({
        /** In the indicator's unit. */
        value: string,
        /** Share of the full mark, 0 to 1. */
        share: string,
      }),
    )
    .default([]),
});

/** The anchor at or below the value and the next, or one of them outside. Anchors rise. */
function around(anchors: readonly Anchor[], value: Decimal): [Anchor | undefined, Anchor | undefined] {
  const next = anchors.findIndex((anchor) => anchor.value.gt(value));
  if (next === -1) return [anchors.at(-1), undefined];
  return [anchors[next - 1], anchors[next]];
}

interface Anchor {
  value: Decimal;
  share: Decimal;
}

/**
 * Points along a broken line through any number of anchors. The shares need not rise, so that a moderate indicator
 * with a hat or a plateau can be drawn.
 *
 * Source: generalisation of the two-ended efficacy function, domain-rules (a) M4.
 */
export const anchors = kind({
  source: 'VALUE',
  forBand: 'ALSO',
  parameters: Parameters,

  check({ anchors: list }, { faults, path, direction }) {
    if (list.length < 2) {
      faults.add(
        `${path}.anchors`,
        'ANCHORS_TOO_FEW',
        `A line needs at least 2 anchors, got ${list.length}.`,
        `折线至少需要 2 个锚点，现有 ${list.length} 个。`,
      );
    }
    let before: { value: Decimal; share: Decimal } | undefined;
    for (const [i, anchor] of list.entries()) {
      const value = faults.decimal(`${path}.anchors[${i}].value`, anchor.value);
      const share = faults.within(`${path}.anchors[${i}].share`, anchor.share, 0, 1);
      if (value && before?.value.gte(value)) {
        faults.add(
          `${path}.anchors[${i}].value`,
          'ANCHORS_NOT_INCREASING',
          `Anchors rise strictly, but ${anchor.value} follows ${text(before.value)}.`,
          `锚点取值应严格递增，但 ${anchor.value} 排在 ${text(before.value)} 之后。`,
        );
      }
      const fall = share && before && share.comparedTo(before.share);
      const wrong =
        (direction === 'DIRECTION_HIGHER_IS_BETTER' && fall === -1) ||
        (direction === 'DIRECTION_LOWER_IS_BETTER' && fall === 1);
      if (wrong) {
        faults.add(
          `${path}.anchors[${i}].share`,
          'ANCHORS_CONTRARY',
          `The share ${anchor.share} goes against the direction of the indicator.`,
          `份额 ${anchor.share} 的变化方向与指标方向相反。`,
        );
      }
      before = value && share ? { value, share } : before;
    }
  },

  read(parameters, outOf) {
    const list = parameters.anchors.map(({ value, share }) => ({
      value: decimal('anchors.value', value),
      share: decimal('anchors.share', share),
    }));
    return {
      score({ value }) {
        const [low, high] = around(list, value);
        if (!low || !high) {
          const { share } = low ?? high ?? { share: ZERO };
          return scored(outOf.times(share), 'W × d', () => `${figure(outOf)} × ${figure(share)}`);
        }
        const way = value
          .minus(low.value)
          .times(high.share.minus(low.share))
          .div(high.value.minus(low.value));
        return scored(
          outOf.times(low.share.plus(way)),
          'W × (d₁ + (x − x₁) × (d₂ − d₁) ÷ (x₂ − x₁))',
          () =>
            `${figure(outOf)} × (${figure(low.share)} + (${figure(value)} − ${figure(low.value)}) × (${figure(high.share)} − ${figure(low.share)}) ÷ (${figure(high.value)} − ${figure(low.value)}))`,
        );
      },
    };
  },
});
