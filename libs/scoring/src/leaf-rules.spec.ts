import { checkScheme } from './check-scheme';
import { Scheme } from './scheme';

const indicators = new Map([
  ['x', { direction: 'DIRECTION_HIGHER_IS_BETTER' }],
  ['gdp', { direction: 'DIRECTION_HIGHER_IS_BETTER' }],
] as const);

/** `field REASON` of every fault of the one leaf of a scheme. */
const told = (leaf: object): string[] =>
  checkScheme(Scheme.parse({ nodes: [{ nodeId: 'n', share: '100', ...leaf }] }), indicators).map(
    ({ field, reason }) => `${field.replace(/^nodes\[0\]\.?/, '')} ${reason}`,
  );

const byPeriod = { time: 'TIME_AGGREGATION_MEAN_OF_SCORES' };
const correction = { indicatorId: 'gdp', factor: '0.5', limit: '0' };

// Steps before the method.
it.each<[leaf: object, ...told: string[]]>([
  [{ valueRule: { growth: 'GROWTH_RELATIVE' } }],
  [{ valueRule: {}, ...byPeriod }],
  [{ valueRule: { growth: 'GROWTH_RELATIVE' }, ...byPeriod }, 'valueRule.growth GROWTH_BY_PERIOD'],
  [{ valueRule: { corrections: [correction] } }],
  [{ valueRule: { corrections: [correction] }, ...byPeriod }, 'valueRule VALUE_RULE_BY_PERIOD'],
  [
    { valueRule: { coefficients: [{ unitId: 'u', coefficient: '1' }] }, ...byPeriod },
    'valueRule VALUE_RULE_BY_PERIOD',
  ],
  [{ valueRule: { digits: 0 }, ...byPeriod }, 'valueRule VALUE_RULE_BY_PERIOD'],
  [{ valueRule: { imputation: 'IMPUTATION_GROUP_MEAN' }, ...byPeriod }, 'valueRule VALUE_RULE_BY_PERIOD'],
  [{ valueRule: { outliers: 'OUTLIERS_WINSORISE' }, ...byPeriod }, 'valueRule VALUE_RULE_BY_PERIOD'],
  [
    { valueRule: { corrections: [{ indicatorId: 'y', factor: 'f', limit: '-1' }] } },
    'valueRule.corrections[0].indicatorId INDICATOR_UNKNOWN',
    'valueRule.corrections[0].factor DECIMAL_INVALID',
    'valueRule.corrections[0].limit OUT_OF_RANGE',
  ],
  [
    {
      valueRule: {
        coefficients: [
          { unitId: '', coefficient: '1' },
          { unitId: 'u', coefficient: 'x' },
        ],
      },
    },
    'valueRule.coefficients[0].unitId COEFFICIENT_DUPLICATE',
    'valueRule.coefficients[1].coefficient DECIMAL_INVALID',
  ],
  [{ valueRule: { digits: 0 } }],
  [{ valueRule: { digits: 8 } }],
  [{ valueRule: { digits: 2, roundingMode: 'ROUNDING_MODE_HALF_EVEN' } }],
  [
    { valueRule: { roundingMode: 'ROUNDING_MODE_HALF_EVEN' } },
    'valueRule.roundingMode ROUNDING_WITHOUT_DIGITS',
  ],
  [{ valueRule: { digits: 9 } }, 'valueRule.digits DIGITS_OUT_OF_RANGE'],
  [{ valueRule: { digits: -1 } }, 'valueRule.digits DIGITS_OUT_OF_RANGE'],
  [{ indicatorId: 'y', valueRule: { growth: 'GROWTH_RELATIVE' } }, 'indicatorId INDICATOR_UNKNOWN'],
])('a leaf with a value rule %j: %s', (leaf, ...is) => {
  expect(told({ indicatorId: 'x', points: {}, ...leaf })).toEqual(is);
});

const scale = [
  { option: '好', value: '10' },
  { option: '差', value: '0' },
];
const byScale = { opinion: { scale, scaleFull: '10' } };
const byShares = {
  opinionLadder: { excellent: ['好'], rungs: [{ share: '0.9', points: '9' }], otherwise: '0' },
};

// Raters.
it.each<[method: object, raters: object, ...told: string[]]>([
  [byScale, { minimum: 0, trimAbove: 3, leastSpread: '10', quotas: [{ option: '好', share: '1' }] }],
  [byScale, { minimum: -1 }, 'raters.minimum OUT_OF_RANGE'],
  [byScale, { trimAbove: -1 }, 'raters.trimAbove OUT_OF_RANGE'],
  [byScale, { trimAbove: 1 }, 'raters.trimAbove TRIM_LEAVES_NOTHING'],
  [byScale, { trimAbove: 2 }, 'raters.trimAbove TRIM_LEAVES_NOTHING'],
  [byScale, { leastSpread: '10.1' }, 'raters.leastSpread OUT_OF_RANGE'],
  [byScale, { leastSpread: '-1' }, 'raters.leastSpread OUT_OF_RANGE'],
  [byScale, { quotas: [{ option: '好', share: '1.1' }] }, 'raters.quotas[0].share OUT_OF_RANGE'],
  [byScale, { quotas: [{ option: '中', share: '0.3' }] }, 'raters.quotas[0].option OPTION_UNKNOWN'],
  // Without a scale the options are whatever the ballots say.
  [byShares, { minimum: 3, quotas: [{ option: '中', share: '0.3' }] }],
  [byShares, { trimAbove: 3 }, 'raters.trimAbove RATER_RULE_NEEDS_SCALE'],
  [byShares, { levelling: 'LEVELLING_Z_SCORE' }, 'raters.levelling RATER_RULE_NEEDS_SCALE'],
  [byShares, { leastSpread: '1' }, 'raters.leastSpread RATER_RULE_NEEDS_SCALE'],
  [{ indicatorId: 'x', points: {} }, { leastSpread: '1', trimAbove: 3 }, 'raters RATERS_WITHOUT_BALLOTS'],
])('%j with raters %j: %s', (method, raters, ...is) => {
  expect(told({ ...method, raters })).toEqual(is);
});
