import fc from 'fast-check';
import { Decimal, decimal, difference, figure, round, sum, sumTexts, text } from './decimal';

it.each(['0', '-1.5', '100', '0.000000000000000001', '999999999999999999999999'])('reads %s', (plain) => {
  expect(text(decimal('x', plain))).toBe(plain);
});

it.each([
  '',
  ' 1',
  '1 ',
  '1e3',
  'NaN',
  'Infinity',
  '+1',
  '.5',
  '5.',
  '1,000',
  '0x10',
  '１',
  '1\n',
  '0.1234567890123456789',
])('refuses "%s"', (bad) => {
  expect(() => decimal('share', bad)).toThrow(
    expect.objectContaining({
      reason: 'DECIMAL_INVALID',
      fields: [expect.objectContaining({ field: 'share' })],
    }),
  );
});

it.each([
  { value: '17.665', digits: 2, mode: 'ROUNDING_MODE_HALF_UP', is: '17.67' },
  { value: '17.665', digits: 2, mode: 'ROUNDING_MODE_HALF_EVEN', is: '17.66' },
  { value: '12.795', digits: 2, mode: 'ROUNDING_MODE_HALF_UP', is: '12.80' },
  { value: '-0.005', digits: 2, mode: 'ROUNDING_MODE_HALF_UP', is: '-0.01' },
  { value: '-0.004', digits: 2, mode: 'ROUNDING_MODE_HALF_UP', is: '0.00' },
  { value: '15.5', digits: 0, mode: 'ROUNDING_MODE_HALF_EVEN', is: '16' },
  { value: '14.5', digits: 0, mode: 'ROUNDING_MODE_HALF_EVEN', is: '14' },
] as const)('rounds $value to $is', ({ value, digits, mode, is }) => {
  expect(text(round(decimal('x', value), digits, mode), digits)).toBe(is);
});

const modes = fc.constantFrom('ROUNDING_MODE_HALF_UP', 'ROUNDING_MODE_HALF_EVEN');

it('rounds once and for all, and prints what it can read', () => {
  fc.assert(
    fc.property(
      fc.maxSafeInteger(),
      fc.integer({ min: 1, max: 1e9 }),
      fc.integer({ min: 0, max: 8 }),
      modes,
      (a, b, digits, mode) => {
        const once = round(new Decimal(a).div(b), digits, mode);
        expect(text(round(once, digits, mode))).toBe(text(once));
        expect(text(decimal('x', text(once, digits)))).toBe(text(once));
      },
    ),
  );
});

it('rounds a quotient as whole numbers would', () => {
  const whole = fc.integer({ min: 0, max: 1_000_000 });
  fc.assert(
    fc.property(whole, fc.integer({ min: 1, max: 5000 }), whole, (a, b, w) => {
      const exact = (200n * BigInt(a) * BigInt(w) + BigInt(b)) / (2n * BigInt(b));
      const quotient = new Decimal(a).div(b).times(w);
      expect(round(quotient, 2, 'ROUNDING_MODE_HALF_UP').times(100).toFixed(0)).toBe(exact.toString());
    }),
    { numRuns: 2000 },
  );
});

it('adds texts as it adds decimals', () => {
  const plain = fc.stringMatching(/^-?\d{1,12}(\.\d{1,8})?$/);
  fc.assert(
    fc.property(fc.array(plain), (texts) => {
      expect(text(sumTexts('x', texts))).toBe(text(sum(texts.map((each) => decimal('x', each)))));
    }),
  );
});

it.each(['', '-', '.', '1.', '.5', '1e3', ' 1', '--1', '1.2.3', '１'])('does not add "%s"', (bad) => {
  expect(() => sumTexts('x', ['1', bad])).toThrow(expect.objectContaining({ reason: 'DECIMAL_INVALID' }));
});

// Up to 18 digits behind the point, and never fewer than 18 that count.
it.each([
  ['0', '0'],
  ['-0', '0'],
  ['12.5', '12.5'],
  ['-12.5', '(−12.5)'],
  ['1234567890123456789012', '1234567890123456789012'],
  ['0.3333333333333333333333', '0.333333333333333333'],
  ['3.3333333333333333333333', '3.333333333333333333'],
  ['0.0000000000333333333333333333333333', '0.0000000000333333333333333333'],
])('%s stands in a formula as %s', (value, is) => {
  expect(figure(new Decimal(value))).toBe(is);
});

// A distance behind the 55th digit of the greater number is what division left.
it.each([
  ['40', '40', '0'],
  ['1', '0.9999999999999999999999999999999999999999999999999999999999', '0'],
  ['10000000000.0000000000000000000000000000000000000000000001', '10000000000', '0'],
  ['10000000000.0000000000000000000000000000000000000000000001', '1', '9999999999'],
  ['1', '10000000000.0000000000000000000000000000000000000000000001', '-9999999999'],
  ['10000000000.00000000000000000000000000000000000000001', '10000000000', '1e-41'],
  ['0.5', '0.25', '0.25'],
])('%s less %s is %s', (a, b, is) => {
  expect(difference(new Decimal(a), new Decimal(b)).eq(is)).toBe(true);
});
