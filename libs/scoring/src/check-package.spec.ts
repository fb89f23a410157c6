import { checkPackage } from './check-package';
import { PACKAGE_FORMAT, ScoringPackage } from './package';
import { receiptOf } from './receipt/receipt-of';
import { renderReceiptText } from './receipt/render';

const of = (more: object = {}): ScoringPackage =>
  ScoringPackage.parse({
    format: PACKAGE_FORMAT,
    cyclePeriod: '2026',
    scheme: {
      nodes: [
        {
          nodeId: 'n',
          share: '100',
          indicatorId: 'i',
          time: 'TIME_AGGREGATION_LAST',
          linear: { unacceptable: '0', satisfactory: '10' },
          valueRule: { growth: 'GROWTH_RELATIVE' },
        },
      ],
    },
    indicators: [{ indicatorId: 'i', unitOfMeasure: '亿元', priceBasis: 'PRICE_BASIS_CONSTANT' }],
    units: [{ unitId: 'u' }],
    observations: [{ indicatorId: 'i', unitId: 'u', period: '2026', value: '105' }],
    before: [{ indicatorId: 'i', unitId: 'u', period: '2025', value: '100' }],
    ...more,
  });

it.each<[string, object, string?]>([
  ['nothing wrong', {}],
  [
    'the lead of an indicator twice',
    {
      leads: [
        { indicatorId: 'i', unitId: 'u', value: '1' },
        { indicatorId: 'i', unitId: 'u', value: '2' },
      ],
    },
    'leads[1] DUPLICATE',
  ],
  [
    'a stated value that is no number',
    { declarations: [{ nodeId: 'n', unitId: 'u', state: 'IMPUTED', value: 'about 5' }] },
    'declarations[0].value DECIMAL_INVALID',
  ],
  ['a state without a value', { declarations: [{ nodeId: 'n', unitId: 'u', state: 'PENDING' }] }],
])('sees %s', (_, more, ...told) => {
  expect(checkPackage(of(more)).map(({ field, reason }) => `${field} ${reason}`)).toEqual(told);
});

it('reads only prices that there are', () => {
  expect(() => of({ indicators: [{ indicatorId: 'i', priceBasis: 'PRICES_OF_2020' }] })).toThrow();
});

it.each([
  { language: 'zh-CN', told: '不变价', worked: '(105 − 100) ÷ 100 × 100' },
  { language: 'en', told: 'constant prices', worked: '(105 − 100) ÷ 100 × 100' },
] as const)('a receipt says at which prices growth was found, in $language', ({ language, told, worked }) => {
  const receipt = receiptOf(of(), 'u');
  expect(receipt.total.after).toBe('50.00');
  const printed = renderReceiptText(receipt, language);
  expect(printed).toContain(told);
  expect(printed).toContain(worked);
});
