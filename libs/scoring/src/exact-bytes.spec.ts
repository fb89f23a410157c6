import fc from 'fast-check';
import type { RoundingMode } from './decimal';
import { Inputs } from './evaluate';
import { exactLeaf } from './exact-leaf';
import { PACKAGE_FORMAT, ScoringPackage } from './package';
import { Draw } from './samples/draw';
import { randomPackage } from './samples/random-package';
import { leavesOf } from './scheme';
import { scoreInDecimals, scoreLeaf } from './score-leaf';
import { Random } from './sensitivity/random';

const MODES: RoundingMode[] = ['ROUNDING_MODE_HALF_UP', 'ROUNDING_MODE_HALF_EVEN'];
const seeds = fc.integer({ min: 0, max: 10_000_000 });

/** One leaf on a grid of values that meets targets, bounds, whole steps and edges of rounding all the time. */
function leafPackage(seed: number): ScoringPackage {
  const draw = new Draw(new Random(`exact ${seed}`));
  const digits = draw.whole(0, 3);
  const number = (low: number, high: number): string => draw.decimal(low, high, digits);
  const direction = draw.one('DIRECTION_HIGHER_IS_BETTER', 'DIRECTION_LOWER_IS_BETTER');
  const higher = direction === 'DIRECTION_HIGHER_IS_BETTER';
  const rungs = [90, 75, 60].map((bound, i) => ({
    bound: String(higher ? bound : 150 - bound),
    exclusive: draw.rarely(2),
    points: String(10 - 3 * i),
  }));
  const method = draw.one<object>(
    { ratioToTarget: { cap: draw.one('1', '1.2'), floor: draw.one('0', '0.5') } },
    { allOrNothing: {} },
    {
      deduction: {
        step: draw.one('1', '0.5', '3', '0.07'),
        perStep: draw.one('0.5', '1', '0.125', '0.015'),
        floor: draw.one('0', '5'),
        stepping: draw.one('STEPPING_LINEAR', 'STEPPING_WHOLE_DOWN', 'STEPPING_WHOLE_UP'),
      },
    },
    {
      linear: {
        unacceptable: higher ? '40' : '95.5',
        satisfactory: higher ? '95.5' : '40',
        baseShare: draw.one('0', '0.6', '0.1'),
      },
    },
    { ladder: { rungs } },
    { points: {} },
  );
  const time = `TIME_AGGREGATION_${draw.one('MEAN_OF_VALUES', 'SUM', 'LAST', 'POOLED_RATIO', 'BEST')}`;
  const units = Array.from({ length: 6 }, (_, i) => ({ unitId: `u${i}` }));
  return ScoringPackage.parse({
    format: PACKAGE_FORMAT,
    cyclePeriod: '2026',
    scheme: {
      shareKind: 'SHARE_KIND_FULL_MARKS',
      rounding: {
        itemDigits: draw.whole(0, 4),
        mode: draw.one(...MODES),
        wholeFrom: draw.one('', '', '30'),
      },
      unitClasses: [{ classId: 'c', unitIds: ['u0', 'u1'] }],
      nodes: [
        {
          nodeId: 'n',
          share: draw.one('10', '25', '100', '12.5'),
          classShares: draw.rarely(3) ? [{ classId: 'c', share: '20' }] : [],
          indicatorId: 'i',
          time,
          ...method,
        },
      ],
    },
    indicators: [{ indicatorId: 'i', direction }],
    units,
    observations: units.flatMap(({ unitId }) =>
      Array.from({ length: draw.whole(0, 4) }, (_, m) => ({
        indicatorId: 'i',
        unitId,
        period: `2026-0${draw.rarely(20) ? 9 - m : m + 1}`,
        value: draw.rarely(12) ? '33.3333333333' : number(-5, 120),
        numerator: draw.rarely(20) ? '' : number(0, 90),
        denominator: draw.rarely(20) ? '' : number(0, 100),
        factor: draw.one('', '', '1000'),
      })),
    ),
    targets: units
      .filter(() => !draw.rarely(12))
      .map(({ unitId }) => ({ indicatorId: 'i', unitId, period: '2026', value: number(-1, 100) })),
    declarations: draw.rarely(6)
      ? [{ nodeId: 'n', unitId: 'u1', state: draw.one('NOT_APPLICABLE', 'IMPUTED'), value: '50' }]
      : [],
  });
}

/** How many scores there were, and how many of them in whole numbers. */
function agree(of: ScoringPackage): { all: number; exactly: number } {
  const inputs = new Inputs(of);
  const count = { all: 0, exactly: 0 };
  for (const [node] of leavesOf(of.scheme)) {
    const context = inputs.context(node);
    const scores = scoreLeaf(node, context);
    expect(JSON.stringify(scores)).toBe(JSON.stringify(scoreInDecimals(node, context)));
    const exactly = exactLeaf(node, context);
    count.all += scores.length;
    count.exactly += exactly ? context.series.filter((series) => exactly(series)).length : 0;
  }
  return count;
}

it('gives the bytes of decimals on 4,000 leaves that meet edges', () => {
  let [all, exactly] = [0, 0];
  for (let seed = 0; seed < 4000; seed += 1) {
    const count = agree(leafPackage(seed));
    all += count.all;
    exactly += count.exactly;
  }
  // Neither way may stand idle, or the comparison would say nothing.
  expect(exactly / all).toBeGreaterThan(0.4);
  expect(exactly / all).toBeLessThan(0.9);
});

it('gives the bytes of decimals on random packages', () => {
  fc.assert(
    fc.property(seeds, fc.boolean(), (seed, beyond) => void agree(randomPackage(`exact ${seed}`, beyond))),
    { numRuns: 150 },
  );
});
