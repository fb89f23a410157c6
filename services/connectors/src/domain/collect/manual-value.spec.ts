import { ManualField } from '@fuxing/contracts/connectors/v1/burden';
import { parseDecimal } from '@fuxing/scoring';
import fc from 'fast-check';
import { asksIn, faultOf, isOpen, lastMonth, plain } from './manual-value';

const field = (more: object = {}): ManualField =>
  ManualField.fromJSON({
    manualFieldId: 'f',
    unitIds: ['a'],
    firstMonth: '2026-02',
    measureId: 'm',
    unitOfMeasure: '次',
    ...more,
  });
const reasonOf = (period: string, kind: string, today: string, of = field(), value = '1') =>
  faultOf(
    { manualFieldId: 'f', period, value, unitOfMeasure: '次', note: '', evidenceIds: [] },
    { field: of, unitId: 'a', kind, today },
  )?.reason;

it.each([
  ['2026-09', 'MONTH', '2026-10-01', undefined],
  ['2026-09', 'MONTH', '2026-09-30', 'PERIOD_NOT_OVER'],
  ['2026-Q1', 'QUARTER', '2026-04-01', undefined],
  ['2026-Q1', 'QUARTER', '2026-03-31', 'PERIOD_NOT_OVER'],
  ['2026', 'YEAR', '2027-01-01', undefined],
  ['2026', 'YEAR', '2026-12-31', 'PERIOD_NOT_OVER'],
  ['2026-01', 'MONTH', '2026-10-01', 'FIELD_NOT_ASKED'],
  ['2025-Q4', 'QUARTER', '2026-10-01', 'FIELD_NOT_ASKED'],
  ['2026-Q1', 'MONTH', '2026-10-01', 'FIELD_NOT_ASKED'],
])('of %s asked by %s, on %s: %s', (period, kind, today, reason) => {
  expect(reasonOf(period, kind, today)).toBe(reason);
});

it('is asked up to the last month, a quarter by the month in which it ends', () => {
  const ended = field({ lastMonth: '2026-08' });
  expect(['2026-08', '2026-09', '2026-Q2', '2026-Q3'].map((period) => asksIn(ended, period))).toEqual([
    true,
    false,
    true,
    false,
  ]);
  expect(['2026-02', '2026-Q1', '2026'].map(lastMonth)).toEqual(['2026-02', '2026-03', '2026-12']);
});

it.each([
  ['2026-10-09', true, false, true],
  ['2026-10-10', true, false, false],
  ['2026-10-10', false, false, true],
  ['2026-10-10', true, true, true],
])('on %s, entered %s, rejected %s, due 2026-10-09: open %s', (today, isEntered, isRejected, open) => {
  expect(isOpen({ dueOn: '2026-10-09', isEntered, isRejected }, today)).toBe(open);
});

it('lets pass exactly the decimals within the limits and digits of the field', () => {
  const decimals = fc
    .tuple(fc.integer({ min: -3_000, max: 3_000 }), fc.integer({ min: 0, max: 3 }))
    .map(([n, digits]) => (n / 10 ** digits).toFixed(digits));
  fc.assert(
    fc.property(decimals, fc.integer({ min: 0, max: 2 }), (value, digits) => {
      const of = field({ min: '-10', max: '100', digits });
      const number = parseDecimal(value);
      const fits =
        number !== undefined && number.gte(-10) && number.lte(100) && number.decimalPlaces() <= digits;
      expect(reasonOf('2026-09', 'MONTH', '2026-10-01', of, value)).toBe(
        fits ? undefined : 'VALUE_OUT_OF_RANGE',
      );
      expect(plain(value)).toBe(number?.toFixed());
    }),
  );
});
