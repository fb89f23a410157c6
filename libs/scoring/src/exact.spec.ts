import fc from 'fast-check';
import { Decimal, decimal, round, type RoundingMode, text, ZERO } from './decimal';
import { Inputs } from './evaluate';
import {
  by,
  ceil,
  compare,
  entering,
  exact,
  floor,
  greater,
  isLost,
  lesser,
  LOST,
  minus,
  plainText,
  plus,
  type Quotient,
  roundedText,
  times,
  toDecimal,
  within,
} from './exact';
import { exactLeaf } from './exact-leaf';
import { exactMean, meanOf } from './mean';
import type { LeafContext } from './assess';
import { PACKAGE_FORMAT, ScoringPackage } from './package';
import type { SchemeNode } from './scheme';
import { scoreInDecimals } from './score-leaf';

const MODES: RoundingMode[] = ['ROUNDING_MODE_HALF_UP', 'ROUNDING_MODE_HALF_EVEN'];

/** Decimals as people write them, so that sums meet bounds and edges often. */
const plain = fc
  .tuple(fc.integer({ min: -2_000_000, max: 2_000_000 }), fc.integer({ min: 0, max: 6 }))
  .map(([units, digits]) => new Decimal(units).div(10 ** digits).toFixed());
const quotient = fc
  .tuple(fc.integer({ min: -1e12, max: 1e12 }), fc.integer({ min: 1, max: 1e9 }))
  .map(([over, under]) => ({ over, under }));
/** Half a unit of the last digit, and its neighbours. */
const edge = fc
  .tuple(fc.integer({ min: -9999, max: 9999 }), fc.integer({ min: 0, max: 4 }), fc.constantFrom(-1, 0, 1))
  .map(([units, digits, off]) => ({ over: (2 * units + 1) * 1000 + off, under: 2 * 10 ** digits * 1000 }));

const shown = (of: Quotient): string | undefined => (isLost(of) ? undefined : toDecimal(of).toFixed());

it('reads what decimals read, or nothing', () => {
  fc.assert(
    fc.property(plain, (each) => {
      expect(shown(exact(each))).toBe(decimal('x', each).toFixed().replace(/^-0$/, '0'));
    }),
  );
});

it.each([
  '',
  '-',
  '.',
  '1.',
  '.5',
  '+1',
  '1e3',
  '1,5',
  ' 1',
  '1.2.3',
  '1234567890',
  '0.1234567',
  '--1',
  '１',
])('is lost for "%s"', (each) => expect(isLost(exact(each))).toBe(true));

it('works as decimals do', () => {
  fc.assert(
    fc.property(plain, plain, plain, (a, b, c) => {
      const [x, y, z] = [exact(a), exact(b), exact(c)];
      const [p, q, r] = [decimal('a', a), decimal('b', b), decimal('c', c)];
      const agree = (is: Quotient, like: Decimal): void => {
        if (isLost(is)) return;
        const [own, other] = [toDecimal(is), like].map((each) =>
          each.toSignificantDigits(56).toFixed().replace(/^-0$/, '0'),
        );
        expect(own).toBe(other);
      };
      agree(plus(x, y), p.plus(q));
      agree(minus(x, y), p.minus(q));
      agree(times(x, y), p.times(q));
      if (!q.isZero()) agree(by(x, y), p.div(q));
      agree(floor(x), p.floor());
      agree(ceil(x), p.ceil());
      agree(greater(x, y), Decimal.max(p, q));
      agree(lesser(x, y), Decimal.min(p, q));
      if (!r.lt(q)) agree(within(x, y, z), Decimal.min(Decimal.max(p, q), r));
      expect(Math.sign(compare(x, y))).toBe(p.comparedTo(q));
    }),
    { numRuns: 2000 },
  );
});

const huge: Quotient = { over: Number.MAX_SAFE_INTEGER, under: 1 };
const third: Quotient = { over: 1, under: 3 };
const fine: Quotient = { over: 1, under: 2 ** 51 };

// Worked out within the test, where mutants are alive.
it.each<[string, () => Quotient]>([
  ['a product', () => times(huge, { over: 2, under: 1 })],
  ['a product below', () => times(fine, { over: 1, under: 5 })],
  ['a quotient', () => by(huge, { over: 1, under: 2 })],
  ['a division by 0', () => by(third, { over: 0, under: 1 })],
  ['a sum', () => plus(huge, { over: 1, under: 1 })],
  ['a sum of other parts', () => plus(huge, third)],
  [
    'a difference of great numbers that would be small',
    () => minus(huge, { over: huge.over * 3 - 1, under: 3 }),
  ],
  ['the greater', () => greater(huge, third)],
  ['the lesser', () => lesser(huge, third)],
  ['a limit', () => within(third, huge, huge)],
  ['anything lost', () => plus(third, LOST)],
])('%s that does not fit is lost', (_, of) => expect(isLost(of())).toBe(true));

it.each<[string, () => Quotient, Quotient]>([
  ['a great number', () => entering(1e12, 1), { over: 1e12, under: 1 }],
  ['a great number below 0', () => entering(-1e12, 1), { over: -1e12, under: 1 }],
  ['a fine part', () => entering(1, 1e9 - 1), { over: 1, under: 1e9 - 1 }],
  ['what fits without its common tens', () => entering(2e12, 20), { over: 2e11, under: 2 }],
  [
    'the greatest product',
    () => times(huge, { over: 1, under: Number.MAX_SAFE_INTEGER }),
    { over: huge.over, under: huge.over },
  ],
  ['a sum of like parts', () => plus({ over: 1, under: 10 }, { over: 3, under: 10 }), { over: 4, under: 10 }],
  [
    'a sum of finer and coarser',
    () => plus({ over: 1, under: 100 }, { over: 1, under: 10 }),
    { over: 11, under: 100 },
  ],
  [
    'a sum of coarser and finer',
    () => plus({ over: 1, under: 10 }, { over: 1, under: 100 }),
    { over: 11, under: 100 },
  ],
  ['a sum of others', () => plus({ over: 1, under: 6 }, { over: 1, under: 4 }), { over: 10, under: 24 }],
  [
    'a difference of others',
    () => minus({ over: 1, under: 6 }, { over: 1, under: 4 }),
    { over: -2, under: 24 },
  ],
])('%s stays', (_, of, is) => expect(of()).toEqual(is));

it.each<[string, () => Quotient]>([
  ['above 10¹²', () => entering(1e12 + 1, 1)],
  ['below −10¹²', () => entering(-1e12 - 1, 1)],
  ['in parts finer than 10⁻⁹', () => entering(1, 1e9 + 1)],
])('a number %s does not enter', (_, of) => expect(isLost(of())).toBe(true));

it.each<[Quotient, Quotient, number]>([
  [{ over: 5e15, under: 3 }, { over: 4e15, under: 3 }, 1],
  [{ over: 1, under: 4 }, { over: 1, under: 3 }, -1],
  [{ over: 2, under: 6 }, { over: 1, under: 3 }, 0],
])('%j beside %j', (a, b, is) => expect(Math.sign(compare(a, b))).toBe(is));

it('does not compare what does not fit', () => expect(compare(huge, third)).toBeNaN());

it('rounds and writes like decimals, also beside the edge', () => {
  fc.assert(
    fc.property(
      fc.oneof(quotient, edge),
      fc.integer({ min: 0, max: 6 }),
      fc.constantFrom(...MODES),
      (of, digits, mode) => {
        const like = toDecimal(of);
        const rounded = roundedText(of, digits, mode);
        if (rounded !== undefined) expect(rounded).toBe(text(round(like, digits, mode), digits));
        expect(plainText(of)).toBe(text(like));
      },
    ),
    { numRuns: 5000 },
  );
});

it.each([
  { why: 'carries through all digits', of: { over: 999_999_999, under: 1e9 }, digits: 6, is: '1.000000' },
  { why: 'has no −0', of: { over: -1, under: 1000 }, digits: 2, is: '0.00' },
  { why: 'is away from 0 below it', of: { over: -5, under: 1000 }, digits: 2, is: '-0.01' },
  {
    why: 'has more whole points than are kept',
    of: { over: 123_456_789, under: 100 },
    digits: 2,
    is: '1234567.89',
  },
  { why: 'just fits', of: { over: Number.MAX_SAFE_INTEGER, under: 1 }, digits: 0, is: '9007199254740991' },
  { why: 'does not fit', of: { over: 1e12, under: 7 }, digits: 6, is: undefined },
  {
    why: 'has too fine a divisor to tell the edge',
    of: { over: 1, under: 2 ** 53 - 1 },
    digits: 0,
    is: undefined,
  },
  { why: 'has more digits than are proven', of: { over: 1, under: 3 }, digits: 7, is: undefined },
  { why: 'is lost', of: LOST, digits: 2, is: undefined },
])('a number that $why', ({ of, digits, is }) => {
  expect(roundedText(of, digits, 'ROUNDING_MODE_HALF_UP')).toBe(is);
});

it.each([
  [{ over: 2, under: 3 }, '0.666666666666666667'],
  [{ over: 999_999_999, under: 1e9 }, '0.999999999'],
  [{ over: -1, under: 8 }, '-0.125'],
  [{ over: -7, under: 1 }, '-7'],
  [{ over: -0, under: 1 }, '0'],
  // Halves of the last digit, and a carry behind it.
  [{ over: 1, under: 2 ** 19 }, text(new Decimal(1).div(2 ** 19))],
  [{ over: 886_872_960, under: 999_999_937 }, '0.886873015873'],
  [{ over: 1e12, under: 1 }, '1000000000000'],
  [{ over: 1, under: 1e9 }, '0.000000001'],
  [{ over: 1e12 + 1, under: 1 }, undefined],
  [{ over: 1, under: 1e9 + 1 }, undefined],
])('%j is written %s', (of, is) => expect(plainText(of)).toBe(is));

it('means are those of decimals to the last of 60 digits', () => {
  const child = fc.record({
    score: plain,
    weight: fc.constantFrom('0', '1', '2.5', '10', '33.3', '40'),
    own: fc.boolean(),
  });
  fc.assert(
    fc.property(
      fc.array(child, { minLength: 1, maxLength: 30 }),
      fc.constantFrom('100', '40', '2.5'),
      (list, whole) => {
        const full = decimal('full', whole);
        const terms = list.map(({ score, weight, own }) => ({
          score: decimal('score', score),
          exact: exact(score),
          weight: decimal('weight', weight),
          outOf: own ? decimal('weight', weight) : full,
        }));
        const mean = { mean: 'MEAN_ARITHMETIC', meanPower: '' } as const;
        const found = exactMean(mean, full, terms, ({ weight }) => exact(text(weight)));
        if (terms.every(({ weight }) => weight.isZero())) expect(found).toBeUndefined();
        else if (found) expect(found).toEqual(meanOf(mean, full, terms));
      },
    ),
    { numRuns: 2000 },
  );
});

it.each(['MEAN_GEOMETRIC', 'MEAN_HARMONIC', 'MEAN_POWER'] as const)('%s is left to decimals', (mean) => {
  const terms = [{ outOf: new Decimal(100), exact: exact('50') }];
  expect(exactMean({ mean, meanPower: '2' }, new Decimal(100), terms, () => exact('1'))).toBeUndefined();
});

it.each([
  ['a score', { outOf: new Decimal(100) }, '1'],
  ['a weight', { outOf: new Decimal(100), exact: exact('50') }, '0.1234567'],
])('a mean is left to decimals when %s does not fit', (_, term, weight) => {
  expect(
    exactMean({ mean: 'MEAN_ARITHMETIC', meanPower: '' }, new Decimal(100), [term], () => exact(weight)),
  ).toBeUndefined();
});

it('children out of another mark than their share are left to decimals', () => {
  const terms = [{ outOf: new Decimal(40), exact: exact('30') }];
  expect(
    exactMean({ mean: 'MEAN_ARITHMETIC', meanPower: '' }, new Decimal(100), terms, () => exact('20')),
  ).toBeUndefined();
});

it('a child out of another mark than its share is left to decimals', () => {
  const terms = [
    { outOf: new Decimal(40), exact: exact('30') },
    { outOf: ZERO, exact: exact('0') },
  ];
  expect(
    exactMean({ mean: 'MEAN_ARITHMETIC', meanPower: '' }, new Decimal(100), terms, () => exact('40')),
  ).toBeUndefined();
});

const observation = { indicatorId: 'i', unitId: 'u', period: '2026-01', value: '50' };

/** A leaf of one unit. */
function leafOf(
  node: object,
  { values = [observation], target = '80', more = {} } = {},
): [SchemeNode, LeafContext] {
  const of = ScoringPackage.parse({
    format: PACKAGE_FORMAT,
    cyclePeriod: '2026',
    scheme: { nodes: [{ nodeId: 'n', share: '100', indicatorId: 'i', ...node }] },
    indicators: [{ indicatorId: 'i' }],
    units: [{ unitId: 'u' }],
    observations: values,
    targets: target === '' ? [] : [{ indicatorId: 'i', unitId: 'u', period: '2026', value: target }],
    ...more,
  });
  const [leaf] = of.scheme.nodes;
  return [leaf!, new Inputs(of).context(leaf!)];
}

/** What is worked out in whole numbers for the only unit of a leaf; undefined when it is left to decimals. */
function exactly(...from: Parameters<typeof leafOf>): unknown {
  const [leaf, context] = leafOf(...from);
  return exactLeaf(leaf, context)?.(context.series[0]!);
}

const months = (...values: string[]) =>
  values.map((value, i) => ({ ...observation, period: `2026-${String(i + 10)}`, value }));

const ratio = { ratioToTarget: {} };

it('scores the plain case in whole numbers', () => {
  expect(exactly(ratio)).toEqual({ unitId: 'u', nodeId: 'n', state: 'SCORED', value: '50', score: '62.50' });
});

it.each<[string, () => unknown]>([
  ['a value rule', () => exactly({ ...ratio, valueRule: { digits: 1 } })],
  ['rules for raters', () => exactly({ ...ratio, raters: {} })],
  ['a mean of scores', () => exactly({ ...ratio, time: 'TIME_AGGREGATION_MEAN_OF_SCORES' })],
  ['the best of the values', () => exactly({ ...ratio, time: 'TIME_AGGREGATION_BEST' })],
  ['a bonus', () => exactly({ ratioToTarget: { cap: '1.2', bonusFactor: '0.5' } })],
  ['a threshold', () => exactly({ ratioToTarget: { threshold: '0.8' } })],
  [
    'a bonus for a share of the units',
    () => exactly({ ratioToTarget: { cap: '1.2', bonusUnitShare: '0.1' } }),
  ],
  [
    'the mean of the group',
    () => exactly({ deduction: { perStep: '1', reference: 'REFERENCE_GROUP_MEAN' } }),
  ],
  ['peer ends', () => exactly({ linear: { ends: 'ENDS_PEERS' } })],
  ['equal ends', () => exactly({ linear: { unacceptable: '1', satisfactory: '1' } })],
  [
    'a method without a way of its own',
    () => exactly({ exponential: { unacceptable: '1', satisfactory: '9' } }),
  ],
  [
    'a statement about the value',
    () => exactly(ratio, { more: { declarations: [{ nodeId: 'n', unitId: 'u', state: 'PENDING' }] } }),
  ],
  ['no observation', () => exactly(ratio, { values: [] })],
  ['no target', () => exactly(ratio, { target: '' })],
  ['a target of 0', () => exactly(ratio, { target: '0' })],
  ['a target below 0', () => exactly(ratio, { target: '-1' })],
  ['a value below 0', () => exactly(ratio, { values: [{ ...observation, value: '-1' }] })],
  [
    'observations out of order',
    () => exactly(ratio, { values: [{ ...observation, period: '2026-02' }, observation] }),
  ],
  ['two observations of a period', () => exactly(ratio, { values: [observation, observation] })],
  ['a long value', () => exactly(ratio, { values: [{ ...observation, value: '0.1234567' }] })],
  ['a great value', () => exactly({ points: {} }, { values: [{ ...observation, value: '1234567890' }] })],
  [
    // 10¹⁶ + 1 millionths, which doubles hold as 10¹⁶.
    'a sum above the safe integers',
    () =>
      exactly(
        { points: {}, time: 'TIME_AGGREGATION_SUM' },
        { values: months(...Array<string>(10).fill('999999999'), '10.000001') },
      ),
  ],
  [
    'a sum that was above the safe integers on its way',
    () =>
      exactly(
        { points: {}, time: 'TIME_AGGREGATION_SUM' },
        {
          values: months(
            ...Array<string>(10).fill('999999999'),
            '10.000001',
            ...Array<string>(10).fill('-999999999'),
          ),
        },
      ),
  ],
  ['no number', () => exactly({ points: {} }, { values: [{ ...observation, value: 'x' }] })],
  ['a long target', () => exactly({ allOrNothing: {} }, { target: '0.1234567' })],
  ['a ladder with a long bound', () => exactly({ ladder: { rungs: [{ bound: '0.1234567', points: '1' }] } })],
  ['a rate without its parts', () => exactly({ ...ratio, time: 'TIME_AGGREGATION_POOLED_RATIO' })],
])('leaves %s to decimals', (_, found) => expect(found()).toBeUndefined());

const great = months('999999998', '999999998', '999999999');

it.each<[string, object]>([
  ['between ends 1 apart', { linear: { unacceptable: '999999998', satisfactory: '999999999' } }],
  ['in steps of 1', { deduction: { step: '1', perStep: '30.015' } }],
])('a third of the marks %s on figures of nine digits is the half 10.005 both ways', (_, method) => {
  const [leaf, context] = leafOf(
    {},
    {
      values: great,
      target: '999999999',
      more: {
        scheme: {
          shareKind: 'SHARE_KIND_FULL_MARKS',
          fullMark: '30.015',
          nodes: [{ nodeId: 'n', share: '30.015', indicatorId: 'i', ...method }],
        },
      },
    },
  );
  expect(exactLeaf(leaf, context)?.(context.series[0]!)).toMatchObject({ score: '10.01' });
  expect(scoreInDecimals(leaf, context)).toMatchObject([{ score: '10.01' }]);
});
