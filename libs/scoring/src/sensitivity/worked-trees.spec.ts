import type { Mean } from '../scheme';
import { type Branch, totalByShare, totalIn, type Trunk } from './branch';

const branch = (nodeId: string, share: number, part: number, more: Partial<Branch> = {}): Branch => ({
  nodeId,
  share,
  part,
  counts: true,
  scored: true,
  mean: 'MEAN_ARITHMETIC',
  power: 0,
  children: [],
  ...more,
});
const trunk = (mean: Mean, children: Branch[], more: Partial<Trunk> & { power?: number } = {}): Trunk => ({
  unitId: 'u',
  root: branch('', 1, 0.123, { mean, power: more.power ?? 0, children }),
  fullMark: 100,
  added: 0,
  floor: -1000,
  cap: Infinity,
  stands: new Map(),
  ...more,
});
const asItStands = { share: ({ share }: Branch) => share, part: ({ part }: Branch) => part };
const out = { counts: false };
const h = (mean: Mean) =>
  branch('h', 50, 0.99, { mean, children: [branch('a', 20, 0.25), branch('b', 20, 1)] });

it.each<[why: string, of: Trunk, total: number, moved: number]>([
  // Last, the same with a share of 60 for a.
  ['0.6 × 0.5 + 0.4 × 1', trunk('MEAN_ARITHMETIC', [branch('a', 40, 0.5), branch('b', 40, 1)]), 75, 70],
  [
    '√(0.25 × 1)',
    trunk('MEAN_GEOMETRIC', [branch('a', 20, 0.25), branch('b', 20, 1)]),
    50,
    100 * 0.25 ** 0.75,
  ],
  [
    '2 ÷ (1 ÷ 0.5 + 1)',
    trunk('MEAN_HARMONIC', [branch('a', 20, 0.5), branch('b', 20, 1)]),
    200 / 3,
    80 / 1.4,
  ],
  [
    '√((0.6² + 0.8²) ÷ 2)',
    trunk('MEAN_POWER', [branch('a', 20, 0.6), branch('b', 20, 0.8)], { power: 2 }),
    Math.sqrt(5000),
    Math.sqrt(0.75 * 3600 + 0.25 * 6400),
  ],
  [
    'a power of −1 is harmonic',
    trunk('MEAN_POWER', [branch('a', 20, 0.5), branch('b', 20, 1)], { power: -1 }),
    200 / 3,
    80 / 1.4,
  ],
  [
    'a power of −1 with nothing',
    trunk('MEAN_POWER', [branch('a', 20, 0), branch('b', 20, 1)], { power: -1 }),
    0,
    0,
  ],
  [
    'a power of 2 with nothing: √(1 ÷ 2)',
    trunk('MEAN_POWER', [branch('a', 20, 0), branch('b', 20, 1)], { power: 2 }),
    Math.sqrt(5000),
    50,
  ],
  [
    'a power of 2 of nothing',
    trunk('MEAN_POWER', [branch('a', 20, 0), branch('b', 20, 0)], { power: 2 }),
    0,
    0,
  ],
  ['geometric with nothing', trunk('MEAN_GEOMETRIC', [branch('a', 20, 0), branch('b', 20, 1)]), 0, 0],
  ['harmonic with nothing', trunk('MEAN_HARMONIC', [branch('a', 20, 0), branch('b', 20, 1)]), 0, 0],
  [
    'geometric with nothing that has no weight',
    trunk('MEAN_GEOMETRIC', [branch('a', 20, 0.25), branch('b', 20, 1), branch('c', 0, 0)]),
    50,
    100 * 0.25 ** 0.75,
  ],
  ['no weight at all', trunk('MEAN_ARITHMETIC', [branch('b', 0, 1)]), 0, 0],
  ['one left out', trunk('MEAN_ARITHMETIC', [branch('a', 40, 0.5), branch('b', 40, 1, out)]), 50, 50],
  [
    'the moved one left out',
    trunk('MEAN_ARITHMETIC', [branch('a', 40, 0.5, out), branch('b', 40, 1)]),
    100,
    100,
  ],
  [
    'below a heading of half the weight: 0.5 × √0.25 + 0.5 × 0.4',
    trunk('MEAN_ARITHMETIC', [h('MEAN_GEOMETRIC'), branch('c', 50, 0.4)]),
    45,
    50 * 0.25 ** 0.75 + 20,
  ],
  [
    'below a heading that is left out',
    trunk('MEAN_ARITHMETIC', [{ ...h('MEAN_ARITHMETIC'), counts: false }, branch('c', 50, 0.4)]),
    40,
    40,
  ],
  [
    'with 10 points',
    trunk('MEAN_ARITHMETIC', [branch('a', 40, 0.5), branch('b', 40, 1)], { added: 10 }),
    85,
    80,
  ],
  ['under a cap', trunk('MEAN_ARITHMETIC', [branch('a', 40, 0.5), branch('b', 40, 1)], { cap: 72 }), 72, 70],
  [
    'above a floor',
    trunk('MEAN_ARITHMETIC', [branch('a', 40, 0.5), branch('b', 40, 1)], { floor: 72 }),
    75,
    72,
  ],
  [
    'of 30 points',
    trunk('MEAN_ARITHMETIC', [branch('a', 40, 0.5), branch('b', 40, 1)], { fullMark: 30 }),
    22.5,
    21,
  ],
  ['without nodes', trunk('MEAN_ARITHMETIC', []), 12.3, 12.3],
])('a tree in doubles: %s', (_, of, total, moved) => {
  expect(totalIn(of, asItStands)).toBeCloseTo(total, 10);
  const sharesOfA = { ...asItStands, share: ({ nodeId, share }: Branch) => (nodeId === 'a' ? 60 : share) };
  expect(totalIn(of, sharesOfA)).toBeCloseTo(moved, 10);
  const stands = { ...of, root: { ...of.root, part: total / of.fullMark - of.added / of.fullMark } };
  expect(totalByShare(stands, 'a')(60)).toBeCloseTo(moved, 10);
});

it('tells of every part, from the leaves up, also of what does not count', () => {
  const seen: string[] = [];
  totalIn(trunk('MEAN_ARITHMETIC', [h('MEAN_ARITHMETIC'), branch('c', 50, 0.4, out)]), {
    ...asItStands,
    seen: ({ nodeId }, part) => seen.push(`${nodeId || 'total'} ${part}`),
  });
  expect(seen).toEqual(['a 0.25', 'b 1', 'h 0.625', 'c 0.4', 'total 0.625']);
});

it('a change of one part moves a linear total by its weight', () => {
  // a has 0.5 × 0.5 of the weight, c 0.5.
  const of = trunk('MEAN_ARITHMETIC', [h('MEAN_ARITHMETIC'), branch('c', 50, 0.4)]);
  const stands = totalIn(of, asItStands);
  const effect = (nodeId: string): number =>
    (totalIn(of, {
      ...asItStands,
      part: ({ nodeId: id, part }) => (id === nodeId ? part + 0.01 : part),
    }) -
      stands) /
    0.01;
  expect(effect('a')).toBeCloseTo(25, 9);
  expect(effect('b')).toBeCloseTo(25, 9);
  expect(effect('c')).toBeCloseTo(50, 9);
});
