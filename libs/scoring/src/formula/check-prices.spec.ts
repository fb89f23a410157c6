import type { PriceBasis } from '../package';
import type { Measure } from './expression';
import { readFormula } from './read-formula';

const money = (priceBasis?: PriceBasis): Measure => ({
  unitOfMeasure: '亿元',
  periodKind: 'YEAR',
  priceBasis,
});
const measures: Record<string, Measure> = {
  gdp: money('PRICE_BASIS_CURRENT'),
  services: money('PRICE_BASIS_CURRENT'),
  'gdp-2020': money('PRICE_BASIS_CONSTANT'),
  spliced: money('PRICE_BASIS_MIXED'),
  fees: money('PRICE_BASIS_UNSPECIFIED'),
  fines: money(),
  index: { unitOfMeasure: '%', periodKind: 'YEAR' },
  people: { unitOfMeasure: '万人', periodKind: 'YEAR' },
};
const read = (text: string, declared?: string) =>
  readFormula(text, measures, {
    onZeroDivision: 'MISSING',
    ...(declared && { priceBasis: `PRICE_BASIS_${declared}` as PriceBasis }),
  });

it.each<[text: string, basis: string | undefined]>([
  ['gdp', 'CURRENT'],
  ['-gdp + fees', 'CURRENT'],
  ['fees - fines', undefined],
  ['people * 2', undefined],
  ['gdp / people', 'CURRENT'],
  ['services / gdp * 100', 'CURRENT'],
  ['(gdp - previous(gdp)) / previous(gdp) * 100', 'CURRENT'],
  ['(gdp_2020 - samePeriodLastYear(gdp_2020)) / samePeriodLastYear(gdp_2020) * 100', 'CONSTANT'],
  ['gdp / gdp_2020', 'MIXED'],
  ['gdp + gdp_2020', 'MIXED'],
  ['spliced / people', 'MIXED'],
  ['max(gdp, gdp_2020, 0)', 'MIXED'],
  ['has(gdp) ? gdp : gdp_2020', 'MIXED'],
  ['gdp > 0 && has(gdp) ? people : 2 * people', undefined],
  ['round(gdp_2020 / groupSum(gdp_2020), 4)', 'CONSTANT'],
  // A price index, or a share: who writes the formula knows.
  ['gdp / index * 100', undefined],
])('%s is at the prices %s', (text, basis) => {
  expect(read(text).formula).toMatchObject({ priceBasis: basis && `PRICE_BASIS_${basis}` });
  expect(read(text, 'UNSPECIFIED').formula?.priceBasis).toBe(basis && `PRICE_BASIS_${basis}`);
});

it.each<[text: string, declared: string]>([
  ['gdp / people', 'CURRENT'],
  ['gdp_2020', 'CONSTANT'],
  ['fees', 'CURRENT'],
  ['gdp / index * 100', 'CONSTANT'],
  ['gdp_2020 * (index / 100)', 'CURRENT'],
  ['gdp + gdp_2020 * index / 100', 'CURRENT'],
  // A base year may have changed.
  ['gdp_2020', 'MIXED'],
  ['gdp / gdp_2020', 'MIXED'],
])('%s may be declared at the prices %s', (text, declared) => {
  expect(read(text, declared).formula).toMatchObject({ priceBasis: `PRICE_BASIS_${declared}` });
});

it.each<[text: string, declared: string, reason: string, en: string, zh: string]>([
  [
    '(gdp - previous(gdp)) / previous(gdp)',
    'CONSTANT',
    'RESULT_PRICES',
    'The formula is computed at current prices ("gdp"), but constant prices are declared.',
    '公式按当年价（“gdp”）计算，但声明的价格口径是不变价。',
  ],
  [
    'gdp / gdp_2020',
    'CURRENT',
    'RESULT_PRICES',
    'The formula is computed at current prices ("gdp") and constant prices ("gdp_2020"), but current prices are declared.',
    '公式按当年价（“gdp”）和不变价（“gdp_2020”）计算，但声明的价格口径是当年价。',
  ],
  [
    'spliced',
    'CONSTANT',
    'RESULT_PRICES',
    'The formula is computed at current and constant prices mixed ("spliced"), but constant prices are declared.',
    '公式按当年价与不变价混用（“spliced”）计算，但声明的价格口径是不变价。',
  ],
  [
    'spliced - previous(spliced)',
    'MIXED',
    'PRICES_MIXED',
    '"previous(spliced)" is compared across periods while current and constant prices are mixed, so growth has no meaning; use one basis for both periods.',
    '“previous(spliced)”跨期比较，但当年价与不变价混用，增幅没有意义，前后两期请用同一价格口径。',
  ],
  [
    '(gdp - samePeriodLastYear(gdp_2020)) / gdp',
    'UNSPECIFIED',
    'PRICES_MIXED',
    '"samePeriodLastYear(gdp_2020)" is compared across periods while current and constant prices are mixed, so growth has no meaning; use one basis for both periods.',
    '“samePeriodLastYear(gdp_2020)”跨期比较，但当年价与不变价混用，增幅没有意义，前后两期请用同一价格口径。',
  ],
])('%s declared %s is refused: %s', (text, declared, reason, en, zh) => {
  const { violations } = read(text, declared);
  expect(violations?.map((each) => each.reason)).toEqual([reason]);
  expect(violations?.[0]?.en).toMatch(/^Column \d+: /);
  expect(violations?.[0]?.en.replace(/^Column \d+: /, '')).toBe(en);
  expect(violations?.[0]?.zh.replace(/^第 \d+ 列：/, '')).toBe(zh);
});

it('earlier figures of another thing than money do not make a mix of its prices growth', () => {
  const { formula } = read('gdp / gdp_2020 * (people / previous(people))');
  expect(formula?.priceBasis).toBe('PRICE_BASIS_MIXED');
});
