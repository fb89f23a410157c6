import fc from 'fast-check';
import { Decimal, ZERO } from '../decimal';
import { Inputs, LeafTable } from '../evaluate';
import { randomPackage } from '../samples/random-package';
import { leavesOf } from '../scheme';
import { scoreLeaf } from '../score-leaf';
import { trunkOf } from './branch';
import { type End, type Ends, type Mover, PlaceEnds } from './place-ends';
import { compareAt, crossings, type Quotient } from './quotient';
import { alikeInDigits } from './share-intervals';
import { siblingTotals, totalAlong } from './sibling-totals';
import { siblingsOf, unitTree } from './unit-tree';

const MOST = new Decimal(100);
const SAME = new Decimal('1e-25');

/** Every meeting with every other unit in decimals, in order, until the place is another one. */
function naive(movers: readonly Mover[], at: number, from: Decimal, side: 1 | -1): End {
  const unit = movers[at];
  if (!unit) return undefined;
  const meetings = movers
    .filter((other) => other !== unit)
    .flatMap((other) => {
      const level = compareAt(unit.total, other.total, from) === 0;
      const after = compareAt(unit.total, other.total, from.plus(new Decimal('1e-9').times(side)));
      const crossed = crossings(unit.total, other.total)
        .map(({ at: met, firstAfter }) => ({
          distance: met.minus(from).times(side),
          at: met,
          by: other.unitId,
          moved: firstAfter === (side === 1) ? -1 : 1,
        }))
        .filter((each) => each.distance.gt(SAME) && each.at.gt(SAME) && each.at.lt(1));
      return level
        ? [{ distance: ZERO, at: from, by: other.unitId, moved: after < 0 ? 1 : 0 }, ...crossed]
        : crossed;
    })
    .sort((a, b) => a.distance.comparedTo(b.distance));
  let moved = 0;
  for (let read = 0; read < meetings.length;) {
    const here = meetings
      .slice(read)
      .filter((each) => each.distance.minus(meetings[read]!.distance).lte(SAME));
    read += here.length;
    moved += here.reduce((sum, each) => sum + each.moved, 0);
    if (moved === 0) continue;
    const [by = ''] = here.flatMap((each) => (each.moved === 0 ? [] : [each.by])).sort();
    return { at: here[0]!.at, by };
  }
  return undefined;
}

/** As it is told: to six digits of the share, on the safe side. */
function told({ low, high }: Ends, most: Decimal): string {
  const digits = (end: End, mode: 0 | 1) =>
    end && `${end.at.times(most).toDecimalPlaces(6, mode).toFixed()} ${end.by}`;
  return `${digits(low, 0) ?? '–'} | ${digits(high, 1) ?? '–'}`;
}

function expectAsNaive(movers: readonly Mover[], from: Decimal, most = MOST): void {
  const ends = new PlaceEnds(movers, from, alikeInDigits(most.toNumber() * 1e6));
  for (const [at, { unitId }] of movers.entries()) {
    const all = { low: naive(movers, at, from, -1), high: naive(movers, at, from, 1) };
    expect(`${unitId} ${told(ends.of(at), most)}`).toBe(`${unitId} ${told(all, most)}`);
  }
}

/** The total of a unit with p of the node and b beside it, of which a share d counts: quotients as schemes have them. */
function quotient(p: Decimal, b: Decimal, d: Decimal): Quotient {
  return { n1: p.minus(b.times(d)), n0: b.times(d), m1: d.neg().plus(1), m0: d };
}

const tenths = fc.integer({ min: 0, max: 1000 }).map((each) => new Decimal(each).div(10));
const few = fc.integer({ min: 0, max: 4 }).map((each) => new Decimal(each).times(20));
const nearly = (of: fc.Arbitrary<Decimal>) =>
  fc
    .tuple(of, fc.integer({ min: -3, max: 3 }), fc.integer({ min: 5, max: 28 }))
    .map(([value, times, digits]) => value.plus(new Decimal(10).pow(-digits).times(times)));
const counted = fc.constantFrom('1', '1', '0.9', '0.4').map((each) => new Decimal(each));
const from = fc.integer({ min: 1, max: 99 }).map((each) => new Decimal(each).div(100));

it.each<[why: string, points: fc.Arbitrary<Decimal>]>([
  ['any points', tenths],
  ['few points, so that many meet at once', few],
  ['points that nearly meet, so that doubles cannot tell them apart', nearly(few)],
  ['points that nearly meet among others', nearly(tenths)],
])('ends are those of all pairs in decimals, for %s', (_, points) => {
  const total = fc.tuple(points, points, counted).map(([p, b, d]) => quotient(p, b, d));
  fc.assert(
    fc.property(fc.array(total, { minLength: 2, maxLength: 9 }), from, (totals, start) => {
      expectAsNaive(
        totals.map((each, i) => ({ unitId: `u${i}`, total: each })),
        start,
      );
    }),
    { numRuns: 400 },
  );
});

it('ends are those of all pairs in decimals, for every share of random schemes', () => {
  let compared = 0;
  for (let seed = 0; seed < 60; seed += 1) {
    const of = randomPackage(`ends ${seed}`);
    const { scheme } = of;
    const inputs = new Inputs(of);
    const table = new LeafTable(of.units);
    for (const [node] of leavesOf(scheme)) table.add(node.nodeId, scoreLeaf(node, inputs.context(node)));
    const trees = of.units.flatMap(({ unitId }) => unitTree(inputs, table, unitId) ?? []);
    for (const siblings of siblingsOf(scheme)) {
      const totals = siblingTotals(
        scheme,
        siblings,
        trees.map((unit) => ({ unit, trunk: trunkOf(unit) })),
      );
      for (const { nodeId, share } of siblings.nodes) {
        const most = totals[0]?.whole ?? MOST;
        if (new Decimal(share).gte(most)) continue;
        const movers = totals.map((each) => ({
          unitId: each.unit.unitId,
          total: totalAlong(each, nodeId, most),
        }));
        expectAsNaive(movers, new Decimal(share).div(most), most);
        compared += movers.length;
      }
    }
  }
  expect(compared).toBeGreaterThan(500);
});
