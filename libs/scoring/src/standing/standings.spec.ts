import type { UnitResult } from '../aggregate';
import { Scheme } from '../scheme';
import type { ScoredEvent } from '../scored-event';
import { places } from './quota';
import { type Candidate, type Promotion, standings } from './standings';

const result = (total: string | undefined): UnitResult => ({
  state: total === undefined ? 'MISSING' : 'SCORED',
  ...(total !== undefined && { total }),
  adjustments: [],
  obstacles: [],
  nodes: [],
});
const event = (unitId: string, itemId: string): ScoredEvent => ({
  eventId: `${unitId}-${itemId}`,
  unitId,
  itemId,
  matterId: '',
  tier: '',
  count: '1',
  document: 'doc',
  date: '2026-01-01',
});

function stand(
  scheme: object,
  totals: Record<string, string | undefined>,
  more: { events?: ScoredEvent[]; previous?: Record<string, string>; promotions?: Promotion[] } = {},
) {
  const candidates = Object.entries(totals).map(([unitId, total]): Candidate => ({
    unitId,
    result: result(total),
    events: (more.events ?? []).filter((each) => each.unitId === unitId),
    previousTotal: more.previous?.[unitId],
  }));
  return standings(Scheme.parse(scheme), candidates, more.promotions);
}
const shown = (list: ReturnType<typeof stand>) =>
  Object.fromEntries(list.map(({ unitId, rank, gradeId }) => [unitId, `${rank} ${gradeId}`]));

const quota = (share: string, more: object = {}) => ({ share, ...more });
const grades = (best: object, good?: object) => [
  { gradeId: 'A', minScore: '80', quota: best },
  { gradeId: 'B', minScore: '60', quota: good },
  { gradeId: 'C', minScore: '0' },
];

// Hangzhou 2020: 20 % of 78 units is 16, of 15 is 3.
it.each([
  { count: 78, rounding: 'QUOTA_ROUNDING_HALF_UP', is: 16 },
  { count: 15, rounding: 'QUOTA_ROUNDING_HALF_UP', is: 3 },
  { count: 78, rounding: 'QUOTA_ROUNDING_DOWN', is: 15 },
  { count: 76, rounding: 'QUOTA_ROUNDING_UP', is: 16 },
] as const)('20 % of $count units, $rounding, is $is', ({ count, rounding, is }) => {
  expect(places({ share: '0.2', rounding, border: 'BORDER_EXCLUDE_ALL' }, count)).toBe(is);
});

it('reproduces the grades of Hangzhou 2020: 16 by rank and 2 promoted, 16 good, 44 standard', () => {
  const totals = Object.fromEntries(
    Array.from({ length: 78 }, (_, i) => [`u${String(i).padStart(2, '0')}`, (99 - i / 10).toFixed(2)]),
  );
  const promotions = ['u40', 'u50'].map((unitId) => ({ unitId, gradeId: 'A', document: 'minutes' }));
  const list = stand({ grades: grades(quota('0.2'), quota('0.2')) }, totals, { promotions });
  const count = (gradeId: string): number => list.filter((unit) => unit.gradeId === gradeId).length;
  expect([count('A'), count('B'), count('C')]).toEqual([18, 16, 44]);
});

it.each([
  { border: 'BORDER_EXCLUDE_ALL', is: { a: '1 A', b: '2 B', c: '2 B', d: '4 B' }, undecided: [] },
  { border: 'BORDER_INCLUDE_ALL', is: { a: '1 A', b: '2 A', c: '2 A', d: '4 B' }, undecided: [] },
  { border: 'BORDER_COMMITTEE', is: { a: '1 A', b: '2 B', c: '2 B', d: '4 B' }, undecided: ['b', 'c'] },
])('ties at the border of a quota: $border', ({ border, is, undecided }) => {
  const list = stand({ grades: grades(quota('0.5', { border })) }, { a: '95', b: '90', c: '90', d: '85' });
  expect(shown(list)).toEqual(is);
  expect(list.filter((unit) => unit.undecided).map(({ unitId }) => unitId)).toEqual(undecided);
});

it('the committee decides an open border', () => {
  const promotions = [{ unitId: 'c', gradeId: 'A', document: 'minutes' }];
  const scheme = { grades: grades(quota('0.5', { border: 'BORDER_COMMITTEE' })) };
  const list = stand(scheme, { a: '95', b: '90', c: '90', d: '85' }, { promotions });
  expect(shown(list)).toEqual({ a: '1 A', b: '2 B', c: '2 A', d: '4 B' });
  expect(list.map(({ undecided }) => undecided)).toEqual([false, false, false, false]);
});

it('a border stays open while the committee has named fewer than there are places', () => {
  // Half of six: three places, one of them taken, four units tie for two.
  const scheme = { grades: grades(quota('0.5', { border: 'BORDER_COMMITTEE' })) };
  const totals = { a: '95', b: '90', c: '90', d: '90', e: '90', f: '85' };
  const name = (...unitIds: string[]) => ({
    promotions: unitIds.map((unitId) => ({ unitId, gradeId: 'A', document: 'minutes' })),
  });
  const waiting = (...unitIds: string[]): string =>
    stand(scheme, totals, name(...unitIds))
      .filter(({ undecided }) => undecided)
      .map(({ unitId }) => unitId)
      .join('');
  expect([waiting(), waiting('c'), waiting('c', 'e')]).toEqual(['bcde', 'bde', '']);
});

it('keeps units hors concours out of places and quotas', () => {
  const scheme = { grades: grades(quota('0.5')), horsConcoursUnitIds: ['x'] };
  expect(shown(stand(scheme, { x: '99', a: '95', b: '90' }))).toEqual({ a: '1 A', b: '2 B', x: '0 A' });
});

it('ranks within classes', () => {
  const scheme = {
    rankWithinClasses: true,
    unitClasses: [
      { classId: 'town', unitIds: ['a', 'b'] },
      { classId: 'village', unitIds: ['c', 'd'] },
    ],
    grades: grades(quota('0.5')),
  };
  expect(shown(stand(scheme, { a: '99', b: '98', c: '81', d: '85' }))).toEqual({
    a: '1 A',
    b: '2 B',
    c: '2 B',
    d: '1 A',
  });
});

it('gives a tie to the heavier load, one without it last, before the rise over the cycle before', () => {
  const scheme = {
    tieByImprovement: true,
    taskLoads: [
      { unitId: 'a', load: '9.5' },
      { unitId: 'b', load: '10' },
      { unitId: 'd', load: '9.50' },
    ],
  };
  const list = stand(
    scheme,
    { a: '90', b: '90', c: '90', d: '90' },
    { previous: { a: '80', d: '85', c: '1' } },
  );
  expect(list.map(({ unitId, rank }) => [unitId, rank])).toEqual([
    ['b', 1],
    ['a', 2],
    ['d', 3],
    ['c', 4],
  ]);
});

it('gives a tie to the greater rise over the cycle before, one without it last', () => {
  const scheme = { tieByImprovement: true };
  const list = stand(scheme, { a: '90', b: '90', c: '90' }, { previous: { a: '89', b: '80' } });
  expect(list.map(({ unitId, rank }) => [unitId, rank])).toEqual([
    ['b', 1],
    ['a', 2],
    ['c', 3],
  ]);
});

const vetoes = [
  { vetoId: 'not-best', name: '否优', effect: 'VETO_EFFECT_NOT_BEST', basis: 'b' },
  { vetoId: 'down', name: '降档', effect: 'VETO_EFFECT_DOWNGRADE', levels: 1, basis: 'b' },
  { vetoId: 'fail', name: '否决', effect: 'VETO_EFFECT_FAIL', basis: 'b' },
];

it.each([
  { veto: 'not-best', total: '95', is: 'B' },
  { veto: 'not-best', total: '70', is: 'B' },
  { veto: 'down', total: '70', is: 'C' },
  { veto: 'down', total: '10', is: 'C' },
  { veto: 'fail', total: '95', is: 'C' },
])('$veto takes $total to $is and leaves score and place', ({ veto, total, is }) => {
  const scheme = { grades: grades(quota('1')), vetoes };
  const [unit] = stand(scheme, { a: total }, { events: [event('a', veto)] });
  expect(unit).toMatchObject({ rank: 1, total, gradeId: is });
});

it('no promotion against a veto, and a place freed by it goes to the next', () => {
  const scheme = { grades: grades(quota('0.5')), vetoes };
  const promotions = [{ unitId: 'a', gradeId: 'A', document: 'minutes' }];
  const list = stand(scheme, { a: '95', b: '90' }, { events: [event('a', 'not-best')], promotions });
  expect(shown(list)).toEqual({ a: '1 B', b: '2 A' });
  expect(list[0]?.steps.at(-1)).toMatchObject({ rule: 'PROMOTION', zh: expect.stringContaining('不予晋等') });
});

it('gives no grade to a unit without a total', () => {
  expect(shown(stand({ grades: grades(quota('1')) }, { a: undefined, b: '90' }))).toEqual({
    b: '1 A',
    a: '0 ',
  });
});
