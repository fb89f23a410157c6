import fc from 'fast-check';
import { Decimal, decimal, round, text } from '../decimal';
import { kindOf } from '../check-method';
import { Peers } from '../peers';
import { places } from '../places';
import { Violations } from '../violations';
import type { MethodField } from './index';
import type { Case } from './method';
import type { Direction, MethodScore } from './method-score';

const d = (value: string) => decimal('test', value);
const shown = (score: Decimal) => text(round(score, 2, 'ROUNDING_MODE_HALF_UP'));
const HIGHER = 'DIRECTION_HIGHER_IS_BETTER';
const LOWER = 'DIRECTION_LOWER_IS_BETTER';

interface Given {
  outOf?: string;
  direction?: Direction;
  target?: string | undefined;
  /** Values of the group; the case is the one at `at`. */
  group?: string[];
  at?: number;
}

/** Scores as the engine does, after checking that the parameters are allowed. */
function apply(
  field: MethodField,
  parameters: object,
  value: string,
  { outOf = '100', direction = HIGHER, target, group = [value], at = 0 }: Given = {},
): MethodScore {
  const kind = kindOf(field);
  const read = kind.parameters.parse(parameters);
  const faults = new Violations();
  kind.check(read, { faults, path: field, full: d(outOf), direction, changesSign: undefined });
  expect(faults.list).toEqual([]);
  const of: Case = {
    value: d(value),
    at,
    peers: new Peers(group.map(d), direction),
    ...(target !== undefined && { target: d(target) }),
  };
  return kind.read(read, d(outOf), direction).score(of);
}

/** A group of `count` with the case at place `rank`. */
const placed = (rank: number, count: number) => ({
  group: Array.from({ length: count }, (_, i) => String(count - i)),
  at: rank - 1,
});

describe('deduction, as the Lianyungang 12345 notices publish it', () => {
  it.each([
    { why: 'on-time closure', target: '100', perStep: '1', floor: '0', rate: '66.67', is: '0' },
    { why: 'on-time closure, 4 of 5', target: '100', perStep: '1', floor: '0', rate: '80', is: '5' },
    { why: 'on-time closure', target: '100', perStep: '1', floor: '0', rate: '89.82', is: '14.82' },
    {
      why: 'provincial satisfaction',
      target: '98',
      perStep: '0.5',
      floor: '12.5',
      rate: '87.5',
      is: '19.75',
    },
    {
      why: 'a half rounds up: 17.665',
      target: '98',
      perStep: '0.5',
      floor: '12.5',
      rate: '83.33',
      is: '17.67',
    },
    { why: 'provincial satisfaction', target: '98', perStep: '0.5', floor: '12.5', rate: '75', is: '13.5' },
    { why: 'at the floor', target: '98', perStep: '0.5', floor: '12.5', rate: '71.43', is: '12.5' },
    { why: 'under the floor', target: '98', perStep: '0.5', floor: '12.5', rate: '50', is: '12.5' },
    {
      why: 'a half rounds up: 12.795',
      target: '95',
      perStep: '0.5',
      floor: '12.5',
      rate: '70.59',
      is: '12.8',
    },
    { why: 'call-back satisfaction', target: '95', perStep: '0.5', floor: '12.5', rate: '66.67', is: '12.5' },
    { why: 'call-back satisfaction', target: '95', perStep: '0.5', floor: '12.5', rate: '50', is: '12.5' },
  ])('$why: $rate gives $is', ({ target, perStep, floor, rate, is }) => {
    expect(shown(apply('deduction', { perStep, floor }, rate, { outOf: '25', target }).score)).toBe(is);
  });

  it.each([
    { why: 'better than the target', x: '90', direction: LOWER, is: '25' },
    { why: 'two steps of five behind', x: '110', direction: LOWER, is: '21' },
    { why: 'half a step behind', x: '102.5', direction: LOWER, is: '24' },
  ] as const)('lower is better: $why', ({ x, direction, is }) => {
    const given = { outOf: '25', target: '100', direction };
    expect(text(apply('deduction', { step: '5', perStep: '2' }, x, given).score)).toBe(is);
  });
});

it.each([
  {
    why: 'target met exactly (a known form prints 19.6)',
    x: '98',
    target: '98',
    outOf: '20',
    direction: HIGHER,
    cap: '1',
    is: '20',
  },
  { why: 'below', x: '49', target: '98', outOf: '20', direction: HIGHER, cap: '1', is: '10' },
  { why: 'above, capped', x: '150', target: '100', outOf: '20', direction: HIGHER, cap: '1', is: '20' },
  {
    why: 'above, bonus allowed',
    x: '150',
    target: '100',
    outOf: '20',
    direction: HIGHER,
    cap: '1.1',
    is: '22',
  },
  { why: 'nought', x: '0', target: '100', outOf: '20', direction: HIGHER, cap: '1', is: '0' },
  { why: 'upper limit kept', x: '5', target: '10', outOf: '20', direction: LOWER, cap: '1', is: '20' },
  { why: 'upper limit passed', x: '20', target: '10', outOf: '20', direction: LOWER, cap: '1', is: '10' },
  {
    why: 'nought of what should be little',
    x: '0',
    target: '10',
    outOf: '20',
    direction: LOWER,
    cap: '1',
    is: '20',
  },
  {
    why: 'a half that a cut quotient would lose: 0.625',
    x: '1',
    target: '48',
    outOf: '30',
    direction: HIGHER,
    cap: '1',
    is: '0.63',
  },
] as const)('ratio, $why', ({ x, target, outOf, direction, cap, is }) => {
  expect(shown(apply('ratioToTarget', { cap }, x, { outOf, target, direction }).score)).toBe(is);
});

it.each([
  { why: 'the textbook 60 to 100', x: '75', low: '50', high: '100', base: '0.6', is: '80' },
  { why: 'min-max', x: '75', low: '50', high: '100', base: '0', is: '50' },
  { why: 'at the worse end', x: '50', low: '50', high: '100', base: '0.6', is: '60' },
  { why: 'beyond the worse end', x: '10', low: '50', high: '100', base: '0.6', is: '60' },
  { why: 'beyond the better end', x: '120', low: '50', high: '100', base: '0', is: '100' },
  { why: 'lower is better', x: '4', low: '10', high: '2', base: '0', is: '75' },
])('linear, $why', ({ x, low, high, base, is }) => {
  const direction = d(high).gt(low) ? HIGHER : LOWER;
  const scale = { unacceptable: low, satisfactory: high, baseShare: base };
  expect(text(apply('linear', scale, x, { direction }).score)).toBe(is);
});

it.each([
  {
    why: '60 points, 5 % a place',
    form: 'RANK_FORM_SHARE_DECREMENT',
    outOf: '60',
    decrement: '0.05',
    floor: '0',
    ranks: [1, 2, 3, 4, 5],
    is: ['60', '57', '54', '51', '48'],
  },
  {
    why: '20 points, 5 % a place',
    form: 'RANK_FORM_SHARE_DECREMENT',
    outOf: '20',
    decrement: '0.05',
    floor: '0',
    ranks: [1, 2, 3, 4, 5],
    is: ['20', '19', '18', '17', '16'],
  },
  {
    why: '6 points, 95 %, 90 % …',
    form: 'RANK_FORM_SHARE_DECREMENT',
    outOf: '6',
    decrement: '0.05',
    floor: '0',
    ranks: [1, 2, 3, 4],
    is: ['6', '5.7', '5.4', '5.1'],
  },
  {
    why: 'not below the floor share',
    form: 'RANK_FORM_SHARE_DECREMENT',
    outOf: '60',
    decrement: '0.5',
    floor: '0.2',
    ranks: [2, 3, 11],
    is: ['30', '12', '12'],
  },
  {
    why: 'half a point a place',
    form: 'RANK_FORM_FIXED_DECREMENT',
    outOf: '10',
    decrement: '0.5',
    floor: '9',
    ranks: [1, 2, 3, 4],
    is: ['10', '9.5', '9', '9'],
  },
  {
    why: '600 for the first to 500 for the last of 11',
    form: 'RANK_FORM_LINEAR',
    outOf: '600',
    decrement: '0',
    floor: '500',
    ranks: [1, 6, 11],
    is: ['600', '550', '500'],
  },
] as const)('places, $why', ({ form, outOf, decrement, floor, ranks, is }) => {
  const score = (rank: number) =>
    apply('rankPoints', { form, decrement, floor }, '0', { outOf, ...placed(rank, 11) }).score;
  expect(ranks.map((rank) => text(score(rank)))).toEqual(is);
});

it('gives a unit alone full marks', () => {
  const rule = { form: 'RANK_FORM_LINEAR', floor: '500' };
  expect(text(apply('rankPoints', rule, '0', { outOf: '600' }).score)).toBe('600');
});

it.each([
  { items: [90, 95, 95, 80], is: [3, 1, 1, 4] },
  { items: [1, 1, 1], is: [1, 1, 1] },
  { items: [], is: [] },
])('shares places 1-2-2-4: $items', ({ items, is }) => {
  expect(places(items, (a, b) => b - a)).toEqual(is);
});

it('writes the rule and the numbers', () => {
  const { formula, worked } = apply('ratioToTarget', {}, '86', { target: '91' });
  expect(formula).toBe('W × clip(x ÷ T, f, c)');
  expect(worked).toBe('100 × clip(86 ÷ 91, 0, 1)');
});

const amounts = fc.integer({ min: 0, max: 10_000_000 }).map((n) => text(new Decimal(n).div(1000)));
const positive = fc.integer({ min: 1, max: 10_000_000 }).map((n) => text(new Decimal(n).div(1000)));
const ways = fc.constantFrom<Direction>(HIGHER, LOWER);

it('never rewards the worse value and stays within bounds', () => {
  fc.assert(
    fc.property(amounts, amounts, positive, positive, ways, (a, b, target, outOf, direction) => {
      const [worse, better] = d(a).lt(b) === (direction === HIGHER) ? [a, b] : [b, a];
      const [unacceptable, satisfactory] = direction === HIGHER ? ['0', target] : [target, '0'];
      const rules: [MethodField, object][] = [
        ['ratioToTarget', {}],
        ['allOrNothing', {}],
        ['deduction', { perStep: '0.5' }],
        ['deduction', { perStep: '0.5', stepping: 'STEPPING_WHOLE_UP' }],
        ['deviation', { perStep: '0.5' }],
        ['linear', { unacceptable, satisfactory, baseShare: '0.3' }],
        ['exponential', { unacceptable, satisfactory }],
        ['linear', { ends: 'ENDS_PEERS' }],
        ['rankPoints', { decrement: '0.1' }],
        ['normalise', {}],
        ['normalise', { form: 'NORMAL_FORM_PERCENTILE_RANK' }],
        ['normalise', { form: 'NORMAL_FORM_DISTANCE_TO_MAXIMUM' }],
      ];
      for (const [field, parameters] of rules) {
        const group = [worse, better];
        const given = { outOf, target, direction, group };
        const low = apply(field, parameters, worse, { ...given, at: 0 }).score;
        const high = apply(field, parameters, better, { ...given, at: 1 }).score;
        expect(high.gte(low)).toBe(true);
        expect(low.gte(0) && high.lte(outOf)).toBe(true);
      }
    }),
  );
});

it('never rewards the worse place', () => {
  const forms = fc.constantFrom('RANK_FORM_SHARE_DECREMENT', 'RANK_FORM_FIXED_DECREMENT', 'RANK_FORM_LINEAR');
  fc.assert(
    fc.property(forms, fc.integer({ min: 2, max: 60 }), (form, count) => {
      const rule = { form, decrement: '0.02', floor: '0.2' };
      const scores = Array.from(
        { length: count },
        (_, i) => apply('rankPoints', rule, '0', { outOf: '10', ...placed(i + 1, count) }).score,
      );
      expect(scores.every((score, i) => i === 0 || score.lte(scores[i - 1]!))).toBe(true);
      expect(scores[0]!.eq(10) && scores.every((score) => score.gte('0.2'))).toBe(true);
    }),
  );
});
