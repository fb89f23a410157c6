import fc from 'fast-check';
import { Decimal, round, text } from './decimal';
import { evaluate } from './evaluate';
import { type MethodField, methodFields, methods } from './methods';
import { PACKAGE_FORMAT, ScoringPackage } from './package';
import { Draw } from './samples/draw';
import { randomMethod } from './samples/random-method';
import { randomPackage } from './samples/random-package';
import { Random } from './sensitivity/random';

const seeds = fc.integer({ min: 0, max: 1_000_000 });
const FULL = 100;
const byValue = methodFields.filter((field) => methods[field].source === 'VALUE');

type Judged = ReturnType<typeof randomMethod>;

/** A drawn leaf of the wished method. */
function drawn(field: MethodField, seed: number): { judged: Judged; draw: Draw } {
  const draw = new Draw(new Random(`property ${seed}`));
  for (;;) {
    const judged = randomMethod(draw, FULL, true);
    if (judged.field === field) return { judged, draw };
  }
}

/** Points of the first of some units with these values and one target, 8 digits; the state where there are none. */
function first(judged: Judged, values: readonly string[], target: string): string {
  const units = values.map((_, i) => `u${i}`);
  const { leaves } = evaluate(
    ScoringPackage.parse({
      format: PACKAGE_FORMAT,
      cyclePeriod: '2026',
      scheme: {
        rounding: { itemDigits: 8, totalDigits: 8 },
        nodes: [{ nodeId: 'n', share: '100', indicatorId: 'i', [judged.field]: judged.parameters }],
      },
      indicators: [{ indicatorId: 'i', direction: judged.of.direction }],
      units: units.map((unitId) => ({ unitId })),
      observations: values.map((value, i) => ({ indicatorId: 'i', unitId: `u${i}`, period: '2026', value })),
      targets: units.map((unitId) => ({ indicatorId: 'i', unitId, period: '2026', value: target })),
    }),
  );
  return leaves[0]?.score ?? leaves[0]?.state ?? '';
}

/**
 * Not monotone by their own rule: near an optimum (moderate, anchors with a hat); over a declared target (two targets: the
 * penalty for promising little).
 */
const isMonotone = (judged: Judged): boolean =>
  judged.of.direction !== 'DIRECTION_TARGET_BAND' && judged.field !== 'twoTargets';

it.each(byValue.filter((field) => !['moderate', 'twoTargets'].includes(field)))(
  '%s: a better value never has fewer points',
  (field) => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { judged, draw } = drawn(field, seed);
        if (!isMonotone(judged)) return;
        const others = [draw.decimal(1, 120), draw.decimal(1, 120), draw.decimal(1, 120)];
        const target = draw.decimal(20, 100);
        const own = [draw.decimal(1, 120), draw.decimal(1, 120)].sort((a, b) => Number(a) - Number(b));
        if (judged.of.direction === 'DIRECTION_LOWER_IS_BETTER') own.reverse();
        const [worse, better] = own.map((value) => new Decimal(first(judged, [value, ...others], target)));
        expect(better!.gte(worse!)).toBe(true);
      }),
      { numRuns: 60 },
    );
  },
);

it('a moderate value loses points on both sides of the best, the more the further', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const { judged, draw } = drawn('moderate', seed);
      const p = judged.parameters as Record<string, string>;
      const [from, to] = p['optimum'] ? [p['optimum'], p['optimum']] : [p['bestFrom']!, p['bestTo']!];
      const [near, far] = [draw.whole(0, 50), draw.whole(50, 200)].map((tenths) =>
        new Decimal(tenths).div(10),
      );
      const points = (value: Decimal) => new Decimal(first(judged, [text(value)], '1'));
      expect(points(new Decimal(from)).toNumber()).toBe(FULL);
      expect(points(new Decimal(from).minus(near!)).gte(points(new Decimal(from).minus(far!)))).toBe(true);
      expect(points(new Decimal(to).plus(near!)).gte(points(new Decimal(to).plus(far!)))).toBe(true);
    }),
    { numRuns: 60 },
  );
});

it.each(byValue.filter((field) => field !== 'normalise'))(
  '%s: between 0 and the full mark, or its cap',
  (field) => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { judged, draw } = drawn(field, seed);
        const values = [0, 1, 2].map(() => draw.decimal(-200, 300));
        const score = first(judged, values, draw.decimal(1, 100));
        if (!/^-?\d/.test(score)) return;
        const cap = Number((judged.parameters as { cap?: string }).cap ?? (field === 'twoTargets' ? 1.2 : 1));
        expect(Number(score)).toBeGreaterThanOrEqual(0);
        expect(new Decimal(Math.max(cap, 1)).times(FULL).gte(score)).toBe(true);
      }),
      { numRuns: 60 },
    );
  },
);

/** Parameters in the unit of the indicator. */
const DIMENSIONED = /^(step|unacceptable|satisfactory|value|bound|standard|optimum|tolerance|best|worst)/;
const NOT_SCALED: readonly MethodField[] = ['points'];

function scaled(parameters: unknown, factor: Decimal, name = ''): unknown {
  if (Array.isArray(parameters)) return parameters.map((each: unknown) => scaled(each, factor));
  if (typeof parameters === 'object' && parameters !== null)
    return Object.fromEntries(Object.entries(parameters).map(([key, of]) => [key, scaled(of, factor, key)]));
  const isValue = typeof parameters === 'string' && /^-?\d/.test(parameters) && DIMENSIONED.test(name);
  return isValue ? text(factor.times(parameters)) : parameters;
}

it.each(byValue.filter((field) => !NOT_SCALED.includes(field)))(
  '%s: another unit of measure changes no point',
  (field) => {
    fc.assert(
      fc.property(seeds, fc.constantFrom('1000', '0.01'), (seed, by) => {
        const { judged, draw } = drawn(field, seed);
        const values = [0, 1, 2, 3].map(() => draw.decimal(1, 120));
        const target = draw.decimal(20, 100);
        const times = (value: string) => text(new Decimal(by).times(value));
        const other = { ...judged, parameters: scaled(judged.parameters, new Decimal(by)) as object };
        expect(first(other, values.map(times), times(target))).toBe(first(judged, values, target));
      }),
      { numRuns: 60 },
    );
  },
);

const shuffled = <T>(list: readonly T[], draw: Draw): T[] =>
  list
    .map((item) => ({ item, by: draw.whole(0, 1e9) }))
    .sort((a, b) => a.by - b.by)
    .map(({ item }) => item);

it('the order of units, values, targets, events and ballots changes nothing', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const of = randomPackage(`order ${seed}`, true);
      const draw = new Draw(new Random(`shuffle ${seed}`));
      const mixed = { ...of };
      for (const list of [
        'units',
        'observations',
        'before',
        'targets',
        'leads',
        'ballots',
        'declarations',
      ] as const) {
        Object.assign(mixed, { [list]: shuffled<object>(of[list], draw) });
      }
      const byUnit = ({ results, standings }: ReturnType<typeof evaluate>) => [
        new Map(results.map((each) => [each.unitId, each])),
        new Map(standings.map((each) => [each.unitId, each])),
      ];
      expect(byUnit(evaluate(mixed))).toEqual(byUnit(evaluate(of)));
    }),
    { numRuns: 60 },
  );
});

it('places follow the totals', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const of = { ...randomPackage(`places ${seed}`, true) };
      of.scheme = {
        ...of.scheme,
        rankWithinClasses: false,
        tieRule: 'TIE_RULE_SHARED',
        taskLoads: [],
        tieByImprovement: false,
      };
      const ranked = evaluate(of).standings.filter(({ rank }) => rank > 0);
      for (const { rank, total = '' } of ranked) {
        const ahead = ranked.filter((other) => new Decimal(other.total ?? '0').gt(total));
        expect(rank).toBe(ahead.length + 1);
      }
      expect(ranked.some(({ unitId }) => of.scheme.horsConcoursUnitIds.includes(unitId))).toBe(false);
    }),
    { numRuns: 100 },
  );
});

it('an item that is left out leaves the total of the tree without it', () => {
  const share = fc.integer({ min: 1, max: 60 });
  const score = fc.integer({ min: 0, max: 100 });
  const mean = fc.constantFrom('MEAN_ARITHMETIC', 'MEAN_GEOMETRIC', 'MEAN_HARMONIC');
  fc.assert(
    fc.property(share, score, fc.integer({ min: 1, max: 39 }), score, mean, (a, x, b, y, of) => {
      const leaf = (nodeId: string, weight: number) => ({
        nodeId,
        share: String(weight),
        indicatorId: nodeId,
        missing: 'MISSING_RULE_EXCLUDE',
        points: {},
      });
      const totalOf = (nodes: object[]) =>
        evaluate(
          ScoringPackage.parse({
            format: PACKAGE_FORMAT,
            cyclePeriod: '2026',
            scheme: { mean: of, nodes },
            indicators: [{ indicatorId: 'a' }, { indicatorId: 'b' }, { indicatorId: 'c' }],
            units: [{ unitId: 'u' }],
            observations: [
              { indicatorId: 'a', unitId: 'u', period: '2026', value: String(x) },
              { indicatorId: 'b', unitId: 'u', period: '2026', value: String(y) },
            ],
          }),
        ).results[0]?.total;
      const with_ = [leaf('a', a), leaf('b', b), leaf('c', 100 - a - b)];
      expect(totalOf(with_)).toBe(totalOf(with_.slice(0, 2)));
    }),
    { numRuns: 100 },
  );
});

it.each(['ROUNDING_MODE_HALF_UP', 'ROUNDING_MODE_HALF_EVEN'] as const)(
  'rounding twice is rounding once: %s',
  (mode) => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 0, max: 8 }),
        fc.integer({ min: 0, max: 8 }),
        (n, scale, digits) => {
          const once = round(new Decimal(n).div(new Decimal(10).pow(scale)), digits, mode);
          expect(text(round(once, digits, mode))).toBe(text(once));
        },
      ),
    );
  },
);
