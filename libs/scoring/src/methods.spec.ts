import fc from 'fast-check';
import { Decimal, decimal, round, text } from './decimal';
import { deduction } from './deduction';
import { linear } from './linear';
import type { Monotone } from './method-score';
import { places } from './places';
import { rankPoints } from './rank-points';
import { ratioToTarget } from './ratio-to-target';

const d = (value: string) => decimal('test', value);
const shown = (score: Decimal) => text(round(score, 2, 'ROUNDING_MODE_HALF_UP'));
const HIGHER = 'DIRECTION_HIGHER_IS_BETTER';
const LOWER = 'DIRECTION_LOWER_IS_BETTER';

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
    const rule = { step: d('1'), perStep: d(perStep), floor: d(floor) };
    expect(shown(deduction(d(rate), d(target), d('25'), HIGHER, rule).score)).toBe(is);
  });

  it.each([
    { why: 'better than the target', x: '90', direction: LOWER, is: '25' },
    { why: 'two steps of five behind', x: '110', direction: LOWER, is: '21' },
    { why: 'half a step behind', x: '102.5', direction: LOWER, is: '24' },
  ] as const)('lower is better: $why', ({ x, direction, is }) => {
    const rule = { step: d('5'), perStep: d('2'), floor: d('0') };
    expect(text(deduction(d(x), d('100'), d('25'), direction, rule).score)).toBe(is);
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
  expect(
    shown(ratioToTarget(d(x), d(target), d(outOf), direction, { floor: d('0'), cap: d(cap) }).score),
  ).toBe(is);
});

it.each([
  { why: 'the textbook 60 to 100', x: '75', low: '50', high: '100', base: '0.6', is: '80' },
  { why: 'min-max', x: '75', low: '50', high: '100', base: '0', is: '50' },
  { why: 'at the worse end', x: '50', low: '50', high: '100', base: '0.6', is: '60' },
  { why: 'beyond the worse end', x: '10', low: '50', high: '100', base: '0.6', is: '60' },
  { why: 'beyond the better end', x: '120', low: '50', high: '100', base: '0', is: '100' },
  { why: 'lower is better', x: '4', low: '10', high: '2', base: '0', is: '75' },
])('linear, $why', ({ x, low, high, base, is }) => {
  const scale = { unacceptable: d(low), satisfactory: d(high), baseShare: d(base) };
  expect(text(linear(d(x), d('100'), scale).score)).toBe(is);
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
  const rule = { form, decrement: d(decrement), floor: d(floor) };
  expect(ranks.map((rank) => text(rankPoints(rank, 11, d(outOf), rule).score))).toEqual(is);
});

it('gives a unit alone full marks', () => {
  const rule = { form: 'RANK_FORM_LINEAR', decrement: d('0'), floor: d('500') } as const;
  expect(text(rankPoints(1, 1, d('600'), rule).score)).toBe('600');
});

it.each([
  { items: [90, 95, 95, 80], is: [3, 1, 1, 4] },
  { items: [1, 1, 1], is: [1, 1, 1] },
  { items: [], is: [] },
])('shares places 1-2-2-4: $items', ({ items, is }) => {
  expect(places(items, (a, b) => b - a)).toEqual(is);
});

it('writes the rule and the numbers', () => {
  const { formula, worked } = ratioToTarget(d('86'), d('91'), d('100'), HIGHER, {
    floor: d('0'),
    cap: d('1'),
  });
  expect(formula).toBe('W × clip(x ÷ T, f, c)');
  expect(worked).toBe('100 × clip(86 ÷ 91, 0, 1)');
});

const amounts = fc.integer({ min: 0, max: 10_000_000 }).map((n) => new Decimal(n).div(1000));
const positive = fc.integer({ min: 1, max: 10_000_000 }).map((n) => new Decimal(n).div(1000));
const ways = fc.constantFrom<Monotone>(HIGHER, LOWER);

it('never rewards the worse value and stays within bounds', () => {
  fc.assert(
    fc.property(amounts, amounts, positive, positive, ways, (a, b, target, outOf, way) => {
      const [worse, better] = a.lt(b) === (way === HIGHER) ? [a, b] : [b, a];
      const rule = { step: d('1'), perStep: d('0.5'), floor: d('0') };
      const ends = way === HIGHER ? [d('0'), target] : [target, d('0')];
      const scale = { unacceptable: ends[0]!, satisfactory: ends[1]!, baseShare: d('0.3') };
      const methods = [
        (x: Decimal) => ratioToTarget(x, target, outOf, way, { floor: d('0'), cap: d('1') }).score,
        (x: Decimal) => deduction(x, target, outOf, way, rule).score,
        (x: Decimal) => linear(x, outOf, scale).score,
      ];
      for (const score of methods) {
        expect(score(better).gte(score(worse))).toBe(true);
        expect(score(worse).gte(0) && score(better).lte(outOf)).toBe(true);
      }
    }),
  );
});

it('never rewards the worse place', () => {
  const forms = fc.constantFrom('RANK_FORM_SHARE_DECREMENT', 'RANK_FORM_FIXED_DECREMENT', 'RANK_FORM_LINEAR');
  fc.assert(
    fc.property(forms, fc.integer({ min: 2, max: 200 }), (form, count) => {
      const rule = { form, decrement: d('0.02'), floor: d('0.2') } as const;
      const scores = Array.from({ length: count }, (_, i) => rankPoints(i + 1, count, d('10'), rule).score);
      expect(scores.every((score, i) => i === 0 || score.lte(scores[i - 1]!))).toBe(true);
      expect(scores[0]!.eq(10) && scores.every((score) => score.gte('0.2'))).toBe(true);
    }),
  );
});
