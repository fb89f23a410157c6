import { z } from 'zod';
import { Decimal, decimal, figure, ONE, parseDecimal, text, ZERO } from '../decimal';
import { choice, decimalOr, string } from '../shape';
import { kind, peersOf } from './method';
import { type MethodScore, scored } from './method-score';

const form = choice(
  'RANK_FORM_UNSPECIFIED',
  'RANK_FORM_SHARE_DECREMENT',
  'RANK_FORM_FIXED_DECREMENT',
  'RANK_FORM_LINEAR',
  'RANK_FORM_TABLE',
  'RANK_FORM_ENDS',
);

const Parameters = z.object({
  form,
  /** By form a share of the full mark (0 to 1) or points, lost per place. */
  decrement: decimalOr('0'),
  /** Least share or points; with a table the points of places beyond it. */
  floor: decimalOr('0'),
  /** RANK_FORM_TABLE: points of place 1, 2, 3 … */
  table: z.array(z.string()).default([]),
  /** RANK_FORM_ENDS: what the middle earns, in points. */
  middle: string,
  /** RANK_FORM_ENDS: points added for place 1, 2 … and taken for the last, the last but one … */
  top: z.array(z.string()).default([]),
  bottom: z.array(z.string()).default([]),
});
type Rule = z.output<typeof Parameters>;

const d = (texts: string[], name: string): Decimal[] => texts.map((each) => decimal(name, each));

function byEnds(rank: number, count: number, outOf: Decimal, rule: Rule): MethodScore {
  const middle = decimal('middle', rule.middle);
  const won = d(rule.top, 'top')[rank - 1];
  const lost = d(rule.bottom, 'bottom')[count - rank];
  const change = (won ?? ZERO).minus(lost ?? ZERO);
  const terms = `${won ? ` + ${figure(won)}` : ''}${lost ? ` − ${figure(lost)}` : ''}`;
  return scored(
    Decimal.min(Decimal.max(middle.plus(change), 0), outOf),
    'clip(m + top[r] − bottom[n − r + 1], 0, W)',
    () => `clip(${figure(middle)}${terms}, 0, ${figure(outOf)})`,
  );
}

/**
 * Points of a place.
 *
 * @param rank place r, 1 is best
 * @param count number of units n that have a place
 * @param outOf full mark W in points
 */
function pointsOf(rank: number, count: number, outOf: Decimal, rule: Rule): MethodScore {
  const behind = rank - 1;
  const floor = decimal('floor', rule.floor);
  const decrement = decimal('decrement', rule.decrement);
  const full = figure(outOf);
  switch (rule.form) {
    case 'RANK_FORM_FIXED_DECREMENT':
      return scored(
        Decimal.max(outOf.minus(decrement.times(behind)), floor),
        'max(W − q × (r − 1), F)',
        () => `max(${full} − ${figure(decrement)} × (${rank} − 1), ${figure(floor)})`,
      );
    case 'RANK_FORM_LINEAR':
      if (count <= 1) return scored(outOf, 'W', () => full);
      return scored(
        outOf.minus(
          outOf
            .minus(floor)
            .times(behind)
            .div(count - 1),
        ),
        'W − (r − 1) × (W − F) ÷ (n − 1)',
        () => `${full} − (${rank} − 1) × (${full} − ${figure(floor)}) ÷ (${count} − 1)`,
      );
    case 'RANK_FORM_TABLE': {
      const points = d(rule.table, 'table')[behind] ?? floor;
      return scored(points, 'table[r]', () => figure(points));
    }
    case 'RANK_FORM_ENDS':
      return byEnds(rank, count, outOf, rule);
    case 'RANK_FORM_SHARE_DECREMENT':
    default:
      return scored(
        outOf.times(Decimal.max(ONE.minus(decrement.times(behind)), floor)),
        'W × max(1 − δ × (r − 1), φ)',
        () => `${full} × max(1 − ${figure(decrement)} × (${rank} − 1), ${figure(floor)})`,
      );
  }
}

/**
 * Points by place among the units of the group (排名赋分法); equal values share the better place.
 *
 * Share decrement: W × max(1 − δ × (r − 1), φ). Fixed decrement: max(W − q × (r − 1), F). Linear from W for the first to
 * F for the last; a unit alone gets W. Table: points of each place. Ends: the first places win, the last ones lose.
 * Source: Wenzhou and Rui'an evaluations of 2012 and 2013 (decrements of 2 % and 5 %, 0.5 points per place, 600 to 500
 * points for the first to the last town); a provincial clause with +5 … +1 for the first and −5 … −1 for the last five.
 */
export const rankPoints = kind({
  source: 'VALUE',
  parameters: Parameters,

  check(rule, { faults, path, full }) {
    const shares = rule.form === 'RANK_FORM_SHARE_DECREMENT';
    faults.within(`${path}.floor`, rule.floor, 0, shares ? ONE : full);
    const decrement = faults.within(`${path}.decrement`, rule.decrement, 0, shares ? ONE : undefined);
    const falls = shares || rule.form === 'RANK_FORM_FIXED_DECREMENT';
    if (falls && decrement?.isZero()) {
      faults.add(
        `${path}.decrement`,
        'DECREMENT_ZERO',
        `With a decrement of ${rule.decrement} every place has the same points.`,
        `递减值为 ${rule.decrement}，各名次得分将完全相同。`,
      );
    }
    if (rule.form === 'RANK_FORM_TABLE') {
      if (rule.table.length === 0) {
        faults.add(
          `${path}.table`,
          'TABLE_EMPTY',
          'A table of points has at least one place, got 0.',
          '名次得分表至少要有一个名次，现有 0 个。',
        );
      }
      const last = falling(rule.table, 'table');
      if (last?.lt(parseDecimal(rule.floor) ?? 0)) {
        faults.add(
          `${path}.floor`,
          'FLOOR_ABOVE_TABLE',
          `Places beyond the table would earn ${rule.floor}, more than the last of it with ${text(last)}.`,
          `表外名次将得 ${rule.floor} 分，高于表内最后一名的 ${text(last)} 分。`,
        );
      }
    }
    if (rule.form === 'RANK_FORM_ENDS') {
      faults.within(`${path}.middle`, rule.middle, 0, full);
      falling(rule.top, 'top');
      falling(rule.bottom, 'bottom');
      if (rule.top.length + rule.bottom.length === 0) {
        faults.add(
          `${path}.top`,
          'ENDS_EMPTY',
          'Without points won by the first (top) or lost by the last (bottom) every place earns the same.',
          '没有设置前列加分（top）或末尾扣分（bottom），各名次得分将完全相同。',
        );
      }
    }
    if (rule.form === 'RANK_FORM_LINEAR' && full?.eq(parseDecimal(rule.floor) ?? 0)) {
      faults.add(
        `${path}.floor`,
        'FLOOR_IS_FULL_MARK',
        `With ${rule.floor} for the last every place earns the full mark.`,
        `末位得 ${rule.floor} 分时，各名次都得满分。`,
      );
    }

    function falling(list: string[], name: string): Decimal | undefined {
      let above: Decimal | undefined;
      for (const [i, each] of list.entries()) {
        const points = faults.within(`${path}.${name}[${i}]`, each, 0, full);
        if (points && above?.lt(points)) {
          faults.add(
            `${path}.${name}[${i}]`,
            'POINTS_NOT_DECREASING',
            `Points fall from place to place, but ${each} follows ${text(above)}.`,
            `名次得分应逐位递减，但 ${each} 排在 ${text(above)} 之后。`,
          );
        }
        above = points ?? above;
      }
      return above;
    }
  },

  read: (rule, outOf) => ({
    needsPeers: true,
    score(of) {
      const peers = peersOf(of);
      return pointsOf(peers.place(of.at ?? 0), peers.count, outOf, rule);
    },
  }),
});
