import { type Published, score } from '../samples/published';

const sasac = {
  bands: [
    { name: '优秀', value: '13', coefficient: '1' },
    { name: '良好', value: '9.5', coefficient: '0.8' },
    { name: '平均', value: '1.7', coefficient: '0.6' },
    { name: '较低', value: '-2', coefficient: '0.4' },
    { name: '较差', value: '-8', coefficient: '0.2' },
  ],
};

// 瑞安 2012, 瑞委〔2012〕6号: share of 优秀 on 200 points.
const ruian = {
  rungs: [
    ['90', '200'],
    ['80', '190'],
    ['70', '180'],
    ['60', '170'],
    ['0', '160'],
  ].map(([bound, points]) => ({ bound, points })),
};

it.each<Published>([
  // SASAC 2006, worked example g-1: 12 + 0.8077 × 4 = 15.23.
  {
    why: 'banded efficacy, ROE 8 %',
    field: 'bands',
    rule: sasac,
    given: { outOf: '20', value: '8' },
    is: '15.2308',
  },
  { why: 'at the best value', field: 'bands', rule: sasac, given: { outOf: '20', value: '14' }, is: '20' },
  { why: 'below the worst', field: 'bands', rule: sasac, given: { outOf: '20', value: '-9' }, is: '0' },
  {
    why: 'ladder at the bound',
    field: 'ladder',
    rule: ruian,
    given: { outOf: '200', value: '90' },
    is: '200',
  },
  {
    why: 'ladder below it',
    field: 'ladder',
    rule: ruian,
    given: { outOf: '200', value: '89.99' },
    is: '190',
  },
  {
    why: 'ladder in the middle',
    field: 'ladder',
    rule: ruian,
    given: { outOf: '200', value: '79.99' },
    is: '180',
  },
  {
    why: 'a bound that does not count itself',
    field: 'ladder',
    rule: { rungs: [{ bound: '90', exclusive: true, points: '5' }] },
    given: { value: '90' },
    is: '0',
  },
  // A = 60, B = ln(100/60): half way is 60 × √(100/60) = 77.4597.
  {
    why: 'exponential half way',
    field: 'exponential',
    rule: { unacceptable: '0', satisfactory: '10' },
    given: { value: '5' },
    is: '77.4597',
  },
  {
    why: 'anchors in between',
    field: 'anchors',
    rule: {
      anchors: [
        { value: '60', share: '0.5' },
        { value: '80', share: '0.9' },
        { value: '100', share: '1' },
      ],
    },
    given: { value: '70' },
    is: '70',
  },
  {
    why: 'optimum missed by half the tolerance',
    field: 'moderate',
    rule: { optimum: '50', tolerance: '10' },
    given: { band: true, value: '45' },
    is: '50',
  },
  // c = max(40 − 20, 90 − 60) = 30: 1 − (40 − 25) ÷ 30.
  {
    why: 'below the best interval',
    field: 'moderate',
    rule: { bestFrom: '40', bestTo: '60', worstLow: '20', worstHigh: '90' },
    given: { band: true, value: '25' },
    is: '50',
  },
  {
    why: 'inside it',
    field: 'moderate',
    rule: { bestFrom: '40', bestTo: '60', worstLow: '20', worstHigh: '90' },
    given: { band: true, value: '60' },
    is: '100',
  },
  // Growth 25 % on a line from 0 to 50.
  {
    why: 'relative growth',
    field: 'linear',
    rule: { unacceptable: '0', satisfactory: '50' },
    given: { value: '125', before: '100', node: { valueRule: { growth: 'GROWTH_RELATIVE' } } },
    is: '50',
  },
  {
    why: 'growth over 0',
    field: 'linear',
    rule: { unacceptable: '0', satisfactory: '50' },
    given: { value: '125', before: '0', node: { valueRule: { growth: 'GROWTH_RELATIVE' } } },
    is: 'BASE_ZERO',
  },
  {
    why: 'percentage points',
    field: 'linear',
    rule: { unacceptable: '0', satisfactory: '5' },
    given: { value: '88', before: '84', node: { valueRule: { growth: 'GROWTH_DIFFERENCE' } } },
    is: '80',
  },
])('$field: $why', ({ field, rule, given, is }) => {
  expect(score(field, rule, given)).toBe(is);
});

const pieces = (fullMark: number, points: [value: string, points: number][]) => ({
  anchors: points.map(([value, earned]) => ({ value, share: String(earned / fullMark) })),
});
const whole = { itemDigits: 0, totalDigits: 0 };

// US EPA, Guideline for Reporting of Daily Air Quality (EPA-454/R-99-010, EPA-454/B-06-001), breakpoints of 1999; worked example as
// printed at ciese.org/curriculum/airproj/whataqi: 0.0874125 ppm is 106; 0.077, 54.4 and 8.4 have the greatest of 128.
const aqi = {
  ozone: pieces(500, [
    ['0', 0],
    ['0.064', 50],
    ['0.065', 51],
    ['0.084', 100],
    ['0.085', 101],
    ['0.104', 150],
  ]),
  pm25: pieces(500, [
    ['15.5', 51],
    ['40.4', 100],
    ['40.5', 101],
    ['65.4', 150],
  ]),
  co: pieces(500, [
    ['4.5', 51],
    ['9.4', 100],
  ]),
};
it.each<[pollutant: keyof typeof aqi, concentration: string, digits: number, is: string]>([
  ['ozone', '0.0874125', 3, '106'],
  ['ozone', '0.077', 3, '82'],
  ['pm25', '54.4', 1, '128'],
  ['co', '8.4', 1, '90'],
])('air quality index: %s at %s', (pollutant, value, digits, is) => {
  const node = { valueRule: { digits } };
  const given = { outOf: '500', band: true, value, node, rounding: whole };
  expect(score('anchors', aqi[pollutant], given)).toBe(is);
});

// HJ 633-2012, PM2.5 over 24 hours: 35 is 50, 75 is 100, and from 500 on it stays 500 (max.book118.com 6110045204004203).
const hj633 = pieces(500, [
  ['0', 0],
  ['35', 50],
  ['75', 100],
  ['115', 150],
  ['150', 200],
  ['250', 300],
  ['350', 400],
  ['500', 500],
]);
it.each([
  ['35', '50'],
  ['75', '100'],
  ['500', '500'],
  ['999', '500'],
])('空气质量分指数: PM2.5 %s is %s', (value, is) => {
  expect(score('anchors', hj633, { outOf: '500', band: true, value, rounding: whole })).toBe(is);
});

// CMS, Merit-based Incentive Payment System: 26 % in a decile from 24 % to 36 % that earns from 4 points on. The example of
// support.drchrono.com 115013741047 cuts 4.1667 off to 4.16.
it('points within a decile', () => {
  const decile = pieces(10, [
    ['24', 4],
    ['36', 5],
  ]);
  expect(score('anchors', decile, { outOf: '10', value: '26' })).toBe('4.1667');
});

// 每高于评标基准价1%扣1分,每低于1%扣0.5分,不足1%按插值法 (sosotiku.com b9d826302c35b1d282f7f7c06f9d0f03); numbers own.
it.each([
  ['0', '100'],
  ['5', '95'],
  ['0.5', '99.5'],
  ['-5', '97.5'],
  ['120', '0'],
])('a bid %s %% off the benchmark', (value, is) => {
  const bid = pieces(100, [
    ['-200', 0],
    ['0', 100],
    ['100', 0],
  ]);
  expect(score('anchors', bid, { band: true, value })).toBe(is);
});
