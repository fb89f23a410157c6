import fc from 'fast-check';
import { Scheme } from '../scheme';
import { reviewBallots } from './review';

const scheme = Scheme.parse({
  nodes: [
    {
      nodeId: 'n',
      share: '100',
      opinion: {
        scale: [
          { option: 'good', value: '100' },
          { option: 'fair', value: '80' },
          { option: 'poor', value: '60' },
        ],
      },
    },
  ],
});
type Given = Record<string, string>;
/** Five raters of a unit, each giving these options to these units. */
const five = (raterUnitId: string, given: Given, count = 5) =>
  Array.from({ length: count }, (_, i) =>
    Object.entries(given).map(([unitId, option]) => ({
      nodeId: 'n',
      unitId,
      raterUnitId,
      raterId: `${raterUnitId}-${i}`,
      option,
    })),
  ).flat();
const review = (...ballots: ReturnType<typeof five>[]) => reviewBallots(scheme, ballots.flat())[0];

const UNITS = ['a', 'b', 'c', 'd', 'e', 'f'];
const all = (option: string, but: Given = {}): Given => ({
  ...Object.fromEntries(UNITS.map((unit) => [unit, option])),
  ...but,
});
/** Without the own unit, all fair but for a and b, who find each other good. */
const favouring = UNITS.map((unit) => {
  const given = all('fair', unit === 'a' ? { b: 'good' } : unit === 'b' ? { a: 'good' } : {});
  delete given[unit];
  return five(unit, given);
});

it('reports a pair that favours each other, by how much, and nobody else', () => {
  // a gives b 100, the others 80; to third units a gives what the others do. b likewise.
  expect(review(...favouring)?.pairs).toEqual([{ unitIds: ['a', 'b'], favours: ['20.0000', '20.0000'] }]);
});

it.each([
  {
    why: 'favour that is not returned',
    ballots: favouring.with(1, five('b', all('fair'))),
  },
  {
    why: 'two good units that everybody finds good',
    ballots: UNITS.map((unit) => five(unit, all('poor', { a: 'good', b: 'good' }))),
  },
  {
    why: 'two lenient units',
    ballots: [
      ...['a', 'b'].map((unit) => five(unit, all('good'))),
      ...['c', 'd', 'e', 'f'].map((unit) => five(unit, all('fair'))),
    ],
  },
])('does not take for favour $why', ({ ballots }) => {
  expect(review(...ballots)).toMatchObject({ pairs: [], withheldPairs: 0 });
});

it('reports lenient and severe units, and raters who tell nobody apart', () => {
  const found = review(
    five('a', { b: 'good', c: 'good', d: 'good' }),
    five('b', { a: 'fair', c: 'poor', d: 'fair' }),
    five('c', { a: 'fair', b: 'fair', d: 'fair' }),
    five('', { a: 'poor', b: 'poor', c: 'poor', d: 'poor' }),
  );
  // a: b 100 − 70, c 100 − 60, d 100 − 73.3333; b: a 80 − 70, c 60 − 80, d 80 − 80; the public: −20, −30, −20, −26.6667.
  expect(found).toMatchObject({ raters: 20, flat: 15, withheld: false, withheldGroups: 0 });
  expect(found?.groups).toEqual([
    { raterUnitId: '', raters: 5, flat: 5, leniency: '-24.1667', finding: 'SEVERE' },
    { raterUnitId: 'a', raters: 5, flat: 5, leniency: '32.2222', finding: 'LENIENT' },
    { raterUnitId: 'b', raters: 5, flat: 0, leniency: '-3.3333', finding: '' },
    { raterUnitId: 'c', raters: 5, flat: 5, leniency: '3.3333', finding: '' },
  ]);
});

it('tells nothing of fewer than five raters, nor of what they gave', () => {
  const few = review(five('a', { b: 'good', c: 'good', d: 'good' }, 4));
  expect(few).toEqual({
    nodeId: 'n',
    raters: 0,
    flat: 0,
    withheld: true,
    groups: [],
    withheldGroups: 0,
    pairs: [],
    withheldPairs: 0,
  });
  const mixed = review(five('a', { b: 'good', c: 'poor' }, 4), ...favouring.slice(1));
  expect(mixed).toMatchObject({ pairs: [], withheldGroups: 1, withheldPairs: 2 });
  expect(mixed?.groups.map(({ raterUnitId }) => raterUnitId)).toEqual(['b', 'c', 'd', 'e', 'f']);
});

it('leaves ballots about the own unit aside', () => {
  const selfish = five('a', { a: 'good' });
  expect(review(...favouring, selfish)).toEqual(review(...favouring));
});

it('does not depend on the order of ballots, and names no rater', () => {
  const option = fc.constantFrom('good', 'fair', 'poor');
  const unit = fc.constantFrom('a', 'b', 'c');
  const cast = fc.array(fc.tuple(unit, unit, option, fc.integer({ min: 0, max: 9 })), {
    minLength: 20,
    maxLength: 80,
  });
  fc.assert(
    fc.property(cast, (drawn) => {
      const ballots = drawn.map(([unitId, raterUnitId, given, n]) => ({
        nodeId: 'n',
        unitId,
        raterUnitId,
        raterId: `rater-${raterUnitId}-${n}`,
        option: given,
      }));
      const found = reviewBallots(scheme, ballots);
      expect(reviewBallots(scheme, ballots.toReversed())).toEqual(found);
      expect(JSON.stringify(found)).not.toMatch(/rater-|good|fair|poor/);
      for (const { groups } of found)
        for (const { raters } of groups) expect(raters).toBeGreaterThanOrEqual(5);
    }),
  );
});
