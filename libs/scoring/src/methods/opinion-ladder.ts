import { z } from 'zod';
import { decimal, type Decimal, figure, text, ZERO } from '../decimal';
import { string } from '../shape';
import { kind } from './method';
import { scored } from './method-score';

const Parameters = z.object({
  /** Options that count as excellent. */
  excellent: z.array(z.string()).default([]),
  /** From best to worst: share of excellent ballots (0 to 1) reached, the bound included, and its points. */
  rungs: z.array(z.object({ share: string, points: string })).default([]),
  /** Options that count as poor. */
  poor: z.array(z.string()).default([]),
  /** A share of poor ballots from here on (0 to 1) gives `poorPoints` where no rung is reached. */
  poorShare: string,
  poorPoints: string,
  /** Points where no rung is reached and the poor are few. */
  otherwise: string,
});

/**
 * Points by the share of excellent ballots, with a fall for many poor ones.
 *
 * Source: Rui'an 2012, W = 200: from 90 % excellent 200, from 80 % 190, from 70 % 180, from 60 % 170; below 60 % 160, or
 * 130 when 基本称职 and 不称职 together reach a third.
 */
export const opinionLadder = kind({
  source: 'BALLOTS',
  parameters: Parameters,

  check(rule, { faults, path, full }) {
    if (rule.excellent.length === 0) {
      faults.add(
        `${path}.excellent`,
        'OPTIONS_EMPTY',
        'At least one option counts as excellent, got 0.',
        '至少要有一个等次计为优秀，现有 0 个。',
      );
    }
    for (const option of rule.poor) {
      if (!rule.excellent.includes(option)) continue;
      faults.add(
        `${path}.poor`,
        'OPTION_BOTH_ENDS',
        `"${option}" cannot be both excellent and poor.`,
        `“${option}”不能同时计为优秀和较差。`,
      );
    }
    if (rule.rungs.length === 0) {
      faults.add(
        `${path}.rungs`,
        'RUNGS_TOO_FEW',
        'A ladder has at least 1 rung, got 0.',
        '阶梯至少有 1 级，现有 0 级。',
      );
    }
    let above: Decimal | undefined;
    let least: Decimal | undefined;
    /** Fewer excellent ballots never earn more. */
    const fall = (name: string, points: string): void => {
      const earned = faults.within(`${path}.${name}`, points, 0, full);
      if (earned && least?.lt(earned)) {
        faults.add(
          `${path}.${name}`,
          'POINTS_NOT_DECREASING',
          `Points fall from rung to rung, but ${points} follows ${text(least)}.`,
          `阶梯得分应逐级递减，但 ${points} 排在 ${text(least)} 之后。`,
        );
      }
      least = earned ?? least;
    };
    for (const [i, { share, points }] of rule.rungs.entries()) {
      const bound = faults.within(`${path}.rungs[${i}].share`, share, 0, 1);
      fall(`rungs[${i}].points`, points);
      if (bound && above?.lte(bound)) {
        faults.add(
          `${path}.rungs[${i}].share`,
          'RUNGS_NOT_IN_ORDER',
          `Rungs go from best to worst, but ${share} follows ${text(above)}.`,
          `阶梯应由优到劣排列，但 ${share} 排在 ${text(above)} 之后。`,
        );
      }
      above = bound ?? above;
    }
    fall('otherwise', rule.otherwise);
    if (rule.poor.length > 0) {
      faults.within(`${path}.poorShare`, rule.poorShare, 0, 1);
      fall('poorPoints', rule.poorPoints);
    }
    for (const name of ['poorShare', 'poorPoints'] as const) {
      if (rule.poor.length > 0 || rule[name] === '') continue;
      faults.add(
        `${path}.poor`,
        'OPTIONS_EMPTY',
        `${name} is ${rule[name]}, but no option counts as poor.`,
        `设置了 ${name} 为 ${rule[name]}，但没有等次计为较差。`,
      );
    }
  },

  read(rule) {
    const rungs = rule.rungs.map(({ share, points }) => ({
      share: decimal('rungs.share', share),
      points: decimal('rungs.points', points),
    }));
    const otherwise = decimal('otherwise', rule.otherwise);
    const poor =
      rule.poor.length === 0
        ? undefined
        : { share: decimal('poorShare', rule.poorShare), points: decimal('poorPoints', rule.poorPoints) };
    return {
      fault: ({ ballots = [] }) => (ballots.length === 0 ? 'BALLOTS_TOO_FEW' : undefined),
      score({ ballots = [] }) {
        const of = (options: string[]): number =>
          ballots.filter(({ option }) => options.includes(option)).length;
        const n = ballots.length;
        const excellent = of(rule.excellent);
        const rung = rungs.find(({ share }) => share.times(n).lte(excellent));
        const bad = of(rule.poor);
        const falls = !rung && poor?.share.times(n).lte(bad);
        const points = rung?.points ?? (falls ? poor?.points : otherwise) ?? ZERO;
        const why = rung ? ` (e ÷ n ≥ ${text(rung.share)})` : falls ? ` (b ÷ n ≥ ${rule.poorShare})` : '';
        return scored(points, `p${why}`, () => figure(points));
      },
    };
  },
});
