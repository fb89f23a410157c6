import { z } from 'zod';
import { decimal, figure, parseDecimal, sum, text, ZERO } from '../decimal';
import { decimalOr, string } from '../shape';
import { kind, type MethodCheck } from './method';
import { scored } from './method-score';

/** Options from best to worst with what each is worth. */
export const scale = z.array(z.object({ option: string, value: string })).default([]);

/** Adds what is wrong with the options of a scale. */
export function checkScale(
  { faults, path }: MethodCheck,
  options: z.output<typeof scale>,
  most: string,
): void {
  if (options.length < 2) {
    faults.add(
      `${path}.scale`,
      'SCALE_TOO_SHORT',
      `A scale has at least 2 options, got ${options.length}.`,
      `测评等次至少 2 个，现有 ${options.length} 个。`,
    );
  }
  const full = faults.within(`${path}.scaleFull`, most, 0);
  const seen = new Set<string>();
  let above: ReturnType<typeof faults.decimal>;
  for (const [i, { option, value }] of options.entries()) {
    if (option === '' || seen.has(option)) {
      faults.add(
        `${path}.scale[${i}].option`,
        'OPTION_DUPLICATE',
        `An option has a name of its own, got "${option}".`,
        `测评等次名称不能为空或重复，收到的是“${option}”。`,
      );
    }
    seen.add(option);
    const worth = faults.within(`${path}.scale[${i}].value`, value, 0, full);
    if (worth && above?.lte(worth)) {
      faults.add(
        `${path}.scale[${i}].value`,
        'SCALE_NOT_DECREASING',
        `Options go from best to worst, but ${value} follows ${text(above)}.`,
        `测评分值应由高到低，但 ${value} 排在 ${text(above)} 之后。`,
      );
    }
    above = worth ?? above;
  }
}

const Parameters = z.object({
  scale,
  /** What the values are out of: 100 for 100/80/60/40, 10 for 10/8/6/3/0. */
  scaleFull: decimalOr('100'),
});

/**
 * Opinions turned into points (定性测评折算): W × Σ n_k × v_k ÷ Σ n_k ÷ full value of the scale, valid ballots only.
 *
 * Where raters were brought to one level, n are the ballots that count and x′ what each is worth then; see `level`.
 *
 * Source: ballots 好/较好/一般/较差 on 100/80/60/40; service ratings (好差评) on 10/8/6/3/0.
 */
export const opinion = kind({
  source: 'BALLOTS',
  parameters: Parameters,
  check(parameters, against) {
    checkScale(against, parameters.scale, parameters.scaleFull);
    if (parseDecimal(parameters.scaleFull)?.isZero()) {
      against.faults.add(
        `${against.path}.scaleFull`,
        'SCALE_FULL_ZERO',
        'A scale is out of more than 0.',
        '测评满分应大于 0。',
      );
    }
  },
  read(parameters, outOf) {
    const full = decimal('scaleFull', parameters.scaleFull);
    const options = parameters.scale.map(({ option, value }) => ({
      option,
      value: decimal('scale.value', value),
    }));
    return {
      fault: ({ ballots = [] }) => (ballots.length === 0 ? 'BALLOTS_TOO_FEW' : undefined),
      score({ ballots = [], levelled }) {
        if (levelled && levelled.length > 0) {
          const total = sum(levelled);
          return scored(
            outOf.times(total).div(full.times(levelled.length)),
            'W × Σx′ ÷ n ÷ V',
            () => `${figure(outOf)} × ${figure(total)} ÷ ${levelled.length} ÷ ${figure(full)}`,
          );
        }
        const tally = options.map(({ option, value }) => ({
          n: ballots.filter((ballot) => ballot.option === option).length,
          value,
        }));
        const cast = tally.reduce((total, { n }) => total + n, 0);
        const worth = sum(tally.map(({ n, value }) => value.times(n)));
        return scored(
          cast === 0 ? ZERO : outOf.times(worth).div(full.times(cast)),
          'W × (Σn × v) ÷ Σn ÷ V',
          () =>
            cast === 0
              ? '0'
              : `${figure(outOf)} × (${tally.map(({ n, value }) => `${n} × ${figure(value)}`).join(' + ')}) ÷ ${cast} ÷ ${figure(full)}`,
        );
      },
    };
  },
});
