import { Measure } from '@fuxing/contracts/connectors/v1/measures';
import { Decimal } from '@fuxing/scoring';
import fc from 'fast-check';
import { Group, percentile } from './accumulate';
import type { Verdict } from './read';

const place = { unitId: 'u', period: '2026-01' };
const group = (what: string, more: object = {}): Group =>
  new Group(Measure.fromJSON({ function: `MEASURE_FUNCTION_${what}`, digits: 4, factor: '1', ...more }));
const counted = (term: string): Verdict => ({ is: 'counted', place, passes: true, term: new Decimal(term) });
const value = (of: Group, verdicts: Verdict[]) => {
  verdicts.forEach((verdict, n) => of.add(verdict, String(n).padStart(4, '0'), 'hash'));
  return of.result();
};

it.each([
  { what: 'SUM', terms: ['0.1', '0.2'], is: '0.3000' },
  { what: 'MEAN', terms: ['1', '2', '2'], is: '1.6667' },
  { what: 'MEDIAN', terms: ['3', '1', '2'], is: '2.0000' },
  { what: 'MEDIAN', terms: ['1', '2', '3', '100'], is: '2.5000' },
  { what: 'MEDIAN', terms: ['9007199254740993', '9007199254740995'], is: '9007199254740994.0000' },
  { what: 'COUNT', terms: ['7', '7'], is: '2.0000' },
])('$what of $terms is $is', ({ what, terms, is }) =>
  expect(value(group(what), terms.map(counted))?.value).toBe(is),
);

it.each([
  {
    percent: '90',
    terms: ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10'],
    is: '9.1',
    why: 'as R quantile type 7',
  },
  { percent: '25', terms: ['1', '2', '3', '4'], is: '1.75', why: 'as R quantile type 7' },
  { percent: '95', terms: ['5'], is: '5', why: 'of one' },
])('percentile $percent of $terms is $is, $why', ({ percent, terms, is }) => {
  expect(
    percentile(
      terms.map((term) => new Decimal(term)),
      percent,
    ).toString(),
  ).toBe(is);
});

it('rounds half up', () => {
  expect(value(group('MEAN', { digits: 1 }), ['0.2', '0.3'].map(counted))?.value).toBe('0.3');
});

it('gives a rate with its numerator and denominator', () => {
  const verdicts: Verdict[] = [true, false, true].map((passes) => ({ is: 'counted', place, passes }));
  expect(value(group('RATE', { factor: '100', digits: 2 }), verdicts)).toMatchObject({
    value: '66.67',
    numerator: '2',
    denominator: '3',
  });
});

it('gives a ratio of sums, and none over 0', () => {
  const pair = (term: string, denominator: string): Verdict =>
    ({ ...counted(term), denominator: new Decimal(denominator) }) as Verdict;
  expect(value(group('RATIO'), [pair('1', '3'), pair('1', '3')])).toMatchObject({
    value: '0.3333',
    numerator: '2',
    denominator: '6',
  });
  expect(value(group('RATIO'), [pair('1', '0')])).toBeUndefined();
});

it('has no value without records, which is not 0, but counts what it lacks', () => {
  const unusable: Verdict = { is: 'unusable', reason: 'NOT_A_NUMBER', detail: 'x', place };
  expect(value(group('MEAN'), [{ is: 'censored', place }, unusable])).toBeUndefined();
  const result = value(group('MEAN'), [{ is: 'censored', place }, unusable, counted('1')]);
  expect(result).toMatchObject({
    value: '1.0000',
    recordCount: 1,
    censoredCount: 1,
    unfit: { NOT_A_NUMBER: 1 },
  });
});

it('takes the middle as a plain sort does, in any order, for whole steps and decimals', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 1e12 }), { minLength: 1 }),
      fc.infiniteStream(fc.nat()),
      (terms, order) => {
        const sorted = terms.toSorted((a, b) => a - b);
        const half = sorted.length >> 1;
        const middle = sorted.length % 2 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
        const shuffled = terms
          .map((term) => ({ term, at: order.next().value as number }))
          .sort((a, b) => a.at - b.at)
          .map(({ term }) => term);
        expect(percentile(shuffled, '50').toNumber()).toBe(middle);
        expect(
          percentile(
            shuffled.map((term) => new Decimal(term)),
            '50',
          ).toNumber(),
        ).toBe(middle);
      },
    ),
  );
});

it('sums and averages exactly whatever the order', () => {
  const cents = fc.integer({ min: -1e9, max: 1e9 }).map((n) => new Decimal(n).div(100).toString());
  fc.assert(
    fc.property(fc.array(cents, { minLength: 1, maxLength: 50 }), (terms) => {
      for (const what of ['SUM', 'MEAN']) {
        expect(value(group(what), terms.toReversed().map(counted))?.value).toBe(
          value(group(what), terms.map(counted))?.value,
        );
      }
    }),
  );
});

it('has a percentile that never falls as the percent grows', () => {
  const terms = fc.array(fc.integer(), { minLength: 1 });
  fc.assert(
    fc.property(terms, fc.integer({ min: 1, max: 98 }), (of, percent) => {
      expect(percentile([...of], String(percent)).lte(percentile([...of], String(percent + 1)))).toBe(true);
    }),
  );
});
