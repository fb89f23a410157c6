import { Decimal } from '../decimal';
import { quotientOf } from '../samples/quotient-of';
import { Nearest } from './nearest';
import { compareAt, constant, crossings, type Quotient } from './quotient';
import { Random } from './random';
import { RoughTotals } from './rough-totals';
import { alikeInDigits } from './share-intervals';

const d = (value: string | number) => new Decimal(value);

it.each<[why: string, a: Quotient, b: Quotient, is: [at: string, firstAfter: boolean][]]>([
  ['τ and 0.5', quotientOf(1, 0), quotientOf(0, '0.5'), [['0.5', true]]],
  ['0.5 and τ', quotientOf(0, '0.5'), quotientOf(1, 0), [['0.5', false]]],
  ['−2τ − 1 and −3: negative on both sides', quotientOf(-2, -1), quotientOf(0, -3), [['1', false]]],
  ['parallel', quotientOf(1, 0), quotientOf(1, 1), []],
  ['equal', quotientOf(1, 1), quotientOf(1, 1), []],
  ['equal as fractions: 2 ÷ 4 and 1 ÷ 2', quotientOf(0, 2, '0', '4'), quotientOf(0, 1, '0', '2'), []],
  // τ ÷ (1 + τ) and 0.5: 2τ = 1 + τ.
  ['a quotient and a constant', quotientOf(1, 0, '1', '1'), quotientOf(0, '0.5'), [['1', true]]],
  // 1 − (1 + τ)(1 − τ ÷ 2) = 0.5(τ² − τ).
  [
    'twice, once at nought',
    quotientOf(0, 1, '1', '1'),
    quotientOf('-0.5', 1),
    [
      ['0', false],
      ['1', true],
    ],
  ],
  [
    'twice, falling off: −1 − (τ − 1.5)(1 + τ) = −τ² + 0.5τ + 0.5',
    quotientOf(0, -1, '1', '1'),
    quotientOf(1, '-1.5'),
    [
      ['-0.5', true],
      ['1', false],
    ],
  ],
  // 1 − (2 − τ)(τ + 0.5) = τ² − 1.5τ.
  [
    'once within, once beyond 1',
    quotientOf(0, 1, '-1', '2'),
    quotientOf(1, '0.5'),
    [
      ['0', false],
      ['1.5', true],
    ],
  ],
  // 1 − (2 − τ)τ = (τ − 1)².
  ['touching at 1', quotientOf(0, 1, '-1', '2'), quotientOf(1, 0), []],
  // 1 − (2 − τ)(τ − 1) = τ² − 3τ + 3 has no root: 9 < 12.
  ['never, with a square', quotientOf(0, 1, '-1', '2'), quotientOf(1, -1), []],
  // 1 − (1 + τ)(1 − τ) = τ².
  ['touching at 0', quotientOf(0, 1, '1', '1'), quotientOf(-1, 1), []],
  // 2 − 3(1 − τ)(1 + τ) = 3τ² − 1.
  [
    'without a slope',
    quotientOf(0, 2, '1', '1'),
    quotientOf(-3, 3),
    [
      ['-0.5773502691896257645', false],
      ['0.5773502691896257645', true],
    ],
  ],
  ['huge', quotientOf('1e24', 0), quotientOf(0, '5e23'), [['0.5', true]]],
  ['a difference below what sixty digits leave', quotientOf('1e-31', 1), quotientOf(0, 1), []],
  ['one just above it', quotientOf('1e-29', 1), quotientOf(0, 1), [['0', true]]],
])('meet where they overtake: %s', (_, a, b, is) => {
  const found = crossings(a, b);
  expect(found.map(({ at, firstAfter }) => [Number(at.toFixed(15)), firstAfter])).toEqual(
    is.map(([at, firstAfter]) => [Number(d(at).toFixed(15)), firstAfter]),
  );
  expect(crossings(b, a).map(({ firstAfter }) => firstAfter)).toEqual(
    is.map(([, firstAfter]) => !firstAfter),
  );
  for (const { at } of found) expect(compareAt(a, b, at)).toBe(0);
});

it.each<[a: Quotient, b: Quotient, at: string, is: number]>([
  [quotientOf(1, 0), quotientOf(0, '0.5'), '0.4', -1],
  [quotientOf(1, 0), quotientOf(0, '0.5'), '0.5', 0],
  [quotientOf(1, 0), quotientOf(0, '0.5'), '0.6', 1],
  // 1 ÷ (2 − 0.5) = 0.66… and 0.5.
  [quotientOf(0, 1, '-1', '2'), quotientOf(1, 0), '0.5', 1],
  [constant(d(3)), constant(d(3)), '0.5', 0],
  [constant(d(-3)), constant(d(-4)), '0.5', 1],
  [constant(d('1e24')), constant(d('1e24').plus(1)), '0.5', -1],
  [constant(d(1)), constant(d('1e-31').plus(1)), '0.5', 0],
  [constant(d(1)), constant(d('1e-29').plus(1)), '0.5', -1],
])('compares %j with %j at %s: %d', (a, b, at, is) => {
  expect(compareAt(a, b, d(at))).toBe(is);
  expect(compareAt(b, a, d(at))).toBe(is === 0 ? 0 : -is);
});

it.each([
  { distances: [], is: [] },
  { distances: [Infinity, Infinity], is: [] },
  { distances: [3], is: [0] },
  { distances: [3, Infinity, 1], is: [2, 0] },
  { distances: [5, 4, 3, 2, 1, 0], is: [5, 4, 3, 2, 1, 0] },
  { distances: [0, 1, 2, 3, 4, 5, 6], is: [0, 1, 2, 3, 4, 5, 6] },
  { distances: [4, 9, 1, 8, 2, 7, 3, Infinity, 0.5], is: [8, 2, 4, 6, 0, 5, 3, 1] },
])('takes $distances in order', ({ distances, is }) => {
  const nearest = new Nearest(Float64Array.from(distances));
  for (const [i, at] of is.entries()) {
    expect(nearest.first).toBe(at);
    expect(nearest.distance).toBe(distances[at]);
    expect(nearest.second).toBe(distances[is[i + 1] ?? -1] ?? Infinity);
    expect(nearest.take()).toBe(at);
  }
  expect([nearest.first, nearest.distance, nearest.second, nearest.take()]).toEqual([
    -1,
    Infinity,
    Infinity,
    -1,
  ]);
});

it('takes level ones once each', () => {
  const nearest = new Nearest(Float64Array.of(2, 1, 1, 2, 1));
  expect(nearest.second).toBe(1);
  const taken = Array.from({ length: 5 }, () => nearest.take());
  expect(taken.slice(0, 3).sort()).toEqual([1, 2, 4]);
  expect(taken.slice(3).sort()).toEqual([0, 3]);
});

/** A line through p at τ = 1 and b at τ = 0. */
const line = (p: number | string, b: number | string): Quotient => quotientOf(d(p).minus(b).toString(), b);

it.each<[unit: Quotient, other: Quotient, start: number, low: [number, number?], high: [number, number?]]>([
  [line(1, 0), line('0.75', '0.75'), 0.5, [Infinity], [0.25, 0.25]],
  [line(1, 0), line('0.25', '0.25'), 0.5, [0.25, 0.25], [Infinity]],
  [line(1, 0), line('0.5', '0.5'), 0.5, [0, 0], [0]],
  [line(1, 0), line(2, 1), 0.5, [Infinity], [Infinity]],
  [line(1, 0), line(1, 1), 0.5, [Infinity], [0.5]],
  // 1 − (2 − τ)(τ + 0.5) = τ(τ − 1.5).
  [quotientOf(0, 1, '-1', '2'), quotientOf(1, '0.5'), 0.5, [0.5], [Infinity]],
  // τ(1 − τ) − 0.21 = −(τ − 0.3)(τ − 0.7); 0.26 is never met.
  [quotientOf(1, 0), quotientOf('0', '0.21', '-1', '1'), 0.5, [0.2, 0.2], [0.2, 0.2]],
  [quotientOf(1, 0), quotientOf('0', '0.21', '-1', '1'), 0.25, [Infinity], [0.05, 0.05]],
  [quotientOf(1, 0), quotientOf('0', '0.21', '-1', '1'), 0.75, [0.05, 0.05], [Infinity]],
  [quotientOf('0', '0.21', '-1', '1'), quotientOf(1, 0), 0.4, [0.1, 0.1], [0.3, 0.3]],
  [quotientOf(2, 0, '0', '2'), quotientOf('0', '0.42', '-2', '2'), 0.4, [0.1, 0.1], [0.3, 0.3]],
  [quotientOf('0', '0.42', '-2', '2'), quotientOf(2, 0, '0', '2'), 0.4, [0.1, 0.1], [0.3, 0.3]],
  [quotientOf(1, 0), quotientOf('0', '0.26', '-1', '1'), 0.75, [Infinity], [Infinity]],
])('doubles bound where %j and %j are level', (unit, other, start, low, high) => {
  const rough = new RoughTotals([unit, other], start);
  for (const [side, [earliest, latest]] of [
    [-1, low],
    [1, high],
  ] as const) {
    const [own, found = NaN] = rough.earliest(0, side);
    expect(own).toBe(Infinity);
    if (earliest === Infinity) expect(found).toBe(Infinity);
    else {
      expect(found).toBeLessThanOrEqual(earliest);
      expect(found).toBeCloseTo(earliest, 11);
    }
    const atMost = rough.latest(0, 1, side);
    if (latest === undefined) expect(atMost).toBeUndefined();
    else {
      expect(atMost).toBeGreaterThanOrEqual(latest);
      expect(atMost).toBeCloseTo(latest, 11);
    }
  }
});

it('totals in doubles', () => {
  const rough = new RoughTotals([quotientOf(3, 1, '1', '2'), quotientOf(0, 1, '-1', '1')], 0.5);
  expect([rough.at(0, 0), rough.at(0, 0.5), rough.at(0, 1), rough.at(1, 1)]).toEqual([0.5, 1, 4 / 3, NaN]);
});

it.each([
  { a: '1.0', b: '1.9', steps: 1, is: true },
  { a: '1.9', b: '1.1', steps: 1, is: true },
  { a: '1.9', b: '2.1', steps: 1, is: false },
  { a: '2.1', b: '1.9', steps: 1, is: false },
  { a: '1.5', b: '1.9995', steps: 1, is: false },
  { a: '1.0005', b: '1.5', steps: 1, is: false },
  { a: '0.15', b: '0.19', steps: 10, is: true },
  { a: '0.15', b: '0.25', steps: 10, is: false },
  { a: '0.123456789012345', b: '0.123456789012345', steps: 1e10, is: true },
  { a: '0.123456789012345', b: '0.123456789012345', steps: 1e11, is: false },
])('$a and $b of $steps figures are told alike: $is', ({ a, b, steps, is }) => {
  // The borders themselves are too near for doubles, so 1.0 is moved off its border.
  const off = a === '1.0' ? 0.01 : 0;
  expect(alikeInDigits(steps)(Number(a) + off, Number(b))).toBe(is);
});

it('draws the numbers of xoshiro128** for 1, 2, 3, 4', () => {
  const random = new Random([1, 2, 3, 4]);
  // 2 × 5 = 10, turned left by 7 is 1280, × 9; then the second word is 2 ^ (3 ^ 1) = 0.
  expect([1, 2, 3, 4].map(() => random.next())).toEqual([11520, 0, 5927040, 70819200]);
});
